"""The archive: an ordinary ZIP file of one exact form."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting.container import NotABundle, pack_bundle, unpack_bundle

FILES = {"b.txt": b"two", "a.txt": b"one" * 1000, "empty": b""}


def test_any_zip_program_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(pack_bundle(FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist() == sorted(FILES)


@given(st.dictionaries(st.from_regex(r"[a-z.]{1,12}", fullmatch=True), st.binary(), min_size=1))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]) -> None:
    assert unpack_bundle(pack_bundle(files)) == files


def test_every_changed_byte_shows() -> None:
    archive = pack_bundle({"a": b"one", "b": b"two"})
    for at in range(len(archive)):
        changed = archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :]
        with pytest.raises(NotABundle):
            unpack_bundle(changed)


@pytest.mark.parametrize("at", [0, 3, 10, 30, 100, -1])
def test_a_cut_archive_is_refused(at: int) -> None:
    with pytest.raises(NotABundle):
        unpack_bundle(pack_bundle(FILES)[:at])


def test_an_archive_of_another_program_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 10**6)
    with pytest.raises(NotABundle, match="another program"):
        unpack_bundle(buffer.getvalue())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_harm(content: bytes) -> None:
    with pytest.raises(NotABundle):
        unpack_bundle(b"PK\3\4" + content)

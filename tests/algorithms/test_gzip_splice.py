import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.gzip_splice import ONE, compress, multiply, power_of_x, splice

PIECES = st.lists(st.binary(max_size=400), max_size=12)


@given(PIECES)
def test_pieces_unpack_to_the_whole(pieces):
    assert gzip.decompress(splice(map(compress, pieces))) == b"".join(pieces)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_combine_as_if_read_in_one_go(first, second):
    joined = multiply(zlib.crc32(first), power_of_x(8 * len(second))) ^ zlib.crc32(second)
    assert joined == zlib.crc32(first + second)


def test_cut_of_a_page_does_not_matter_to_the_reader():
    page = "".join(f"<li id=c-{n}>Größe {n}</li>" for n in range(2000)).encode()
    for cuts in (1, 3, 64):
        size = -(-len(page) // cuts)
        pieces = [page[start : start + size] for start in range(0, len(page), size)]
        assert gzip.decompress(splice(map(compress, pieces))) == page


def test_same_pieces_give_same_bytes():
    assert splice([compress(b"a"), compress(b"b")]) == splice([compress(b"a"), compress(b"b")])


def test_no_piece_at_all_is_an_empty_page():
    assert gzip.decompress(splice([])) == b""


@pytest.mark.parametrize(
    ("exponent", "value"), [(0, ONE), (1, ONE >> 1), (31, 1), (32, 0xEDB88320)]
)
def test_powers_of_x_by_hand(exponent, value):
    """x^32 is what the polynomial leaves of it: its lower terms."""
    assert power_of_x(exponent) == value


def test_damage_is_noticed():
    stream = bytearray(splice([compress(b"first piece"), compress(b"second piece")]))
    stream[-8] ^= 1
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(bytes(stream))

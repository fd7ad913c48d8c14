"""Files of posts and pairs: what is read, and the one line that says where a file is broken."""

import gzip
import json
import math

import pytest
import zstandard

from hustings.errors import BadInput
from hustings.evidence.reading import Columns, read_pairs, read_posts, seconds

POST = {"id": "1", "account": "ann", "t": "2024-05-01T12:00:00Z", "thread": "t", "text": "Hello."}


def write(path, *records):
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def read(path, **columns):
    return read_posts(path, columns=Columns(**columns))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_plain_and_packed_files_are_told_apart_by_their_first_bytes(tmp_path, pack):
    plain = write(tmp_path / "a.txt", POST, POST | {"id": "2"})
    packed = tmp_path / "b.txt"
    packed.write_bytes(pack(plain.read_bytes()) * 2)
    assert len(read(plain).posts) == 2
    assert read(packed).skipped.total() == 2  # the second frame repeats the ids
    assert read(packed).posts == read(plain).posts


def test_an_account_field_and_network_fields_can_be_chosen(tmp_path):
    path = write(tmp_path / "p", POST | {"author": "A", "host": "h1", "org": None})
    (post,) = read(path, account="author", network=("host", "org")).posts
    assert (post.account, post.network) == ("A", ("host:h1",))


def test_a_network_field_that_no_post_has_is_refused(tmp_path):
    path = write(tmp_path / "p", POST, POST | {"id": "2", "host": None}, POST | {"id": 3, "n": 7})
    with pytest.raises(BadInput, match="no post has a field 'hots'"):
        read(path, network=("host", "hots"))
    assert [post.network for post in read(path, network=("host", "n")).posts] == [(), (), ("n:7",)]


def test_repeated_ids_and_missing_times_are_counted(tmp_path):
    path = write(tmp_path / "p", POST, POST, POST | {"id": "3", "t": "yesterday"})
    found = read(path)
    assert len(found.posts) == 2
    assert math.isnan(found.posts[1].time)
    assert len(found.remarks()) == 2
    assert "1 post left out" in " ".join(found.remarks())


def test_times_without_a_zone_are_utc():
    assert seconds("1970-01-01T01:00:00") == seconds("1970-01-01T02:00:00+01:00") == 3600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"account": "a", "text": "b"', "line 1: not JSON"),
        (b"[1, 2]\n", "line 1: not a JSON object"),
        (b'\n\n{"text": "x"}\n', "line 3: no field 'account'"),
        (b'{"account": "a"}\n', "line 1: no field 'text'"),
        (b'{"account": "a", "text": ["x"]}\n', "line 1: field 'text' is not a text"),
        (b'{"account": "a", "text": "\xff"}\n', "line 1: not UTF-8"),
        (b"", "no posts"),
        (b"[" * 100_000 + b"\n", "line 1: not JSON"),
        (b'{"account": "a", "n": ' + b"9" * 6000 + b"}\n", "line 1: not JSON .a number too long"),
        (b'{"account": "a", "text": "' + b"x" * 10_000_000 + b'"}\n', "line 1: longer than"),
        (b"\x28\xb5\x2f\xfdnonsense", "the zstd data are damaged"),
        (b"\x1f\x8bnonsense", "the gzip data are damaged"),
        # mtime: two workers of the suite must name this case alike
        (gzip.compress(b"\xff{}", mtime=0), "line 1: not UTF-8"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_reason(tmp_path, content, says):
    path = tmp_path / "posts"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=says) as refusal:
        read(path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_cut_in_the_middle_is_refused(tmp_path, pack):
    whole = pack(b"".join(json.dumps(POST | {"id": i}).encode() + b"\n" for i in range(999)))
    path = tmp_path / "posts"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="cut off"):
        read(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadInput, match="No such file"):
        read(tmp_path / "nowhere")


def test_pairs_need_known_accounts_and_two_columns(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("a,b\nann,bob\n")
    assert read_pairs(path, accounts=["ann", "bob"]) == [("ann", "bob")]
    with pytest.raises(BadInput, match="line 2: no account 'bob'"):
        read_pairs(path, accounts=["ann"])
    path.write_text("x,y\n1,2\n")
    with pytest.raises(BadInput, match="the columns must be a,b"):
        read_pairs(path, accounts=[])
    path.write_text("a,b\n")
    with pytest.raises(BadInput, match="no pairs"):
        read_pairs(path, accounts=[])
    path.write_bytes(b"a,b\n\xff\xfe,x\n")
    with pytest.raises(BadInput, match="line 2: not UTF-8"):
        read_pairs(path, accounts=[])
    path.write_text('a,b\nann,ann\n"' + "x" * 200_000 + "\n")
    with pytest.raises(BadInput, match="line 3: not a CSV file"):
        read_pairs(path, accounts=["ann"])


def test_halves_of_characters_are_replaced_so_that_results_can_be_printed(tmp_path):
    path = tmp_path / "posts"
    path.write_bytes(b'{"account": "a\\ud800", "text": "x \\udc00 y"}\n')
    (post,) = read(path).posts
    assert (post.account, post.text) == ("a\ufffd", "x \ufffd y")


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(BadInput, match="Is a directory"):
        read(tmp_path)
    with pytest.raises(BadInput, match="Is a directory"):
        read_pairs(tmp_path, accounts=[])


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "posts"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(BadInput, match="line 1: not JSON"):
        read(path)

"""Reading votes: both shapes, both signs, doubles, and everything that is refused."""

import gzip

import pytest

from hustings.errors import BadInput
from hustings.opinion import sources
from hustings.opinion.comments import read_comments
from hustings.opinion.votes import read_votes

HEAD = "comment-id,voter-id,vote\n"


def triples(matrix):
    cells = zip(matrix.row_of_vote, matrix.columns, matrix.votes, strict=True)
    return [(matrix.people[r], matrix.comments[c], int(v)) for r, c, v in cells]


def test_long_and_wide_files_hold_the_same_votes(votes, put, long_text, wide_text):
    long = read_votes(put(long_text(votes)))
    wide = read_votes(put(wide_text(votes), "wide.csv"))
    assert triples(long.matrix) == [(str(p), str(c), v) for p, c, v in votes]
    assert wide.matrix.digest() == long.matrix.digest()


def test_gzip_is_known_by_its_bytes_and_not_by_its_name(votes, put, long_text):
    packed = put(gzip.compress(long_text(votes).encode()), "votes.csv")
    assert len(read_votes(packed).matrix.votes) == len(votes)


def test_quotation_marks_carriage_returns_and_a_byte_order_mark_change_nothing(
    votes, put, long_text
):
    plain = long_text(votes)
    quoted = plain.replace("Mon Jul 17 02:00:00 UTC 2017", '"Mon, Jul 17"', 3)
    windows = b"\xef\xbb\xbf" + quoted.replace("\n", "\r\n").encode()
    expected = read_votes(put(plain)).matrix.digest()
    assert read_votes(put(windows, "windows.csv")).matrix.digest() == expected


def test_blocks_are_joined_where_they_were_cut(votes, put, long_text, monkeypatch):
    path = put(long_text(votes))
    expected = read_votes(path).matrix.digest()
    monkeypatch.setattr(sources, "BLOCK", 97)
    assert read_votes(path).matrix.digest() == expected


def test_a_last_line_without_its_newline_counts(put):
    assert len(read_votes(put(HEAD + "1,2,1\n1,3,0")).matrix.votes) == 2


def test_the_columns_of_polis_math_are_known_too(put):
    votes = read_votes(put("modified_ms,participant,comment,vote\n5,7,3,-1\n"))
    assert triples(votes.matrix) == [("7", "3", -1)]


def test_the_later_vote_counts_by_time_and_not_by_line(put):
    head = "timestamp,comment-id,voter-id,vote\n"
    votes = read_votes(put(head + "9,1,1,1\n5,1,1,-1\n7,1,2,0\n"))
    assert triples(votes.matrix) == [("1", "1", 1), ("2", "1", 0)]
    assert votes.notes == ("1 vote replaced by a later one of the same reader.",)


def test_without_times_the_last_line_counts(put):
    assert triples(read_votes(put(HEAD + "1,1,1\n1,1,-1\n1,1,0\n")).matrix) == [("1", "1", 0)]


def test_ids_are_text_where_one_of_them_is(put):
    votes = read_votes(put(HEAD + "1,07,1\n1,7,1\nc,ä,-1\n"))
    assert votes.matrix.people == ("07", "7", "ä")
    assert votes.matrix.comments == ("1", "c")


def test_ids_of_twenty_digits_keep_every_digit(put):
    name = "12345678901234567890"
    assert read_votes(put(HEAD + f"1,{name},1\n")).matrix.people == (name,)


def test_a_wide_file_that_writes_agree_as_minus_one_is_turned(votes, put, wide_text):
    straight = read_votes(put(wide_text(votes)))
    turned = read_votes(put(wide_text(votes, agree=-1), "turned.csv"))
    assert turned.matrix.digest() == straight.matrix.digest()
    assert "its own counts say so" in turned.notes[0]


def test_a_long_file_is_turned_when_asked(votes, put, long_text):
    straight = read_votes(put(long_text(votes)))
    turned = read_votes(put(long_text(votes, agree=-1), "turned.csv"), agree=-1)
    assert turned.matrix.digest() == straight.matrix.digest()


def test_a_long_file_is_turned_where_the_comments_count_the_other_way(votes, put, long_text):
    rows = ["comment-id,agrees,disagrees,moderated,comment-body"]
    for comment in sorted({c for _, c, _ in votes}):
        answers = [v for _, c, v in votes if c == comment]
        rows.append(f'{comment},{answers.count(1)},{answers.count(-1)},1,"Made up, {comment}"')
    comments = read_comments(put("\n".join(rows) + "\n", "comments.csv"))
    straight = read_votes(put(long_text(votes)), comments=comments)
    turned = read_votes(put(long_text(votes, agree=-1), "turned.csv"), comments=comments)
    assert straight.notes == ()
    assert turned.matrix.digest() == straight.matrix.digest()
    assert "the counts of the comments say so" in turned.notes[0]


def test_votes_on_unknown_comments_are_left_out_and_counted(put):
    comments = read_comments(put("comment-id,comment-body\n1,Made up\n", "comments.csv"))
    votes = read_votes(put(HEAD + "1,1,1\n2,1,1\n2,2,1\n"), comments=comments)
    assert votes.matrix.comments == ("1",)
    assert votes.notes[0].startswith("2 votes left out: 1 comment")


def test_a_comment_may_run_over_lines_and_may_be_moderated_out(put):
    text = 'comment-id,author-id,moderated,comment-body\n1,4,-1,"two\nlines, ""quoted"""\n2,4,1,x\n'
    comments = read_comments(put(text, "comments.csv"))
    assert comments.texts["1"] == 'two\nlines, "quoted"'
    assert comments.moderated_out == {"1"}
    assert comments.written_by() == {"4": 2}


def test_a_header_alone_is_no_votes(put):
    assert read_votes(put(HEAD)).matrix.shape == (0, 0)


WIDE_HEAD = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,1,2\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n1,2\n", "is empty"),
        (b"voter-id,comment-id\n1,2\n", "line 1: no column vote"),
        (b"timestamp,vote\n1,1\n", "line 1: no column voter-id"),
        (HEAD.encode() + b"1,1,1\n1,2,2\n", "line 3: '2' is no vote"),
        (HEAD.encode() + b"1,1,agree\n", "line 2: 'agree' is no vote"),
        (HEAD.encode() + b"1,1,\n", "line 2: '' is no vote"),
        (HEAD.encode() + b"1,1,1\n\n1,1\n", "line 4: 2 fields where the first line has 3"),
        (HEAD.encode() + b"1,,1\n", "line 2: an id is empty"),
        (HEAD.encode() + b"1,1,1\n2,\xff\xfe,1\n", "line 3: not UTF-8"),
        (HEAD.encode() + b"1,1,1\n\x00,1,1\n", "line 3: holds a null byte"),
        (HEAD.encode() + b'1,"1,1\n', "line 2: unexpected end of data"),
        (b"t,comment-id,voter-id,vote\nsoon,1,1,1\n", "line 2: a time is not a whole number"),
        (HEAD.encode() + b"x" * 10_000_000, "line 2: longer than 1 MiB"),
        (b"x" * 10_000_000, "line 1: longer than 1 MiB"),
        (HEAD.encode() + b"1,1,1\n" + b"x" * 2_000_000 + b"\n1,2,1\n", "line 3: longer than"),
        (WIDE_HEAD.encode() + b"7,0,0,1,1,0,1\n", "line 2: 7 fields where the first line has 8"),
        (WIDE_HEAD.encode() + b"7,0,0,1,1,0,5,\n", "line 2: '5' in column 1 is no vote"),
        (WIDE_HEAD.encode() + b",0,0,1,1,0,1,\n", "line 2: the participant has no id"),
        (
            WIDE_HEAD.encode() + b"7,,0,0,0,0,,\n7,,0,0,0,0,,\n",
            "line 3: this participant stands in line 2, too",
        ),
        (b"participant,1,1\n", "line 1: two columns have the same name"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(put, content, why):
    path = put(content)
    with pytest.raises(BadInput) as refusal:
        read_votes(path)
    assert why in str(refusal.value)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("kept", [5, 40, -9])
def test_a_gzip_file_that_is_cut_off_is_refused(votes, put, long_text, kept):
    path = put(gzip.compress(long_text(votes).encode())[:kept], "votes.csv.gz")
    with pytest.raises(BadInput, match="cut off or damaged"):
        read_votes(path)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput, match=str(path)):
            read_votes(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        ("words\nx\n", "no column comment-id"),
        ("comment-id,comment-body\n1\n", "line 2: 1 fields"),
        ('comment-id,comment-body\n1,"open\n', "unexpected end of data"),
    ],
)
def test_comments_that_cannot_be_read_are_refused(put, content, why):
    with pytest.raises(BadInput) as refusal:
        read_comments(put(content, "comments.csv"))
    assert why in str(refusal.value)


@pytest.mark.parametrize(
    "head",
    ["Voter-ID,Comment ID,Vote", "voter_id,comment_id,vote", " participant , comment , vote "],
)
def test_names_of_columns_may_be_written_otherwise(put, head):
    votes = read_votes(put(f"{head}\n7,3,-1\n"))
    assert triples(votes.matrix) == [("7", "3", -1)]


def test_names_of_wide_columns_may_be_written_otherwise(votes, put, wide_text):
    straight = read_votes(put(wide_text(votes)))
    text = wide_text(votes, agree=-1)
    text = text.replace("participant", "Participant").replace("n-agree", "N_Agree")
    turned = read_votes(put(text, "other.csv"))
    assert turned.matrix.digest() == straight.matrix.digest()


def test_names_of_comment_columns_may_be_written_otherwise(put):
    comments = read_comments(
        put("Comment_ID,Moderated,Comment Body\n3,-1,Made up\n", "comments.csv")
    )
    assert comments.texts == {"3": "Made up"}
    assert comments.moderated_out == {"3"}


def test_counts_that_are_not_those_of_the_votes_are_told(put):
    votes = read_votes(put(WIDE_HEAD + "7,,0,2,2,0,1,1\n8,,0,2,2,0,1,-1\n9,,0,1,0,0,0,\n"))
    assert votes.notes == (
        "1 participant of this file: the counts of agrees and disagrees are not those of the votes "
        "beside them. The votes were taken.",
    )


def test_two_columns_of_one_name_are_refused(put):
    with pytest.raises(BadInput, match="line 1: two columns are called vote"):
        read_votes(put("voter-id,comment-id,vote,vote\n7,3,-1,1\n"))


def test_a_header_without_the_columns_is_shown_short(put):
    with pytest.raises(BadInput, match="line 1: no column voter-id") as refusal:
        read_votes(put(";".join(["voter-id"] * 1000) + "\n"))
    assert len(str(refusal.value)) < 400


def test_line_ends_of_old_systems_are_read(put):
    votes = read_votes(put("voter-id,comment-id,vote\r7,3,-1\r8,3,1\r"))
    assert triples(votes.matrix) == [("7", "3", -1), ("8", "3", 1)]

"""BLT: what is read, what is written, and one clear line with its number for everything else."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting import BallotFileError, Election, parse_blt, write_blt
from hustings.algorithms.counting.made_up import made_up_election
from tests.algorithms.counting.word_reader import read_words

WARD = """4 2
-3
12 2 1 4 0
3 4 0
1 0
0
"Ann"
"Bob “the Builder” O'Neil"
"Cy #3"
"Dee"
"Ward 5"
"""


def test_a_usual_file_is_read() -> None:
    assert parse_blt(WARD) == Election(
        title="Ward 5",
        candidates=("Ann", "Bob “the Builder” O'Neil", "Cy #3", "Dee"),
        seats=2,
        ballots={(1, 0, 3): 12, (3,): 3, (): 1},
        withdrawn=frozenset({2}),
    )


@pytest.mark.parametrize(
    "changed",
    [
        WARD.replace("\n", "\r\n"),
        WARD.replace("\n", "\r"),
        "\n# a comment\n" + WARD,
        WARD.replace("4 2\n", "  4\t2  # candidates, seats\n"),
        WARD.replace("12 2 1 4 0", "5 2 1 4 0\n\n7  2 1 4 0 # seven more"),
        WARD.replace("3 4 0", "3 4 0 /* spoilt?\nno */"),
        WARD.replace('"Ann"', '"Ann" # "the" first'),
        WARD.replace("12 2 1 4 0\n", "1 2 1 4 0\n" * 12),
        WARD.rstrip("\n"),
    ],
)
def test_spacing_comments_and_grouping_change_nothing(changed: str) -> None:
    assert parse_blt(changed) == parse_blt(WARD)


def test_a_quotation_mark_within_a_name_is_kept() -> None:
    text = WARD.replace('"Dee"', '"Dee "Didi" Day"')
    assert parse_blt(text).candidates[3] == 'Dee "Didi" Day'
    assert parse_blt(write_blt(parse_blt(text))) == parse_blt(text)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("\n\n# nothing\n", 1, "empty"),
        ("four 2\n", 1, "candidates and seats"),
        ("4\n", 1, "candidates and seats"),
        ("0 1\n0\n", 1, "0 candidates"),
        ("999999999 1\n0\n", 1, "candidates"),
        (WARD.replace("4 2", "4 5"), 1, "5 seats for 4"),
        (WARD.replace("4 2", "4 0"), 1, "0 seats"),
        (WARD.replace("-3", "-9"), 2, "withdrawn -9"),
        (WARD.replace("3 4 0", "3 4 4 0"), 4, "ranked twice"),
        (WARD.replace("3 4 0", "3 4=1 0"), 4, "share a rank"),
        (WARD.replace("3 4 0", "3 - 4 0"), 4, "skipped"),
        (WARD.replace("3 4 0", "3 9 0"), 4, "candidate 9"),
        (WARD.replace("3 4 0", "3 0 4 0"), 4, "0 before the end"),
        (WARD.replace("3 4 0", "3 4"), 4, "end with 0"),
        (WARD.replace("3 4 0", "x 4 0"), 4, "“x” is not a number"),
        (WARD.replace("3 4 0", "3 ٤ 0"), 4, "is not a number"),
        (WARD.replace("3 4 0", "1_0 4 0"), 4, "is not a number"),
        (WARD.replace("3 4 0", "3 04 0"), 4, "leading zeros"),
        (WARD.replace("3 4 0", "-3 4 0"), 4, "is not a number"),
        (WARD.replace("3 4 0", "0 4 0"), 4, "counts 0 times"),
        (WARD.replace("3 4 0", "9" * 5000 + " 4 0"), 4, "is not a number"),
        (WARD.replace("3 4 0", "999999999999 4 0\n2 4 0"), 3, "more than"),
        (WARD.replace("\n0\n", "\n"), 6, "a name before"),
        (WARD[: WARD.index("1 0\n0")], 4, "cut off"),
        (WARD[: WARD.index('"Cy')], 8, "after 2 of them"),
        (
            WARD[: WARD.index('"Ward')],
            10,
            "4 names and a title are expected; the file ends before the title",
        ),
        (WARD[:-3], 11, "closing quotation mark"),
        (WARD.replace('"Dee"', '"Ann"'), 10, "a second candidate is called “Ann”"),
        (WARD.replace("4 2", "5 2"), 11, "5 names and a title"),
        (
            WARD.replace("4 2", "3 2").replace("1 4 0", "1 0").replace("3 4 0", "3 1 0"),
            11,
            "more than 3",
        ),
        (WARD + '"one more"\n', 12, "more than 4 names"),
        (WARD.replace('"Ann"', "Ann"), 7, "in quotation marks"),
        (WARD.replace('"Ann"', '" "'), 7, "without a name"),
        (WARD.replace('"Ann"', '"An\x1b[31mn"'), 7, 'a control character in “"An\ufffd[31mn"”'),
        (WARD.replace("Ward", "Wa\x00rd"), 11, "a control character"),
        (WARD.replace("1 0\n0", "1 0\n/* never\n0"), 6, "never closed"),
        ("\x00" * 100, 1, "candidates and seats"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(BallotFileError) as refusal:
        parse_blt(text)
    assert refusal.value.line == line
    assert reason in refusal.value.reason
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_line_of_ten_megabytes_is_refused_at_once_and_shown_short() -> None:
    with pytest.raises(BallotFileError) as refusal:
        parse_blt("4 2\n" + "1 2 " * 2_500_000 + "\n0\n")
    assert refusal.value.line == 2
    with pytest.raises(BallotFileError, match="line 2"):
        parse_blt('4 2\n"' + 'a" ' * 3_000_000)


@given(st.text(alphabet='0123456789 \n"-=#/*a', max_size=80))
def test_any_text_is_read_or_refused_with_a_line_of_the_file(text: str) -> None:
    line = 1
    try:
        parse_blt(text)
    except BallotFileError as refusal:
        line = refusal.line
    assert 1 <= line <= text.count("\n") + 1


@given(st.integers(0, 10**9))
def test_what_is_written_is_read_back(number: int) -> None:
    asked = made_up_election(Random(number))
    assert parse_blt(write_blt(asked)) == asked


@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_the_same_ballots_are_written_alike_in_any_order(number: int, random: Random) -> None:
    asked = made_up_election(Random(number))
    items = list(asked.ballots.items())
    random.shuffle(items)
    other = Election(asked.title, asked.candidates, asked.seats, dict(items), asked.withdrawn)
    assert write_blt(other) == write_blt(asked)


@given(st.integers(0, 10**9))
def test_what_is_written_opens_in_a_reader_of_words(number: int) -> None:
    """Goal B7: Droop, OpenSTV and their kin read words, not lines."""
    asked = made_up_election(Random(number))
    candidates, seats, ballots, names = read_words(write_blt(asked))
    assert (candidates, seats, ballots) == (len(asked.candidates), asked.seats, asked.ballots)
    assert names == [*asked.candidates, asked.title]


@pytest.mark.parametrize("name", ["two\nlines", "two\rlines", "nul\0", 'Ann" # "x', 'Ann" #'])
def test_a_name_that_the_format_cannot_hold_is_not_written(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        write_blt(Election("T", (name, "Bob"), 1, {(0,): 1}))

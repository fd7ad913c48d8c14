"""Blocks of plain lines: numbers, votes and text of every width, and what is not plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.opinion.plain_lines import PlainLines


def column(*texts):
    return PlainLines.of("".join(f"{text}\n" for text in texts).encode(), fields=1)


@given(st.lists(st.integers(0, 10**15 - 1), min_size=1, max_size=40))
def test_whole_numbers_of_any_length_are_read(numbers):
    assert column(*numbers).numbers(0).tolist() == numbers


@given(st.lists(st.tuples(*[st.integers(0, 10**15 - 1)] * 3), min_size=1, max_size=10))
def test_numbers_are_read_from_their_own_column(rows):
    lines = "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
    block = PlainLines.of(lines, fields=3)
    assert [block.numbers(at).tolist() for at in range(3)] == [
        [row[at] for row in rows] for at in range(3)
    ]


@given(
    st.integers(0, 10**15 - 1),
    st.integers(0, 14),
    st.characters(max_codepoint=126, exclude_characters='\n,"'),
)
def test_what_is_no_digit_is_no_number(number, place, mark):
    text = str(number)
    changed = text[:place] + mark + text[place + 1 :]
    plain = changed.isdigit() and (changed == "0" or changed[0] != "0") and len(changed) <= 15
    assert (column("12345678", changed, "9").numbers(0) is not None) == plain


@given(st.text(st.sampled_from("-+01 2"), max_size=3))
def test_a_vote_is_one_nought_or_minus_one(text):
    votes = column("1", text, "-1").votes(0)
    assert (votes is not None) == (text in ("1", "0", "-1"))
    assert votes is None or votes.tolist() == [1, int(text), -1]


def test_ids_are_numbers_where_all_are_and_none_may_be_empty():
    assert column("7", "12").ids(0).tolist() == [7, 12]
    assert column("7", "Zoë", "012").ids(0) == ["7", "Zoë", "012"]
    assert column("7", "").ids(0) is None


@pytest.mark.parametrize("lines", [b"1,2\n3\n", b"1\n2,3,4\n", b"1,2,3\n4\n", b'"1",2\n'])
def test_lines_of_another_width_and_quotation_marks_are_not_plain(lines):
    assert PlainLines.of(lines, fields=2) is None

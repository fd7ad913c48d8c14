"""Ballots in arrays: what is read and counted is what the plain counter says, to the byte."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting import (
    RULES,
    BallotFileError,
    Contest,
    CountRefused,
    count_election,
    packed_blt,
    parse_blt,
    write_blt,
)
from hustings.algorithms.counting.made_up import made_up_election
from hustings.algorithms.counting.packed import PackedElection
from hustings.algorithms.counting.packed_blt import read_packed
from hustings.algorithms.counting.result import json_text, result_facts

WARD = """4 2
-3
12 2 1 4 0
3 4 0
1 0
250 1 3  2 0
0
"Ann"
"Bob"
"Cy #3"
"Dée"
"Ward 5"
"""


def ballots_of(election: PackedElection) -> dict[tuple[int, ...], int]:
    """Return the ballots by ranking, as the plain reader groups them."""
    ballots: dict[tuple[int, ...], int] = {}
    every = election.every
    weights = np.ones(every.ranks.shape[1], int) if every.weights is None else every.weights
    for column, papers in zip(every.ranks.T.tolist(), weights.tolist(), strict=True):
        ranking = tuple(number - 1 for number in column if number)
        ballots[ranking] = ballots.get(ranking, 0) + papers
    return ballots


def said(election: Contest, rule: str) -> str:
    try:
        count = count_election(election, rule=rule, seats=election.seats, seed="s")
    except CountRefused as refusal:
        return str(refusal)
    return json_text(result_facts(election, count, seed="s"))


def test_a_usual_file_is_read() -> None:
    election = read_packed(WARD.encode())
    assert election is not None
    plain = parse_blt(WARD)
    assert ballots_of(election) == plain.ballots
    assert (election.title, election.candidates, election.seats, election.withdrawn) == (
        plain.title,
        plain.candidates,
        plain.seats,
        plain.withdrawn,
    )
    assert election.cast == 266


@given(st.integers(0, 10**9))
def test_every_rule_says_the_same_of_both(number: int) -> None:
    asked = made_up_election(Random(number), most=300)
    packed = read_packed(write_blt(asked).encode())
    assert packed is not None
    for rule in RULES:
        assert said(packed, rule) == said(asked, rule)


@given(st.integers(0, 10**9))
def test_a_paper_on_each_line_says_the_same_too(number: int) -> None:
    asked = made_up_election(Random(number))
    lines = [
        " ".join(["1", *(str(index + 1) for index in ranking), "0"])
        for ranking, papers in asked.ballots.items()
        for _ in range(papers)
    ]
    names = [f'"{name}"' for name in (*asked.candidates, asked.title)]
    text = "\n".join([f"{len(asked.candidates)} {asked.seats}", *lines, "0", *names, ""])
    packed = read_packed(text.encode())
    assert packed is not None
    assert packed.every.weights is None
    assert said(packed, "scottish-stv") == said(
        replace(asked, withdrawn=frozenset()), "scottish-stv"
    )


def test_files_longer_than_a_block_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_blt, "BLOCK", 16)
    election = read_packed(WARD.encode())
    assert election is not None
    assert ballots_of(election) == parse_blt(WARD).ballots


@pytest.mark.parametrize(
    "text",
    [
        WARD.replace("\n", "\r\n"),
        WARD.replace("\n", "\r"),
        "\ufeff" + WARD,
        WARD.replace("12 2", "112 2"),
        WARD.replace("12 2", "  12\x20\x20 2"),
    ],
)
def test_line_ends_marks_and_long_numbers_are_plain(text: str) -> None:
    election = read_packed(text.encode())
    assert election is not None
    assert ballots_of(election) == parse_blt(text.removeprefix("\ufeff")).ballots


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "\n0\n",
        WARD.replace("3 4 0", "3 4 4 0"),
        WARD.replace("3 4 0", "3 5 0"),
        WARD.replace("3 4 0", "3 0 4 0"),
        WARD.replace("3 4 0", "3 4"),
        WARD.replace("3 4 0", "0 4 0"),
        WARD.replace("3 4 0", "03 4 0"),
        WARD.replace("3 4 0", "3 04 0"),
        WARD.replace("3 4 0", "003 4 0\n300 1 0"),
        WARD.replace("3 4 0", "1000000000 4 0"),
        WARD.replace("3 4 0", "999999999 4 0\n2 4 0"),
        WARD.replace("3 4 0", "3 4 0\n"),
        WARD.replace("3 4 0", "3 4 0 # three"),
        WARD.replace("3 4 0", "3 4=1 0"),
        WARD.replace("3 4 0", "3\t4 0"),
        WARD.replace("-3", "-9"),
        WARD.replace('"Ward 5"\n', ""),
        WARD.replace("4 2", "65 2"),
        WARD.replace("4 2", "four"),
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(text: str) -> None:
    assert read_packed(text.encode()) is None


@given(st.text(alphabet='01239 \n\r\0"-=#', max_size=60), st.integers(0, len(WARD)))
def test_no_text_is_read_differently(text: str, at: int) -> None:
    """Whatever is put into a file: both readers read the same, or the packed one declines."""
    changed = WARD[:at] + text + WARD[at:]
    packed = read_packed(changed.encode())
    try:
        plain = parse_blt(changed)
    except BallotFileError:
        assert packed is None
        return
    if packed is not None:
        assert ballots_of(packed) == plain.ballots
        assert (packed.candidates, packed.title) == (plain.candidates, plain.title)
        assert (packed.seats, packed.withdrawn) == (plain.seats, plain.withdrawn)

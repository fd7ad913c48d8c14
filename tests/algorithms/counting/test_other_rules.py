"""Instant runoff, approval, yes or no: hand-worked counts, ties by the named rule, refusals."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting import ONE, Count, CountRefused, Election, count_election
from hustings.algorithms.counting.made_up import made_up_election

Ballots = dict[tuple[int, ...], int]


def ask(
    ballots: Ballots, *, rule: str, candidates: int = 3, seats: int = 1, **more: object
) -> Count:
    names = tuple(f"Candidate {index + 1}" for index in range(candidates))
    asked = Election("Question", names, seats, ballots)
    return count_election(asked, rule=rule, seats=seats, **{"seed": "", **more})


def test_runoff_tennessee() -> None:
    """The textbook example of the capital of Tennessee: the second-placed last choice wins.

    Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17: Chattanooga goes to Knoxville (32),
    then Nashville (26) goes to Knoxville, who has 58 of 100.
    """
    ballots = {(0, 1, 2, 3): 42, (1, 2, 3, 0): 26, (2, 3, 1, 0): 15, (3, 2, 1, 0): 17}
    result = ask(ballots, rule="irv", candidates=4)
    assert result.winners == (3,)
    assert [stage.votes for stage in result.stages] == [
        (42 * ONE, 26 * ONE, 15 * ONE, 17 * ONE),
        (42 * ONE, 26 * ONE, 0, 32 * ONE),
        (42 * ONE, 0, 0, 58 * ONE),
    ]


def test_runoff_needs_a_majority_of_the_ballots_that_still_name_someone() -> None:
    """5 of 12 is no majority; once three ballots are exhausted, 5 of 9 is."""
    result = ask({(0,): 5, (1,): 4, (2,): 3}, rule="irv")
    assert [stage.elected for stage in result.stages] == [(), (0,)]
    assert result.stages[-1].not_transferable == 3 * ONE


def test_runoff_ties_look_at_earlier_stages_before_a_lot() -> None:
    """After the first exclusion, 2 and 3 have 5 each; 3 had fewer before, so 3 goes."""
    result = ask({(0,): 8, (1,): 5, (2,): 4, (3, 2): 1}, rule="irv", candidates=4)
    (tie,) = result.stages[2].ties
    assert (tie.tied, tie.chosen, tie.stage) == ((1, 2), 2, 1)


def test_runoff_refuses_more_than_one_seat() -> None:
    with pytest.raises(CountRefused, match="1 seat"):
        ask({(0,): 1}, rule="irv", seats=2)


@given(st.integers(0, 10**9))
def test_runoff_elects_exactly_one_and_loses_no_ballot(number: int) -> None:
    asked = made_up_election(Random(number))
    result = count_election(asked, rule="irv", seats=1, seed="")
    assert len(result.winners) == 1
    for stage in result.stages:
        assert sum(stage.votes) + stage.not_transferable == result.valid * ONE


@given(st.integers(0, 10**9))
def test_runoff_and_scottish_stv_agree_on_the_winner_of_one_seat(number: int) -> None:
    """With one seat no surplus matters, and both exclude by the same rule with the same lots.

    Only where ballots run out can they part: the runoff's majority shrinks, the quota does not;
    the winner is the same all the same, because both go on excluding the last.
    """
    asked = made_up_election(Random(number))
    by_runoff = count_election(asked, rule="irv", seats=1, seed="x")
    by_stv = count_election(asked, rule="scottish-stv", seats=1, seed="x")
    if not any(tie.stage is None for stage in by_stv.stages for tie in stage.ties):
        assert by_runoff.winners == by_stv.winners


def test_approval_elects_the_most_approved_whatever_the_order_on_the_ballot() -> None:
    result = ask({(0, 1): 3, (1, 0): 2, (2, 1): 2}, rule="approval", seats=2)
    assert result.stages[0].votes == (5 * ONE, 7 * ONE, 2 * ONE)
    assert result.winners == (1, 0)


def test_approval_draws_lots_only_for_the_last_seats() -> None:
    ballots = {(0,): 5, (1,): 3, (2,): 3, (3,): 3}
    drawn = {
        ask(ballots, rule="approval", candidates=4, seats=3, seed=str(seed)).winners
        for seed in range(30)
    }
    assert {winners[0] for winners in drawn} == {0}
    assert {frozenset(winners[1:]) for winners in drawn} == {
        frozenset(pair) for pair in ((1, 2), (1, 3), (2, 3))
    }


def test_approval_ties_within_the_seats_need_no_lot() -> None:
    result = ask({(0,): 2, (1,): 2, (2,): 1}, rule="approval", seats=2)
    assert result.winners == (0, 1)
    assert result.stages[0].ties == ()


@pytest.mark.parametrize(
    ("yes", "no", "quorum", "winners", "outcome"),
    [
        (3, 2, 0, (0,), "carried"),
        (2, 3, 0, (1,), "not carried"),
        (2, 2, 0, (), "not carried: as many no as yes"),
        (3, 2, 5, (0,), "carried"),
        (3, 2, 6, (), "not valid: 5 ballots, the quorum is 6"),
    ],
)
def test_a_question(yes: int, no: int, quorum: int, winners: tuple[int, ...], outcome: str) -> None:
    result = ask({(0,): yes, (1,): no}, rule="yes-no", candidates=2, quorum=quorum)
    assert (result.winners, result.outcome) == (winners, outcome)


def test_a_question_refuses_three_answers_and_two_on_one_ballot() -> None:
    with pytest.raises(CountRefused, match="two answers"):
        ask({(0,): 1}, rule="yes-no", candidates=3)
    with pytest.raises(CountRefused, match="names one answer"):
        ask({(0, 1): 1}, rule="yes-no", candidates=2)


def test_a_quorum_belongs_to_questions_only_and_rules_have_names() -> None:
    with pytest.raises(CountRefused, match="no quorum"):
        ask({(0,): 1}, rule="approval", quorum=3)
    with pytest.raises(CountRefused, match="no rule"):
        ask({(0,): 1}, rule="borda")


def test_a_quorum_below_nothing_is_refused() -> None:
    with pytest.raises(CountRefused, match="-1 is none"):
        ask({(0,): 5}, rule="yes-no", candidates=2, quorum=-1)

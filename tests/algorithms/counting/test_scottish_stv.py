"""Scottish STV: hand-worked counts, each rule's corner, and what must hold in every election."""

import hashlib
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.counting import (
    ONE,
    Count,
    CountRefused,
    Election,
    count_election,
)
from hustings.algorithms.counting.made_up import made_up_election

Ballots = dict[tuple[int, ...], int]


def election(
    ballots: Ballots, *, candidates: int, seats: int, withdrawn: set[int] | None = None
) -> Election:
    names = tuple(["Ann", "Bob", "Cy", "Dee", "Eve", "Fay"][:candidates])
    return Election("Ward", names, seats, ballots, frozenset(withdrawn or ()))


def count(asked: Election, *, seed: str = "") -> Count:
    return count_election(asked, rule="scottish-stv", seats=asked.seats, seed=seed)


def winners(asked: Election, *, seed: str = "") -> list[str]:
    return [asked.candidates[index] for index in count(asked, seed=seed).winners]


def test_a_hand_worked_count_with_surplus_exclusion_and_rounding() -> None:
    """14 votes, 2 seats: quota 14 // 3 + 1 = 5.

    Ann has 6; her surplus of 1 moves as 6 papers of 1/6, cut to 0.16666, all to Bob: 0.99996.
    Cy's 2 papers go on to Bob at full value: 5.99996, which is the quota and more.
    """
    asked = election({(0, 1): 6, (1,): 3, (2, 1): 2, (3, 2): 3}, candidates=4, seats=2)
    result = count(asked)
    assert result.quota == 5
    assert [stage.votes for stage in result.stages] == [
        (6 * ONE, 3 * ONE, 2 * ONE, 3 * ONE),
        (5 * ONE, 399_996, 2 * ONE, 3 * ONE),
        (5 * ONE, 599_996, 0, 3 * ONE),
    ]
    assert [stage.lost_to_rounding for stage in result.stages] == [0, 4, 4]
    assert winners(asked) == ["Ann", "Bob"]


def test_a_surplus_moves_papers_received_earlier_at_their_reduced_value() -> None:
    """Rule 49(3): surplus times the value *when received*, over the total.

    20 votes, 3 seats, quota 6. Ann's surplus of 6 moves 12 papers at 6/12 = 0.5 to Bob: 4 + 6.
    Bob's surplus of 4 moves his own papers at 4 x 1 / 10 = 0.4 and Ann's at 4 x 0.5 / 10 = 0.2:
    Cy receives 4 x 0.4 + 12 x 0.2 = 4 and, with his own 2, the quota.
    """
    asked = election({(0, 1, 2): 12, (1, 2): 4, (2,): 2, (3,): 2}, candidates=4, seats=3)
    result = count(asked)
    assert result.quota == 6
    assert result.stages[1].transfers == {1: 6 * ONE}
    assert result.stages[2].transfers == {2: 4 * ONE}
    assert winners(asked) == ["Ann", "Bob", "Cy"]


def test_reaching_the_quota_exactly_elects() -> None:
    """Rule 48(1): equals or exceeds. 11 votes, 2 seats, quota 4."""
    asked = election({(0,): 4, (1,): 3, (2,): 2, (3,): 2}, candidates=4, seats=2)
    assert count(asked).stages[0].elected == (0,)


def test_the_larger_surplus_is_transferred_first() -> None:
    """Rule 50(1)."""
    asked = election({(0, 2): 8, (1, 3): 10, (2,): 1, (3,): 1, (4,): 2}, candidates=5, seats=3)
    assert [stage.candidate for stage in count(asked).stages[:3]] == [None, 1, 0]


def test_equal_surpluses_are_ordered_by_the_latest_stage_that_differs() -> None:
    """Rule 50(2). 45 votes, 3 seats, quota 12: Dee's exclusion lifts Ann and Bob to 13 each.

    At the stage before, Bob had 10 votes and Ann 11, so her surplus moves first.
    """
    ballots = {(1, 4): 10, (0, 4): 11, (3, 0): 2, (3, 1): 3, (2,): 10, (4,): 9}
    result = count(election(ballots, candidates=5, seats=3))
    assert result.quota == 12
    assert result.stages[1].votes[:2] == (13 * ONE, 13 * ONE)
    (tie,) = result.stages[2].ties
    assert (tie.tied, tie.chosen, tie.stage) == ((0, 1), 0, 1)
    assert result.stages[2].candidate == 0


def test_equal_fewest_votes_are_ordered_by_the_latest_stage_that_differs() -> None:
    """Rule 52(2)(a). Eve's vote lifts Dee to Cy's 5; at stage 1 Dee had fewer, so Dee goes."""
    ballots = {(0,): 10, (1,): 8, (2,): 5, (3,): 4, (4, 3): 1}
    result = count(election(ballots, candidates=5, seats=1))
    (tie,) = result.stages[2].ties
    assert (tie.tied, tie.chosen, tie.stage) == ((2, 3), 3, 1)


def test_of_three_equals_those_lowest_at_one_stage_are_compared_at_the_stage_before() -> None:
    """Cy, Dee and Eve reach 11; at stage 2 Dee and Eve shared 8; at stage 1 Eve had fewest."""
    ballots = {(0,): 30, (2,): 11, (3,): 8, (4,): 7, (5, 4): 1, (1, 3): 3, (1, 4): 3}
    result = count(election(ballots, candidates=6, seats=1))
    assert [stage.votes[2:5] for stage in result.stages[:3]] == [
        (11 * ONE, 8 * ONE, 7 * ONE),
        (11 * ONE, 8 * ONE, 8 * ONE),
        (11 * ONE, 11 * ONE, 11 * ONE),
    ]
    (tie,) = result.stages[3].ties
    assert (tie.chosen, tie.stage) == (4, 1)


def test_candidates_equal_at_every_stage_are_decided_by_the_lowest_ticket() -> None:
    """Rule 52(2)(b), with the lot that the module documents."""
    asked = election({(0,): 4, (1,): 2, (2,): 2, (3,): 1}, candidates=4, seats=1)
    for seed in ("a", "b", "c", "d", "e"):
        tickets = {
            name: hashlib.sha256(f"{seed}\n3\n{name}".encode()).hexdigest()
            for name in ("Bob", "Cy")
        }
        (tie,) = count(asked, seed=seed).stages[2].ties
        assert tie.stage is None
        assert asked.candidates[tie.chosen] == min(tickets, key=tickets.__getitem__)


def test_another_seed_can_draw_another_lot() -> None:
    asked = election({(0,): 1, (1,): 1}, candidates=2, seats=1)
    assert {winners(asked, seed=str(seed))[0] for seed in range(20)} == {"Ann", "Bob"}


def test_the_last_exclusion_is_finished_before_the_last_places_are_filled() -> None:
    """Rule 53 as amended by SSI 2021/437, and as the official results of 2017 show it."""
    asked = election({(0,): 9, (1,): 4, (2,): 3, (3, 1): 2}, candidates=4, seats=3)
    result = count(asked)
    assert result.stages[-1].action == "exclusion"
    assert result.stages[-1].votes == (5 * ONE, 6 * ONE, 3 * ONE, 0)
    assert winners(asked) == ["Ann", "Bob", "Cy"]


def test_withdrawn_candidates_are_passed_over_and_their_sole_ballots_are_not_valid() -> None:
    ballots = {(0, 1): 5, (0,): 2, (1,): 1, (2,): 3}
    asked = election(ballots, candidates=3, seats=1, withdrawn={0})
    result = count(asked)
    assert result.valid == 9
    assert result.stages[0].votes == (0, 6 * ONE, 3 * ONE)
    assert winners(asked) == ["Bob"]


def test_as_many_candidates_as_seats_are_all_elected_at_once() -> None:
    asked = election({(0,): 1, (1, 0): 2}, candidates=2, seats=2)
    assert winners(asked) == ["Bob", "Ann"]
    assert len(count(asked).stages) == 1


@pytest.mark.parametrize("seats", [0, -1, 4])
def test_an_impossible_number_of_seats_is_refused(seats: int) -> None:
    asked = election({(0,): 1}, candidates=3, seats=1)
    with pytest.raises(CountRefused, match="seats"):
        count_election(asked, rule="scottish-stv", seats=seats, seed="")


def test_no_ballots_are_refused() -> None:
    with pytest.raises(CountRefused, match="no ballots"):
        count(election({(): 3}, candidates=3, seats=1))


elections = st.integers(0, 10**9).map(lambda number: made_up_election(Random(number)))


@given(elections)
def test_no_vote_is_made_or_lost(asked: Election) -> None:
    result = count(asked)
    for stage in result.stages:
        accounted = sum(stage.votes) + stage.not_transferable + stage.lost_to_rounding
        assert accounted == result.valid * ONE


@given(elections)
def test_every_seat_is_filled_once_and_nobody_withdrawn_sits(asked: Election) -> None:
    chosen = count(asked).winners
    assert len(chosen) == len(set(chosen)) == min(asked.seats, len(asked.standing))
    assert not set(chosen) & asked.withdrawn


@given(elections, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(asked: Election, random: Random) -> None:
    items = list(asked.ballots.items())
    random.shuffle(items)
    assert count(replace(asked, ballots=dict(items))) == count(asked)


@given(elections, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_no_winner(asked: Election, random: Random) -> None:
    """Not even by lot: tickets hang on names."""
    order = list(range(len(asked.candidates)))
    random.shuffle(order)
    renumbered = replace(
        asked,
        candidates=tuple(asked.candidates[index] for index in order),
        ballots={tuple(order.index(i) for i in r): n for r, n in asked.ballots.items()},
        withdrawn=frozenset(order.index(index) for index in asked.withdrawn),
    )
    assert set(winners(renumbered)) == set(winners(asked))


@given(elections)
def test_a_majority_of_first_preferences_wins_a_single_seat(asked: Election) -> None:
    single = replace(asked, seats=1)
    result = count(single)
    first = result.stages[0].votes
    ahead = max(range(len(first)), key=first.__getitem__)
    if 2 * first[ahead] > sum(first):
        assert result.winners == (ahead,)

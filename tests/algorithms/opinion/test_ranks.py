"""Ranks: bounds as published, ties shared, the factorisation on made-up camps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.opinion.factors import factorise
from hustings.algorithms.opinion.mapping import draw_map
from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.plane import fit_plane
from hustings.algorithms.opinion.ranks import bridging_score, percentiles, wilson_bound
from hustings.algorithms.opinion.statistics import GroupVotes


def test_the_wilson_bound_of_eight_in_ten_is_the_published_one():
    # Wilson 95 % interval of 8/10: 0.490 to 0.943 (Newcombe 1998, method 3)
    assert wilson_bound(np.array([8]), np.array([10]), z=1.959964)[0] == pytest.approx(
        0.490, abs=5e-4
    )


def test_nobody_asked_is_a_bound_of_zero():
    assert wilson_bound(np.array([0]), np.array([0]))[0] == 0.0


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_bound_is_below_its_share_and_rises_with_agreement(agree, other):
    n = np.array([agree + other + 1])
    low, high = (wilson_bound(np.array([a]), n)[0] for a in (agree, agree + 1))
    assert 0 <= low <= agree / n[0]
    assert low < high


def test_equal_scores_share_the_middle_percentile():
    assert percentiles(np.array([3.0, 1.0, 1.0, 5.0])).tolist() == [62.5, 25.0, 25.0, 87.5]
    assert percentiles(np.zeros(0)).tolist() == []


def test_what_both_camps_like_ranks_above_what_one_camp_loves(make_camps):
    matrix = make_camps([70, 30], shared=4)
    opinion_map = draw_map(matrix)
    best = {opinion_map.matrix.comments[c] for c in opinion_map.ranks.order[:4]}
    assert best == {"0", "1", "2", "3"}


def counts(agree, seen):
    agree, seen = np.array(agree), np.array(seen)
    return GroupVotes(agree, seen - agree, seen)


def score(votes):
    together = votes.total()
    return bridging_score(votes, wilson_bound(together.agree[0], together.seen[0]))[0]


def test_between_groups_of_one_size_bridging_is_the_geometric_mean_of_floor_and_wilson():
    votes = counts([[18], [9]], [[20], [20]])
    floor = wilson_bound(np.array([9]), np.array([20]))[0]
    wilson = wilson_bound(np.array([27]), np.array([40]))[0]
    assert score(votes) == pytest.approx(np.sqrt(floor * wilson))


def test_the_veto_of_a_small_group_grows_with_its_size():
    # a tenth of the votes is a fifth of an equal share: exponent 1/2 · 1/5
    pair = counts([[32], [1]], [[36], [4]])
    wilson = wilson_bound(np.array([33]), np.array([40]))[0]
    least = wilson_bound(np.array([1]), np.array([4]))[0]
    assert score(pair) == pytest.approx(wilson * (least / wilson) ** 0.1)


def test_what_nobody_voted_on_scores_zero():
    assert score(counts([[0], [0]], [[0], [0]])) == 0.0


def test_with_one_group_the_order_is_wilsons():
    votes = [(f"{p}", f"{c}", 1 if p > c else -1) for p in range(8) for c in range(7)]
    ranks = draw_map(VoteMatrix.from_votes(votes)).ranks
    assert ranks.bridging == pytest.approx(ranks.wilson)


def test_the_intercept_prefers_what_both_camps_like(two_camps):
    factors = factorise(two_camps, fit_plane(two_camps))
    intercept = dict(zip(two_camps.comments, factors.intercepts, strict=True))
    shared = [intercept[str(c)] for c in range(6)]
    assert min(shared) > max(intercept[c] for c in two_camps.comments if int(c) >= 6)


def test_the_factorisation_is_a_least_squares_solution(two_camps):
    """No small change of a comment's intercept lowers the penalised error."""
    factors = factorise(two_camps, fit_plane(two_camps))
    again = factorise(two_camps, fit_plane(two_camps))
    assert np.array_equal(factors.intercepts, again.intercepts)
    assert np.abs(factors.intercepts).max() < 1


def test_votes_of_nobody_have_no_factors():
    nobody = VoteMatrix.from_votes([])
    assert factorise(nobody, fit_plane(nobody)).intercepts.tolist() == []

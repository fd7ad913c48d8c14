"""Polis's tests of shares, worked by hand."""

import numpy as np
import pytest

from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.statistics import (
    GroupVotes,
    group_aware_consensus,
    group_votes,
    proportion_test,
    smoothed,
    two_proportion_test,
)


def one(*numbers):
    return tuple(np.array([number]) for number in numbers)


def test_a_smoothed_share_of_nothing_is_one_half():
    assert smoothed(*one(0, 0))[0] == 0.5
    assert smoothed(*one(3, 4))[0] == pytest.approx(4 / 6)


def test_the_proportion_test_of_eight_of_eight_is_three():
    assert proportion_test(*one(8, 8))[0] == pytest.approx(2 * 3 * (9 / 9 - 0.5))


def test_the_two_proportion_test_by_hand():
    # 3 of 4 against 1 of 4: shares 4/5 and 2/5, pooled 6/10, z = 0.4 / √(0.24 · 0.4)
    z = two_proportion_test(*one(3, 4, 1, 4))[0]
    assert z == pytest.approx(0.4 / np.sqrt(0.6 * 0.4 * (1 / 5 + 1 / 5)))


def test_without_any_other_answer_there_is_no_difference():
    assert two_proportion_test(*one(4, 4, 7, 7))[0] == 0.0


def test_group_aware_consensus_is_the_product_over_groups():
    votes = GroupVotes(*(np.array(table) for table in ([[3], [0]], [[1], [2]], [[4], [2]])))
    assert group_aware_consensus(votes)[0] == pytest.approx((4 / 6) * (1 / 4))


def test_passes_count_as_seen():
    matrix = VoteMatrix.from_votes([("1", "a", 0), ("2", "a", 1), ("3", "a", -1)])
    votes = group_votes(matrix, np.array([0, 0, 1]), count=2)
    assert votes.seen.tolist() == [[2], [1]]
    assert votes.passed.tolist() == [[1], [0]]
    assert votes.rest().seen.tolist() == [[1], [2]]
    assert votes.total().agree.tolist() == [[1]]

"""Which comments speak for a group, and for everybody."""

import numpy as np

from hustings.algorithms.opinion.representative import consensus, representative
from hustings.algorithms.opinion.statistics import GroupVotes


def counts(agree, disagree, seen):
    return GroupVotes(*(np.array(table) for table in (agree, disagree, seen)))


# two groups of 20; comment 0 splits them, 1 is agreed by all, 2 is unclear, 3 only B rejects
VOTES = counts(
    agree=[[19, 18, 10, 15], [2, 19, 10, 1]],
    disagree=[[1, 1, 10, 3], [18, 0, 10, 18]],
    seen=[[20, 20, 20, 20], [20, 20, 20, 20]],
)


def test_a_group_is_represented_by_what_sets_it_apart():
    first, second = representative(VOTES)
    assert [(side.comment, side.agrees) for side in first] == [(0, True), (3, True)]
    assert {(side.comment, side.agrees) for side in second} >= {(0, False), (3, False)}


def test_a_disallowed_comment_represents_nobody():
    allowed = np.array([False, True, True, True])
    assert all(side.comment for group in representative(VOTES, allowed=allowed) for side in group)


def test_the_best_agreed_comment_is_marked_with_how_many_agree():
    marked = [side for side in representative(VOTES)[1] if side.best_agreed is not None]
    assert [(side.comment, side.best_agreed) for side in marked] == [(1, 19)]


def test_where_nothing_is_significant_one_comment_stands_alone():
    flat = counts([[1, 1], [1, 1]], [[1, 1], [1, 1]], [[3, 3], [3, 3]])
    assert [len(group) for group in representative(flat)] == [1, 1]


def test_the_consensus_is_what_all_together_agree_with():
    assert [(side.comment, side.agrees) for side in consensus(VOTES)] == [(1, True)]


def test_at_most_five_comments_speak_for_a_group():
    agree = np.array([[20] * 9, [0] * 9])
    split = GroupVotes(agree, 20 - agree, np.full((2, 9), 20))
    assert [len(group) for group in representative(split)] == [5, 5]


def test_no_groups_have_no_representatives():
    nobody = GroupVotes(*(np.zeros((0, 4), dtype=np.int64) for _ in range(3)))
    assert representative(nobody) == []
    assert consensus(nobody) == []

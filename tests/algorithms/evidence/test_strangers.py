"""Which pairs of a self-test count as strangers."""

import numpy as np

from hustings.algorithms.evidence.selftest import SplitTest, table_line

PEOPLE = ["ann", "bob", "cat"]
RATIOS = np.array([[5.0, 9.0, -1.0], [-2.0, 6.0, -3.0], [-4.0, 8.0, 7.0]])
CLOSE = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)


def split_test():
    return SplitTest(250, PEOPLE, RATIOS, CLOSE, ~np.eye(3, dtype=bool))


def test_doubtful_pairs_are_no_strangers_in_the_same_threads_either():
    doubtful = np.zeros((3, 3), dtype=bool)
    doubtful[0, 1] = doubtful[1, 0] = True
    left = split_test().without(doubtful)
    assert left.different.tolist() == [-1, -3, -4, 8]
    assert left.close.tolist() == [-3]
    assert left.same.tolist() == [5, 6, 7]


def test_who_is_found_depends_on_the_strangers_left():
    doubtful = RATIOS > 7
    before, after = table_line(split_test()), table_line(split_test().without(doubtful))
    assert before.all.auc < after.all.auc == 1
    assert before.close_auc < after.close_auc == 1
    assert before.within_8 == after.within_8 == 1

"""The adjusted Rand index and matching of groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from hustings.algorithms.opinion.agreement import adjusted_rand, matching


def test_a_worked_example():
    # pairs together: 1 in both; 2 and 1 in each; expected 2·1/6; (1 - 1/3) / (3/2 - 1/3)
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])) == pytest.approx(4 / 7)


def test_it_agrees_with_scikit_learn():
    random = np.random.default_rng(3)
    for _ in range(50):
        first, second = random.integers(0, 4, (2, 40))
        expected = adjusted_rand_score(first, second)
        assert adjusted_rand(first, second) == pytest.approx(expected)


def test_the_same_grouping_under_other_labels_is_one():
    assert adjusted_rand(np.array([0, 0, 1, 2]), np.array([2, 2, 0, 1])) == 1.0


@pytest.mark.parametrize("people", [0, 1, 5])
def test_two_groupings_without_a_split_are_the_same(people):
    nobody = np.zeros(people, dtype=np.int64)
    assert adjusted_rand(nobody, nobody) == 1.0


def test_matching_keeps_most_people():
    assert matching(np.array([[5, 6], [0, 4]])) == {0: 0, 1: 1}


@given(
    arrays(
        np.int64,
        st.tuples(st.integers(1, 7), st.integers(1, 7)),
        elements=st.integers(0, 5) | st.integers(0, 10**6),
    )
)
def test_matching_is_one_to_one_and_keeps_as_many_as_scipy(overlap):
    found = matching(overlap)
    rows, columns = linear_sum_assignment(-overlap)
    assert list(found) == sorted(found)
    assert len(set(found.values())) == len(found) == min(overlap.shape)
    kept = sum(overlap[row, column] for row, column in found.items())
    assert kept == overlap[rows, columns].sum()


def test_matching_nothing_gives_nothing():
    assert matching(np.zeros((0, 3), dtype=np.int64)) == matching(np.zeros((2, 0))) == {}

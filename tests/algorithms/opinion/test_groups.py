"""Groups: found, order-free, never too small, their number settled with patience."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from hustings.algorithms.opinion.agreement import adjusted_rand
from hustings.algorithms.opinion.groups import (
    Clarity,
    CountHistory,
    GroupRules,
    fewest_clear,
    find_groups,
    members,
    partition,
)
from hustings.algorithms.opinion.kmeans import cluster, descend
from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.plane import fit_plane

RULES = GroupRules()


def groups_of(matrix, rules=RULES):
    inside = matrix.take_people(members(matrix, rules))
    return inside, find_groups(inside, fit_plane(inside), rules=rules)


def camps(matrix):
    return np.array([int(name.split("-")[0]) for name in matrix.people])


def test_two_made_up_camps_are_found(two_camps):
    inside, groups = groups_of(two_camps)
    assert groups.k == 2
    assert adjusted_rand(groups.labels, camps(inside)) == 1.0
    assert groups.firmness > 0.95


def test_three_made_up_camps_are_found(make_camps):
    inside, groups = groups_of(make_camps([40, 40, 40], comments=40, seed=5))
    assert groups.k == 3
    assert adjusted_rand(groups.labels, camps(inside)) > 0.95


def test_people_with_fewer_than_seven_votes_are_outside():
    votes = [(f"{person}", f"{comment}", 1) for person in range(20) for comment in range(9)]
    votes += [("few", f"{comment}", 1) for comment in range(6)]
    assert (
        "few"
        not in VoteMatrix.from_votes(votes)
        .take_people(members(VoteMatrix.from_votes(votes), RULES))
        .people
    )


def test_where_few_have_seven_votes_the_most_active_are_taken_with_their_ties():
    votes = [(f"{person}", f"{c}", 1) for person in range(20) for c in range(2 + person // 10)]
    votes += [("9999", f"{c}", 1) for c in range(8)]
    matrix = VoteMatrix.from_votes(votes)
    assert len(members(matrix, RULES)) == 21  # the fifteenth has two votes, as nine others have


def test_the_clustering_is_as_tight_as_scikit_learns():
    points = np.random.default_rng(2).normal(size=(150, 2))
    best = KMeans(4, n_init=50, random_state=0).fit(points).inertia_
    assert cluster(points, k=4).inertia <= best * 1.001


def test_starts_that_move_together_end_where_each_ends_alone():
    points = np.random.default_rng(3).normal(size=(200, 2))
    begun = points[:24].reshape(8, 3, 2)
    together = descend(points, begun)
    alone = [one for start in begun for one in descend(points, start[None])]
    assert len({round(one.inertia, 6) for one in alone}) > 1  # they do not all end alike
    for first, second in zip(together, alone, strict=True):
        assert first.labels.tolist() == second.labels.tolist()
        assert first.centres == pytest.approx(second.centres)


@given(st.permutations(list(range(30))))
@settings(max_examples=20, deadline=None)
def test_the_order_of_points_changes_no_cluster(order):
    points = np.random.default_rng(7).normal(size=(30, 2))
    labels, shuffled = cluster(points, k=3).labels, cluster(points[order], k=3).labels
    assert adjusted_rand(labels[order], shuffled) == 1.0


def test_a_few_far_out_points_are_no_group():
    random = np.random.default_rng(4)
    points = np.concatenate([random.normal(size=(50, 2)), [[90, 90], [95, 91], [-80, 3]]])
    centres = partition(points, k=2, smallest=10)
    assert np.abs(centres).max() < 5


def test_fewer_different_points_than_groups_give_none():
    assert partition(np.zeros((20, 2)), k=2, smallest=1) is None


def clarity(**stability):
    """Return numbers of groups that stand equally far apart, by their stability."""
    return {int(k[1:]): Clarity(0.4, index, 0.9) for k, index in stability.items()}


def test_the_fewest_groups_that_are_nearly_as_clear_are_chosen():
    assert fewest_clear(clarity(k2=0.5, k3=0.7, k4=0.72), clear_gain=0.25) == 2
    assert fewest_clear(clarity(k2=0.4, k3=0.7, k4=0.72), clear_gain=0.25) == 3


def test_another_number_of_groups_waits_for_its_fourth_update():
    history = CountHistory(2, 2)
    for _ in range(3):
        history = history.after(3, patience=4)
        assert history.k == 2
    assert history.after(3, patience=4) == CountHistory(3, 3)
    assert history.after(2, patience=4) == CountHistory(2, 2)
    assert history.after(4, patience=4) == CountHistory(2, 4, 1)


@pytest.mark.parametrize("people", [1, 2, 9])
def test_too_few_readers_are_one_group(people):
    votes = [(f"{p}", f"{c}", (-1) ** (p * c)) for p in range(people) for c in range(9)]
    _, groups = groups_of(VoteMatrix.from_votes(votes))
    assert groups.k == 1
    assert groups.labels.tolist() == [0] * people


def test_everybody_agreeing_is_one_group():
    votes = [(f"{person}", f"{comment}", 1) for person in range(40) for comment in range(9)]
    _, groups = groups_of(VoteMatrix.from_votes(votes))
    assert groups.k == 1


def test_nobody_is_no_group():
    _, groups = groups_of(VoteMatrix.from_votes([]))
    assert groups.k == 0

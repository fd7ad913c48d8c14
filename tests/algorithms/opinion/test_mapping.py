"""The whole map: order-free, blind to drive-bys, patient with names, Polis's way for audits."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from hustings.algorithms.opinion.compat import polis_groups, silhouette
from hustings.algorithms.opinion.mapping import draw_map, draw_polis_map
from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.record import map_record


def triples(matrix):
    cells = zip(matrix.row_of_vote, matrix.columns, matrix.votes, strict=True)
    return [(matrix.people[r], matrix.comments[c], int(v)) for r, c, v in cells]


def renamed(matrix, random):
    """Return the votes in another order under other names, and the old person of each new one."""
    people = dict(zip(matrix.people, map(str, random.permutation(len(matrix.people))), strict=True))
    comments = random.permutation(len(matrix.comments)).astype(str)
    other = dict(zip(matrix.comments, comments, strict=True))
    votes = [(people[p], other[c], v) for p, c, v in triples(matrix)]
    return VoteMatrix.from_votes([votes[i] for i in random.permutation(len(votes))]), people


def test_shuffling_and_renaming_everything_changes_no_group(make_camps):
    matrix = make_camps([50, 30, 20], firm=0.6, sees=0.5, comments=30)
    groups = draw_map(matrix).group_of()
    random = np.random.default_rng(0)
    for _ in range(8):
        shuffled, people = renamed(matrix, random)
        again = draw_map(shuffled).group_of()
        assert {p: again[people[p]] for p in groups} == groups


def test_drive_by_voters_change_nothing(two_camps):
    before = map_record(draw_map(two_camps))
    crowd = [(f"crowd {n}", "7", 1) for n in range(500)]
    after = map_record(draw_map(VoteMatrix.from_votes(triples(two_camps) + crowd)))
    assert {name: before[name] for name in ("groups", "comments", "consensus")} == {
        name: after[name] for name in ("groups", "comments", "consensus")
    }
    assert after["participants"]["crowd 3"] is None


def test_the_largest_group_is_a(make_camps):
    opinion_map = draw_map(make_camps([30, 70]))
    assert opinion_map.names == ("A", "B")
    assert opinion_map.sizes == [70, 30]


def test_an_update_keeps_the_names_of_groups(make_camps):
    before = draw_map(make_camps([60, 50]))
    grown = make_camps([60, 90])  # the second camp is the larger one now
    after = draw_map(grown, earlier=before.as_earlier())
    assert after.group_of()["0-1"] == before.group_of()["0-1"] == "A"
    assert draw_map(grown).group_of()["0-1"] == "B"


def test_comments_moderated_out_are_left_out(two_camps):
    opinion_map = draw_map(two_camps, moderated_out={"3"})
    assert "3" not in opinion_map.matrix.comments


@pytest.mark.parametrize("votes", [[], [("1", "a", 1)], [("1", "a", 0), ("2", "a", 1)]])
def test_hardly_any_votes_make_a_map_without_groups(votes):
    record = map_record(draw_map(VoteMatrix.from_votes(votes)))
    assert record["k"] == len(record["groups"]) <= 1
    assert len(record["comments"]) == len({comment for _, comment, _ in votes})


def test_polis_way_counts_for_the_groups_given(two_camps):
    given = {name: name[0] for name in two_camps.people}
    opinion_map = draw_polis_map(two_camps, given=given, moderated_out={"3"})
    assert opinion_map.names == ("0", "1")
    assert opinion_map.sizes == [60, 40]
    assert "3" in opinion_map.matrix.comments
    assert not opinion_map.plane.axes[:, opinion_map.matrix.comments.index("3")].any()
    sides = [side for group in opinion_map.representative for side in group]
    assert all(opinion_map.matrix.comments[side.comment] != "3" for side in sides)


def test_polis_seeding_depends_on_the_order_of_its_rows():
    points = np.random.default_rng(1).normal(size=(300, 2))
    groupings = set()
    for seed in range(6):
        order = np.random.default_rng(seed).permutation(len(points))
        labels = np.empty(len(points), dtype=int)
        labels[order] = polis_groups(points[order]).labels
        groupings.add(tuple(labels == labels[0]))
    assert len(groupings) > 1


def test_the_silhouette_is_scikit_learns():
    points = np.random.default_rng(1).normal(size=(60, 2))
    labels = (points[:, 0] > 0).astype(np.int64) + (points[:, 1] > 1)
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels))


@pytest.mark.parametrize("people", [0, 1, 3])
def test_polis_way_with_hardly_anybody_is_no_error(people):
    votes = [(f"{p}", f"{c}", 1) for p in range(people) for c in range(4)]
    assert draw_polis_map(VoteMatrix.from_votes(votes)).sizes == ([people] if people else [])

"""The opinion map: from votes to groups with names, statistics of every comment, and an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.agreement import matching
from hustings.algorithms.opinion.compat import polis_groups
from hustings.algorithms.opinion.groups import (
    CountHistory,
    GroupRules,
    Groups,
    find_groups,
    members,
)
from hustings.algorithms.opinion.kmeans import means
from hustings.algorithms.opinion.matrix import (
    BoolArray,
    FloatArray,
    IntArray,
    VoteMatrix,
    id_order,
)
from hustings.algorithms.opinion.plane import AXES, Plane, fit_plane, positions
from hustings.algorithms.opinion.ranks import Ranks, rank_comments
from hustings.algorithms.opinion.representative import Side, consensus, representative
from hustings.algorithms.opinion.statistics import GroupVotes, group_votes

METHOD = "hustings opinion map"
VERSION = "2"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Earlier:
    """What an update keeps of the map before it: the number of groups and who was in which."""

    history: CountHistory
    groups: Mapping[str, str]


@dataclass(frozen=True)
class OpinionMap:
    """A finished map.

    ``labels`` gives each person of ``matrix`` a group (an index into ``names``) or -1, ``points``
    a place (NaN for those outside the map); ``votes``, ``ranks``, ``representative`` and
    ``consensus`` speak of the comments of ``matrix`` by index.
    """

    matrix: VoteMatrix
    plane: Plane
    groups: Groups
    names: tuple[str, ...]
    labels: IntArray
    points: FloatArray
    votes: GroupVotes
    ranks: Ranks
    representative: list[list[Side]]
    consensus: list[Side]

    @property
    def sizes(self) -> list[int]:
        return [int(np.count_nonzero(self.labels == index)) for index in range(len(self.names))]

    def group_of(self) -> dict[str, str | None]:
        """Return each person's group by name, ``None`` for those outside the map."""
        people = zip(self.matrix.people, self.labels, strict=True)
        return {person: self.names[label] if label >= 0 else None for person, label in people}

    def as_earlier(self) -> Earlier:
        """Return what the next update keeps of this map."""
        placed = {person: name for person, name in self.group_of().items() if name is not None}
        return Earlier(self.groups.history, placed)


def draw_map(
    matrix: VoteMatrix,
    *,
    rules: GroupRules | None = None,
    moderated_out: Collection[str] = (),
    earlier: Earlier | None = None,
) -> OpinionMap:
    """Draw the map of these votes.

    Comments moderated out are left out of everything. People below the threshold of votes are not
    in the map and change nothing in it. ``earlier`` is the map before this one: groups keep their
    names, and their number for a while.
    """
    rules = rules or GroupRules()
    allowed = not_in(matrix.comments, moderated_out)
    kept = matrix if allowed.all() else matrix.take_comments(allowed)
    rows = members(kept, rules)
    inside = kept.take_people(rows)
    plane = fit_plane(inside)
    history = earlier.history if earlier else None
    groups = find_groups(inside, plane, rules=rules, previous=history)
    names = name_groups(inside, groups, earlier)
    labels = np.full(len(kept.people), -1, dtype=np.int64)
    labels[rows] = groups.labels
    points = np.full((len(kept.people), AXES), np.nan)
    points[rows] = positions(inside, plane, damping=rules.damping)
    return assemble(kept, plane, groups, labels, points, names=names)


def draw_polis_map(
    matrix: VoteMatrix,
    *,
    rules: GroupRules | None = None,
    moderated_out: Collection[str] = (),
    given: Mapping[str, str] | None = None,
) -> OpinionMap:
    """Draw the map as Polis does, for audits: with its seeding, or with the groups ``given``.

    Everybody shapes the plane, and comments moderated out count as passed by everybody. Polis
    sets them to 0 for all, which in a projection only adds their number to everybody's votes.
    """
    allowed = not_in(matrix.comments, moderated_out)
    kept = matrix.take_comments(allowed)
    plane = fit_plane(kept)
    points = positions(kept, plane, damping=np.count_nonzero(~allowed) / max(allowed.sum(), 1))
    if given is None:
        rows = members(matrix, rules or GroupRules())
        groups = polis_groups(points[rows])
        names = tuple(LETTERS[: groups.k])
    else:
        rows = np.array([row for row, name in enumerate(matrix.people) if name in given], int)
        names = tuple(sorted(set(given.values()), key=id_order))
        groups = given_groups([given[matrix.people[row]] for row in rows], points[rows], names)
    labels = np.full(len(matrix.people), -1, dtype=np.int64)
    labels[rows] = groups.labels
    return assemble(
        matrix, plane.widened(allowed), groups, labels, points, names=names, polis=allowed
    )


def not_in(comments: Sequence[str], moderated_out: Collection[str]) -> BoolArray:
    return np.array([name not in moderated_out for name in comments], dtype=bool)


def given_groups(chosen: Sequence[str], points: FloatArray, names: Sequence[str]) -> Groups:
    """Return groups that somebody else made, each with its middle as the centre."""
    labels = np.array([names.index(name) for name in chosen], dtype=np.int64)
    start = np.zeros((len(names), AXES))
    history = CountHistory(len(names), len(names))
    return Groups(labels, means(points.T, labels[None], start[None])[0], {}, history)


def assemble(
    matrix: VoteMatrix,
    plane: Plane,
    groups: Groups,
    labels: IntArray,
    points: FloatArray,
    *,
    names: tuple[str, ...],
    polis: BoolArray | None = None,
) -> OpinionMap:
    """Put a map together, its groups in the order of their names.

    ``polis`` marks the comments that may represent a group in Polis's way of counting, where the
    consensus is that of everybody and not only of the people in the map.
    """
    order = np.array(sorted(range(len(names)), key=lambda index: id_order(names[index])), int)
    inside = labels >= 0
    labels = labels.copy()
    labels[inside] = np.argsort(order)[labels[inside]]
    votes = group_votes(matrix, labels, count=len(names))
    asked = votes if polis is None else group_votes(matrix, labels * 0, count=1)
    return OpinionMap(
        matrix,
        plane,
        groups,
        tuple(names[index] for index in order),
        labels,
        points,
        votes,
        rank_comments(matrix.take_people(np.flatnonzero(inside)), plane, votes),
        representative(votes, allowed=polis),
        consensus(asked, allowed=polis),
    )


def name_groups(matrix: VoteMatrix, groups: Groups, earlier: Earlier | None) -> tuple[str, ...]:
    """Name the groups: as before where most of their people were, else the largest first."""
    sizes = np.bincount(groups.labels, minlength=groups.k)
    largest = sorted(range(groups.k), key=lambda index: (-sizes[index], *groups.centres[index]))
    kept = names_before(matrix, groups, earlier) if earlier else {}
    free = (letter for letter in LETTERS if letter not in kept.values())
    given = kept | {index: next(free) for index in largest if index not in kept}
    return tuple(given[index] for index in range(groups.k))


def names_before(matrix: VoteMatrix, groups: Groups, earlier: Earlier) -> dict[int, str]:
    """Return the names that groups keep, by the matching that keeps most people's."""
    known = sorted(set(earlier.groups.values()))
    overlap = np.zeros((groups.k, len(known)), dtype=np.int64)
    for person, label in zip(matrix.people, groups.labels, strict=True):
        if person in earlier.groups:
            overlap[label, known.index(earlier.groups[person])] += 1
    if not overlap.size:
        return {}
    matched = matching(overlap).items()
    return {group: known[name] for group, name in matched if overlap[group, name]}

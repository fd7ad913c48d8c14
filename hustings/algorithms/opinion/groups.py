"""Which groups readers form, how many there are, and how firmly each reader stands in his.

Groups are k-means clusters in the plane of opinions. Two rules keep them honest:

- No group is smaller than ``GroupRules.smallest``: a few far-out readers are not a camp. Clusters
  that are too small are set aside, the rest is clustered again, and those set aside join the
  nearest centre (trimmed k-means, after Cuesta-Albertos et al. 1997).
- The number of groups is the smallest that is nearly as clear as any other. Clear is a sum: twice
  how far apart the groups stand (silhouette, as Polis uses it) and how well they hold up when half
  of the readers are left out (after Tibshirani & Walther 2005, "prediction strength").
  The silhouette alone changes with the sample: docs/methods/opinion.md has both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.agreement import adjusted_rand, crossing, matching
from hustings.algorithms.opinion.kmeans import (
    SEED,
    STARTS,
    cluster,
    coordinate_order,
    nearest_centre,
    silhouette,
)
from hustings.algorithms.opinion.matrix import FloatArray, IntArray, VoteMatrix
from hustings.algorithms.opinion.plane import Plane, fit_plane, positions

HALF_STARTS = 4
COUNT_MOST = 1000  # every rule that counts something is at most this
SEPARATION_WEIGHT = 2.0  # silhouettes of real maps lie closer together than stabilities
SAMPLE_MOST = 1500  # readers: with more, the number of groups is chosen on an even sample


@dataclass(frozen=True)
class GroupRules:
    """The rules of a map; every one is written into its snapshot.

    ``least_votes``: votes that make a reader part of the map (Polis's 7). ``least_people``: where
    fewer readers than that have enough votes, the most active ones are taken (Polis's 15).
    ``damping``: see ``plane.positions``, a share of the comments. ``smallest_people`` and
    ``smallest_share``: no group is below either. ``clear_gain``: by how much more groups must be
    clearer than fewer (see ``Clarity``). ``halves``: how often half of the readers are left out.
    ``patience``: updates in a row that must ask for another number of groups before a map that
    readers know changes (Polis's 4).
    """

    least_votes: int = 7
    least_people: int = 15
    damping: float = 0.15
    smallest_people: int = 5
    smallest_share: float = 0.03
    most_groups: int = 5
    clear_gain: float = 0.25
    halves: int = 20
    patience: int = 4

    def __post_init__(self) -> None:
        """Refuse rules that mean nothing: a snapshot may come from a stranger."""
        people = (self.least_votes, self.least_people, self.smallest_people)
        counts = (*people, self.most_groups, self.halves, self.patience)
        sane = all(type(count) is int and 1 <= count <= COUNT_MOST for count in counts)
        shares = (self.smallest_share, self.clear_gain, self.damping)
        if not (sane and all(0 <= share <= 1 for share in shares)):
            raise ValueError("a rule of the map is out of its range")

    def smallest(self, people: int) -> float:
        """Return the least size of a group among so many readers."""
        return max(self.smallest_people, self.smallest_share * people)


@dataclass(frozen=True)
class CountHistory:
    """The number of groups in force, and for how many updates another one has been asked for."""

    k: int
    candidate: int
    times: int = 0

    def __post_init__(self) -> None:
        if not all(type(count) is int for count in (self.k, self.candidate, self.times)):
            raise ValueError("a number of groups is a whole number")

    def after(self, chosen: int, *, patience: int) -> CountHistory:
        """Return the history after an update that chose this number of groups."""
        if chosen == self.k:
            return CountHistory(self.k, self.k)
        times = self.times + 1 if chosen == self.candidate else 1
        if times >= patience:
            return CountHistory(chosen, chosen)
        return CountHistory(self.k, chosen, times)


@dataclass(frozen=True)
class Clarity:
    """How clear a number of groups is.

    ``separation`` is the mean silhouette, ``stability`` the mean adjusted Rand index with the
    groups that half of the readers form, ``firmness`` the share of readers who keep their group.
    """

    separation: float
    stability: float
    firmness: float

    @property
    def total(self) -> float:
        return SEPARATION_WEIGHT * self.separation + self.stability


@dataclass(frozen=True)
class Groups:
    """Each reader's group (from 0), the centres, and how clear every possible number would be."""

    labels: IntArray
    centres: FloatArray
    clarity: dict[int, Clarity]
    history: CountHistory

    @property
    def k(self) -> int:
        return len(self.centres)

    @property
    def firmness(self) -> float | None:
        """Return the share of readers who keep their group, where that was measured."""
        return self.clarity[self.k].firmness if self.k in self.clarity else None


def members(matrix: VoteMatrix, rules: GroupRules) -> IntArray:
    """Return the rows of the readers who are part of the map.

    All who cast ``least_votes`` (or as many as there are comments); where these are fewer than
    ``least_people``, the most active, with all who are tied with the last of them.
    """
    votes = matrix.votes_per_person
    least = min(rules.least_votes, len(matrix.comments))
    if np.count_nonzero(votes >= least) < rules.least_people and len(votes):
        ranked = np.sort(votes)[::-1]
        least = min(least, int(ranked[min(rules.least_people, len(votes)) - 1]))
    return np.flatnonzero((votes >= least) & (votes > 0))


def partition(
    points: FloatArray, *, k: int, smallest: float, starts: int = STARTS, seed: int = SEED
) -> FloatArray | None:
    """Return ``k`` centres whose clusters all have the smallest size, or ``None``.

    Clusters below it are set aside and the rest is clustered again until none is.
    """
    core = points
    while len(core) >= max(k * smallest, 1):
        found = cluster(core, k=k, starts=starts, seed=seed)
        sizes = np.bincount(found.labels, minlength=k)
        if sizes.min() >= smallest:
            return found.centres
        kept = sizes[found.labels] >= smallest
        if kept.all():  # fewer different points than clusters
            return None
        core = core[kept]
    return None


def even_sample(points: FloatArray, *, most: int) -> IntArray:
    """Return at most ``most`` rows, evenly spaced in the order of their coordinates, ascending."""
    order = coordinate_order(points)
    if len(order) <= most:
        return np.arange(len(order))
    return np.sort(order[np.linspace(0, len(order) - 1, most).round().astype(np.int64)])


@dataclass(frozen=True)
class Trial:
    """Half of the readers, everybody's place in the plane of that half, and its k-means seed."""

    half: IntArray
    points: FloatArray
    seed: int

    def labels(self, *, k: int, smallest: float) -> IntArray | None:
        """Return everybody's group as this half of the readers would draw it, or ``None``."""
        inside = self.points[self.half]
        centres = partition(inside, k=k, smallest=smallest, starts=HALF_STARTS, seed=self.seed)
        return None if centres is None else nearest_centre(self.points, centres)


def trials(matrix: VoteMatrix, points: FloatArray, rules: GroupRules) -> list[Trial]:
    """Draw the halves, independent of the order and the names of people."""
    order = coordinate_order(points)
    random = np.random.default_rng(SEED)
    drawn = []
    for number in range(rules.halves):
        half = np.sort(order[random.permutation(len(order))[: -(-len(order) // 2)]])
        plane = fit_plane(matrix.take_people(half))
        drawn.append(Trial(half, positions(matrix, plane, damping=rules.damping), number))
    return drawn


def hold_up(reference: IntArray, drawn: list[Trial], *, smallest: float) -> tuple[float, float]:
    """Return the mean adjusted Rand index and the share of readers who keep their group.

    A half of the readers that cannot form the groups counts as 0 for both.
    """
    k = int(reference.max()) + 1
    indices, kept = [], []
    for trial in drawn:
        labels = trial.labels(k=k, smallest=smallest / 2)
        if labels is None:
            indices.append(0.0)
            kept.append(0.0)
            continue
        overlap = crossing(labels, reference)
        indices.append(adjusted_rand(labels, reference))
        same = sum(int(overlap[row, column]) for row, column in matching(overlap).items())
        kept.append(same / len(labels))
    return float(np.mean(indices)), float(np.mean(kept))


def fewest_clear(clarity: dict[int, Clarity], *, clear_gain: float) -> int:
    """Return the fewest groups that no other number beats by more than ``clear_gain``."""
    best = max(one.total for one in clarity.values())
    return min(k for k, one in clarity.items() if one.total >= best - clear_gain)


def compare(matrix: VoteMatrix, points: FloatArray, rules: GroupRules) -> dict[int, Clarity]:
    """Return how clear every number of groups is that is possible."""
    sample = even_sample(points, most=SAMPLE_MOST)
    if len(sample) < len(points):
        matrix, points = matrix.take_people(sample), points[sample]
    smallest = rules.smallest(len(points))
    drawn: list[Trial] = []
    measured: dict[int, Clarity] = {}
    for k in range(2, rules.most_groups + 1):
        centres = partition(points, k=k, smallest=smallest)
        if centres is not None:
            drawn = drawn or trials(matrix, points, rules)
            reference = nearest_centre(points, centres)
            stability, firmness = hold_up(reference, drawn, smallest=smallest)
            measured[k] = Clarity(silhouette(points, reference), stability, firmness)
    return measured


def find_groups(
    matrix: VoteMatrix,
    plane: Plane,
    *,
    rules: GroupRules,
    previous: CountHistory | None = None,
) -> Groups:
    """Group the readers of ``matrix``, keeping the number of groups of ``previous`` for a while.

    One group holds everybody where no two groups of the smallest size can be formed.
    """
    points = positions(matrix, plane, damping=rules.damping)
    clarity = compare(matrix, points, rules)
    chosen = fewest_clear(clarity, clear_gain=rules.clear_gain) if clarity else 1
    history = CountHistory(chosen, chosen)
    if previous is not None and previous.k in {1, *clarity}:
        history = previous.after(chosen, patience=rules.patience)
    labels, centres = group_points(points, k=history.k, rules=rules)
    return Groups(labels, centres, clarity, history)


def group_points(points: FloatArray, *, k: int, rules: GroupRules) -> tuple[IntArray, FloatArray]:
    """Return everybody's group and the centres: ``k`` groups where they can be formed, else one."""
    centres = None
    if k > 1:
        centres = partition(points, k=k, smallest=rules.smallest(len(points)))
    if centres is None:
        return np.zeros(len(points), dtype=np.int64), middle(points)
    return nearest_centre(points, centres), centres


def middle(points: FloatArray) -> FloatArray:
    """Return the one centre of all points (none where there are no points)."""
    return points.mean(axis=0, keepdims=True) if len(points) else np.zeros((0, 2))

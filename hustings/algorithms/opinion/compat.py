"""Polis's own way to its groups, for audits: seeded with the first rows, chosen by silhouette.

A cold start of Polis's pipeline (compdemocracy/polis, ``clusters.clj`` and ``conversation.clj``,
read 2024-10): 100 base clusters, then k-means on their centres weighted by size, both seeded with
the first distinct rows; 2 to 5 groups by the best silhouette of the base clusters. Polis itself
starts each update from the last one, so that its published groups also hold the history of the
conversation; nobody can recompute that part. Use ``groups`` for anything but an audit.
"""

from __future__ import annotations

import numpy as np

from hustings.algorithms.opinion.groups import CountHistory, Groups
from hustings.algorithms.opinion.kmeans import nearest_centre, silhouette
from hustings.algorithms.opinion.matrix import FloatArray

BASE_CLUSTERS = 100
GROUPS_MOST = 5
PEOPLE_PER_GROUP = 12  # Polis tries 2 + people / 12 groups, at most GROUPS_MOST
STEPS = 20


def polis_groups(points: FloatArray) -> Groups:
    """Group points in the order in which they stand, as Polis's cold start does."""
    if len(points) == 0:
        return Groups(np.zeros(0, dtype=np.int64), np.zeros((0, 2)), {}, CountHistory(1, 1))
    base = weighted_descend(points, first_distinct(points, BASE_CLUSTERS), np.ones(len(points)))
    own = nearest_centre(points, base)
    sizes = np.bincount(own, minlength=len(base)).astype(np.float64)
    most = min(GROUPS_MOST, 2 + len(base) // PEOPLE_PER_GROUP, len(base))
    tries = {k: weighted_descend(base, first_distinct(base, k), sizes) for k in range(2, most + 1)}
    widths = {k: silhouette(base, nearest_centre(base, centres)) for k, centres in tries.items()}
    if not widths:
        return Groups(np.zeros(len(points), dtype=np.int64), base[:1], {}, CountHistory(1, 1))
    k = max(widths, key=lambda number: (widths[number], -number))
    labels = nearest_centre(base, tries[k])[own]
    return Groups(labels, tries[k], {}, CountHistory(k, k))


def first_distinct(points: FloatArray, count: int) -> FloatArray:
    """Return the first ``count`` different rows, in their order (fewer where there are fewer)."""
    _, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)[:count]]


def weighted_descend(points: FloatArray, centres: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the centres after Polis's number of weighted steps; empty clusters drop out."""
    for _ in range(STEPS):
        labels = nearest_centre(points, centres)
        mass = np.bincount(labels, weights, minlength=len(centres))
        sums = [np.bincount(labels, weights * axis, minlength=len(centres)) for axis in points.T]
        moved = (np.stack(sums, axis=1) / np.maximum(mass, 1e-300)[:, None])[mass > 0]
        if moved.shape == centres.shape and np.allclose(moved, centres):
            break
        centres = moved
    return centres

"""k-means whose result does not depend on the order of the points.

Points are put in the order of their coordinates before the seeded starts, so that any input order
(and any renaming) meets the same starts; of all starts the one with the lowest inertia wins.
Polis seeds with its first rows instead, and its groups change when the rows are shuffled
(compdemocracy/polis, issue 2358).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.matrix import FloatArray, IntArray

STARTS = 20
STEPS_MOST = 100
SEED = 20170717
SEEDING_MOST = 5000  # points: with more, starts are compared on an even sample of this size


@dataclass(frozen=True)
class Clustering:
    """Each point's cluster, the centres (k by axes) and the sum of squared distances."""

    labels: IntArray
    centres: FloatArray
    inertia: float


def coordinate_order(points: FloatArray) -> IntArray:
    """Return the order of the points by their coordinates; equal points are interchangeable."""
    return np.lexsort(np.round(points, 9).T[::-1])


def cluster(points: FloatArray, *, k: int, starts: int = STARTS, seed: int = SEED) -> Clustering:
    """Return the clustering with the lowest inertia among ``starts`` seeded starts."""
    order = coordinate_order(points)
    ordered = points[order]
    sample = ordered[:: -(-len(ordered) // SEEDING_MOST)]
    random = np.random.default_rng(seed)
    begun = first_centres(sample, k, starts=starts, random=random)
    best = min(descend(sample, begun), key=lambda found: round(found.inertia, 9))
    if len(sample) < len(ordered):
        (best,) = descend(ordered, best.centres[None])
    labels = np.empty(len(points), dtype=np.int64)
    labels[order] = best.labels
    return Clustering(labels, best.centres, best.inertia)


def first_centres(
    points: FloatArray, k: int, *, starts: int, random: np.random.Generator
) -> FloatArray:
    """Choose ``k`` points for each start, each with a chance that grows with its squared distance.

    This is k-means++ (Arthur & Vassilvitskii 2007). Returns starts by k by axes.
    """
    draws = [(random.integers(len(points)), random.random(k - 1)) for _ in range(starts)]
    chosen = np.array([first for first, _ in draws])
    centres = np.empty((starts, k, points.shape[1]))
    centres[:, 0] = points[chosen]
    nearest = squared_distances(points, centres[:, 0])
    for index in range(1, k):
        reached = np.cumsum(nearest, axis=1)
        wanted = np.array([chances[index - 1] for _, chances in draws]) * reached[:, -1]
        places = (reached <= wanted[:, None]).sum(axis=1)
        centres[:, index] = points[np.minimum(places, len(points) - 1)]
        nearest = np.minimum(nearest, squared_distances(points, centres[:, index]))
    return centres


def squared_distances(points: FloatArray, centres: FloatArray) -> FloatArray:
    """Return the squared distance of every point to each start's centre: starts by points."""
    return sum(
        np.square(coordinates - own[:, None])
        for coordinates, own in zip(points.T, centres.T, strict=True)
    )


def nearest_centre(points: FloatArray, centres: FloatArray) -> IntArray:
    """Return the index of each point's nearest centre (the first of equally near ones)."""
    return nearest_centres(points, centres[None])[0]


def nearest_centres(points: FloatArray, centres: FloatArray) -> IntArray:
    """Return the nearest of each start's centres: starts by points, from starts by k by axes."""
    starts, k, axes = centres.shape
    products = (centres.reshape(-1, axes) @ (2.0 * points.T)).reshape(starts, k, -1)
    # |x - c|² without |x|², which is the same for every centre
    distances = np.square(centres).sum(axis=2)[:, :, None] - products
    nearest = distances[:, 0]
    labels = np.zeros(nearest.shape, dtype=np.int64)
    for index in range(1, k):  # NumPy's argmin takes several times as long for so few
        np.copyto(labels, index, where=distances[:, index] < nearest)
        if index < k - 1:
            nearest = np.minimum(nearest, distances[:, index])
    return labels


def descend(points: FloatArray, centres: FloatArray) -> list[Clustering]:
    """Move each start's centres to the means of their points until no point changes (Lloyd).

    ``centres`` are starts by k by axes. All starts move in step: one step of one start is so
    little work that NumPy's calls would take most of the time. A start that has come to rest
    takes no further part.
    """
    coordinates = np.tile(points.T, len(centres))
    moving, labels = np.arange(len(centres)), nearest_centres(points, centres)
    resting: dict[int, Clustering] = {}
    for step in range(STEPS_MOST):
        centres = means(coordinates, labels, centres)
        moved = nearest_centres(points, centres)
        still = (moved != labels).any(axis=1) & (step + 1 < STEPS_MOST)
        labels = moved
        if still.all():
            continue
        for index in np.flatnonzero(~still):
            resting[int(moving[index])] = finished(points, labels[index], centres[index])
        moving, labels, centres = moving[still], labels[still], centres[still]
        if not len(moving):
            break
    return [resting[start] for start in sorted(resting)]


def finished(points: FloatArray, labels: IntArray, centres: FloatArray) -> Clustering:
    """Return a clustering with the sum of the squared distances of the points to their centres."""
    return Clustering(labels, centres, float(np.square(points - centres[labels]).sum()))


def means(coordinates: FloatArray, labels: IntArray, centres: FloatArray) -> FloatArray:
    """Return the mean of each cluster of each start; an empty one keeps its old centre.

    ``coordinates`` are axes by points, the points repeated for every start (or more often).
    """
    starts, k, _ = centres.shape
    clusters = (labels + np.arange(0, starts * k, k)[:, None]).ravel()
    counts = np.bincount(clusters, minlength=starts * k).reshape(starts, k)
    moved = centres.copy()
    for axis, values in enumerate(coordinates):
        sums = np.bincount(clusters, values[: clusters.size], minlength=starts * k)
        np.divide(sums.reshape(starts, k), counts, out=moved[:, :, axis], where=counts > 0)
    return moved


def silhouette(points: FloatArray, labels: IntArray) -> float:
    """Return the mean silhouette (Rousseeuw 1987); points alone in their cluster count 0."""
    k = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=k)
    if np.count_nonzero(sizes) < 2:
        return 0.0
    sums = distances(points) @ np.eye(k)[labels]
    rows = np.arange(len(points))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    others = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    others[rows, labels] = np.inf
    nearest = others.min(axis=1)
    width = (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-300)
    return float(np.where(sizes[labels] > 1, width, 0.0).mean())


def distances(points: FloatArray) -> FloatArray:
    """Return the distance of every point to every other: points by points."""
    squares = np.zeros((len(points), len(points)))
    for coordinates in points.T:
        squares += np.square(coordinates[:, None] - coordinates)
    return np.sqrt(squares, out=squares)

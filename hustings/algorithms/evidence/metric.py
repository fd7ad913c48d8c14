"""Learn from known people which habits hold still in one writer and differ between writers.

Rates are standardised over the site. Directions in which one person's two halves differ are
damped (within-class covariance normalisation, Hatch and others 2006), and each habit is weighted
by a power of its intraclass correlation: how much of its spread lies between people.

With standardised rates ``z``, weights ``W`` and orthonormal directions ``D`` shrunk by ``S``, two
sides are compared by the cosine of ``W (1 - D S D') z``. No such vector is ever made: inner
products of ``W z`` are summed over the families of habits that a view reads, and the directions,
which lie in the span of the people's differences, correct the sum. Views so share their products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

CLIP = 4.0
"""Standard deviations beyond which a rate counts no further."""

DAMPING = 0.9
"""Share of the spherical part in the within-person covariance."""

POWER = 0.75
"""Exponent of the intraclass correlation; 1/2 to 1 measured alike, 3/4 best by a hair."""

NEIGHBOURING = 101
"""Habits about as widespread, to whose mean correlation that of a habit is drawn."""

LEAST_CORRELATION = 0.1
"""Least correlation of a habit, as a share of its family's mean."""

MOST_DIRECTIONS = 250
"""People whose differences are damped; more cost time and change nothing measurable."""

Array = np.ndarray


def square_root_rates(counts: Array, words: Array) -> Array:
    """Return square roots of occurrences per 1,000 words (their noise is nearly constant)."""
    return np.sqrt(counts * np.float32(1000.0) / words[:, None].astype(np.float32))


def _held_rates(counts: sparse.csr_matrix, words: Array) -> tuple[Array, Array]:
    """Return the row of each count that is not zero, and its square-root rate."""
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    per_word = np.sqrt(1000.0 / words).astype(np.float32)
    return rows, np.sqrt(counts.data) * per_word[rows]


@dataclass(frozen=True)
class Standard:
    """Mean and standard deviation of each habit's square-root rate in texts of about ``words``."""

    words: float
    mean: Array
    spread: Array

    def standardised(self, counts: sparse.csr_matrix, words: Array) -> Array:
        """Return rates in standard deviations from the mean, clipped: a dense float32 array."""
        rows, rates = _held_rates(counts, words)
        columns = counts.indices
        absent = np.clip(-self.mean / self.spread, -CLIP, CLIP)
        found = np.repeat(absent[None], counts.shape[0], axis=0)
        z = (rates - self.mean[columns]) / self.spread[columns]
        found.ravel()[rows * counts.shape[1] + columns] = np.clip(z, -CLIP, CLIP)
        return found


def fit_standard(counts: sparse.csr_matrix, words: Array) -> Standard:
    """Measure what is usual in these rows."""
    _, rates = _held_rates(counts, words)
    habits, size = counts.shape[1], counts.shape[0]
    mean = np.bincount(counts.indices, weights=rates, minlength=habits) / size
    square = np.bincount(counts.indices, weights=rates**2, minlength=habits) / size
    spread = np.sqrt(np.maximum(square - mean**2, 0.0)) + 1e-6
    return Standard(
        float(np.exp(np.log(words).mean())), mean.astype(np.float32), spread.astype(np.float32)
    )


@dataclass(frozen=True)
class Projected:
    """Sides of one family, or of several added up, seen from the known people's differences."""

    onto: Array
    """Inner products of ``z`` with each difference: sides x people."""
    weighted: Array
    """The same with squared weights between."""
    squares: Array
    """Squared lengths of ``W z``."""

    def __add__(self, other: Projected) -> Projected:
        return Projected(
            self.onto + other.onto, self.weighted + other.weighted, self.squares + other.squares
        )


@dataclass(frozen=True)
class FamilyMap:
    """One family of habits: standards for several lengths of text, weights, differences."""

    standards: Sequence[Standard]
    weight: Array
    differences: Array
    """Standardised differences of known people's halves over root two: people x habits."""

    def project(
        self, counts: sparse.csr_matrix, words: Array, *, known: Projected | None = None
    ) -> tuple[Array, Projected]:
        """Return ``W z`` of some sides, and what is needed to damp directions in it.

        The latter is dear; where it is ``known`` from before it is returned as it is.
        """
        z = self.standardised(counts, words)
        onto = z @ self.differences.T if known is None else known.onto
        z *= self.weight
        if known is not None:
            return z, known
        squares = np.einsum("ij,ij->i", z, z)
        return z, Projected(onto, z @ (self.differences * self.weight).T, squares)

    def standardised(self, counts: sparse.csr_matrix, words: Array) -> Array:
        """Return ``z``: each side by the standard of the length nearest to its own."""
        nearest = nearest_length(words, [standard.words for standard in self.standards])
        z = np.empty(counts.shape, dtype=np.float32)
        for place in np.unique(nearest):
            here = nearest == place
            z[here] = self.standards[place].standardised(counts[here], words[here])
        return z


def nearest_length(words: Array, lengths: Sequence[float]) -> Array:
    """Return for each text which of ``lengths`` is nearest to its own, by ratio."""
    apart = np.abs(np.log(words)[:, None] - np.log(lengths)[None])
    return np.argmin(apart, axis=1)


def fit_family(
    left: sparse.csr_matrix,
    right: sparse.csr_matrix,
    words: Array,
    *,
    standards: Sequence[Standard],
) -> FamilyMap:
    """Learn from known people's halves: ``left[i]`` and ``right[i]`` are one person.

    ``words`` are the words of the left halves, then of the right ones.
    """
    plain = FamilyMap(standards, np.ones(1, np.float32), np.zeros((0, left.shape[1]), np.float32))
    a = plain.standardised(left, words[: left.shape[0]])
    b = plain.standardised(right, words[left.shape[0] :])
    differences = (a[:MOST_DIRECTIONS] - b[:MOST_DIRECTIONS]) / np.float32(np.sqrt(2))
    return FamilyMap(standards, _correlation(a, b) ** np.float32(POWER), differences)


def _correlation(a: Array, b: Array) -> Array:
    """Return each habit's correlation between one person's halves, by empirical Bayes.

    A correlation of ``n`` people has a variance of about 1/n by chance alone: more than there is
    between habits if the people are few or write little. What the correlations vary beyond that
    around those of habits about as widespread says how far each is to be believed.
    """
    people = len(a)
    shared = np.einsum("ij,ij->j", a, b) / people
    total = (np.einsum("ij,ij->j", a, a) + np.einsum("ij,ij->j", b, b)) / (2 * people)
    found = shared / (total + np.float32(1e-6))
    usual = smoothed(found, width=NEIGHBOURING)
    belief = max(1 - 1 / people / max(float((found - usual).var()), 1e-9), 0.0)
    least = max(LEAST_CORRELATION * float(found.mean()), 1e-4)
    return np.clip(usual + belief * (found - usual), least, 0.95).astype(np.float32)


def smoothed(values: Array, *, width: int) -> Array:
    """Return moving means over ``width`` places, fewer towards the ends."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    places = np.arange(len(values))
    low = np.maximum(places - width // 2, 0)
    high = np.minimum(places + width // 2 + 1, len(values))
    return (sums[high] - sums[low]) / (high - low)


@dataclass(frozen=True)
class Damping:
    """Directions of one view in which one person's halves differ, and how far each is shrunk."""

    basis: Array
    """Each orthonormal direction as a sum of people's differences: people x directions."""
    shrink: Array
    inner: Array
    """Inner products of the directions with squared weights between."""

    def vectors(self, sides: Projected) -> tuple[Array, Array]:
        """Return left and right factors, and so what damping adds to inner products of sides."""
        along = (sides.onto @ self.basis) * self.shrink
        weighted = sides.weighted @ self.basis
        left = np.concatenate([-along, -weighted], axis=1)
        return left, np.concatenate([weighted - along @ self.inner, along], axis=1)

    def lengths(self, sides: Projected) -> Array:
        """Return the lengths of the damped vectors."""
        left, right = self.vectors(sides)
        squares = sides.squares + np.einsum("ij,ij->i", left, right)
        return np.sqrt(np.maximum(squares, 1e-12))

    def cosines(self, products: Array, left: Projected, right: Projected) -> Array:
        """Return cosines of damped vectors, from inner products of ``W z``, left x right."""
        one, two = self.vectors(left)[0], self.vectors(right)[1]
        lengths = self.lengths(left)[:, None], self.lengths(right)[None, :]
        return np.asarray((products + one @ two.T) / lengths[0] / lengths[1])


def fit_damping(families: Sequence[FamilyMap]) -> Damping:
    """Find the directions of within-person difference over some families together."""
    people = len(families[0].differences)
    gram, weighted = np.zeros((2, people, people))
    for family in families:
        own = family.differences * family.weight
        gram += family.differences @ family.differences.T
        weighted += own @ own.T
    values, vectors = np.linalg.eigh(gram / people)
    kept = values > 1e-6 * max(values.max(initial=0.0), 1e-30)
    values, vectors = values[kept], vectors[:, kept]
    basis = vectors / np.sqrt(values * people)
    floor = DAMPING * values.sum() / sum(len(family.weight) for family in families)
    shrink = 1 - np.sqrt(floor / (floor + (1 - DAMPING) * values))
    inner = basis.T @ weighted @ basis
    return Damping(*(part.astype(np.float32) for part in (basis, shrink, inner)))

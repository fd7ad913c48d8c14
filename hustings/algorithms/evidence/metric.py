"""Learn from known people which habits hold still in one writer and differ between writers.

Rates are standardised over the site. Directions in which one person's two halves differ are
damped (within-class covariance normalisation, Hatch and others 2006), and each habit is weighted
by a power of its intraclass correlation: how much of its spread lies between people.

With standardised rates ``z``, weights ``W`` and orthonormal directions ``D`` shrunk by ``S``, two
sides are compared by the cosine of ``W (1 - D S D') z``. No such vector is ever made: inner
products of ``W z`` are summed over the families of habits that a view reads, block by block, and
the directions, which lie in the span of the people's differences, correct the sum. Views so share
their products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.counts import ROOTS, Counts
from hustings.algorithms.evidence.meetings import Products, RowSets, add_products

CLIP = 4.0
"""Standard deviations beyond which a rate counts no further."""

DAMPING = 0.9
"""Share of the spherical part in the within-person covariance."""

POWER = 0.75
"""Exponent of the intraclass correlation; 1/2 to 1 measured alike, 3/4 best by a hair."""

MOST_DIRECTIONS = 250
"""People whose differences are damped; more cost time and change nothing measurable."""

Array = np.ndarray


def square_root_rates(counts: Array, words: Array) -> Array:
    """Return square roots of occurrences per 1,000 words (their noise is nearly constant)."""
    return np.sqrt(counts * np.float32(1000.0) / words[:, None].astype(np.float32))


@dataclass(frozen=True)
class Standard:
    """Mean and standard deviation of each habit's square-root rate in texts of about ``words``."""

    words: float
    mean: Array
    spread: Array

    def standardise(self, rates: Array, columns: slice) -> None:
        """Turn a block of rates into standard deviations from the mean, clipped, in place."""
        rates -= self.mean[columns]
        rates *= 1 / self.spread[columns]
        np.clip(rates, -CLIP, CLIP, out=rates)


def block_rates(counts: Counts, words: Array, rows: Array, columns: slice) -> Array:
    """Return square-root rates of some rows in a block of habits; ``words`` are of all rows."""
    rates = counts.read(rows, columns, table=ROOTS)
    rates *= np.sqrt(1000.0 / words[rows]).astype(np.float32)[:, None]
    return rates


@dataclass(frozen=True)
class RateSums:
    """Sums of square-root rates over some rows; sums of different rows can be added up."""

    rows: int
    log_words: float
    total: Array
    squares: Array

    def __add__(self, other: RateSums) -> RateSums:
        return RateSums(
            self.rows + other.rows,
            self.log_words + other.log_words,
            self.total + other.total,
            self.squares + other.squares,
        )

    def standard(self) -> Standard:
        """Return what is usual in these rows."""
        mean = self.total / self.rows
        spread = np.sqrt(np.maximum(self.squares / self.rows - mean**2, 0.0)) + 1e-6
        words = float(np.exp(self.log_words / self.rows))
        return Standard(words, mean.astype(np.float32), spread.astype(np.float32))


def rate_sums(counts: Counts, words: Array, rows: Array, *, most: int) -> RateSums:
    """Add up the rates of the first ``most`` habits in these rows."""
    totals, squares = [], []
    for columns in counts.blocks(most):
        rates = block_rates(counts, words, rows, columns)
        totals.append(rates.sum(axis=0, dtype=np.float64))
        squares.append(np.einsum("ij,ij->j", rates, rates, dtype=np.float64))
    logs = float(np.log(words[rows]).sum())
    return RateSums(len(rows), logs, np.concatenate(totals), np.concatenate(squares))


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


def nothing_projected(sides: int, *, people: int) -> Projected:
    """Return zeros for so many sides."""
    onto, weighted = np.zeros((2, sides, people), dtype=np.float32)
    return Projected(onto, weighted, np.zeros(sides, dtype=np.float32))


@dataclass(frozen=True)
class FamilyMap:
    """One family of habits: standards for several lengths of text, weights, and known people.

    What one person's halves differ by is not kept, it is read again block by block: kept, it would
    be the greater part of a model, of which a site has ten and more.
    """

    standards: Sequence[Standard]
    weight: Array
    left: Array
    right: Array
    """Rows of the known people's halves whose differences are damped."""
    gram: Array
    """Inner products of these people's differences in ``z``: people x people."""
    weighted: Array
    """The same with squared weights between."""

    def meet(self, counts: Counts, words: Array, sets: RowSets) -> tuple[Products, list[Projected]]:
        """Return inner products of ``W z``, and for each set what damping needs."""
        products = sets.nothing()
        seen = [nothing_projected(len(rows), people=len(self.left)) for rows in sets.rows]
        for columns in counts.blocks(len(self.weight)):
            z = [standardised(self.standards, counts, words, rows, columns) for rows in sets.rows]
            self._weigh(z, columns, seen, self._differences(counts, words, columns))
            add_products(products, z)
        return products, seen

    def _differences(self, counts: Counts, words: Array, columns: slice) -> Array:
        one, two = (
            standardised(self.standards, counts, words, rows, columns)
            for rows in (self.left, self.right)
        )
        return differences(one, two)

    def _weigh(
        self, z: Sequence[Array], columns: slice, seen: Sequence[Projected], apart: Array
    ) -> None:
        """Turn a block of ``z`` into ``W z`` in place, and add it to what is seen of each set.

        ``apart`` are the known people's differences in the block.
        """
        weight = self.weight[columns]
        own = apart * weight
        for block, side in zip(z, seen, strict=True):
            np.add(side.onto, block @ apart.T, out=side.onto)
            block *= weight
            np.add(side.weighted, block @ own.T, out=side.weighted)
            np.add(side.squares, np.einsum("ij,ij->i", block, block), out=side.squares)


def differences(left: Array, right: Array) -> Array:
    """Return what people's halves differ by, over root two, so that one half's spread is kept."""
    return np.asarray((left - right) / np.float32(np.sqrt(2)))


def standardised(
    standards: Sequence[Standard], counts: Counts, words: Array, rows: Array, columns: slice
) -> Array:
    """Return a block of ``z``: each row by the standard of the length nearest to its own."""
    z = block_rates(counts, words, rows, columns)
    nearest = nearest_length(words[rows], [standard.words for standard in standards])
    for place in np.unique(nearest):
        here = nearest == place
        part = z if here.all() else z[here]
        standards[place].standardise(part, columns)
        if part is not z:
            z[here] = part
    return z


def nearest_length(words: Array, lengths: Sequence[float]) -> Array:
    """Return for each text which of ``lengths`` is nearest to its own, by ratio."""
    apart = np.abs(np.log(words)[:, None] - np.log(lengths)[None])
    return np.argmin(apart, axis=1)


def fit_family(
    counts: Counts,
    words: Array,
    *,
    left: Array,
    right: Array,
    standards: Sequence[Standard],
    correlation: Array,
) -> FamilyMap:
    """Learn from known people's halves: rows ``left[i]`` and ``right[i]`` are one person.

    ``correlation`` is how much of each habit's spread lies between people (``steadiness``).
    """
    left, right = left[:MOST_DIRECTIONS], right[:MOST_DIRECTIONS]
    a, b = (
        np.concatenate(
            [
                standardised(standards, counts, words, rows, columns)
                for columns in counts.blocks(len(standards[0].mean))
            ],
            axis=1,
        )
        for rows in (left, right)
    )
    weight = correlation ** np.float32(POWER)
    apart = differences(a, b)
    own = apart * weight
    return FamilyMap(standards, weight, left, right, apart @ apart.T, own @ own.T)


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

    def seen(self, side: Projected) -> Damped:
        """Return what damping adds to inner products of these sides with others."""
        along = (side.onto @ self.basis) * self.shrink
        weighted = side.weighted @ self.basis
        left = np.concatenate([-along, -weighted], axis=1)
        right = np.concatenate([weighted - along @ self.inner, along], axis=1)
        squares = side.squares + np.einsum("ij,ij->i", left, right)
        return Damped(left, right, np.sqrt(np.maximum(squares, 1e-12)))

    def cosines(self, products: Products, sides: Sequence[Projected]) -> Products:
        """Return cosines of damped vectors, from inner products of ``W z``."""
        damped = [self.seen(side) for side in sides]
        return {
            (one, two): damped[one].cosines(damped[two], sums)
            for (one, two), sums in products.items()
        }


@dataclass(frozen=True)
class Damped:
    """Sides in the damped directions, as left and as right factors, and their whole lengths."""

    left: Array
    right: Array
    lengths: Array

    def cosines(self, other: Damped, products: Array) -> Array:
        """Return cosines, these sides x others, from inner products without damping."""
        total = products + self.left @ other.right.T
        return np.asarray(total / self.lengths[:, None] / other.lengths[None, :])


def fit_damping(families: Sequence[FamilyMap]) -> Damping:
    """Find the directions of within-person difference over some families together."""
    people = len(families[0].left)
    gram, weighted = np.zeros((2, people, people))
    for family in families:
        gram += family.gram
        weighted += family.weighted
    values, vectors = np.linalg.eigh(gram / people)
    kept = values > 1e-6 * max(values.max(initial=0.0), 1e-30)
    values, vectors = values[kept], vectors[:, kept]
    basis = vectors / np.sqrt(values * people)
    floor = DAMPING * values.sum() / sum(len(family.weight) for family in families)
    shrink = 1 - np.sqrt(floor / (floor + (1 - DAMPING) * values))
    inner = basis.T @ weighted @ basis
    return Damping(*(part.astype(np.float32) for part in (basis, shrink, inner)))

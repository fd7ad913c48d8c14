"""Cosines of rare features, normalised by how alike each side is to other members.

Two people both use "the"; that both write a word that one member in a hundred has says more. So a
feature is there or not, and weighs the more the fewer members have it.

A plain cosine says little: two dull writers are alike, and so is everybody to a long text. The
symmetric normalisation (s-norm, Kenny 2010; the cheap form of the imposters method) measures each
pair in standard deviations above what either side shows with a cohort of other members. Only the
members most like the side enter (adaptive s-norm, Matejka and others 2017): the question is not
whether two accounts are more alike than two random members, but than members who write alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.counts import PRESENT, Counts
from hustings.algorithms.evidence.meetings import Products, RowSets, add_products

NEAREST, LEAST_NEAREST = 1 / 4, 20
"""Share of the cohort, and least number of members, most like a side."""

SPARSE = 0.08
"""Share of counts in a block below which rows are multiplied feature by feature they share."""

VERY_SPARSE = 0.02
"""Share below which many pairs share nothing, and both factors are better left sparse. Above it
one of them is spread out: sums come out the same to the last bit, in half the time."""

LEAST_HELD = 3
"""Texts that must hold a term."""

Array = np.ndarray


@dataclass(frozen=True)
class TermWeights:
    """What each term weighs where it is there: its rarity to a power (``fit_terms``)."""

    weight: Array

    def cosines(self, counts: Counts, sets: RowSets) -> Products:
        """Return cosines of rows of the weights of the terms that are there."""
        products = sets.nothing()
        squares = [np.zeros(len(rows), dtype=np.float32) for rows in sets.rows]
        for columns in counts.blocks():
            add = _add_sparse if counts.density(columns) < SPARSE else _add_dense
            add(products, squares, counts, sets, columns, self.weight[columns])
        lengths = [np.maximum(np.sqrt(total), 1e-9) for total in squares]
        return {
            (one, two): sums / lengths[one][:, None] / lengths[two][None, :]
            for (one, two), sums in products.items()
        }


def _add_dense(
    products: Products,
    squares: Sequence[Array],
    counts: Counts,
    sets: RowSets,
    columns: slice,
    weight: Array,
) -> None:
    vectors = [counts.read(rows, columns, table=PRESENT) for rows in sets.rows]
    for block, total in zip(vectors, squares, strict=True):
        block *= weight
        total += np.einsum("ij,ij->i", block, block)
    add_products(products, vectors)


def _add_sparse(
    products: Products,
    squares: Sequence[Array],
    counts: Counts,
    sets: RowSets,
    columns: slice,
    weight: Array,
) -> None:
    vectors = [counts.present(rows, columns, weight=weight) for rows in sets.rows]
    for block, total in zip(vectors, squares, strict=True):
        total += np.asarray(block.power(2).sum(axis=1)).ravel()
    if counts.density(columns) < VERY_SPARSE:
        for (one, two), sums in products.items():
            sums += (vectors[one] @ vectors[two].T).toarray()
        return
    spread = {two: vectors[two].T.toarray(order="C") for two in {two for _, two in products}}
    for (one, two), sums in products.items():
        sums += vectors[one] @ spread[two]


def fit_terms(held: Array, *, texts: int, power: float) -> TermWeights:
    """Learn from how many of N texts hold each term: ln((1+N)/(1+d)) to a power for d texts.

    Terms of fewer than three texts weigh nothing: their rarity cannot be known.
    """
    rarity = np.log((1 + texts) / (1 + held))
    return TermWeights(np.where(held >= LEAST_HELD, rarity**power, 0.0).astype(np.float32))


@dataclass(frozen=True)
class CohortNorm:
    """How alike each side is to the cohort: mean and standard deviation, one entry per side."""

    mean: Array
    spread: Array


def cohort_norm(scores: Array) -> CohortNorm:
    """Return what sides show with their nearest members, from scores (sides x cohort)."""
    size = scores.shape[1]
    near = min(size, max(LEAST_NEAREST, int(NEAREST * size)))
    closest = np.partition(scores, size - near, axis=1)[:, size - near :]
    return CohortNorm(closest.mean(axis=1), closest.std(axis=1) + 1e-9)


def symmetric_norm(scores: Array, *, left: CohortNorm, right: CohortNorm) -> Array:
    """Return pair scores in standard deviations above what either side shows, averaged."""
    by_left = (scores - left.mean[:, None]) / left.spread[:, None]
    by_right = (scores - right.mean[None, :]) / right.spread[None, :]
    return (by_left + by_right) / 2

"""Cosines of weighted counts, normalised by how alike each side is to other members.

A plain cosine says little: two dull writers are alike, and so is everybody to a long text. The
symmetric normalisation (s-norm, Kenny 2010; the cheap form of the imposters method) measures each
pair in standard deviations above what either side shows with a cohort of other members. Only the
members most like the side enter (adaptive s-norm, Matejka and others 2017): the question is not
whether two accounts are more alike than two random members, but than members who write alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

NEAREST, LEAST_NEAREST = 1 / 4, 20
"""Share of the cohort, and least number of members, most like a side."""

Array = np.ndarray


@dataclass(frozen=True)
class TermWeights:
    """Inverse document frequencies: ln((1+N)/(1+d)) + 1 over N texts, d of which hold the term."""

    weight: Array

    def vectors(self, counts: sparse.csr_matrix) -> Array:
        """Return unit rows of (1 + ln count) times the weight, dense: products are quicker so."""
        weighted = counts.copy()
        weighted.data = (1 + np.log(weighted.data)) * self.weight[weighted.indices]
        norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        scale = sparse.diags((1 / np.maximum(norms, 1e-9)).astype(np.float32))
        return (scale @ weighted).toarray()


def fit_terms(counts: sparse.csr_matrix) -> TermWeights:
    """Learn document frequencies from these rows; terms held by fewer than three weigh nothing."""
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    weight = np.log((1 + counts.shape[0]) / (1 + held)) + 1
    return TermWeights(np.where(held >= 3, weight, 0.0).astype(np.float32))


def inner_products(left: Array, right: Array) -> Array:
    """Return left rows x right rows."""
    return np.asarray(left @ right.T)


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

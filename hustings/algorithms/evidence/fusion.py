"""Fuse several views of a pair into one log likelihood ratio.

Logistic regression at even prior: same and different pairs weigh the same in total, so that the
fitted logit is a log likelihood ratio. Weights are never negative (more alike never counts
against) and are drawn towards given ones, the more the fewer people there are to learn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FLAT = 1e-6
"""Standard deviation below which a view is the same for all strangers."""

Array = np.ndarray


@dataclass(frozen=True)
class Fusion:
    """A linear rule: log likelihood ratio = offset + sum of weight times view."""

    weights: Array
    offset: float

    def __call__(self, views: Sequence[Array]) -> Array:
        """Apply the rule to views of equal shape."""
        total = np.full_like(np.asarray(views[0], dtype=np.float64), self.offset)
        for weight, view in zip(self.weights, views, strict=True):
            total += weight * view
        return total


def fit_fusion(
    same: Array,
    different: Array,
    *,
    pull: float,
    towards: Array | None = None,
    most: Array | None = None,
) -> Fusion:
    """Fit on views of same and different pairs (pairs x views).

    ``pull`` is the strength of the prior on weights of standardised views, ``towards`` its mean
    (default 0), ``most`` upper limits of the weights of the views as they are. A view that is the
    same for all strangers has nothing to be measured by and weighs nothing.
    """
    from scipy.optimize import minimize  # slow to import, and one pair's page fits nothing

    both = np.concatenate([same, different])
    middle, spread = both.mean(axis=0), different.std(axis=0) + 1e-9
    design = (both - middle) / spread
    truth = np.r_[np.ones(len(same)), np.zeros(len(different))]
    share = np.r_[
        np.full(len(same), 0.5 / len(same)), np.full(len(different), 0.5 / len(different))
    ]
    aim = np.zeros(design.shape[1]) if towards is None else towards

    def loss(parameters: Array) -> tuple[float, Array]:
        weights, offset = parameters[1:], parameters[0]
        logit = design @ weights + offset
        residual = share * (np.exp(-np.logaddexp(0, -logit)) - truth)
        value = (share * (np.logaddexp(0, logit) - truth * logit)).sum()
        value += pull / 2 * ((weights - aim) ** 2).sum()
        return value, np.r_[residual.sum(), design.T @ residual + pull * (weights - aim)]

    highest = np.full(len(spread), np.inf) if most is None else most * spread
    highest = np.where(spread < FLAT, 0.0, highest)
    limits = [(None, None), *((0.0, high) for high in highest)]
    start = np.r_[0.0, np.minimum(aim, highest)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits)
    weights = found.x[1:] / spread
    return Fusion(weights, float(found.x[0] - weights @ middle))

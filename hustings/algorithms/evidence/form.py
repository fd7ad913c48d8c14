"""How far an account's form is from what is usual on the site, by its widest-spread shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.metric import CLIP, square_root_rates
from hustings.algorithms.evidence.sides import Sides

FORM_SHAPES = 100
"""Widest-spread shapes by which the distance of a form is measured."""

UNUSUAL = 0.99
"""Share of members whose form counts as usual."""

Array = np.ndarray


@dataclass(frozen=True)
class UsualForm:
    """The site's form, by its widest-spread shapes, and how far from it 99 % of members are."""

    mean: Array
    spread: Array
    farthest: float

    def is_left(self, rates: Array) -> Array:
        """Return which rows of square-root rates are further from the site's form."""
        return np.asarray(_distance(rates, self.mean, self.spread) > self.farthest)


def _distance(rates: Array, mean: Array, spread: Array) -> Array:
    return np.asarray((np.clip((rates - mean) / spread, -CLIP, CLIP) ** 2).mean(axis=1))


def form_rates(sides: Sides, rows: Array) -> Array:
    """Return square-root rates of the shapes by which a form is measured."""
    return square_root_rates(sides.dense("shape", FORM_SHAPES, rows), sides.words[rows])


def usual_form(sides: Sides, rows: Array) -> UsualForm:
    """Measure the form of these rows."""
    rates = form_rates(sides, rows)
    mean, spread = rates.mean(axis=0), rates.std(axis=0) + 1e-6
    return UsualForm(mean, spread, float(np.quantile(_distance(rates, mean, spread), UNUSUAL)))

"""What is usual among people of several folds, from sums taken once for the people of each.

A model is learned for every two folds, from everybody outside both. Their sums are those of the
other folds, added up: rows are read once, and not once for every model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np

from hustings.algorithms.evidence.cosine import TermWeights, fit_terms
from hustings.algorithms.evidence.metric import RateSums, Standard, rate_sums
from hustings.algorithms.evidence.sides import Sides

Array = np.ndarray
Parts = Sequence[Array]
"""Rows of sides, one set for each fold, none of them in two."""


class Pooled:
    """Remembers the sums of every set of rows it is asked about; safe to ask from threads."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self._rates: dict[tuple[str, bytes], RateSums] = {}
        self._held: dict[tuple[str, bytes], Array] = {}

    def standard(self, family: str, parts: Parts, *, most: int) -> Standard:
        """Return what is usual of the first ``most`` habits of a family."""
        return reduce(add, (self._rate_sums(family, rows, most) for rows in parts)).standard()

    def terms(self, family: str, parts: Parts, *, power: float) -> TermWeights:
        """Return the weights of a family's terms: their rarity to a power."""
        held = reduce(add, (self._held_by(family, rows) for rows in parts))
        return fit_terms(held, texts=sum(map(len, parts)), power=power)

    def _rate_sums(self, family: str, rows: Array, most: int) -> RateSums:
        key = family, rows.tobytes()
        if key not in self._rates:
            counts = self.sides.families[family]
            self._rates[key] = rate_sums(counts, self.sides.words, rows, most=most)
        return self._rates[key]

    def _held_by(self, family: str, rows: Array) -> Array:
        key = family, rows.tobytes()
        if key not in self._held:
            self._held[key] = self.sides.families[family].held(rows)
        return self._held[key]

"""Cut the pairs of a word class into tiles: pairs between two folds, of few enough accounts.

Pairs are a list, or all pairs of a site; of the latter no list is ever made, since a site of
10,000 accounts has fifty millions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from hustings.algorithms.evidence.crossfit import CrossFit
from hustings.algorithms.evidence.scoring import WIDEST, Folds, Tile

LEAST_COHORT = 30

Array = np.ndarray


def cohort_rows(fit: CrossFit, folds: Folds) -> Array:
    """Return rows of members outside two folds: whole accounts, or halves where those are few."""
    outside = fit.accounts.outside(*folds)
    return fit.sample(
        outside if len(outside) >= LEAST_COHORT else fit.training.outside(*folds).rows()
    )


@dataclass(frozen=True)
class Compared:
    """The accounts to be compared: the row and the fold of each, and the models that do it."""

    fit: CrossFit
    rows: Array
    fold: Array

    def listed(self, one: Array, two: Array, places: Array) -> Iterator[Tile]:
        """Yield tiles of the pairs of accounts ``one[i]``, ``two[i]``, known by ``places[i]``.

        The account of the lower fold comes first: no view knows left from right.
        """
        turned = self.fold[one] > self.fold[two]
        one, two = np.where(turned, two, one), np.where(turned, one, two)
        for folds in self.fit.blocks():
            here = np.flatnonzero((self.fold[one] == folds[0]) & (self.fold[two] == folds[1]))
            for some in _narrow(one[here], two[here]):
                chosen = here[some]
                yield self._tile(folds, one[chosen], two[chosen], places[chosen])

    def all(self, classes: Array, sizes: Array) -> Iterator[Tile]:
        """Yield tiles of all pairs of accounts ``i`` < ``j`` whose lower class is one of ``sizes``.

        The pair is known by the place ``i * accounts + j``.
        """
        for folds in self.fit.blocks():
            accounts = (_pieces(np.flatnonzero(self.fold == fold)) for fold in folds)
            for one, two in product(*accounts):
                if folds[0] == folds[1] and one[0] > two[0]:
                    continue
                chosen = np.isin(np.minimum(classes[one][:, None], classes[two]), sizes)
                if folds[0] == folds[1]:
                    chosen &= one[:, None] < two
                first, second = np.nonzero(chosen)
                if len(first):
                    yield self._tile(
                        folds, one[first], two[second], self._places(one[first], two[second])
                    )

    def _places(self, one: Array, two: Array) -> Array:
        return np.minimum(one, two) * np.int64(len(self.rows)) + np.maximum(one, two)

    def _tile(self, folds: Folds, one: Array, two: Array, places: Array) -> Tile:
        left, in_left = np.unique(one, return_inverse=True)
        right, in_right = np.unique(two, return_inverse=True)
        rows = self.rows[left], self.rows[right]
        return Tile(folds, *rows, in_left, in_right, places, cohort_rows(self.fit, folds))


def _pieces(accounts: Array) -> list[Array]:
    """Return accounts in pieces that a tile can hold."""
    return [accounts[start : start + WIDEST] for start in range(0, len(accounts), WIDEST)]


def _narrow(one: Array, two: Array) -> Iterator[Array]:
    """Yield the places of pairs, by pieces with few enough different accounts on either side."""
    piece = [np.unique(side, return_inverse=True)[1] // WIDEST for side in (one, two)]
    for first, second in product(*(range(int(own.max(initial=-1)) + 1) for own in piece)):
        here = np.flatnonzero((piece[0] == first) & (piece[1] == second))
        if len(here):
            yield here

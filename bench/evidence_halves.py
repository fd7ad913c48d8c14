"""Split people scored by models that were learned from some of them only.

``hustings evidence evaluate`` learns from everybody but the two people of a pair. Some goals ask
what a site says of people it never saw, or how much a small site loses; here whoever is learned
from and whoever is judged are chosen freely. Draws and folds are those of the protocol.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from hustings.algorithms.evidence.crossfit import CrossFit, Training, deal
from hustings.algorithms.evidence.sampling import COHORT, count_site, site_vocabulary
from hustings.algorithms.evidence.scoring import empty_parts, score_tiles
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site, Splits, make_site
from hustings.algorithms.evidence.tiles import Compared
from hustings.evidence.reading import Columns, read_posts

FOLDS = 4
"""Folds as in the nightly self-test: ten models."""

Array = np.ndarray


@cache
def site_of_persons(path: Path) -> Site:
    """Return the site whose accounts are the persons of POSTS (read once in a process)."""
    return make_site(read_posts(path, columns=Columns("author")).posts)


def vocabulary_of(site: Site, people: Collection[str]) -> Vocabulary:
    """Return what would be counted if these people were the whole site."""
    return site_vocabulary(make_site([post for post in site.posts if post.account in people]))


def chosen(splits: Splits, people: Collection[str]) -> Splits:
    """Return the draws of some of the split people."""
    kept = [place for place, name in enumerate(splits.names) if name in people]
    return Splits(splits.words, [splits.names[i] for i in kept], [splits.pairs[i] for i in kept])


class Halves:
    """Halves of people: a model learned from the ``known`` ones, which also scores the ``guests``.

    Guests are dealt into the folds of the known people, but nothing is learned from them: as
    everybody else they are scored by a model without the people of their two folds.
    """

    def __init__(
        self, site: Site, known: Splits, *, guests: Splits | None = None, vocabulary: Vocabulary
    ) -> None:
        pairs = [*known.pairs, *(guests.pairs if guests else ())]
        sides = count_site(site, [side for pair in pairs for side in pair], vocabulary=vocabulary)
        folds = [_dealt(known.names), _dealt(guests.names if guests else ())]
        self.fold = np.concatenate(folds)
        left = 2 * np.arange(len(known.names))
        self.fit = CrossFit(
            sides,
            training=Training(left, left + 1, folds[0], float(known.words)),
            shorter=None,
            channels=("style",),
            folds=FOLDS,
            cohort=COHORT,
        )

    def of_known(self) -> Array:
        """Return natural log ratios of all first (rows) and second halves of the known people."""
        return self._ratios(np.arange(len(self.fit.training.left)))

    def of_guests(self) -> Array:
        """Return natural log ratios of all first (rows) and second halves of the guests."""
        return self._ratios(np.arange(len(self.fit.training.left), len(self.fold)))

    def _ratios(self, people: Array) -> Array:
        count = len(people)
        one, two = (side.ravel() for side in np.indices((count, count)))
        rows = np.concatenate([2 * people, 2 * people + 1])
        compared = Compared(self.fit, rows, np.tile(self.fold[people], 2))
        found = empty_parts(count * count, self.fit.names)
        tiles = compared.listed(one, count + two, np.arange(count * count))
        score_tiles(self.fit, tiles, found.take)
        return found.total.reshape(count, count)


def _dealt(names: Sequence[str]) -> Array:
    return deal(len(names), folds=FOLDS, seed=0)


def same(ratios: Array) -> Array:
    """Return the ratios of pairs that are one person."""
    return np.diag(ratios)


def strangers(ratios: Array) -> Array:
    """Return the ratios of pairs that are two people."""
    return ratios[~np.eye(len(ratios), dtype=bool)]

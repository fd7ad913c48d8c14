"""Score all pairs of a site and keep the strongest: memory grows with the site, not its pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from hustings.algorithms.evidence.classes import (
    ClassModel,
    account_class,
    fit_class,
    fitted_together,
)
from hustings.algorithms.evidence.compare import Scores
from hustings.algorithms.evidence.sampling import Plan, site_vocabulary
from hustings.algorithms.evidence.scoring import PairParts, empty_parts, score_tiles
from hustings.algorithms.evidence.site import Site

Array = np.ndarray


@dataclass(frozen=True)
class Strongest:
    """The strongest pairs of a word class: ``names[one[i]]`` and ``names[two[i]]``."""

    size: int
    pairs: int
    """All pairs of the class."""
    one: Array
    two: Array
    scores: Scores
    """Strongest first."""


def strongest_pairs(
    site: Site, names: Sequence[str], *, most: int, plan: Plan
) -> Iterator[Strongest]:
    """Score all pairs of the accounts ``names``; yield the ``most`` strongest of each word class.

    All accounts must have enough words; of each at most ``plan.most_words`` are read. Classes for
    which nothing can be fitted are missing.
    """
    classes = np.array([account_class(site, name, plan=plan) for name in names], dtype=np.int64)
    if len(names) < 2:
        return
    vocabulary = site_vocabulary(site, run=plan.run)
    pairs = pair_counts(classes)
    for size, sizes in fitted_together(site, pairs).items():
        members = np.flatnonzero(classes >= size)
        guests = np.flatnonzero((classes >= min(sizes)) & (classes < size))
        used = np.concatenate([members, guests])
        plan.progress(f"{size:,} words a side: all pairs of {len(used):,} accounts")
        model = fit_class(
            site,
            [names[number] for number in members.tolist()],
            size=size,
            vocabulary=vocabulary,
            plan=plan,
            guests=[names[number] for number in guests.tolist()],
        )
        if model is not None:
            counts = {own: pairs[own] for own in sizes}
            yield from _of_class(model, classes[used], counts, used=used, most=most)


def pair_counts(classes: Array) -> dict[int, int]:
    """Return how many of all pairs of accounts each word class has, from the accounts' classes."""
    sizes, accounts = np.unique(classes, return_counts=True)
    longer = len(classes) - np.cumsum(accounts)
    pairs = accounts * (accounts - 1) // 2 + accounts * longer
    return {
        size: count for size, count in zip(sizes.tolist(), pairs.tolist(), strict=True) if count
    }


@dataclass
class Best:
    """The pairs with the highest ratios so far, at most ``most``, strongest first."""

    most: int
    found: PairParts
    places: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def take(self, places: Array, found: PairParts) -> None:
        """Look at further pairs; of equal ones those of lower places are kept."""
        strong = _highest(found.total, self.most)
        both = self.found.joined(found.chosen(strong))
        all_places = np.concatenate([self.places, places[strong]])
        order = np.lexsort((all_places, -both.total))[: self.most]
        self.found, self.places = both.chosen(order), all_places[order]


def _highest(values: Array, most: int) -> Array:
    """Return the places of at least ``most`` highest values (all that equal the last of them)."""
    if len(values) <= most:
        return np.arange(len(values))
    return np.flatnonzero(values >= np.partition(values, -most)[-most])


def _of_class(
    model: ClassModel, classes: Array, pairs: Mapping[int, int], *, used: Array, most: int
) -> Iterator[Strongest]:
    """Yield the strongest pairs of each class of ``pairs`` among the model's accounts."""
    best = {size: Best(most, empty_parts(0, model.fit.names)) for size in pairs}

    def take(places: Array, found: PairParts) -> None:
        of_pair = np.minimum(*(classes[side] for side in np.divmod(places, len(classes))))
        for size, own in best.items():
            here = np.flatnonzero(of_pair == size)
            own.take(places[here], found.chosen(here))

    score_tiles(model.fit, model.compared.all(classes, np.array(list(pairs))), take)
    test = model.test()
    for size, own in best.items():
        one, two = np.divmod(own.places, len(classes))
        scores = Scores(np.full(len(one), size), own.found, {size: test})
        yield Strongest(size, pairs[size], used[one], used[two], scores)

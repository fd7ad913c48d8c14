"""Likelihood ratios for pairs of accounts of one site, word class by word class (``classes``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hustings.algorithms.evidence.classes import (
    ClassModel,
    ClassTest,
    account_class,
    fit_class,
    fitted_together,
)
from hustings.algorithms.evidence.crossfit import view_names
from hustings.algorithms.evidence.sampling import Plan, site_vocabulary
from hustings.algorithms.evidence.scoring import PairParts, empty_parts, score_tiles
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site

Array = np.ndarray


@dataclass(frozen=True)
class Scores:
    """What was found of pairs by style and clock, one entry per pair, and what stands behind it."""

    word_class: Array
    found: PairParts
    tests: dict[int, ClassTest]
    """By word class; a class for which nothing could be fitted is missing."""

    @cached_property
    def style(self) -> Array:
        """Return natural log likelihood ratios of style."""
        return self.found.channel(clock=False)

    @cached_property
    def clock(self) -> Array:
        """Return natural log likelihood ratios of the clock."""
        return self.found.channel(clock=True)


def score_pairs(
    site: Site,
    names: Sequence[str],
    one: Array,
    two: Array,
    *,
    plan: Plan,
    vocabulary: Vocabulary | None = None,
) -> Scores:
    """Score the pairs ``names[one[i]]``, ``names[two[i]]`` by style and clock.

    All accounts must have enough words; of each at most ``plan.most_words`` are read. Where the
    plan has neither of the two channels nothing is fitted, and every ratio is 1.
    """
    classes = np.array([account_class(site, name, plan=plan) for name in names])
    of_pair = np.minimum(classes[one], classes[two]) if len(one) else np.zeros(0, dtype=np.int64)
    result = empty_scores(of_pair, plan.channels)
    if not len(one) or not view_names(plan.channels):
        return result
    known = vocabulary or site_vocabulary(site, run=plan.run)
    sizes, counts = np.unique(of_pair, return_counts=True)
    pairs = dict(zip(sizes.tolist(), counts.tolist(), strict=True))
    for size, together in fitted_together(site, pairs).items():
        here = np.flatnonzero(np.isin(of_pair, together))
        used = _by_use(one[here], two[here], own=of_pair[here] == size)
        place = np.empty(len(names), dtype=np.int32)
        place[np.concatenate(used)] = np.arange(sum(map(len, used)))
        plan.progress(f"{size:,} words a side: {len(here):,} pairs of {sum(map(len, used)):,}")
        members, guests = ([names[number] for number in few.tolist()] for few in used)
        model = fit_class(site, members, size=size, vocabulary=known, plan=plan, guests=guests)
        if model is not None:
            _score(model, place[one[here]], place[two[here]], here, result.found)
            result.tests.update(dict.fromkeys(together, model.test()))
    return result


def _score(model: ClassModel, one: Array, two: Array, places: Array, found: PairParts) -> None:
    score_tiles(model.fit, model.compared.listed(one, two, places), found.take)


def _by_use(one: Array, two: Array, *, own: Array) -> tuple[Array, Array]:
    """Return the accounts of a class's own pairs, and those that only other pairs have."""
    members = np.unique(np.concatenate([one[own], two[own]]))
    return members, np.setdiff1d(np.concatenate([one, two]), members)


def empty_scores(classes: Array, channels: Sequence[str]) -> Scores:
    """Return scores that say nothing of pairs of these word classes."""
    return Scores(classes, empty_parts(len(classes), view_names(channels)), {})

"""Do two accounts meet, and answer each other, more than their habits explain?

Two cues, each against an activity-preserving shuffle (``preserving``): the same threads, and
replies to each other. A third counts against one person: long posts within the same minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from hustings.algorithms.evidence.preserving import (
    LEAST,
    MOST,
    PERIOD,
    expected_together,
    log10_ratio,
    met,
)
from hustings.algorithms.evidence.site import Site

CUE_WEIGHT = 0.5
"""Weight of a cue for which the self-test has no positives."""

SAME_MINUTE = 60.0
LONG_POST = 60
"""Words that nobody writes twice within one minute."""

AGAINST = -0.15
"""log10 for each time both wrote a long post within one minute, down to the bound."""

Array = np.ndarray


class ThreadCues:
    """Thread cues of one site, computed once for all pairs."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.number = {name: place for place, name in enumerate(site.accounts)}
        self.account = site.owners
        times = np.nan_to_num(site.times, nan=0.0)
        self.period = np.floor(times / PERIOD).astype(np.int64)

    @cached_property
    def reply_edges(self) -> tuple[Array, Array]:
        """Return the posts that answer another post of the file, and the posts answered."""
        child = np.flatnonzero(self.site.parents >= 0)
        return child, self.site.parents[child]

    @cached_property
    def replies(self) -> tuple[Array, Array]:
        """Return the pairs of which one answered the other, either way, as keys, and how often."""
        child, parent = (self.account[ends] for ends in self.reply_edges)
        both_ways = np.concatenate([self._pair_keys(child, parent), self._pair_keys(parent, child)])
        return np.unique(both_ways, return_counts=True)

    def _pair_keys(self, one: Array, two: Array) -> Array:
        return one.astype(np.int64) * len(self.number) + two

    def _answered(self, one: Array, two: Array) -> Array:
        """Return the number of replies between pairs, both ways."""
        known, times = self.replies
        if not len(known):
            return np.zeros(len(one), dtype=np.int64)
        keys = self._pair_keys(one, two)
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[place] == keys, times[place], 0)

    def expected_replies(self, one: Array, two: Array) -> Array:
        """Return the replies between pairs if every period's answers were dealt at random."""
        child, parent = self.reply_edges
        expected = np.zeros(len(one))
        for period in np.unique(self.period[child]):
            here = self.period[child] == period
            answers = np.bincount(self.account[child[here]], minlength=len(self.number))
            answered = np.bincount(self.account[parent[here]], minlength=len(self.number))
            both = answers[one] * answered[two] + answers[two] * answered[one]
            expected += both / here.sum()
        return expected

    def log10_ratios(self, pairs: Sequence[tuple[str, str]]) -> Array:
        """Return the bounded log10 likelihood ratio of all thread cues for each pair."""
        if not pairs:
            return np.zeros(0)
        a, b = (np.array([self.number[pair[i]] for pair in pairs]) for i in (0, 1))
        shared, answered = met(self.account, self.site.threads, one=a, two=b), self._answered(a, b)
        total = self._same_minute(a, b)
        here = np.flatnonzero(shared)
        chance = expected_together(
            self.account, self.site.threads, self.period, one=a[here], two=b[here]
        )
        total[here] += CUE_WEIGHT * log10_ratio(shared[here], chance)
        here = np.flatnonzero(answered)
        chance = self.expected_replies(a[here], b[here])
        total[here] += CUE_WEIGHT * log10_ratio(answered[here], chance)
        return np.clip(total, LEAST, MOST)

    @cached_property
    def same_minute(self) -> Counter[tuple[int, int]]:
        """Return how often two accounts wrote long posts within one minute."""
        long = np.flatnonzero((self.site.words >= LONG_POST) & np.isfinite(self.site.times))
        order = long[np.argsort(self.site.times[long], kind="stable")]
        times, accounts = self.site.times[order], self.account[order].tolist()
        end = np.searchsorted(times, times + SAME_MINUTE, side="right").tolist()
        found: Counter[tuple[int, int]] = Counter()
        for place, one in enumerate(accounts):
            for two in accounts[place + 1 : end[place]]:
                if one != two:
                    found[min(one, two), max(one, two)] += 1
        return found

    def _same_minute(self, a: Array, b: Array) -> Array:
        ends = zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True)
        return AGAINST * np.array([self.same_minute[pair] for pair in ends], dtype=np.float64)

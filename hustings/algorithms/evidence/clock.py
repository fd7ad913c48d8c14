"""Habits of the hour: 24 hours x weekday or weekend, in one fixed clock (UTC).

Posts are few, so the log likelihood ratio is that of a Dirichlet-multinomial: how much more
probable the two sets of hours are if drawn from one person's profile than from two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.gamma import log_gamma

BINS = 48
LEAST_POSTS = 5
"""Below this on either side the clock says nothing."""

NEIGHBOUR = 0.5
"""Weight of the hour before and after in the smoothed profile."""

SMOOTHING_POSTS = 10.0
"""The cosine of two profiles is shrunk as by so many posts at usual hours."""

Array = np.ndarray


def clock_bin(seconds: float) -> int:
    """Return the class of a time in seconds since 1970 UTC: the hour, plus 24 at weekends."""
    hours = int(seconds // 3600)
    # 1 January 1970 was a Thursday, day 3 of a week that begins on Monday.
    return hours % 24 + (24 if (hours // 24 + 3) % 7 >= 5 else 0)


@dataclass(frozen=True)
class ClockModel:
    """The site's usual week: Dirichlet parameters over 48 classes."""

    alpha: Array

    def log_ratios(self, left: Array, right: Array) -> Array:
        """Return natural log likelihood ratios, left x right (posts by class: sides x 48)."""
        total = -_joint(left.sum(axis=1), right.sum(axis=1), float(self.alpha.sum()))
        for place, alpha in enumerate(self.alpha):
            here, there = left[:, place], right[:, place]
            used, also = np.flatnonzero(here), np.flatnonzero(there)
            total[np.ix_(used, also)] += _joint(here[used], there[also], float(alpha))
        return _silenced(total, left, right)

    def cosines(self, left: Array, right: Array) -> Array:
        """Return how alike the departures from the site's usual hours are, shrunk by posts."""
        alike = self._profile(left) @ self._profile(right).T
        return _silenced(alike, left, right)

    def _profile(self, counts: Array) -> Array:
        smooth = counts.reshape(-1, 2, 24).sum(axis=1)
        smooth = smooth + NEIGHBOUR * (np.roll(smooth, 1, axis=1) + np.roll(smooth, -1, axis=1))
        usual = self.alpha.reshape(2, 24).sum(axis=0)
        usual = usual + NEIGHBOUR * (np.roll(usual, 1) + np.roll(usual, -1))
        usual = usual / usual.sum()
        posts = counts.sum(axis=1, keepdims=True)
        share = smooth / np.maximum(smooth.sum(axis=1, keepdims=True), 1e-9)
        departure = (np.sqrt(share) - np.sqrt(usual)) * np.sqrt(posts / (posts + SMOOTHING_POSTS))
        return departure * 10


def fit_clock(counts: Array) -> ClockModel:
    """Estimate the Dirichlet by moments from these sides (sides x 48)."""
    posts = counts.sum(axis=1)
    busy = counts[posts >= LEAST_POSTS]
    mean = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * BINS)
    if len(busy) < 2:
        return ClockModel(mean * BINS)
    size = busy.sum(axis=1)
    observed = ((busy / size[:, None] - mean) ** 2).sum(axis=1).mean()
    single = (mean * (1 - mean)).sum()
    alone = single * np.mean(1 / size)
    # Var(share) = p(1-p) (1/size + (1 - 1/size) / (concentration + 1))
    ratio = np.clip((observed - alone) / (single * (1 - np.mean(1 / size))), 1e-3, 0.9)
    return ClockModel(mean * (1 / ratio - 1))


def _joint(x: Array, y: Array, alpha: float) -> Array:
    """Return ln G(a+x+y) + ln G(a) - ln G(a+x) - ln G(a+y) for all pairs, by table of totals."""
    most = int(x.max(initial=0) + y.max(initial=0))
    table = log_gamma(alpha + np.arange(most + 1))
    first, second = x.astype(np.int64), y.astype(np.int64)
    both = table[first[:, None] + second[None, :]]
    return both + table[0] - table[first][:, None] - table[second][None, :]


def _silenced(values: Array, left: Array, right: Array) -> Array:
    few = (left.sum(axis=1) < LEAST_POSTS)[:, None] | (right.sum(axis=1) < LEAST_POSTS)[None, :]
    values[few] = 0.0
    return values

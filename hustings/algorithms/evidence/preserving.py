"""What pairs would show by chance if everybody were as active as he is, where and when he is.

Counts alone are no evidence: ordinary quarrels look like plots. Each cue is compared with a shuffle
that keeps how much every account wrote in each period and how busy every thread was. The expected
value of that shuffle is computed exactly instead of drawn; its tail is taken as Poisson's.

No confirmed pairs exist from which the other side of a likelihood ratio could be measured. So the
ratio is read off the tail alone by a calibrator that is valid for any p-value (Vovk and Wang 2021,
1/(2 sqrt p)), and is bounded.
"""

from __future__ import annotations

import numpy as np

from hustings.algorithms.evidence.gamma import log_gamma

PERIOD = 30 * 86400.0
"""Seconds within which activity is kept by the shuffle."""

MOST = 1.0
"""Bound of one cue, log10 (LR 10)."""

LEAST = -float(np.log10(3.0))
"""Bound of one cue, log10 (LR 1/3)."""

PAIRS_AT_A_TIME = 1 << 14
"""Pairs whose places are looked through at a time."""

Array = np.ndarray


def expected_together(
    accounts: Array, places: Array, periods: Array, *, one: Array, two: Array
) -> Array:
    """Return in how many places the pairs ``one[i]``, ``two[i]`` of accounts meet by chance.

    One entry per post: the number of its account, of its place (thread), and of its period. The
    posts of each period are dealt to the places of that period at random.
    """
    expected = np.zeros(len(one))
    most = int(max(accounts.max(initial=-1), one.max(initial=-1), two.max(initial=-1))) + 1
    for period in np.unique(periods):
        here = periods == period
        posts = np.bincount(accounts[here], minlength=most)
        both = np.flatnonzero((posts[one] > 0) & (posts[two] > 0))
        if len(both):
            sizes, times = np.unique(
                np.unique(places[here], return_counts=True)[1], return_counts=True
            )
            share = posts / here.sum()
            expected[both] += _meetings(share[one[both]], share[two[both]], sizes) @ times
    return expected


def _meetings(share: Array, other: Array, sizes: Array) -> Array:
    """Return P(both are in a place of each size): pairs x sizes."""
    present = 1 - (1 - share[:, None]) ** sizes[None, :]
    return present * (1 - (1 - other[:, None]) ** sizes[None, :])


def met(accounts: Array, places: Array, *, one: Array, two: Array) -> Array:
    """Return in how many places the pairs ``one[i]``, ``two[i]`` of accounts have both been.

    One entry per post: the numbers of its account and of its place.
    """
    width = int(places.max(initial=0)) + 1
    visits = np.unique(accounts.astype(np.int64) * width + places)
    begins = np.searchsorted(visits, one * width)
    sizes = np.searchsorted(visits, (one + 1) * width) - begins
    found = np.zeros(len(one), dtype=np.int64)
    for start in range(0, len(one), PAIRS_AT_A_TIME):
        some = slice(start, start + PAIRS_AT_A_TIME)
        pair = np.repeat(np.arange(len(one))[some], sizes[some])
        before = np.cumsum(sizes[some]) - sizes[some]
        own = visits[np.repeat(begins[some] - before, sizes[some]) + np.arange(len(pair))]
        also = own + (two - one)[pair] * width
        place = np.minimum(np.searchsorted(visits, also), len(visits) - 1)
        found += np.bincount(pair[visits[place] == also], minlength=len(one))
    return found


def tail(observed: Array, expected: Array) -> Array:
    """Return P(count >= observed) for a Poisson count with this expectation.

    What is very improbable is not known to all digits; it is bounded anyway.
    """
    expected = np.maximum(expected, 1e-12)
    found = np.ones(len(expected))
    for least in np.unique(observed):
        here, fewer = observed == least, np.arange(least)[:, None]
        chance = fewer * np.log(expected[here]) - expected[here] - log_gamma(fewer + 1.0)
        found[here] -= np.exp(chance).sum(axis=0)
    return np.maximum(found, 0.0)


def log10_ratio(observed: Array, expected: Array) -> Array:
    """Return bounded log10 likelihood ratios; no more than expected says nothing (0)."""
    p = np.maximum(tail(observed, expected), 1e-300)
    ratio = np.log10(0.5 / np.sqrt(p))
    return np.where(np.asarray(observed) > expected, np.clip(ratio, 0.0, MOST), 0.0)

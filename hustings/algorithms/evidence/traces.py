"""Where accounts left the same trace: a thread in the same hours, or the same text.

A trace is one such place with its visitors. The table keeps for each trace the period it falls
into, because shuffles keep how much every account does in every period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

WINDOW = 6 * 3600.0
"""Seconds: visits to a thread within the same six hours leave one trace."""

CROWDED = 50
"""Visitors above which a window is halved, down to a few minutes; then it is common property."""

FINEST = 6
"""Times a window may be halved."""

DAY = 86400.0
LEAST_VISITS = 400
"""Visits in a period: days are joined until so many are reached, lest a group explain itself."""

Array = np.ndarray


@dataclass(frozen=True)
class Traces:
    """Who left which trace: accounts x traces (ones), and the period of each trace.

    Traces of a single visitor are kept: they are part of what an account does in a period.
    """

    visits: sparse.csr_matrix
    periods: Array

    @property
    def spread(self) -> Array:
        """Return the visitors of each trace."""
        return np.asarray(self.visits.sum(axis=0)).ravel()

    def shared(self) -> sparse.csr_matrix:
        """Return the traces that can join accounts: those of several, but not of a crowd."""
        return self.visits[:, self.joining].tocsr()

    @property
    def joining(self) -> Array:
        """Return a mask of the traces that can join accounts."""
        return (self.spread > 1) & (self.spread <= CROWDED)

    def period_visits(self) -> sparse.csr_matrix:
        """Return the visits of each account in each period (accounts x periods)."""
        entries = self.visits.tocoo()
        shape = self.visits.shape[0], int(self.periods.max(initial=-1)) + 1
        where = entries.row, self.periods[entries.col]
        return sparse.csr_matrix((np.ones(len(entries.row)), where), shape=shape)


def visit_windows(threads: Array, times: Array, accounts: Array) -> Array:
    """Return the number of each post's trace: its thread and its window of time.

    A window with a crowd in it is halved until it holds none.
    """
    chosen = np.zeros(len(threads), dtype=np.int64)
    open_posts, used = np.arange(len(threads)), 0
    for level in range(FINEST + 1):
        if not len(open_posts):
            break
        window = np.floor(times[open_posts] * 2**level / WINDOW).astype(np.int64)
        found = np.unique(_pairs(threads[open_posts], window), return_inverse=True)[1]
        chosen[open_posts] = used + found
        used += int(found.max()) + 1
        visitors = np.unique(_pairs(found, accounts[open_posts])) // _width(accounts[open_posts])
        crowded = np.bincount(visitors) > CROWDED
        open_posts = open_posts[crowded[found]]
    return chosen


def _width(numbers: Array) -> int:
    return int(numbers.max() - numbers.min()) + 1


def _pairs(one: Array, two: Array) -> Array:
    """Return one number for each pair of numbers; ``one`` is the number over ``_width(two)``."""
    return one.astype(np.int64) * _width(two) + (two - two.min())


def periods_of(moments: Array, visits: Array) -> Array:
    """Return the period of each trace: whole days, joined until they hold enough visits.

    ``moments`` are the traces' times in seconds, ``visits`` their visitors.
    """
    if not len(moments):
        return np.zeros(0, dtype=np.int64)
    days, day = np.unique(np.floor(moments / DAY), return_inverse=True)
    filled = np.cumsum(np.bincount(day, visits, minlength=len(days)))
    return np.unique(np.floor((filled - 1e-9) / LEAST_VISITS), return_inverse=True)[1][day]


def trace_table(
    accounts: Array,
    threads: Array,
    times: Array,
    *,
    texts: Sequence[tuple[Sequence[int], float]] = (),
    count: int,
) -> Traces:
    """Build the table from visits and from texts put up by several accounts.

    One entry per post in ``accounts`` (numbers below ``count``), ``threads`` (numbers) and
    ``times`` (seconds); ``texts`` are (accounts, time of the first post).
    """
    trace = visit_windows(threads, times, accounts)
    places = int(trace.max(initial=-1)) + 1
    rows = np.concatenate([accounts, *(np.asarray(who, dtype=np.int64) for who, _ in texts)])
    columns = np.concatenate(
        [trace, *(np.full(len(who), places + n) for n, (who, _) in enumerate(texts))]
    ).astype(np.int64)
    shape = count, places + len(texts)
    visits = sparse.csr_matrix((np.ones(len(rows)), (rows.astype(np.int64), columns)), shape=shape)
    visits.data[:] = 1.0
    moments = np.zeros(shape[1])
    moments[trace] = times
    moments[places:] = [time for _, time in texts]
    kept = np.flatnonzero(np.diff(visits.tocsc().indptr))
    visits = visits[:, kept].tocsr()
    spread = np.asarray(visits.sum(axis=0)).ravel()
    return Traces(visits, periods_of(moments[kept], spread))

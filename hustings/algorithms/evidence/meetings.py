"""Which sets of sides are compared with each other: two sets of pairs, and a cohort for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
Products = dict[tuple[int, int], Array]
"""One number for each pair of sides, by the places of their sets: first set x second set."""


@dataclass(frozen=True)
class Meeting:
    """Rows of sides: every left one meets every right one, and both meet the cohort."""

    left: Array
    right: Array
    cohort: Array


@dataclass(frozen=True)
class RowSets:
    """The distinct sets of rows of some meetings, so that each is read once."""

    rows: Sequence[Array]
    meetings: Sequence[tuple[int, int, int]]
    """Places of the left set, the right set and the cohort."""

    def nothing(self) -> Products:
        """Return zeros for all sets that meet."""
        return {
            (one, two): np.zeros((len(self.rows[one]), len(self.rows[two])), dtype=np.float32)
            for left, right, cohort in self.meetings
            for one, two in ((left, right), (left, cohort), (right, cohort))
        }


def add_products(products: Products, vectors: Sequence[Array]) -> None:
    """Add to each pair the inner product of its two rows; ``vectors`` has one array a set."""
    for (one, two), sums in products.items():
        sums += vectors[one] @ vectors[two].T


def row_sets(meetings: Sequence[Meeting]) -> RowSets:
    """Find the distinct sets of some meetings."""
    place: dict[bytes, int] = {}
    rows: list[Array] = []
    found = []
    for meeting in meetings:
        three = []
        for own in (meeting.left, meeting.right, meeting.cohort):
            key = own.tobytes()
            if key not in place:
                place[key] = len(rows)
                rows.append(own)
            three.append(place[key])
        found.append((three[0], three[1], three[2]))
    return RowSets(rows, found)

"""Ballots in arrays, for files of a million: the same rules, read and counted far faster.

The road of the command line for large files. NumPy is needed, so nothing of this is in a bundle's
``recount.py``; what both say is the same to the byte, because they share the rules and differ only
in how a pile of papers is sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hustings.algorithms.counting.election import Slate
from hustings.algorithms.counting.papers import Papers

IntArray = NDArray[np.integer]
Ranks = NDArray[np.uint8]


@dataclass(frozen=True)
class PackedPapers:
    """Some columns of a table of ballots.

    ``ranks`` has a line for each rank, first preferences first, and a column for each line of the
    file: the candidate's number from 1, and 0 where a ballot names nobody any more. ``weights``
    says how many papers each column stands for (``None``: one each); ``columns`` are those in this
    pile.
    """

    ranks: Ranks
    weights: IntArray | None
    columns: IntArray

    @classmethod
    def of(cls, ranks: Ranks, weights: IntArray) -> PackedPapers:
        """Return all papers of a table."""
        single = bool((weights == 1).all())
        every = np.arange(ranks.shape[1], dtype=np.int32)
        return cls(ranks, None if single else weights.astype(np.int64), every)

    @cached_property
    def number(self) -> int:
        if self.weights is None:
            return len(self.columns)
        return int(self.weights[self.columns].sum())

    def sort(self, continuing: set[int]) -> tuple[Mapping[int, Papers], int]:
        found = self.next_preferences(continuing)
        ordered = self.columns[np.argsort(found, kind="stable")]
        ends = np.cumsum(np.bincount(found))
        parts = np.split(ordered, ends[:-1])
        piles = {at: replace(self, columns=part) for at, part in enumerate(parts) if len(part)}
        nobody = piles.pop(0, None)
        return {at - 1: pile for at, pile in piles.items()}, nobody.number if nobody else 0

    def next_preferences(self, continuing: set[int]) -> Ranks:
        """Return the number of the continuing candidate next preferred on each paper (none: 0)."""
        continues = np.zeros(len(self.ranks) + 1, dtype=bool)
        continues[[index + 1 for index in continuing]] = True
        found = np.zeros(len(self.columns), dtype=np.uint8)
        searching, columns = np.arange(len(self.columns), dtype=np.int32), self.columns
        for rank in self.ranks:
            named = rank[columns]
            reached = continues[named]
            found[searching[reached]] = named[reached]
            left = ~reached & (named > 0)
            searching, columns = searching[left], columns[left]
            if not len(searching):
                break
        return found

    def naming(self) -> Mapping[int, int]:
        weights = None if self.weights is None else self.weights[self.columns]
        named = np.zeros(len(self.ranks) + 1)
        for rank in self.ranks:  # sums below 2**53 are exact in floats
            named += np.bincount(rank[self.columns], weights, minlength=len(named))
        return {index: int(papers) for index, papers in enumerate(named[1:]) if papers}

    def joined(self, others: Sequence[Papers]) -> Papers:
        columns = [self.columns, *(p.columns for p in others if isinstance(p, PackedPapers))]
        return replace(self, columns=np.concatenate(columns))


@dataclass(frozen=True)
class PackedElection(Slate):
    """An election whose ballots lie in a table; ``every`` holds all of them, valid or not."""

    title: str
    candidates: tuple[str, ...]
    seats: int
    every: PackedPapers
    withdrawn: frozenset[int] = frozenset()

    @property
    def cast(self) -> int:
        """Return how many ballots were cast, valid or not."""
        return self.every.number

    @cached_property
    def papers(self) -> Papers:
        """Return the papers without withdrawn candidates; a ballot left empty is not valid."""
        ranks = self.every.ranks
        if self.withdrawn:
            gone = np.isin(ranks, [index + 1 for index in self.withdrawn])
            ranks = closed_up(np.where(gone, np.uint8(0), ranks))
        named = np.flatnonzero(ranks[0]).astype(np.int32)
        return replace(self.every, ranks=ranks, columns=named)


def closed_up(ranks: Ranks) -> Ranks:
    """Return the rankings without the gaps (0) between their candidates."""
    order = np.argsort(ranks == 0, axis=0, kind="stable")
    return np.take_along_axis(ranks, order, axis=0)

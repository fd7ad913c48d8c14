"""Piles of ballot papers: all that a counter does with papers is sort them and tell their number.

    piles, left = PaperList([((0, 2), 12), ((2,), 3)]).sort({1, 2})
    piles[2].number                 15, because candidate 0 is no longer continuing

``PaperList`` is plain Python and part of every bundle's ``recount.py``; ``packed.PackedPapers``
keeps a million papers in arrays. The rules are written once, for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Ranking = tuple[int, ...]


class Papers(Protocol):
    """A pile of ballot papers, in whatever form a counter can sort it."""

    @property
    def number(self) -> int:
        """Return how many papers there are."""

    def sort(self, continuing: set[int]) -> tuple[Mapping[int, Papers], int]:
        """Return a pile for each continuing candidate who is the next preference on a paper.

        The number is that of papers which name none of them.
        """

    def naming(self) -> Mapping[int, int]:
        """Return on how many papers each candidate stands."""

    def joined(self, others: Sequence[Papers]) -> Papers:
        """Return one pile of these papers and those of other piles of the same form."""


@dataclass(frozen=True)
class PaperList:
    """Papers as a list of rankings and how many papers bear each."""

    rankings: Sequence[tuple[Ranking, int]]

    @property
    def number(self) -> int:
        return sum([papers for _, papers in self.rankings])

    def sort(self, continuing: set[int]) -> tuple[Mapping[int, Papers], int]:
        piles: dict[int, list[tuple[Ranking, int]]] = {index: [] for index in continuing}
        left = 0
        for paper in self.rankings:
            for candidate in paper[0]:
                if candidate in piles:
                    piles[candidate].append(paper)
                    break
            else:
                left += paper[1]
        return {index: PaperList(pile) for index, pile in piles.items() if pile}, left

    def naming(self) -> Mapping[int, int]:
        named: dict[int, int] = {}
        for ranking, papers in self.rankings:
            for candidate in ranking:
                named[candidate] = named.get(candidate, 0) + papers
        return named

    def joined(self, others: Sequence[Papers]) -> Papers:
        piles = (self, *(pile for pile in others if isinstance(pile, PaperList)))
        return PaperList([paper for pile in piles for paper in pile.rankings])

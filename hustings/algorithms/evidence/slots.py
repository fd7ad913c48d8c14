"""Texts of equal length as sets of slots, by which one more text is compared with all of them.

A slot is a feature and how often it occurs. Where all texts have as many words, whatever is made of
a count is the same for all texts in its slot: it is worked out once a slot, and a text's inner
product with another one is a sum over the slots it is in. No dense row is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.counts import Counts

COUNT_BITS = 16

Array = np.ndarray


@dataclass(frozen=True)
class Slots:
    """The slots of one family of features that some text is in, in the order of features."""

    column: Array
    """The feature of each slot."""
    count: Array
    """How often it occurs in the texts of the slot."""

    def __len__(self) -> int:
        return len(self.column)

    def before(self, column: int) -> int:
        """Return how many slots are of features before this one."""
        return int(np.searchsorted(self.column, column))

    def first(self, slots: int) -> Slots:
        """Return the first of them."""
        return Slots(self.column[:slots], self.count[:slots])


@dataclass(frozen=True)
class SlotRows:
    """The slots that some texts are in, one text after the other."""

    slots: Array
    cuts: Array
    """Where each text's slots begin, and where the last one's end: texts + 1."""

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def sums(self, worths: Array) -> Array:
        """Add up what the slots of each text are worth: kinds x slots to kinds x texts."""
        found = np.zeros((len(worths), len(self)))
        some = np.flatnonzero(self.cuts[:-1] < self.cuts[1:])
        if len(some):
            places = self.slots.astype(np.intp)
            for kind, worth in enumerate(worths):
                found[kind, some] = np.add.reduceat(worth.take(places), self.cuts[some])
        return found

    def taken(self, rows: Array, *, first: int, end: int) -> SlotRows:
        """Return some texts, and of their slots those from ``first`` to ``end``, from 0 on."""
        lengths = np.diff(self.cuts)[rows]
        before = np.cumsum(lengths) - lengths
        entries = np.repeat(self.cuts[rows] - before, lengths) + np.arange(lengths.sum())
        slots = self.slots[entries]
        kept = (first <= slots) & (slots < end)
        sizes = np.bincount(np.repeat(np.arange(len(rows)), lengths)[kept], minlength=len(rows))
        return SlotRows(slots[kept] - np.uint32(first), np.concatenate([[0], np.cumsum(sizes)]))


def slotted(counts: Counts) -> tuple[Slots, SlotRows]:
    """Return the slots that texts are in; the counts of a text must follow those of the one before.

    That is so in counts that were taken (``Counts.taken``).
    """
    keys = counts.columns.astype(np.uint32) << np.uint32(COUNT_BITS) | counts.values
    held, slots = np.unique(keys, return_inverse=True)
    column = (held >> np.uint32(COUNT_BITS)).astype(np.uint16)
    count = (held & np.uint32((1 << COUNT_BITS) - 1)).astype(np.uint16)
    cuts = np.concatenate([counts.cuts[:, 0], [len(counts.values)]])
    return Slots(column, count), SlotRows(slots.astype(np.uint32), cuts)

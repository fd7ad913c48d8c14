"""Counts of one family of habits, sides x features, in four bytes for each that is not zero.

Features are read in dense blocks of ``WIDTH``, widest-spread first: so many rows of a block fit
in a processor's cache, where they are standardised, weighted and multiplied before the next block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

WIDTH = 2000
"""Features in a block."""

MOST = int(np.iinfo(np.uint16).max)
"""Higher counts are kept as this one; only walls of one character reach it."""

PLAIN = np.arange(MOST + 1, dtype=np.float32)
ROOTS = np.sqrt(PLAIN)
PRESENT = np.minimum(PLAIN, 1)

COLUMN_BITS = 16
COLUMN_MASK = (1 << COLUMN_BITS) - 1

Array = np.ndarray


@dataclass(frozen=True)
class Counts:
    """A sparse matrix by rows; the entries of a row lie in the order of their columns."""

    values: Array
    """Counts that are not zero (16 bits)."""
    columns: Array
    """The feature of each (16 bits)."""
    cuts: Array
    """Where each row's entries of each block begin, and where its last end: rows x (blocks + 1)."""
    features: int

    def __len__(self) -> int:
        return len(self.cuts)

    def blocks(self, most: int | None = None) -> Iterator[slice]:
        """Yield the columns of each block of the first ``most`` features."""
        end = self.features if most is None else min(most, self.features)
        for start in range(0, end, WIDTH):
            yield slice(start, min(start + WIDTH, end))

    def read(self, rows: Array, block: slice, *, table: Array = PLAIN) -> Array:
        """Return one block of some rows as dense float32: ``table`` of the count, 0 for none."""
        entries, lengths = self._entries(rows, block)
        width = min(WIDTH, self.features - block.start)
        found = np.zeros((len(rows), width), dtype=np.float32)
        places = np.repeat(np.arange(len(rows)) * width - block.start, lengths)
        places += self.columns[entries]
        found.ravel()[places] = table[self.values[entries]]
        return found[:, : block.stop - block.start]

    def present(self, rows: Array, block: slice, *, weight: Array) -> sparse.csr_matrix:
        """Return one block of some rows, sparse: each feature's weight where it is there at all."""
        from scipy import sparse  # slow to import, and one pair's page needs none

        entries, lengths = self._entries(rows, block)
        columns = self.columns[entries] - np.int32(block.start)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        shape = len(rows), block.stop - block.start
        return sparse.csr_matrix((weight[columns], columns, starts), shape=shape)

    def density(self, block: slice) -> float:
        """Return the share of a block's counts that are not zero, over all rows."""
        number = block.start // WIDTH
        held = (self.cuts[:, number + 1] - self.cuts[:, number]).sum()
        return float(held / max(len(self) * (block.stop - block.start), 1))

    def _entries(self, rows: Array, block: slice) -> tuple[Array, Array]:
        """Return the places of the entries of some rows in a block, and how many each row has."""
        number = block.start // WIDTH
        begin, end = self.cuts[rows, number], self.cuts[rows, number + 1]
        lengths = end - begin
        before = np.cumsum(lengths) - lengths
        return np.repeat(begin - before, lengths) + np.arange(lengths.sum()), lengths

    def dense(self, rows: Array, *, most: int) -> Array:
        """Return the first ``most`` features of some rows as a dense float32 array."""
        blocks = [self.read(rows, block) for block in self.blocks(most)]
        return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(rows), 0), np.float32)

    def held(self, rows: Array) -> Array:
        """Return for each feature how many of the rows have it."""
        parts = [np.count_nonzero(self.read(rows, block), axis=0) for block in self.blocks()]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def largest(self, most: int) -> Array:
        """Return the largest count of each of the first ``most`` features in any row."""
        found = np.zeros(min(most, self.features), dtype=np.uint16)
        chosen = self.columns < most
        np.maximum.at(found, self.columns[chosen], self.values[chosen])
        return found

    def ordered(self, rows: Array) -> Counts:
        """Return these rows in this order; the entries stay where they are."""
        return Counts(self.values, self.columns, self.cuts[rows], self.features)

    def taken(self, rows: Array) -> Counts:
        """Return a copy of these rows alone, whose entries lie in their order."""
        begin, lengths = self.cuts[rows, 0], self.cuts[rows, -1] - self.cuts[rows, 0]
        before = np.cumsum(lengths) - lengths
        entries = np.repeat(begin - before, lengths) + np.arange(lengths.sum())
        cuts = self.cuts[rows] + (before - begin)[:, None]
        return Counts(self.values[entries], self.columns[entries], cuts, self.features)


def compact(values: Array, *, columns: Array, starts: Array, features: int) -> Counts:
    """Return counts from the three arrays of a compressed sparse matrix with sorted columns."""
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    blocks = -(-features // WIDTH)
    sizes = np.bincount(rows * blocks + columns // WIDTH, minlength=(len(starts) - 1) * blocks)
    ends = starts[:-1, None] + np.cumsum(sizes.reshape(len(starts) - 1, blocks), axis=1)
    cuts = np.concatenate([starts[:-1, None], ends], axis=1).astype(np.int64)
    small = np.minimum(values, MOST).astype(np.uint16)
    return Counts(small, columns.astype(np.uint16), cuts, features)


def begins(ordered: Array) -> Array:
    """Return where each run of equal values begins.

    NumPy's own ``unique`` looks values up in a table, which takes ten times as long as sorting
    where nearly all of millions differ.
    """
    return np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]


def tallied(rows: Array, columns: Array, *, sides: int, features: int) -> Counts:
    """Count how often each feature (``columns``) occurs in each of so many sides (``rows``)."""
    keys = np.sort(rows << COLUMN_BITS | columns)
    first = np.flatnonzero(begins(keys))
    starts = np.searchsorted(keys[first], np.arange(sides + 1) << COLUMN_BITS)
    values = np.diff(np.r_[first, len(keys)])
    return compact(values, columns=keys[first] & COLUMN_MASK, starts=starts, features=features)


def stacked(parts: Sequence[Counts]) -> Counts:
    """Return the rows of all parts, one below the other."""
    sizes = np.array([len(part.values) for part in parts])
    before = np.cumsum(sizes) - sizes
    return Counts(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.columns for part in parts]),
        np.concatenate([part.cuts + start for part, start in zip(parts, before, strict=True)]),
        parts[0].features,
    )

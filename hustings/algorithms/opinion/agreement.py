"""How alike two groupings of the same people are, and which group of one is which of the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.matrix import BoolArray, FloatArray, IntArray


def crossing(first: IntArray, second: IntArray) -> IntArray:
    """Return how many people are in group i of the first and j of the second (labels from 0)."""
    wide = int(second.max(initial=-1)) + 1
    tall = int(first.max(initial=-1)) + 1
    return np.bincount(first * wide + second, minlength=tall * wide).reshape(tall, wide)


def pairs(counts: IntArray) -> float:
    """Return the number of pairs within each count, summed."""
    numbers = counts.astype(np.float64)
    return float((numbers * (numbers - 1) / 2).sum())


def adjusted_rand(first: IntArray, second: IntArray) -> float:
    """Return the adjusted Rand index: 1 for the same grouping, about 0 for chance.

    Hubert & Arabie (1985). Two groupings without any split are the same (1).
    """
    table = crossing(first, second)
    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = pairs(np.array([len(first)]))
    expected = rows * columns / every if every else 0.0
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else (both - expected) / (largest - expected)


def matching(overlap: IntArray | FloatArray) -> dict[int, int]:
    """Return, for the rows, the columns that make the summed overlap largest, one to one.

    SciPy has this too, but half a second of every command would go into loading it.
    """
    tall, wide = overlap.shape
    if tall > wide:
        turned = matching(overlap.T)
        return {row: column for column, row in sorted(turned.items(), key=lambda pair: pair[1])}
    chosen = Assignment.empty(-overlap.astype(np.float64))
    for row in range(tall):
        chosen.place(row)
    return {row: int(column) for row, column in enumerate(chosen.column_of)}


@dataclass(frozen=True)
class Assignment:
    """Rows given columns one after another at the lowest total cost (the Hungarian method).

    Kuhn (1955), by shortest augmenting paths as in Jonker & Volgenant (1987): prices keep every
    cost less its row's and its column's price at 0 or more, and at 0 where they belong together.
    There are at least as many columns as rows; -1 belongs to none.
    """

    costs: FloatArray
    row_prices: FloatArray
    column_prices: FloatArray
    column_of: IntArray
    row_of: IntArray

    @classmethod
    def empty(cls, costs: FloatArray) -> Assignment:
        tall, wide = costs.shape
        return cls(costs, np.zeros(tall), np.zeros(wide), np.full(tall, -1), np.full(wide, -1))

    def place(self, row: int) -> None:
        """Give the row a column, moving earlier rows to other columns where that is cheaper."""
        distance = np.full(len(self.row_of), np.inf)
        reached_from = np.full(len(self.row_of), -1)
        final = np.zeros(len(self.row_of), dtype=bool)
        current, travelled = row, 0.0
        while current >= 0:
            ways = travelled + self.costs[current] - self.row_prices[current] - self.column_prices
            shorter = ~final & (ways < distance)
            distance[shorter], reached_from[shorter] = ways[shorter], current
            column = int(np.where(final, np.inf, distance).argmin())
            travelled = float(distance[column])
            final[column] = True
            current = int(self.row_of[column])
        self.row_prices[row] += travelled
        self.reprice(final, travelled - distance)
        self.exchange(row, column, reached_from)

    def reprice(self, final: BoolArray, spared: FloatArray) -> None:
        """Move prices by what columns nearer than the last one spare: the path then costs 0."""
        owned = final & (self.row_of >= 0)
        self.row_prices[self.row_of[owned]] += spared[owned]
        self.column_prices[final] -= spared[final]

    def exchange(self, row: int, column: int, reached_from: IntArray) -> None:
        """Move every row on the path that ends in ``column`` one step along it."""
        while column >= 0:
            mover = int(reached_from[column])
            self.row_of[column] = mover
            left = int(self.column_of[mover]) if mover != row else -1
            self.column_of[mover] = column
            column = left

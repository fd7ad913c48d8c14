"""How alike two groupings of the same people are, and which group of one is which of the other."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from hustings.algorithms.opinion.matrix import FloatArray, IntArray


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
    """Return, for the rows, the columns that make the summed overlap largest, one to one."""
    rows, columns = linear_sum_assignment(-overlap)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True)}

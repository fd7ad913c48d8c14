"""SCORES.csv: lines of CSV that a spreadsheet can open without running them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet would run."""


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield CSV, a line at a time, so that a table of any length takes no memory.

    A text that a spreadsheet would take for a formula gets an apostrophe.
    """
    lines = _Lines()
    table = csv.writer(lines, lineterminator="\n")
    for row in chain([header], rows):
        table.writerow([_safe(cell) for cell in row])
        yield from lines.taken()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class _Lines:
    """A file-like list of the lines that nobody has taken yet."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.parts.append(text)
        return len(text)

    def taken(self) -> list[str]:
        """Hand over what was written since the last call."""
        parts, self.parts = self.parts, []
        return parts

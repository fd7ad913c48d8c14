"""Write results whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from hustings.errors import BadInput

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet would run."""


def require_writable(path: Path) -> None:
    """Refuse a file that could not be written, before hours of work."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadInput(f"{path}: cannot be written there.")


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write a text file, whole or part by part; a reader sees the old file or all of the new."""
    require_writable(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            target.writelines([text] if isinstance(text, str) else text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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

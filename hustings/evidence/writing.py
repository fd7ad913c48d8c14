"""Write results whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from hustings.errors import BadInput

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet would run."""


def require_writable(path: Path) -> None:
    """Refuse a file that could not be written, before hours of work."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadInput(f"{path}: cannot be written there.")


def write_whole(path: Path, text: str) -> None:
    """Write a text file; a reader sees the old file or the whole new one."""
    require_writable(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            target.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV; a text that a spreadsheet would take for a formula gets an apostrophe."""
    lines = _Lines()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(header)
    for row in rows:
        table.writerow([_safe(cell) for cell in row])
    return "".join(lines.parts)


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class _Lines:
    """A file-like list of lines."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.parts.append(text)
        return len(text)

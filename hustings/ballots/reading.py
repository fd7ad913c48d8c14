"""Reading the files of the ballot commands, with one clear line when it fails."""

from __future__ import annotations

from pathlib import Path

from hustings.algorithms.counting import BallotFileError, Contest, Election, parse_blt
from hustings.errors import BadInput

LARGEST_FILE = 2**30  # bytes; a million ballots take about 20 MB
PACKED_FROM = 1 << 20  # bytes: below, loading NumPy takes longer than it saves


def read_bytes(path: Path) -> bytes:
    """Return a file's content. Raises ``BadInput`` where it is missing, no file or too large."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path}: larger than {LARGEST_FILE >> 20} MiB.")
        return path.read_bytes()
    except OSError as failure:
        raise BadInput(f"{path}: {failure.strerror or failure}.") from failure


def read_text(path: Path) -> str:
    """Return a file's text. Raises ``BadInput`` with the line that is not UTF-8."""
    return as_text(read_bytes(path), path)


def as_text(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content.count(b"\n", 0, failure.start) + 1
        raise BadInput(f"{path}: line {line}: not UTF-8 text.") from failure


def read_election(path: Path) -> Election:
    """Return the election in a BLT file. Raises ``BadInput`` with the line and the mistake."""
    return parsed(read_bytes(path), path)


def read_contest(path: Path) -> Contest:
    """Return what is to be counted: a large plain file in arrays, any other as ``read_election``.

    Raises ``BadInput`` with the line and the mistake.
    """
    content = read_bytes(path)
    packed = in_arrays(content) if len(content) >= PACKED_FROM else None
    return packed or parsed(content, path)


def in_arrays(content: bytes) -> Contest | None:
    from hustings.algorithms.counting.packed_blt import read_packed  # loads NumPy: see PACKED_FROM

    return read_packed(content)


def parsed(content: bytes, path: Path) -> Election:
    try:
        return parse_blt(as_text(content, path))
    except BallotFileError as mistake:
        raise BadInput(f"{path}: {mistake}.") from mistake

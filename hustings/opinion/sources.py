"""Reading input files as lines.

Every refusal is a ``BadInput`` whose sentence names the file and, where there is one, the line.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from hustings.errors import BadInput

BLOCK = 1 << 20  # bytes read at a time: what is made of them stays in a processor's cache
LONGEST_LINE = 1 << 20  # bytes; a vote needs 60, a row of 10,000 comments 30,000
GZIP_MAGIC = b"\x1f\x8b"
NEWLINE = ord("\n")


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file, unpacking it where it is gzip by its first bytes."""
    try:
        file = path.open("rb")
        packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}.") from error
    return gzip.open(file) if packed else file  # type: ignore[return-value]


def read_block(file: IO[bytes], path: Path) -> bytes:
    try:
        return file.read(BLOCK)
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
        raise BadInput(f"{path}: the file is cut off or damaged ({error}).") from error


def line_blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number of the first line, whole lines) in blocks; every line ends with a newline.

    Line ends of any system become newlines, and a byte order mark is dropped. Refuses lines over
    ``LONGEST_LINE``, null bytes and what is not UTF-8.
    """
    number, rest, first = 1, b"", True
    with open_bytes(path) as file:
        while block := read_block(file, path):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if len(rest) > LONGEST_LINE:
                raise too_long(path, number + whole.count(b"\n") + len(newline))
            if not newline:
                continue
            lines = tidy(whole + newline, drop_mark=first)
            require_readable(lines, path, number)
            yield number, lines
            number, first = number + lines_in(lines), False
    if rest:
        lines = tidy(rest + b"\n", drop_mark=first)
        require_readable(lines, path, number)
        yield number, lines


def lines_in(lines: bytes) -> int:
    """Return the number of newlines: NumPy finds many of them several times as fast as bytes."""
    return int(np.count_nonzero(np.frombuffer(lines, dtype=np.uint8) == NEWLINE))


def tidy(lines: bytes, *, drop_mark: bool) -> bytes:
    if drop_mark:
        lines = lines.removeprefix(b"\xef\xbb\xbf")
    if b"\r" not in lines:
        return lines
    return lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def require_readable(lines: bytes, path: Path, number: int) -> None:
    """Refuse lines that are not UTF-8, hold a null byte or are too long."""
    try:
        if not lines.isascii():  # which is asked far faster
            lines.decode()
    except UnicodeDecodeError as error:
        line = number + lines.count(b"\n", 0, error.start)
        raise BadInput(f"{path}, line {line}: not UTF-8 text.") from error
    if b"\0" in lines:
        line = number + lines.count(b"\n", 0, lines.index(b"\0"))
        raise BadInput(f"{path}, line {line}: holds a null byte.")
    start = 0
    while len(lines) - start > LONGEST_LINE:  # a look at every mebibyte, not at every line
        newline = lines.rfind(b"\n", start, start + LONGEST_LINE + 1)
        if newline < 0:
            raise too_long(path, number + lines.count(b"\n", 0, start))
        start = newline + 1


def too_long(path: Path, line: int) -> BadInput:
    return BadInput(f"{path}, line {line}: longer than {LONGEST_LINE >> 20} MiB.")


def packed_for(path: Path, content: bytes) -> bytes:
    """Return what a file of this name holds: ``.gz`` packs it.

    Packed files hold no time and no name: the same content gives the same bytes.
    """
    return gzip.compress(content, mtime=0) if path.suffix == ".gz" else content

"""Reads the ballots of a BLT file into arrays, some four million words a second.

Only plain files: a number, ranks and 0 on each line, with single spaces or several, and nothing
else between the head and the closing line ``0``. For everything else, mistakes above all,
``read_packed`` returns ``None``, and ``blt.parse_blt`` reads the file or says what is wrong in
which line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.algorithms.counting.blt import (
    MOST_BALLOTS,
    BallotFileError,
    parse_header,
    parse_names,
    parse_withdrawn,
)
from hustings.algorithms.counting.packed import IntArray, PackedElection, PackedPapers, Ranks

BLOCK = 1 << 21  # bytes taken apart at a time: the arrays of one block stay in the cache
LONGEST_NUMBER = 9  # digits
CANDIDATES_MOST = 64  # with more, a table of ranks would be mostly empty
NEWLINE, SPACE, ZERO = np.frombuffer(b"\n 0", dtype=np.uint8)
CLOSING = b"\n0\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Bytes = NDArray[np.uint8]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Lines:
    """The numbers of some ballot lines, line after line, and how many stand on each."""

    numbers: IntArray
    counts: IntArray


def read_packed(content: bytes) -> PackedElection | None:
    """Return the election of a plain file, ``None`` where it is not plain."""
    content = content.removeprefix(BYTE_ORDER_MARK)
    if b"\r" in content:  # which is asked far faster
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    closing = content.find(CLOSING)
    head_end = end_of_head(content)
    if not 0 < head_end <= closing:
        return None
    try:
        return assembled(content, head_end, closing)
    except (BallotFileError, UnicodeDecodeError):
        return None


def end_of_head(content: bytes) -> int:
    """Return where the ballots begin: after the first line and the lines with a minus."""
    end = content.find(b"\n") + 1
    while content.startswith(b"-", end):
        end = content.find(b"\n", end) + 1
    return end


def assembled(content: bytes, head_end: int, closing: int) -> PackedElection | None:
    head = content[:head_end].decode().split("\n")
    number, seats = parse_header(head[0], line=1)
    withdrawn, read = parse_withdrawn(head, 1, number=number)
    every = read_papers(content, head_end, closing + 1, number=number)
    if read < len(head) or every is None:
        return None
    tail = content[closing + len(CLOSING) :].decode().split("\n")
    *names, title = parse_names(tail, 0, number=number)
    return PackedElection(title, tuple(names), seats, every, withdrawn)


def read_papers(content: bytes, start: int, end: int, *, number: int) -> PackedPapers | None:
    """Return the papers of the whole lines there, or ``None`` where one is not plain."""
    if number > CANDIDATES_MOST:
        return None
    tables, weights = [], []
    for block in blocks(content, start, end):
        lines = read_lines(block)
        table = None if lines is None else ranks_of(lines, number=number)
        if lines is None or table is None:
            return None
        tables.append(table)
        weights.append(lines.numbers[np.cumsum(lines.counts) - lines.counts])
    if not tables or sum(int(part.sum(dtype=np.int64)) for part in weights) > MOST_BALLOTS:
        return None
    return PackedPapers.of(np.concatenate(tables, axis=1), np.concatenate(weights))


def blocks(content: bytes, start: int, end: int) -> Iterator[Bytes]:
    """Yield the lines between two places in blocks, each of whole lines."""
    while start < end:
        most = min(start + BLOCK, end)
        after = content.rfind(b"\n", start, most) + 1 or content.find(b"\n", start) + 1
        yield np.frombuffer(content, dtype=np.uint8, count=after - start, offset=start)
        start = after


def read_lines(data: Bytes) -> Lines | None:
    """Return the numbers of the lines; ``None`` for other characters and leading zeros."""
    digit = data - ZERO < 10
    line_ends = np.flatnonzero(data == NEWLINE)
    spaces = np.count_nonzero(data == SPACE)
    if np.count_nonzero(digit) + len(line_ends) + spaces != len(data):
        return None
    last = np.flatnonzero(digit[:-1] & ~digit[1:])  # the last character is a newline
    short = short_numbers(data, digit, last)
    numbers = numbers_ending_at(data, digit, last) if short is None else short
    counts = np.diff(np.searchsorted(last, line_ends), prepend=0)
    return None if numbers is None else Lines(numbers, counts)


def short_numbers(data: Bytes, digit: BoolArray, last: IntArray) -> Bytes | None:
    """Return numbers of one or two digits, as nearly all are; ``None`` where one has more."""
    second = np.flatnonzero(digit[1:] & digit[:-1]) + 1
    first = data[second - 1] - ZERO
    if not first.all() or (np.diff(second) == 1).any():
        return None
    values = data - ZERO
    values[second] += np.uint8(10) * first
    return values[last]


def numbers_ending_at(data: Bytes, digit: BoolArray, last: IntArray) -> IntArray | None:
    """Return the numbers whose last digits stand there; ``None`` where one begins with a zero."""
    numbers = (data[last] - ZERO).astype(np.int64)
    longer, place, unit = np.arange(len(last)), last, 1
    for _ in range(LONGEST_NUMBER):
        more = (place > 0) & digit[place - 1]
        if unit > 1 and ((data[place] == ZERO) & ~more).any():
            return None
        longer, place, unit = longer[more], place[more] - 1, unit * 10
        if not len(longer):
            return numbers
        numbers[longer] += unit * (data[place] - ZERO).astype(np.int64)
    return None


def ranks_of(lines: Lines, *, number: int) -> Ranks | None:
    """Return the candidates' numbers, ranks by lines, 0 where there is none.

    ``None`` unless each line is a number, different candidates and 0.
    """
    numbers, counts = lines.numbers, lines.counts
    closing = np.cumsum(counts) - 1
    first = closing - counts + 1
    if counts.min() < 2 or counts.max() > number + 2:
        return None
    if np.count_nonzero(numbers == 0) != len(closing) or numbers[closing].any():
        return None
    table = np.zeros((number, len(closing)), dtype=np.uint8)
    for rank in range(counts.max() - 2):
        named = numbers[np.minimum(first + rank + 1, closing)]
        if named.max() > number:
            return None
        table[rank] = named
    return None if names_twice(table, number=number) else table


def names_twice(table: Ranks, *, number: int) -> bool:
    """Tell whether a line names a candidate twice."""
    bits = [1 << candidate for candidate in range(number)]
    bit_of = np.array([0, *bits], dtype=np.min_scalar_type(bits[-1]))
    seen = np.zeros(table.shape[1], dtype=bit_of.dtype)
    for rank in table:
        named = bit_of[rank]
        if (seen & named).any():
            return True
        seen |= named
    return False

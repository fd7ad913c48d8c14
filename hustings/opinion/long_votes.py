"""Polis's ``votes.csv``: one vote a line, read at about a million lines a second.

Columns are found by name; the others (dates, for example) are not looked at. Blocks of plain
lines are taken apart with NumPy; a block that holds quotation marks goes through the ``csv``
module, line by line, with the same result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from hustings.algorithms.opinion.matrix import IntArray, VoteMatrix, id_order, stable_order
from hustings.errors import BadInput

PERSON_NAMES = ("voter-id", "voter", "participant", "pid")
COMMENT_NAMES = ("comment-id", "comment", "tid", "statement")
VOTE_NAMES = ("vote",)
TIME_NAMES = ("timestamp", "modified-ms", "t")
HEADER_SHOWN = 200  # characters of a header without the wanted columns
LONGEST_NUMBER = 15  # digits: longer ids are read as text, longer times are refused
NEWLINE, COMMA, MINUS, ZERO = b"\n,-0"
WORD = 8  # characters in 64 bits
ZEROS, SIX_EACH, HIGH_HALVES = (np.uint64(0x0101010101010101 * byte) for byte in (0x30, 6, 0xF0))
# for each number of digits: the last so many characters of a little-endian word
KEPT = np.array([(1 << 64) - (1 << 8 * (WORD - digits)) for digits in range(WORD + 1)], np.uint64)
JOINS = [  # bits in each part, the mask of every pair's first part, and what that is worth
    (np.uint64(8), np.uint64(0x00FF00FF00FF00FF), np.uint64(10)),
    (np.uint64(16), np.uint64(0x0000FFFF0000FFFF), np.uint64(100)),
    (np.uint64(32), np.uint64(0x00000000FFFFFFFF), np.uint64(10_000)),
]
SMALL_IDS = 50_000_000  # below this, ids are renumbered by a table and not by sorting

Bytes = NDArray[np.uint8]
Bounds = tuple[IntArray, IntArray]  # first byte of each field, and the byte after its last


@dataclass(frozen=True)
class Columns:
    """Where the wanted columns stand, and how many there are."""

    person: int
    comment: int
    vote: int
    time: int | None
    count: int

    @classmethod
    def find(cls, header: Sequence[str], path: Path) -> Columns:
        """Find the columns by their names; refuses a header without one of them."""
        plain = [plain_name(name) for name in header]
        time = next((plain.index(name) for name in TIME_NAMES if name in plain), None)
        wanted = (PERSON_NAMES, COMMENT_NAMES, VOTE_NAMES)
        person, comment, vote = (find_column(plain, names, path) for names in wanted)
        return cls(person, comment, vote, time, len(header))


def plain_name(name: str) -> str:
    """Return a column's name as Polis writes it today: “Voter_ID” is “voter-id”."""
    return name.lower().replace("_", "-").replace(" ", "-")


def find_column(header: Sequence[str], names: Sequence[str], path: Path) -> int:
    for name in names:
        if header.count(name) > 1:
            raise BadInput(f"{path}, line 1: two columns are called {name}.")
        if name in header:
            return header.index(name)
    shown = ", ".join(header)
    shown = shown if len(shown) <= HEADER_SHOWN else shown[:HEADER_SHOWN] + "…"
    raise BadInput(f"{path}, line 1: no column {' or '.join(names)} among {shown}.")


@dataclass
class Ids:
    """Ids of one column as they come: numbers as numbers, and text once a text turns up."""

    numbers: list[IntArray] = field(default_factory=list)
    texts: list[list[str]] | None = None

    def add(self, block: IntArray | list[str]) -> None:
        if self.texts is None and isinstance(block, list):
            self.texts = [as_texts(numbers) for numbers in self.numbers]
            self.numbers = []
        if self.texts is None:
            self.numbers.append(np.asarray(block))
        else:
            self.texts.append(block if isinstance(block, list) else as_texts(block))

    def coded(self) -> tuple[list[str], IntArray]:
        """Return the distinct ids in ``id_order`` and each line's index into them."""
        if self.texts is None:
            return number_codes(np.concatenate(self.numbers or [np.zeros(0, dtype=np.int64)]))
        every = [name for block in self.texts for name in block]
        names = sorted(set(every), key=id_order)
        index = {name: place for place, name in enumerate(names)}
        return names, np.array([index[name] for name in every], dtype=np.int64)


def as_texts(numbers: IntArray) -> list[str]:
    return [str(number) for number in numbers.tolist()]


def number_codes(numbers: IntArray) -> tuple[list[str], IntArray]:
    if not numbers.size or numbers.max() > SMALL_IDS:
        distinct, codes = np.unique(numbers, return_inverse=True)
        return as_texts(distinct), codes
    present = np.zeros(int(numbers.max()) + 1, dtype=bool)
    present[numbers] = True
    return as_texts(np.flatnonzero(present)), (np.cumsum(present) - 1)[numbers]


@dataclass
class LongVotes:
    """All votes of a file, line by line, before doubles are settled."""

    path: Path
    columns: Columns
    people: Ids = field(default_factory=Ids)
    comments: Ids = field(default_factory=Ids)
    votes: list[NDArray[np.int8]] = field(default_factory=list)
    times: list[IntArray] = field(default_factory=list)

    def read(self, number: int, lines: bytes) -> None:
        """Take in a block of whole lines, the first of which has this number."""
        if not self.read_fast(lines):
            self.read_slowly(number, lines)

    def read_fast(self, lines: bytes) -> bool:
        """Take in a block of plain lines, or nothing at all where one is not plain."""
        edges = None if b'"' in lines else field_edges(lines, self.columns.count)
        if edges is None:
            return False
        data = np.frombuffer(lines, dtype=np.uint8)
        people, comments = (
            read_ids(lines, data, field_bounds(edges, column))
            for column in (self.columns.person, self.columns.comment)
        )
        votes = read_votes(data, field_bounds(edges, self.columns.vote))
        if people is None or comments is None or votes is None:
            return False
        if self.columns.time is not None:
            times = whole_numbers(data, field_bounds(edges, self.columns.time))
            if times is None:
                return False
            self.times.append(times)
        self.people.add(people)
        self.comments.add(comments)
        self.votes.append(votes)
        return True

    def no_vote(self, found: str, line: int) -> BadInput:
        shown = found if len(found) <= 20 else found[:20] + "…"
        return BadInput(f"{self.path}, line {line}: {shown!r} is no vote (1, 0 or -1).")

    def read_slowly(self, number: int, lines: bytes) -> None:
        """Take in lines one by one, with quotation marks; skips empty lines."""
        people: list[str] = []
        comments: list[str] = []
        votes: list[int] = []
        times: list[int] = []
        for line, row in self.rows(number, lines):
            vote = row[self.columns.vote].strip()
            if vote not in ("1", "0", "-1"):
                raise self.no_vote(vote, line)
            people.append(row[self.columns.person])
            comments.append(row[self.columns.comment])
            votes.append(int(vote))
            if self.columns.time is not None:
                times.append(self.require_time(row[self.columns.time], line))
            if not people[-1] or not comments[-1]:
                raise BadInput(f"{self.path}, line {line}: an id is empty.")
        self.people.add(people)
        self.comments.add(comments)
        self.votes.append(np.array(votes, dtype=np.int8))
        if self.columns.time is not None:
            self.times.append(np.array(times, dtype=np.int64))

    def rows(self, number: int, lines: bytes) -> Iterator[tuple[int, list[str]]]:
        for line, text in enumerate(lines.decode().split("\n")[:-1], start=number):
            if not text.strip():
                continue
            try:
                row = next(csv.reader([text], strict=True))
            except csv.Error as error:
                raise BadInput(f"{self.path}, line {line}: {error}.") from error
            if len(row) != self.columns.count:
                raise BadInput(
                    f"{self.path}, line {line}: {len(row)} fields where the first line has "
                    f"{self.columns.count}."
                )
            yield line, row

    def require_time(self, text: str, line: int) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise BadInput(f"{self.path}, line {line}: a time is not a whole number.")
        return int(text)

    def settle(self) -> tuple[VoteMatrix, int]:
        """Return the matrix and the number of votes that a later vote replaced.

        Later is by time where the file has one; at the same time, or without, by line.
        """
        people, rows = self.people.coded()
        comments, columns = self.comments.coded()
        votes = np.concatenate(self.votes or [np.zeros(0, dtype=np.int8)])
        times = np.concatenate(self.times) if self.times else None
        kept = last_votes(rows * max(len(comments), 1) + columns, times)
        replaced = len(votes) - len(kept)
        matrix = VoteMatrix.from_ordered(
            people, comments, rows=rows[kept], columns=columns[kept], votes=votes[kept]
        )
        return matrix, replaced


def field_edges(lines: bytes, count: int) -> IntArray | None:
    """Return the places of the commas and line ends around every field: lines by count + 1.

    ``None`` where a line has more or fewer fields.
    """
    data = np.frombuffer(lines, dtype=np.uint8)
    newlines, commas = np.flatnonzero(data == NEWLINE), np.flatnonzero(data == COMMA)
    if commas.size != newlines.size * (count - 1):
        return None
    begins = np.concatenate([[-1], newlines[:-1]])
    edges = np.column_stack([begins, commas.reshape(-1, count - 1), newlines])
    return edges if (np.diff(edges, axis=1) > 0).all() else None


def field_bounds(edges: IntArray, column: int) -> Bounds:
    return edges[:, column] + 1, edges[:, column + 1]


def read_ids(lines: bytes, data: Bytes, bounds: Bounds) -> IntArray | list[str] | None:
    """Return ids as numbers where all are, else as text; ``None`` where one is empty."""
    numbers = whole_numbers(data, bounds)
    if numbers is not None:
        return numbers
    spans = zip(bounds[0].tolist(), bounds[1].tolist(), strict=True)
    texts = [lines[start:end].decode() for start, end in spans]
    return texts if all(texts) else None


def read_votes(data: Bytes, bounds: Bounds) -> NDArray[np.int8] | None:
    """Return the votes, or ``None`` where one is not exactly 1, 0 or -1."""
    starts, ends = bounds
    lengths = ends - starts
    negative = (lengths == 2) & (data[starts] == MINUS) & (data[ends - 1] == ZERO + 1)
    plain = (lengths == 1) & ((data[starts] == ZERO) | (data[starts] == ZERO + 1))
    if not (negative | plain).all():
        return None
    return np.where(negative, -1, data[starts].astype(np.int8) - ZERO).astype(np.int8)


def whole_numbers(data: Bytes, bounds: Bounds) -> IntArray | None:
    """Return the fields as numbers, or ``None`` where one is not a plain whole number.

    A leading zero is text: "07" and "7" may be two people.
    """
    starts, ends = bounds
    lengths = ends - starts
    if not lengths.size or lengths.min() < 1 or lengths.max() > LONGEST_NUMBER:
        return None
    if np.any((data[starts] == ZERO) & (lengths > 1)):
        return None
    padded = np.concatenate([np.zeros(2 * WORD, dtype=np.uint8), data])
    values = last_digits(padded, ends + 2 * WORD, np.minimum(lengths, WORD))
    if values is None or lengths.max() <= WORD:
        return values
    before = last_digits(padded, ends + WORD, np.maximum(lengths - WORD, 0))
    return None if before is None else before * 10**WORD + values


def last_digits(data: Bytes, ends: IntArray, lengths: IntArray) -> IntArray | None:
    """Return the numbers of up to eight digits that end there, or ``None`` where one is no digit.

    Eight characters are one word of 64 bits, in which pairs of neighbours are joined three times:
    digits to numbers below 100, those to numbers below 10,000, and those to one number.
    """
    words = sliding_window_view(data, WORD)[ends - WORD].view("<u8")[:, 0]
    words = (words ^ ZEROS) & KEPT[lengths]  # what stands before a shorter number counts as zeros
    if ((words | (words + SIX_EACH)) & HIGH_HALVES).any():  # only 0 to 9 stay below 16
        return None
    for width, first_of_pair, factor in JOINS:
        words = (words & first_of_pair) * factor + (words >> width & first_of_pair)
    return words.astype(np.int64)


def last_votes(cells: IntArray, times: IntArray | None) -> IntArray:
    """Return the lines whose vote counts, in the order of cells: the last of each cell."""
    order = stable_order(cells)
    ordered = cells[order]
    same = ordered[1:] == ordered[:-1]
    if times is not None and same.any():
        order = np.lexsort((times, cells))
    return order[np.concatenate([~same, np.ones(min(len(cells), 1), dtype=bool)])]

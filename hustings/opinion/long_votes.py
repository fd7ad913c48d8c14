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
from numpy.typing import NDArray

from hustings.algorithms.opinion.matrix import IntArray, VoteMatrix, id_order, in_order
from hustings.errors import BadInput
from hustings.opinion.plain_lines import LONGEST_NUMBER, PlainLines

PERSON_NAMES = ("voter-id", "voter", "participant", "pid")
COMMENT_NAMES = ("comment-id", "comment", "tid", "statement")
VOTE_NAMES = ("vote",)
TIME_NAMES = ("timestamp", "modified-ms", "t")
HEADER_SHOWN = 200  # characters of a header without the wanted columns
SMALL_IDS = 50_000_000  # below this, ids are renumbered by a table and not by sorting


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
        block = PlainLines.of(lines, fields=self.columns.count)
        if block is None:
            return False
        people, comments = block.ids(self.columns.person), block.ids(self.columns.comment)
        votes = block.votes(self.columns.vote)
        if people is None or comments is None or votes is None:
            return False
        if self.columns.time is not None:
            times = block.numbers(self.columns.time)
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
        cells, kept = last_votes(rows * max(len(comments), 1) + columns, times)
        matrix = VoteMatrix.from_cells(people, comments, cells=cells, votes=votes[kept])
        return matrix, len(votes) - len(kept)


def last_votes(cells: IntArray, times: IntArray | None) -> tuple[IntArray, IntArray]:
    """Return every cell once, ascending, and the line whose vote counts there: the last one."""
    ordered, order = in_order(cells)
    same = ordered[1:] == ordered[:-1]
    if not same.any():
        return ordered, order
    if times is not None:
        order = np.lexsort((times, cells))
    last = np.append(~same, [True])
    return ordered[last], order[last]

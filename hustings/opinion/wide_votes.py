"""Polis's ``participants-votes.csv``: one person a line, one comment a column.

The file counts each person's agrees and disagrees, which tells its sign convention: Polis's
database stores an agree as -1, and some exports kept that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hustings.algorithms.opinion.matrix import VoteMatrix, id_order
from hustings.errors import BadInput
from hustings.opinion.long_votes import plain_name

PERSON, GROUP, AGREES, DISAGREES = "participant", "group-id", "n-agree", "n-disagree"
FACTS = (PERSON, GROUP, "n-comments", "n-votes", AGREES, DISAGREES)
CELLS = {"1": 1, "0": 0, "-1": -1}


def is_wide(header: Sequence[str]) -> bool:
    """Tell whether a header is that of one person a line."""
    plain = [plain_name(name) for name in header]
    return bool(plain) and plain[0] == PERSON and "vote" not in plain


@dataclass
class WideVotes:
    """The votes of a file, person by person, and the group each was published in."""

    path: Path
    header: Sequence[str]
    people: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    cells: list[tuple[int, int, int]] = field(default_factory=list)
    first_lines: dict[str, int] = field(default_factory=dict)
    straight: int = 0
    turned: int = 0
    unlike: int = 0
    """People whose counts fit their votes with neither sign."""

    def __post_init__(self) -> None:
        plain = [plain_name(name) for name in self.header]
        pairs = zip(self.header, plain, strict=True)
        self.header = [fact if fact in FACTS else name for name, fact in pairs]
        self.columns = [index for index, name in enumerate(self.header) if name not in FACTS]
        self.comments = [self.header[index] for index in self.columns]
        if len(set(self.header)) < len(self.header):
            raise BadInput(f"{self.path}, line 1: two columns have the same name.")

    def read(self, number: int, lines: bytes) -> None:
        """Take in a block of whole lines, the first of which has this number."""
        for line, row in self.rows(number, lines):
            facts = {name: row[self.header.index(name)] for name in FACTS if name in self.header}
            person = facts[PERSON]
            if not person:
                raise BadInput(f"{self.path}, line {line}: the participant has no id.")
            before = self.first_lines.setdefault(person, line)
            if before != line:
                raise BadInput(
                    f"{self.path}, line {line}: this participant stands in line {before}, too."
                )
            if facts.get(GROUP):
                self.groups[person] = facts[GROUP]
            votes = self.votes_of(row, line)
            self.cells += [(len(self.people), column, vote) for column, vote in votes]
            self.people.append(person)
            self.compare_signs(facts, [vote for _, vote in votes])

    def rows(self, number: int, lines: bytes) -> Iterator[tuple[int, list[str]]]:
        for line, text in enumerate(lines.decode().split("\n")[:-1], start=number):
            if not text.strip():
                continue
            try:
                row = next(csv.reader([text], strict=True))
            except csv.Error as error:
                raise BadInput(f"{self.path}, line {line}: {error}.") from error
            if len(row) != len(self.header):
                raise BadInput(
                    f"{self.path}, line {line}: {len(row)} fields where the first line has "
                    f"{len(self.header)}."
                )
            yield line, row

    def votes_of(self, row: Sequence[str], line: int) -> list[tuple[int, int]]:
        votes = []
        for place, index in enumerate(self.columns):
            if row[index]:
                if row[index] not in CELLS:
                    name = self.header[index]
                    raise BadInput(
                        f"{self.path}, line {line}: {row[index][:20]!r} in column {name} is no "
                        f"vote (1, 0, -1 or empty)."
                    )
                votes.append((place, CELLS[row[index]]))
        return votes

    def compare_signs(self, facts: dict[str, str], votes: Sequence[int]) -> None:
        """Count whether this person's agrees are written as 1 or as -1."""
        if AGREES not in facts or DISAGREES not in facts:
            return
        counted = facts[AGREES], facts[DISAGREES]
        agrees, disagrees = str(votes.count(1)), str(votes.count(-1))
        straight, turned = counted == (agrees, disagrees), counted == (disagrees, agrees)
        self.straight += straight and not turned
        self.turned += turned and not straight
        self.unlike += not (straight or turned)

    def settle(self) -> VoteMatrix:
        """Return the matrix, agree as 1."""
        people = sorted(self.people, key=id_order)
        comments = sorted(self.comments, key=id_order)
        row_of = {name: row for row, name in enumerate(people)}
        column_of = {name: column for column, name in enumerate(comments)}
        rows, columns, votes = np.array(self.cells, dtype=np.int64).reshape(-1, 3).T
        place = np.array([row_of[name] for name in self.people], dtype=np.int64)
        column = np.array([column_of[name] for name in self.comments], dtype=np.int64)
        return VoteMatrix.from_codes(
            people,
            comments,
            rows=place[rows],
            columns=column[columns],
            votes=-votes if self.agree_is_minus else votes,
        )

    @property
    def agree_is_minus(self) -> bool:
        return self.turned > self.straight

"""Polis's ``comments.csv``: what comments say, who wrote them, and which were moderated out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.errors import BadInput
from hustings.opinion.long_votes import COMMENT_NAMES, find_column, plain_name
from hustings.opinion.sources import LONGEST_LINE, line_blocks

TEXT_NAMES = ("comment-body", "txt", "text")
MODERATED_OUT = "-1"
TURNED_SHARE = 0.5  # turned counts must fit at least twice as well as straight ones


@dataclass(frozen=True)
class Comment:
    """One comment: its words ("" where the file has none), author and counts where given."""

    text: str = ""
    author: str = ""
    moderated_out: bool = False
    agrees: int | None = None
    disagrees: int | None = None


@dataclass(frozen=True)
class CommentList:
    """All comments of a file by id."""

    comments: Mapping[str, Comment]

    @property
    def moderated_out(self) -> frozenset[str]:
        return frozenset(name for name, comment in self.comments.items() if comment.moderated_out)

    @property
    def texts(self) -> dict[str, str]:
        return {name: comment.text for name, comment in self.comments.items() if comment.text}

    def written_by(self) -> Counter[str]:
        """Return how many comments each author wrote."""
        return Counter(comment.author for comment in self.comments.values())

    def written_turned(self, matrix: VoteMatrix) -> bool:
        """Tell whether the counts fit far better when agree and disagree are exchanged."""
        groups = np.zeros(len(matrix.people), dtype=np.int64)
        (disagree,), _, (agree,) = matrix.tallies(groups=groups, count=1)
        straight = exchanged = 0
        for place, name in enumerate(matrix.comments):
            comment = self.comments[name]
            if comment.agrees is not None and comment.disagrees is not None:
                a, d = int(agree[place]), int(disagree[place])
                straight += abs(a - comment.agrees) + abs(d - comment.disagrees)
                exchanged += abs(d - comment.agrees) + abs(a - comment.disagrees)
        return exchanged < TURNED_SHARE * straight


def read_comments(path: Path) -> CommentList:
    """Read a file of comments, plain or gzip; bodies may run over several lines."""
    text = b"".join(lines for _, lines in line_blocks(path)).decode()
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    comments: dict[str, Comment] = {}
    try:
        header = [plain_name(name.strip()) for name in next(reader, [])]
        if not header:
            raise BadInput(f"{path}: the file is empty, or its first line is.")
        find_column(header, COMMENT_NAMES, path)
        for row in reader:
            if row:
                if len(row) != len(header):
                    raise BadInput(
                        f"{path}, line {reader.line_num}: {len(row)} fields where the first line "
                        f"has {len(header)}."
                    )
                name, comment = read_comment(dict(zip(header, row, strict=True)))
                comments[name] = comment
    except csv.Error as error:
        raise BadInput(f"{path}, line {reader.line_num}: {error}.") from error
    return CommentList(comments)


def read_comment(row: Mapping[str, str]) -> tuple[str, Comment]:
    name = next(row[column] for column in COMMENT_NAMES if column in row)
    return name, Comment(
        text=next((row[column].strip() for column in TEXT_NAMES if column in row), ""),
        author=row.get("author-id", ""),
        moderated_out=row.get("moderated", "").strip() == MODERATED_OUT,
        agrees=number_or_none(row.get("agrees", "")),
        disagrees=number_or_none(row.get("disagrees", "")),
    )


def number_or_none(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() else None

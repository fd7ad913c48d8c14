"""Reading votes in either of Polis's shapes, with what had to be settled on the way in words."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from hustings.algorithms.opinion.matrix import AGREE, DISAGREE, VoteMatrix
from hustings.errors import BadInput
from hustings.opinion.comments import CommentList
from hustings.opinion.long_votes import Columns, LongVotes
from hustings.opinion.sources import line_blocks
from hustings.opinion.wide_votes import WideVotes, is_wide


@dataclass(frozen=True)
class VoteFile:
    """Votes, the groups published with them (wide files), and notes in sentences."""

    matrix: VoteMatrix
    groups: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> VoteFile:
        return replace(self, notes=(*self.notes, *notes))


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def read_votes(
    path: Path, *, agree: int | None = None, comments: CommentList | None = None
) -> VoteFile:
    """Read a file of votes, plain or gzip, long or wide.

    ``agree`` says how the file writes an agree (1 or -1). Without it a wide file's own counts
    decide, else those of ``comments``, else it is 1. Votes on comments that ``comments`` does not
    list are left out and counted. Raises ``BadInput``.
    """
    blocks = line_blocks(path)
    header, number, rest = first_line(blocks, path)
    if is_wide(header):
        votes = read_wide(WideVotes(path, header), number, rest, blocks, agree)
    else:
        long_votes = LongVotes(path, Columns.find(header, path))
        votes = read_long(long_votes, number, rest, blocks, agree)
    if comments is None:
        return votes
    known = only_listed(votes, comments)
    by_counts = agree is None and not is_wide(header) and comments.written_turned(known.matrix)
    return turned(known, why="the counts of the comments say so") if by_counts else known


def first_line(blocks: Iterator[tuple[int, bytes]], path: Path) -> tuple[list[str], int, bytes]:
    """Return the header, the number of the line after it, and the rest of its block."""
    for number, lines in blocks:
        head, _, rest = lines.partition(b"\n")
        try:
            header = next(csv.reader([head.decode()], strict=True), [])
        except csv.Error as error:
            raise BadInput(f"{path}, line {number}: {error}.") from error
        if header:
            return [name.strip() for name in header], number + 1, rest
        break
    raise BadInput(f"{path}: the file is empty, or its first line is.")


def read_long(
    votes: LongVotes,
    number: int,
    rest: bytes,
    blocks: Iterator[tuple[int, bytes]],
    agree: int | None,
) -> VoteFile:
    if rest:
        votes.read(number, rest)
    for line, lines in blocks:
        votes.read(line, lines)
    matrix, replaced = votes.settle()
    read = VoteFile(matrix)
    if replaced:
        read = read.noting(
            f"{counted(replaced, 'vote')} replaced by a later one of the same reader."
        )
    return turned(read, why="as asked") if agree == DISAGREE else read


def read_wide(
    votes: WideVotes,
    number: int,
    rest: bytes,
    blocks: Iterator[tuple[int, bytes]],
    agree: int | None,
) -> VoteFile:
    if rest:
        votes.read(number, rest)
    for line, lines in blocks:
        votes.read(line, lines)
    read = VoteFile(votes.settle(), votes.groups)
    if votes.unlike:
        read = read.noting(
            f"{counted(votes.unlike, 'participant')} of this file: the counts of agrees and "
            "disagrees are not those of the votes beside them. The votes were taken."
        )
    asked = agree is not None and (agree == DISAGREE) != votes.agree_is_minus
    if asked:
        return turned(read, why="as asked")
    if votes.agree_is_minus:
        return read.noting("An agree is written as -1 in this file; its own counts say so.")
    return read


def turned(votes: VoteFile, *, why: str) -> VoteFile:
    """Return the votes with agree and disagree exchanged."""
    matrix = replace(votes.matrix, votes=-votes.matrix.votes)
    return replace(votes, matrix=matrix).noting(
        f"An agree was taken to be written as {DISAGREE} and not as {AGREE}: {why}."
    )


def only_listed(votes: VoteFile, comments: CommentList) -> VoteFile:
    """Leave out votes on comments that are not in the list."""
    listed = np.array([name in comments.comments for name in votes.matrix.comments], dtype=bool)
    if listed.all():
        return votes
    kept = votes.matrix.take_comments(listed)
    missing = len(votes.matrix.votes) - len(kept.votes)
    return replace(votes, matrix=kept).noting(
        f"{counted(missing, 'vote')} left out: "
        f"{counted(int(np.count_nonzero(~listed)), 'comment')} not in the list of comments."
    )

"""Writing Polis's ``participants-votes.csv``, byte for byte as Polis writes it, and ``votes.csv``.

Rows stand as in Polis's exports: by the first comment that a participant voted on, then by
participant. An id that a spreadsheet could take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping

import numpy as np

from hustings.algorithms.opinion.matrix import AGREE, DISAGREE, IntArray, VoteMatrix
from hustings.opinion.wide_votes import FACTS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def participants_votes(
    matrix: VoteMatrix, *, groups: Mapping[str, str], written: Mapping[str, int] | None = None
) -> bytes:
    """Return the file: ``groups`` names each participant's group, ``written`` counts comments."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*FACTS, *(harmless(name) for name in matrix.comments)])
    counted = Counter(written or {})
    for row in polis_order(matrix).tolist():
        name = matrix.people[row]
        cells = slice(matrix.starts[row], matrix.starts[row + 1])
        votes = matrix.votes[cells].tolist()
        line = [""] * len(matrix.comments)
        for column, vote in zip(matrix.columns[cells].tolist(), votes, strict=True):
            line[column] = str(vote)
        facts = [counted[name], len(votes), votes.count(AGREE), votes.count(DISAGREE)]
        writer.writerow([harmless(name), harmless(groups.get(name, "")), *facts, *line])
    return file.getvalue().encode()


def long_votes(matrix: VoteMatrix) -> bytes:
    """Return Polis's ``votes.csv``, by comment and then voter; times are not kept and are 0."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("timestamp", "datetime", "comment-id", "voter-id", "vote"))
    rows = matrix.row_of_vote
    order = np.lexsort((rows, matrix.columns))
    cells = (rows[order].tolist(), matrix.columns[order].tolist(), matrix.votes[order].tolist())
    for row, column, vote in zip(*cells, strict=True):
        comment, person = matrix.comments[column], matrix.people[row]
        writer.writerow((0, "", harmless(comment), harmless(person), vote))
    return file.getvalue().encode()


def polis_order(matrix: VoteMatrix) -> IntArray:
    """Return the rows by their first comment, then by person; those without a vote last."""
    empty = matrix.votes_per_person == 0
    first = np.full(len(matrix.people), len(matrix.comments))
    first[~empty] = matrix.columns[matrix.starts[:-1][~empty]]
    return np.lexsort((np.arange(len(first)), first))


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

"""A map's snapshot: the votes, the rules and the result, so that anybody can compute it again.

``encode`` writes the same bytes for the same map, and ``recompute`` returns what the method makes
of the votes and rules that a snapshot holds: a snapshot is genuine when both are the same bytes.
Coordinates and intercepts are rounded to six decimals, far above what processors differ by.

Limits: a snapshot names people by the ids that the votes had. Give out snapshots with ids that
mean nothing elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hustings.algorithms.opinion.groups import CountHistory, GroupRules
from hustings.algorithms.opinion.mapping import METHOD, VERSION, Earlier, OpinionMap, draw_map
from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.record import map_record

FORMAT = "hustings-opinion-snapshot"
SIGNS = {1: "+", 0: ".", -1: "-"}
VOTES = {sign: vote for vote, sign in SIGNS.items()}


@dataclass(frozen=True)
class Task:
    """Everything that a map is made of."""

    matrix: VoteMatrix
    rules: GroupRules
    moderated_out: tuple[str, ...] = ()
    earlier: Earlier | None = None

    def draw(self) -> OpinionMap:
        return draw_map(
            self.matrix,
            rules=self.rules,
            moderated_out=frozenset(self.moderated_out),
            earlier=self.earlier,
        )


def encode(task: Task, opinion_map: OpinionMap) -> bytes:
    """Return the snapshot of the map that ``task`` made."""
    content = {
        "format": FORMAT,
        "method": METHOD,
        "version": VERSION,
        "rules": asdict(task.rules),
        "earlier": earlier_record(task.earlier),
        "input": {
            "sha256": task.matrix.digest(),
            "comments": list(task.matrix.comments),
            "moderated_out": sorted(task.moderated_out),
            "votes": written_votes(task.matrix),
        },
        "result": map_record(opinion_map),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def digest(snapshot: bytes) -> str:
    """Return the SHA-256 of a snapshot, in hex."""
    return hashlib.sha256(snapshot).hexdigest()


def written_votes(matrix: VoteMatrix) -> dict[str, str]:
    """Return each person's votes as text: ``"0+ 3- 7."`` for comments by their place in the list.

    ``+`` agrees, ``-`` disagrees, ``.`` passes.
    """
    cells = [
        f"{column}{SIGNS[vote]}"
        for column, vote in zip(matrix.columns.tolist(), matrix.votes.tolist(), strict=True)
    ]
    bounds = matrix.starts.tolist()
    rows = zip(matrix.people, bounds, bounds[1:], strict=False)
    return {person: " ".join(cells[start:end]) for person, start, end in rows}


def read_votes(written: dict[str, str], comments: Sequence[str]) -> VoteMatrix:
    cells = [
        (row, int(cell[:-1]), VOTES[cell[-1]])
        for row, text in enumerate(written.values())
        for cell in text.split()
    ]
    rows, columns, votes = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    if columns.size and not 0 <= columns.min() <= columns.max() < len(comments):
        raise ValueError("a vote is on no comment of the list")
    return VoteMatrix.from_codes(
        tuple(written), tuple(comments), rows=rows, columns=columns, votes=votes
    )


def earlier_record(earlier: Earlier | None) -> dict[str, Any] | None:
    if earlier is None:
        return None
    return {"history": asdict(earlier.history), "groups": dict(sorted(earlier.groups.items()))}


def read_task(content: dict[str, Any]) -> Task:
    given = content["input"]
    matrix = read_votes(given["votes"], given["comments"])
    before = content["earlier"]
    earlier = None
    if before is not None:
        earlier = Earlier(CountHistory(**before["history"]), dict(before["groups"]))
    names = [
        *given["comments"],
        *given["moderated_out"],
        *(before or {}).get("groups", {}).values(),
    ]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("a name is not text")
    return Task(matrix, GroupRules(**content["rules"]), tuple(given["moderated_out"]), earlier)


def decode(snapshot: bytes) -> Task:
    """Return the task that a snapshot holds.

    Raises ``ValueError`` with a sentence where it is no snapshot, or of another version.
    """
    try:
        content = json.loads(snapshot)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON ({error})") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("it is not a snapshot of an opinion map")
    if content.get("version") != VERSION:
        raise ValueError(
            f"it was made by version {content.get('version')} of the method; this is {VERSION}"
        )
    try:
        return read_task(content)
    except ValueError as error:
        raise ValueError(f"it is damaged: {error}") from error
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise ValueError("it is damaged: a part is missing or of the wrong kind") from error


def recompute(snapshot: bytes) -> bytes:
    """Return the snapshot that the method makes of this one's votes and rules.

    Raises ``ValueError`` as ``decode`` does.
    """
    task = decode(snapshot)
    return encode(task, task.draw())


def read_earlier(snapshot: bytes) -> Earlier:
    """Return what the next update keeps of the map in a snapshot; raises as ``decode`` does."""
    return decode(snapshot).draw().as_earlier()

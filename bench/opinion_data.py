"""The conversations that the opinion goals are measured on, read from ../shared/data."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from goals import Options

from hustings.algorithms.opinion.agreement import adjusted_rand
from hustings.algorithms.opinion.mapping import OpinionMap
from hustings.algorithms.opinion.matrix import IntArray, VoteMatrix
from hustings.opinion.comments import read_comments
from hustings.opinion.votes import read_votes

TOO_SMALL = 40  # readers in the map: below this, resampling says nothing


@dataclass(frozen=True)
class Conversation:
    """A conversation; ``published`` are the groups that Polis published (none: empty)."""

    name: str
    matrix: VoteMatrix
    moderated_out: frozenset[str]
    published: dict[str, str]


def published_conversations(options: Options) -> list[Conversation]:
    """Return the conversations with published groups: folders with both shapes of votes."""
    folder = options.dataset("polis")
    found = sorted(folder.glob("*/participants-votes.csv.gz")) if folder else []
    return [published_conversation(path.parent) for path in found]


def published_conversation(folder: Path) -> Conversation:
    comments = read_comments(folder / "comments.csv.gz")
    votes = read_votes(folder / "votes.csv.gz", comments=comments)
    groups = read_votes(folder / "participants-votes.csv.gz").groups
    return Conversation(folder.name, votes.matrix, comments.moderated_out, dict(groups))


def all_conversations(options: Options) -> list[Conversation]:
    """Return the published conversations and all others with enough readers."""
    published = published_conversations(options)
    known = {conversation.name for conversation in published}
    folder = options.dataset("polis-votes")
    others = vote_stream(folder / "votes.jsonl.zst") if folder else {}
    return published + [
        Conversation(name, VoteMatrix.from_votes(votes), frozenset(), {})
        for name, votes in sorted(others.items())
        if name not in known and len({person for person, _, _ in votes}) >= TOO_SMALL
    ]


def vote_stream(path: Path) -> dict[str, list[tuple[str, str, int]]]:
    votes: dict[str, list[tuple[str, str, int]]] = {}
    with path.open("rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")
        for line in text:
            row = json.loads(line)
            votes.setdefault(row["conv"], []).append(
                (row["voter"], str(row["comment"]), row["vote"])
            )
    return votes


@dataclass(frozen=True)
class PolisOutput:
    """Votes, and what Polis's own math made of them."""

    name: str
    matrix: VoteMatrix
    moderated_out: frozenset[str]
    expected: dict[str, Any]

    def groups(self) -> dict[str, str]:
        """Return the group that Polis put each participant in."""
        base = self.expected["base-clusters"]
        people = dict(zip(base["id"], base["members"], strict=True))
        return {
            str(person): str(cluster["id"])
            for cluster in self.expected["group-clusters"]
            for member in cluster["members"]
            for person in people[member]
            if str(person) in self.matrix.people
        }


def polis_outputs(options: Options) -> Iterator[PolisOutput]:
    folder = options.dataset("polis")
    for path in sorted(folder.glob("math-*/expected-math.json.gz")) if folder else []:
        expected = json.loads(gzip.decompress(path.read_bytes()))
        votes = read_votes(path.parent / "votes.csv.gz")
        moderated = frozenset(str(comment) for comment in expected["mod-out"])
        yield PolisOutput(path.parent.name, votes.matrix, moderated, expected)


def likeness(opinion_map: OpinionMap, groups: dict[str, str]) -> float:
    """Return the adjusted Rand index over the people that both place."""
    own = {name: group for name, group in opinion_map.group_of().items() if group is not None}
    shared = sorted(own.keys() & groups.keys())
    return adjusted_rand(coded([own[name] for name in shared]), coded([groups[n] for n in shared]))


def coded(names: list[str]) -> IntArray:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)

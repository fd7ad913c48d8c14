"""Evidence: what votes and network values say about honest strangers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence import network
from hustings.algorithms.evidence.site import Post
from hustings.algorithms.evidence.votes import LEAST_COMMON, VoteCues, vote_matrix
from hustings.evidence.lines import numbered_lines
from hustings.evidence.reading import Columns, read_posts

TITLE = "Evidence: votes and network among strangers"

VOTES_WANTED = "camps that merely agree raise no pair of voters above LR 10"
NETWORK_WANTED = "shared university hosts raise no pair above LR 10 by themselves"
VOTERS = 400
"""Voters of a conversation who are compared with all others."""


def goals(options: Options) -> Iterator[Goal]:
    """Yield the goal on votes and the goal on hosts."""
    votes = options.dataset("polis-votes")
    if votes is None:
        yield not_measured("E9", VOTES_WANTED, why="no data")
    else:
        yield votes_goal(votes / "votes.jsonl.zst", quick=options.quick)
    usenet = options.dataset("usenet-1993")
    if usenet is None:
        yield not_measured("E10", NETWORK_WANTED, why="no data")
    else:
        yield network_goal(usenet / "posts.jsonl.zst")


def conversations(path: Path) -> Iterator[np.ndarray]:
    """Yield the voters x statements matrix of each conversation."""
    rows: dict[str, list[tuple[str, int, int]]] = {}
    for _, line in numbered_lines(path):
        vote = json.loads(line)
        rows.setdefault(vote["conv"], []).append((vote["voter"], vote["comment"], vote["vote"]))
    for found in rows.values():
        voters, statements = (
            np.unique([row[column] for row in found], return_inverse=True)[1] for column in (0, 1)
        )
        yield vote_matrix(voters, statements, np.array([row[2] for row in found], dtype=float))


def votes_goal(path: Path, *, quick: bool) -> Goal:
    """Compare voters of every conversation: all are strangers."""
    ratios = []
    for matrix in conversations(path):
        cues = VoteCues(matrix)
        step = max(1, len(matrix) // (VOTERS // 8 if quick else VOTERS))
        for voter in range(0, len(matrix), step):
            common = (cues.seen & cues.seen[voter]).sum(axis=1) >= LEAST_COMMON
            common[voter] = False
            ratios.append(cues.against(voter)[common])
    found = np.concatenate(ratios)
    above = int((found > 1 + 1e-9).sum())
    return Goal(
        "E9",
        VOTES_WANTED,
        reached=f"{above} of {len(found):,} pairs with {LEAST_COMMON} common votes above 10; at "
        f"the bound of 10 {np.mean(found >= 1):.5f} (.1 allowed), above 3 "
        f"{np.mean(found > np.log10(3)):.4f}",
        met=above == 0,
    )


def network_goal(path: Path) -> Goal:
    """Give every pair of people who share a host or an organisation what the network says."""
    posts = read_posts(path, columns=Columns("author", ("host", "org"))).posts
    values = values_of(posts)
    sharing = network.sharing_pairs(values, "host") | network.sharing_pairs(values, "org")
    ratios = network.log10_ratios(values, sorted(sharing))
    above = int((ratios > 1 + 1e-9).sum())
    tied = "; ".join("+".join(sorted(kinds)) for kinds in network.tied_kinds(values)) or "none"
    return Goal(
        "E10",
        NETWORK_WANTED,
        reached=f"{above} of {len(ratios):,} sharing pairs of {len(values):,} people above 10; "
        f"strongest {10 ** ratios.max():.1f}; kinds that go together: {tied}",
        met=above == 0,
    )


def values_of(posts: list[Post]) -> dict[str, frozenset[str]]:
    """Return each person's network values."""
    found: dict[str, set[str]] = {}
    for post in posts:
        found.setdefault(post.account, set()).update(post.network)
    return {name: frozenset(own) for name, own in found.items()}

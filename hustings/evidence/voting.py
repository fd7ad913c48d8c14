"""Voters of one conversation who agree more than their camps do: ``scan --votes``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hustings.algorithms.evidence.votes import LEAST_COMMON, VoteCues, vote_matrix
from hustings.opinion.votes import read_votes
from hustings.progress import progress

WORTH_LISTING = float(np.log10(3.0))
"""log10: pairs above LR 3 are listed; more than LR 10 votes never say."""

MOST_LISTED = 100


@dataclass(frozen=True)
class VotePair:
    """Two voters, the statements both voted on, how often alike, and what it says (log10)."""

    a: str
    b: str
    common: int
    agreed: int
    log10_ratio: float


@dataclass(frozen=True)
class VoteScan:
    """What the votes say: voters, pairs with enough common votes, and pairs worth a look."""

    voters: int
    compared: int
    above: int
    pairs: Sequence[VotePair]


def scan_votes(path: Path) -> VoteScan:
    """Read a Polis file of votes and compare all pairs of voters; raises ``BadInput``."""
    votes = read_votes(path).matrix
    progress(f"{len(votes.people):,} voters compared")
    voters = np.repeat(np.arange(len(votes.people)), np.diff(votes.starts))
    cues = VoteCues(vote_matrix(voters, votes.columns, votes.votes))
    found: list[VotePair] = []
    compared = 0
    for voter in range(len(votes.people)):
        common = (cues.seen[voter + 1 :] & cues.seen[voter]).sum(axis=1)
        enough = int((common >= LEAST_COMMON).sum())
        compared += enough
        found += _alike(cues, votes.people, voter, common) if enough else []
    found.sort(key=lambda pair: (-pair.log10_ratio, -pair.common, pair.a, pair.b))
    return VoteScan(len(votes.people), compared, len(found), found[:MOST_LISTED])


def _alike(cues: VoteCues, people: Sequence[str], voter: int, common: np.ndarray) -> list[VotePair]:
    """Return the pairs of a voter with later ones that are worth listing."""
    ratios = cues.against(voter)[voter + 1 :]
    return [
        VotePair(
            people[voter],
            people[voter + 1 + place],
            int(common[place]),
            int((cues.matrix[voter] == cues.matrix[voter + 1 + place]).sum()),
            round(float(ratios[place]), 3),
        )
        for place in np.flatnonzero(ratios > WORTH_LISTING).tolist()
    ]

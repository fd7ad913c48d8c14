"""Instant runoff: one winner, the candidate with fewest votes excluded until one has a majority.

Source: Robert's Rules of Order Newly Revised (12th edition), 45:62, "preferential voting", with one
candidate excluded at a time and a majority of the ballots that still name a candidate. Ties for
exclusion are settled as in the Scottish rules: by the latest stage at which the tied candidates had
unequal votes, and where they were equal at every stage, by lot.
"""

from __future__ import annotations

from hustings.algorithms.counting.election import (
    ONE,
    Contest,
    Count,
    CountRefused,
    Stage,
    Tie,
)
from hustings.algorithms.counting.lots import settle
from hustings.algorithms.counting.papers import Papers

IRV = "irv"
IRV_VERSION = "1"


def count_irv(election: Contest, *, seats: int, seed: str) -> Count:
    """Count ranked ballots for one seat. Raises ``CountRefused`` for more seats."""
    if seats != 1:
        raise CountRefused(f"instant runoff fills 1 seat, not {seats}")
    papers = election.papers
    continuing = set(election.standing)
    stages = [runoff_stage(election, papers, continuing, before=None)]
    while not stages[-1].elected:
        tie = lowest(election, stages, continuing, seed=seed)
        continuing.remove(tie.chosen)
        stages.append(runoff_stage(election, papers, continuing, before=stages[-1], tie=tie))
    return Count(
        rule=IRV,
        version=IRV_VERSION,
        seats=1,
        valid=papers.number,
        quota=None,
        winners=stages[-1].elected,
        stages=stages,
    )


def runoff_stage(
    election: Contest,
    papers: Papers,
    continuing: set[int],
    *,
    before: Stage | None,
    tie: Tie | None = None,
) -> Stage:
    """Count every ballot for the continuing candidate it prefers; a majority of these elects."""
    piles, exhausted = papers.sort(continuing)
    votes = [0] * len(election.candidates)
    for candidate, pile in piles.items():
        votes[candidate] = pile.number * ONE
    majority = [index for index in continuing if 2 * votes[index] > sum(votes)]
    elected = tuple(continuing) if len(continuing) == 1 else tuple(majority)
    gained = {
        i: votes[i] - before.votes[i] for i in continuing if before and votes[i] > before.votes[i]
    }
    return Stage(
        number=before.number + 1 if before else 1,
        action="exclusion" if before else "first preferences",
        candidate=tie.chosen if tie else None,
        votes=tuple(votes),
        transfers=gained if before else {i: votes[i] for i in continuing if votes[i]},
        not_transferable=exhausted * ONE,
        lost_to_rounding=0,
        elected=elected,
        ties=(tie,) if tie and len(tie.tied) > 1 else (),
    )


def lowest(election: Contest, stages: list[Stage], continuing: set[int], *, seed: str) -> Tie:
    """Choose who is excluded: the fewest votes, and among equals as the module says."""
    votes = stages[-1].votes
    fewest = min(votes[index] for index in continuing)
    tied = sorted(index for index in continuing if votes[index] == fewest)
    history = [stage.votes for stage in stages]
    return settle(
        "who is excluded", tied, history=history, pick=min, names=election.candidates, seed=seed
    )

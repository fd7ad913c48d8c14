"""Approval: each ballot names any number of candidates; those named most often are elected.

Source: Brams and Fishburn, "Approval Voting", American Political Science Review 72 (1978) 831-847.
The order in which a ballot names its candidates means nothing. Where equal numbers of approvals
meet at the last seat, a lot decides who gets it.
"""

from __future__ import annotations

from hustings.algorithms.counting.election import ONE, Contest, Count, Stage, Tie
from hustings.algorithms.counting.lots import draw

APPROVAL = "approval"
APPROVAL_VERSION = "1"


def count_approval(election: Contest, *, seats: int, seed: str) -> Count:
    """Count approvals; the winners stand in order of their approvals."""
    named = election.papers.naming()
    votes = [named.get(index, 0) * ONE for index in range(len(election.candidates))]
    winners, ties = most_approved(election, votes, seats=seats, seed=seed)
    stage = Stage(
        number=1,
        action="approvals",
        candidate=None,
        votes=tuple(votes),
        transfers={},
        not_transferable=0,
        lost_to_rounding=0,
        elected=tuple(winners),
        ties=tuple(ties),
    )
    return Count(
        rule=APPROVAL,
        version=APPROVAL_VERSION,
        seats=seats,
        valid=election.papers.number,
        quota=None,
        winners=tuple(winners),
        stages=[stage],
    )


def most_approved(
    election: Contest, votes: list[int], *, seats: int, seed: str
) -> tuple[list[int], list[Tie]]:
    """Return the winners in order, and the lots drawn for the last seats."""
    order = sorted(election.standing, key=lambda index: (-votes[index], index))
    if seats >= len(order) or votes[order[seats - 1]] > votes[order[seats]]:
        return order[:seats], []
    winners = [index for index in order if votes[index] > votes[order[seats]]]
    left = [index for index in order if votes[index] == votes[order[seats]]]
    ties = []
    while len(winners) < seats:
        seat = len(winners) + 1
        chosen = draw(left, names=election.candidates, seed=seed, stage=seat)
        ties.append(Tie(f"who gets seat {seat}", tuple(left), chosen, None))
        winners.append(chosen)
        left.remove(chosen)
    return winners, ties

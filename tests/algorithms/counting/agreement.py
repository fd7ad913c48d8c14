"""Whether the two counters agree on an election; shared by the tests and ``make evaluate``."""

from __future__ import annotations

from decimal import Decimal

from hustings.algorithms.counting import ONE, Election, count_election
from tests.algorithms.counting.second_counter import elect


def differences(election: Election, *, seed: str) -> list[str]:
    """Return where the counters differ: quota, winners in their order, or a stage's votes."""
    count = count_election(election, rule="scottish-stv", seats=election.seats, seed=seed)
    names = election.candidates
    papers = [
        [names[index] for index in ranking if index not in election.withdrawn]
        for ranking, number in election.ballots.items()
        for _ in range(number)
    ]
    standing = [names[index] for index in election.standing]
    other = elect(standing, papers, election.seats, seed)
    winners = [names[index] for index in count.winners]
    found = []
    if count.quota != other.quota:
        found.append(f"quota {count.quota} and {other.quota}")
    if winners != other.elected:
        found.append(f"winners {winners} and {other.elected}")
    stages = [
        {names[index]: Decimal(stage.votes[index]) / ONE for index in election.standing}
        for stage in count.stages
    ]
    if stages != other.totals:
        found.append(f"stages {stages} and {other.totals}")
    return found

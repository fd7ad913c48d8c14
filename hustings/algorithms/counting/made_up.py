"""Made-up elections, small and full of ties, to try counters and bundles on.

Few ballots over few candidates, many of them alike: equal votes at several stages are the rule, so
every branch that real elections never reach is walked.
"""

from __future__ import annotations

from random import Random

from hustings.algorithms.counting.election import Election
from hustings.algorithms.counting.papers import Ranking
from hustings.algorithms.counting.receipts import receipt_code


def made_up_election(random: Random, *, fewest: int = 3, most: int = 40) -> Election:
    """Return an election with ``fewest`` to ``most`` ballots; every sixth has a withdrawal."""
    candidates = random.randint(2, 8)
    seats = random.randint(1, max(1, candidates // 2))
    shared = [made_up_ranking(random, candidates) for _ in range(random.randint(2, 12))]
    ballots: dict[Ranking, int] = {}
    for _ in range(random.randint(fewest, most)):
        ranking = random.choice(shared)
        if random.randrange(4) == 0:  # the same camps, led by another of their candidates
            ranking = ranking[1:] + ranking[:1]
        ballots[ranking] = ballots.get(ranking, 0) + 1
    if random.randrange(3) == 0:
        ballots = mirrored(ballots)
    withdrawn = {random.randrange(candidates)} if random.randrange(6) == 0 else set()
    if all(withdrawn.issuperset(ranking) for ranking in ballots):
        withdrawn = set()
    names = tuple(f"Candidate {chr(65 + index)}" for index in range(candidates))
    return Election("Made up", names, seats, ballots, frozenset(withdrawn))


def mirrored(ballots: dict[Ranking, int]) -> dict[Ranking, int]:
    """Add each ballot again with the first two candidates exchanged, so that these two tie."""
    both = dict(ballots)
    for ranking, papers in ballots.items():
        twin = tuple(1 - index if index < 2 else index for index in ranking)
        both[twin] = both.get(twin, 0) + papers
    return both


def made_up_ranking(random: Random, candidates: int) -> Ranking:
    order = random.sample(range(candidates), candidates)
    return tuple(order[: random.randint(1, candidates)])


def made_up_receipts(random: Random, election: Election) -> tuple[tuple[str, Ranking], ...]:
    """Return a receipt for each ballot, in a random order, with codes that nobody should trust."""
    rankings = [ranking for ranking, papers in election.ballots.items() for _ in range(papers)]
    random.shuffle(rankings)
    return tuple((receipt_code(random.getrandbits(125)), ranking) for ranking in rankings)

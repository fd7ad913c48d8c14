"""Counts elections with other libraries; run by ``evaluate_ballots`` in a throw-away environment.

Reads a JSON list of {"candidates", "seats", "ballots": [[papers, [candidate, …]], …]} from standard
input and prints {"library": {"winners": [[candidate, …] or null, …], "seconds": …}}.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

Election = dict[str, Any]


def by_pyrankvote(election: Election) -> list[int]:
    import pyrankvote

    people = [pyrankvote.Candidate(str(number)) for number in range(election["candidates"])]
    ballots = [
        pyrankvote.Ballot(ranked_candidates=[people[index] for index in ranking])
        for papers, ranking in election["ballots"]
        for _ in range(papers)
    ]
    result = pyrankvote.single_transferable_vote(people, ballots, election["seats"])
    return [int(winner.name) for winner in result.get_winners()]


def by_votekit(election: Election) -> list[int]:
    from votekit import RankBallot, RankProfile
    from votekit.elections import FastSTV

    ballots = tuple(
        RankBallot(ranking=tuple({str(index)} for index in ranking), weight=papers)
        for papers, ranking in election["ballots"]
    )
    names = tuple(str(number) for number in range(election["candidates"]))
    profile = RankProfile(ballots=ballots, candidates=names)
    count = FastSTV(profile, n_seats=election["seats"], simultaneous=False, tiebreak="random")
    return [int(name) for place in count.get_elected() for name in place]


Library = Callable[[Election], list[int]]
LIBRARIES: dict[str, Library] = {
    "pyrankvote": by_pyrankvote,
    "VoteKit": by_votekit,
}


def count_all(library: Library, elections: list[Election]) -> dict[str, Any]:
    """Return the winners of each election (``None`` where the library fails) and the time."""
    winners: list[list[int] | None] = []
    begun = time.perf_counter()
    for election in elections:
        try:
            winners.append(library(election))
        except Exception as failure:  # a library may fail in any way of its own
            print(f"{library.__name__}: {failure!r}", file=sys.stderr)
            winners.append(None)
    return {"winners": winners, "seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    given = json.load(sys.stdin)
    print(json.dumps({name: count_all(library, given) for name, library in LIBRARIES.items()}))

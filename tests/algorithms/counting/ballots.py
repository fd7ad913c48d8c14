"""Closed ballots for tests: made up, signed with keys that nobody should use."""

from __future__ import annotations

from random import Random

from hustings.algorithms.counting import Election
from hustings.algorithms.counting.bundle import ClosedBallot, bundle_files
from hustings.algorithms.counting.ed25519 import public_key_of
from hustings.algorithms.counting.made_up import made_up_receipts
from hustings.algorithms.counting.receipts import OPEN

SECRET = bytes(range(32))
KEY = public_key_of(SECRET).hex()
STRANGER = bytes(range(1, 33))
RECOUNT = "# the one-file program\n"


def closed_ballot(
    *, mode: str = OPEN, ballots: int = 60, rule: str = "scottish-stv"
) -> ClosedBallot:
    """Return a ballot on four candidates with ``ballots`` ballots in six rankings."""
    random = Random(f"{ballots} {mode}")
    rankings = [(0, 1), (1, 2, 0), (2,), (3, 0, 1, 2), (1, 3), ()]
    counts: dict[tuple[int, ...], int] = {}
    for number in range(ballots):
        ranking = rankings[number % len(rankings)]
        counts[ranking] = counts.get(ranking, 0) + 1
    election = Election("Who speaks for us?", ("Ann", "Bob", "Cy", "Dée"), 2, counts)
    return ClosedBallot(
        ballot_id="autumn-vote",
        election=election,
        receipts=made_up_receipts(random, election),
        rule=rule,
        seats=2,
        roll=ballots + 5,
        mode=mode,
    )


def bundle(*, mode: str = OPEN, ballots: int = 60, secret: bytes = SECRET) -> dict[str, bytes]:
    return bundle_files(closed_ballot(mode=mode, ballots=ballots), secret=secret, recount=RECOUNT)

"""Counting ballots: Scottish STV, instant runoff, approval, yes or no; and proving the count.

    election = parse_blt(text)
    count = count_election(election, rule="scottish-stv", seats=election.seats, seed="…")
    [election.candidates[index] for index in count.winners]

Everything here is integers and the standard library, and runs under Python 3.9, because
``recount.py`` in every ballot bundle is made of these very files; only ``packed`` and
``packed_blt``, which count a million ballots in arrays, need NumPy and stay out of it.
"""

from hustings.algorithms.counting.blt import BallotFileError, parse_blt, write_blt
from hustings.algorithms.counting.election import (
    ONE,
    Contest,
    Count,
    CountRefused,
    Election,
    Stage,
    Tie,
)
from hustings.algorithms.counting.rules import RULES, count_election

__all__ = [
    "ONE",
    "RULES",
    "BallotFileError",
    "Contest",
    "Count",
    "CountRefused",
    "Election",
    "Stage",
    "Tie",
    "count_election",
    "parse_blt",
    "write_blt",
]

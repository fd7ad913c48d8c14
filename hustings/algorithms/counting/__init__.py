"""Counting ballots: Scottish STV, instant runoff, approval, yes or no; and proving the count.

    election = parse_blt(text)
    count = count_election(election, rule="scottish-stv", seats=election.seats, seed="…")
    [election.candidates[index] for index in count.winners]

Everything here is integers and the standard library, and runs under Python 3.9, because
``recount.py`` in every ballot bundle is made of these very files.
"""

from hustings.algorithms.counting.blt import BallotFileError, parse_blt, write_blt
from hustings.algorithms.counting.election import ONE, Count, CountRefused, Election, Stage, Tie
from hustings.algorithms.counting.rules import RULES, count_election

__all__ = [
    "ONE",
    "RULES",
    "BallotFileError",
    "Count",
    "CountRefused",
    "Election",
    "Stage",
    "Tie",
    "count_election",
    "parse_blt",
    "write_blt",
]

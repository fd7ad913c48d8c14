"""A yes-or-no question: carried if more ballots say yes than no, and enough people took part.

The ballot paper has two answers, yes first. A tie does not carry: a change needs a majority, and no
lot is drawn. The quorum is the least number of valid ballots; below it the answer is not valid and
nobody has won.
"""

from __future__ import annotations

from hustings.algorithms.counting.election import ONE, Contest, Count, CountRefused, Stage

YES_NO = "yes-no"
YES_NO_VERSION = "1"


def count_yes_no(election: Contest, *, seats: int, quorum: int = 0) -> Count:
    """Count a question. Raises ``CountRefused`` unless there are two answers and one is chosen."""
    if seats != 1 or len(election.candidates) != 2 or election.withdrawn:
        raise CountRefused("a yes-or-no question has exactly two answers and one seat")
    answers = election.papers.naming()
    if sum(answers.values()) > election.papers.number:
        raise CountRefused("a ballot on a yes-or-no question names one answer, not two")
    yes, no = (answers.get(index, 0) for index in range(2))
    winner, outcome = verdict(yes, no, quorum=quorum)
    votes = (yes * ONE, no * ONE)
    stage = Stage(1, "answers", None, votes, {}, 0, 0, winner)
    return Count(YES_NO, YES_NO_VERSION, 1, yes + no, None, winner, [stage], outcome)


def verdict(yes: int, no: int, *, quorum: int) -> tuple[tuple[int, ...], str]:
    """Return the answer chosen (none on a tie or below the quorum) and the outcome in words."""
    if yes + no < quorum:
        return (), f"not valid: {yes + no} ballots, the quorum is {quorum}"
    if yes == no:
        return (), "not carried: as many no as yes"
    return ((0,), "carried") if yes > no else ((1,), "not carried")

"""The rules by name: one way to count an election by any of them."""

from __future__ import annotations

from hustings.algorithms.counting.approval import APPROVAL, count_approval
from hustings.algorithms.counting.election import Contest, Count, CountRefused
from hustings.algorithms.counting.irv import IRV, count_irv
from hustings.algorithms.counting.scottish_stv import SCOTTISH_STV, count_scottish_stv
from hustings.algorithms.counting.yes_no import YES_NO, count_yes_no

RULES = (SCOTTISH_STV, IRV, APPROVAL, YES_NO)


def count_election(
    election: Contest, *, rule: str, seats: int, seed: str, quorum: int = 0
) -> Count:
    """Count by the named rule.

    ``seed`` decides lots; ``quorum`` is the least number of valid ballots of a yes-or-no question.
    Raises ``CountRefused`` where the rule cannot count this election.
    """
    if not 1 <= seats <= len(election.candidates):
        raise CountRefused(f"{seats} seats for {len(election.candidates)} candidates")
    if not election.papers.number:
        raise CountRefused("there are no ballots to count: none names a candidate who stands")
    if quorum < 0:
        raise CountRefused(f"a quorum is a number of ballots, and {quorum} is none")
    if rule == YES_NO:
        return count_yes_no(election, seats=seats, quorum=quorum)
    if quorum:
        raise CountRefused(f"{rule} has no quorum; only {YES_NO} has one")
    ranked = {SCOTTISH_STV: count_scottish_stv, IRV: count_irv, APPROVAL: count_approval}
    if rule not in ranked:
        raise CountRefused(f"there is no rule “{rule}”; the rules are {', '.join(RULES)}")
    return ranked[rule](election, seats=seats, seed=seed)

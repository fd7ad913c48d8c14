"""Polis's statistics of groups and comments, exactly: votes, consensus, proportion tests.

Formulas from compdemocracy/polis (AGPL-3.0, read 2024-10), ``math/src/polismath/math``:
``repness.clj`` and ``stats.clj``; written anew here. Every proportion is smoothed by one agree
and one other vote (Laplace), which is why an unseen comment stands at 1/2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.matrix import FloatArray, IntArray, VoteMatrix

Z_90 = 1.2816  # standard normal, 90 % one-sided: Polis's threshold for "significant"


@dataclass(frozen=True)
class GroupVotes:
    """Counts of agree, disagree and all votes (passes included): groups by comments."""

    agree: IntArray
    disagree: IntArray
    seen: IntArray

    @property
    def passed(self) -> IntArray:
        return self.seen - self.agree - self.disagree

    def rest(self) -> GroupVotes:
        """Return, for each group, the counts of all other groups together."""
        return GroupVotes(*(all_but_own(counts) for counts in self.tables()))

    def total(self) -> GroupVotes:
        """Return all groups as one (one row)."""
        return GroupVotes(*(counts.sum(axis=0, keepdims=True) for counts in self.tables()))

    def tables(self) -> tuple[IntArray, IntArray, IntArray]:
        return self.agree, self.disagree, self.seen


def all_but_own(counts: IntArray) -> IntArray:
    return counts.sum(axis=0, keepdims=True) - counts


def group_votes(matrix: VoteMatrix, groups: IntArray, *, count: int) -> GroupVotes:
    """Count the votes of each group (0 to ``count`` - 1; -1 belongs to none) on each comment."""
    disagree, passed, agree = matrix.tallies(groups=groups, count=count)
    return GroupVotes(agree, disagree, agree + disagree + passed)


def smoothed(successes: IntArray, trials: IntArray) -> FloatArray:
    """Return (successes + 1) / (trials + 2)."""
    return (successes + 1.0) / (trials + 2.0)


def group_aware_consensus(votes: GroupVotes) -> FloatArray:
    """Return, for each comment, the product over groups of the smoothed share who agree."""
    return smoothed(votes.agree, votes.seen).prod(axis=0)


def proportion_test(successes: IntArray, trials: IntArray) -> FloatArray:
    """Return z of a share against one half: 2 √(n+1) ((s+1)/(n+1) - 1/2)."""
    more = trials + 1.0
    return 2.0 * np.sqrt(more) * ((successes + 1.0) / more - 0.5)


def two_proportion_test(
    successes: IntArray, trials: IntArray, other_successes: IntArray, other_trials: IntArray
) -> FloatArray:
    """Return z of the difference of two shares, all four counts raised by one; 0 where undefined.

    The pooled share is 1 only where everybody agrees: then there is no difference to test.
    """
    s1, n1, s2, n2 = (counts + 1.0 for counts in (successes, trials, other_successes, other_trials))
    pooled = (s1 + s2) / (n1 + n2)
    spread = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)
    flat = spread <= 0.0
    return np.where(flat, 0.0, (s1 / n1 - s2 / n2) / np.sqrt(np.where(flat, 1.0, spread)))

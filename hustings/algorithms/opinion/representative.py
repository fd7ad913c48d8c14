"""Which comments speak for a group, and which for everybody, chosen exactly as Polis does.

A comment represents a group when the group agrees (or disagrees) with it more than one half and
more than the rest do, both by a proportion test at 90 %. Source: ``repness.clj`` of
compdemocracy/polis, read 2024-10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from hustings.algorithms.opinion.matrix import BoolArray, FloatArray
from hustings.algorithms.opinion.statistics import (
    Z_90,
    GroupVotes,
    proportion_test,
    smoothed,
    two_proportion_test,
)

SHOWN_MOST = 5  # comments for each group, and for each side of the consensus


@dataclass(frozen=True)
class Side:
    """One answer (agree or disagree) of one group to one comment, with Polis's tests.

    ``share`` is smoothed; ``ratio`` is that share over the share of the rest; ``z`` tests the
    share against one half and ``ratio_z`` against the rest. ``best_agreed`` marks the comment the
    group agrees with best, with how many agree: Polis files even that one under the answer in
    which the group differs more from the rest, which may be "disagree".
    """

    comment: int
    agrees: bool
    successes: int
    trials: int
    share: float
    z: float
    ratio: float
    ratio_z: float
    best_agreed: int | None = None

    @property
    def metric(self) -> float:
        """Return Polis's order of representative comments."""
        return self.ratio * self.ratio_z * self.share * self.z

    @property
    def passes(self) -> bool:
        return self.ratio_z > Z_90 and self.z > Z_90


def sides(votes: GroupVotes) -> list[list[tuple[Side, Side]]]:
    """Return (agree, disagree) of every comment for every group."""
    rest = votes.rest()
    tables = [
        side_table(votes.agree, votes.seen, rest.agree, rest.seen),
        side_table(votes.disagree, votes.seen, rest.disagree, rest.seen),
    ]
    counts = [votes.agree, votes.disagree]

    def side(group: int, comment: int, which: int) -> Side:
        share, z, ratio, ratio_z = (float(table[group, comment]) for table in tables[which])
        successes, trials = int(counts[which][group, comment]), int(votes.seen[group, comment])
        return Side(comment, which == 0, successes, trials, share, z, ratio, ratio_z)

    groups, comments = votes.seen.shape
    return [[(side(g, c, 0), side(g, c, 1)) for c in range(comments)] for g in range(groups)]


def side_table(
    successes: np.ndarray, trials: np.ndarray, other: np.ndarray, other_trials: np.ndarray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    share = smoothed(successes, trials)
    return (
        share,
        proportion_test(successes, trials),
        share / smoothed(other, other_trials),
        two_proportion_test(successes, trials, other, other_trials),
    )


def stronger(pair: tuple[Side, Side]) -> Side:
    """Return the answer for which the group differs more from the rest; disagree where equal."""
    agree, disagree = pair
    return agree if agree.ratio_z > disagree.ratio_z else disagree


def first_best(pairs: Iterable[Side], *, key: Callable[[Side], float]) -> Side | None:
    """Return the first with the largest key."""
    return max(pairs, key=key, default=None)


def find_best_agreed(pairs: list[tuple[Side, Side]]) -> Side | None:
    """Return the comment that the group agrees with best, in Polis's one pass over comments.

    While the best so far is agreed with more than by the rest, a comment beats it by Polis's
    metric; otherwise by its share times its test. The first must itself be significant.
    """
    best: Side | None = None
    found: Side | None = None
    for agree, disagree in pairs:
        if agree.successes == 0 and disagree.successes == 0:
            continue
        if best is None:
            better = agree.z > Z_90 or (agree.ratio > 1.0 and agree.share > 0.5)
        elif best.ratio > 1.0:
            better = agree.metric > best.metric
        else:
            better = agree.share * agree.z > best.share * best.z
        if better:
            best = agree
            found = replace(stronger((agree, disagree)), best_agreed=agree.successes)
    return found


def representative(votes: GroupVotes, *, allowed: BoolArray | None = None) -> list[list[Side]]:
    """Return at most five comments for each group, those agreed with before those disagreed.

    ``allowed`` leaves out comments (moderated out). The group's best agreed comment always comes
    first; where nothing is significant, the comment with the largest difference stands alone.
    """
    groups, comments = votes.seen.shape
    kept = np.flatnonzero(np.ones(comments, dtype=bool) if allowed is None else allowed)
    table = sides(votes)
    return [chosen([table[group][comment] for comment in kept]) for group in range(groups)]


def chosen(pairs: list[tuple[Side, Side]]) -> list[Side]:
    best = find_best_agreed(pairs)
    sufficient = [stronger(pair) for pair in pairs if any(side.passes for side in pair)]
    head = [best] if best else []
    if not sufficient:
        most = first_best(map(stronger, pairs), key=lambda side: side.ratio_z)
        return head or ([most] if most else [])
    others = [side for side in sufficient if not best or side.comment != best.comment]
    ranked = head + sorted(others, key=lambda side: -side.metric)
    return sorted(ranked[:SHOWN_MOST], key=lambda side: not side.agrees)


def consensus(votes: GroupVotes, *, allowed: BoolArray | None = None) -> list[Side]:
    """Return what all groups together agree with, then what they disagree with: five at most each.

    A comment counts when its smoothed share is over one half and its test is significant.
    """
    together = sides(votes.total())[0] if votes.seen.size else []
    kept = [pair for pair in together if allowed is None or allowed[pair[0].comment]]
    found: list[Side] = []
    for which in (0, 1):
        fit = [pair[which] for pair in kept if pair[which].share > 0.5 and pair[which].z > Z_90]
        found += sorted(fit, key=lambda side: -side.share * side.z)[:SHOWN_MOST]
    return found

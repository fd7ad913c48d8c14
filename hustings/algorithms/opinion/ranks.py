"""Five ways to order comments, and the one we use: what every camp and all together can live with.

- *net*: agree minus disagree, as most sites count.
- *Wilson*: lower bound of the share who agree (Wilson 1927, 80 % two-sided).
- *floor*: the lowest Wilson bound over the groups: what the least friendly group thinks.
- *consensus*: Polis's group-aware consensus, the product of the groups' shares.
- *intercept*: matrix factorisation as in Community Notes.

The **bridging score** (0 to 1, see ``bridging_score``) is a geometric mean of Wilson and floor in
which a group's veto grows with its size. Floor alone is moved by infiltrators who copy all camps,
and by fakes who take over a small one; Wilson alone by one loud camp; a brigade must win both. How
this was chosen, and what it withstood: docs/methods/opinion.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.factors import factorise
from hustings.algorithms.opinion.matrix import BoolArray, FloatArray, IntArray, VoteMatrix
from hustings.algorithms.opinion.plane import Plane
from hustings.algorithms.opinion.statistics import Z_90, GroupVotes, group_aware_consensus

FULL_VETO = 0.5  # exponent of a group's bound in the bridging score
CONTESTED_FROM = 30.0  # percentiles between bridging score and matrix factorisation


@dataclass(frozen=True)
class Ranks:
    """Scores of each comment, as the module describes them."""

    net: FloatArray
    wilson: FloatArray
    floor: FloatArray
    consensus: FloatArray
    intercept: FloatArray
    bridging: FloatArray

    @property
    def order(self) -> IntArray:
        """Return the comments from first to last: by bridging score, then consensus, then id."""
        return np.lexsort((np.arange(len(self.bridging)), -self.consensus, -self.bridging))

    @property
    def contested(self) -> BoolArray:
        """Mark comments on which the two methods differ widely: a case for a moderator's eyes."""
        return np.abs(percentiles(self.bridging) - percentiles(self.intercept)) > CONTESTED_FROM

    def scores(self) -> dict[str, FloatArray]:
        """Return every score by its name."""
        return {
            "net": self.net,
            "wilson": self.wilson,
            "floor": self.floor,
            "consensus": self.consensus,
            "intercept": self.intercept,
            "bridging": self.bridging,
        }


def percentiles(scores: FloatArray) -> FloatArray:
    """Return each score's percentile, 0 to 100; equal scores (to 1e-12) share the middle one."""
    _, place, sharing = np.unique(np.round(scores, 12), return_inverse=True, return_counts=True)
    middle = np.cumsum(sharing) - sharing / 2.0
    return 100.0 * middle[place] / max(len(scores), 1)


def wilson_bound(successes: IntArray, trials: IntArray, *, z: float = Z_90) -> FloatArray:
    """Return the lower end of the Wilson score interval; 0 where nobody agrees.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    n = np.maximum(trials, 1)
    share = successes / n
    centre = share + z * z / (2.0 * n)
    reach = z * np.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    # without a success the bound is 0: a power would magnify what rounding leaves of it
    return np.where(successes > 0, np.maximum(centre - reach, 0.0) / (1.0 + z * z / n), 0.0)


def bridging_score(votes: GroupVotes, wilson: FloatArray) -> FloatArray:
    """Return Wilson · min over groups of (group's bound / Wilson) ^ veto.

    A group's veto is 1/2 from its equal share of the votes upwards, and less in proportion below,
    so that two groups of one size give √(floor · Wilson), and one group gives Wilson.
    """
    groups = len(votes.seen)
    cast = votes.seen.sum(axis=1)
    veto = FULL_VETO * np.minimum(1.0, groups * cast / max(cast.sum(), 1))
    bounds = np.minimum(wilson_bound(votes.agree, votes.seen), wilson)
    beside = bounds / np.where(wilson > 0, wilson, 1.0)
    return wilson * (beside ** veto[:, None]).min(axis=0)


def rank_comments(matrix: VoteMatrix, plane: Plane, votes: GroupVotes) -> Ranks:
    """Return all ranks; ``matrix``, its plane and ``votes`` hold the readers of the map only."""
    together = votes.total()
    comments = len(matrix.comments)
    if not len(votes.seen):
        return Ranks(*(np.zeros(comments) for _ in range(6)))
    wilson = wilson_bound(together.agree[0], together.seen[0])
    floor = wilson_bound(votes.agree, votes.seen).min(axis=0)
    return Ranks(
        net=(together.agree[0] - together.disagree[0]).astype(np.float64),
        wilson=wilson,
        floor=floor,
        consensus=group_aware_consensus(votes),
        intercept=factorise(matrix, plane).intercepts,
        bridging=bridging_score(votes, wilson),
    )

"""Matrix factorisation as in Community Notes: what is left of a comment beside the camps.

A vote is modelled as μ + i_person + i_comment + f_person · f_comment; the comment's intercept
i_comment is what people agree on whatever side f they stand on. Wojcik et al. (2022), "Birdwatch:
Crowd wisdom and bridging algorithms can inform understanding and reduce the spread of
misinformation". Penalties are Community Notes' (0.15 for intercepts, 0.03 for factors), which
are means over people and over comments and not sums, so they grow with the votes per person.

Solved by alternating least squares from the first axis of the plane of opinions, so that it needs
no random start and gives the same result for any order of the votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hustings.algorithms.opinion.matrix import FloatArray, VoteMatrix
from hustings.algorithms.opinion.plane import Plane

INTERCEPT_PENALTY = 0.15
FACTOR_PENALTY = 0.03
SWEEPS_MOST = 30
CLOSE_ENOUGH = 1e-4  # largest change of an intercept at which the sweeps end


@dataclass(frozen=True)
class Factors:
    """Intercept and factor of every comment; votes count as 1 agree, 0.5 pass, 0 disagree."""

    intercepts: FloatArray
    factors: FloatArray


Solution = tuple[FloatArray, FloatArray]  # intercepts and factors of one side


@dataclass(frozen=True)
class Side:
    """One side of the model, people or comments: its votes, their count and sum, its penalties."""

    seen: sparse.sparray
    ratings: sparse.sparray
    count: FloatArray
    total: FloatArray
    votes_per_row: float

    @classmethod
    def of(cls, seen: sparse.sparray, ratings: sparse.sparray) -> Side:
        ones = np.ones(seen.shape[1])
        return cls(seen, ratings, seen @ ones, ratings @ ones, seen.nnz / seen.shape[0])

    def solve(self, mean: float, other: Solution) -> Solution:
        """Return this side's intercepts and factors, given the other side's.

        Each row is a ridge regression with two unknowns, solved in closed form.
        """
        intercepts, factors = other
        columns = np.stack([factors, factors**2, intercepts, intercepts * factors], axis=1)
        f, ff, i, fi = (self.seen @ columns).T
        residual = self.total - mean * self.count - i
        tilted = self.ratings @ factors - mean * f - fi
        a = self.count + INTERCEPT_PENALTY * self.votes_per_row
        b = ff + FACTOR_PENALTY * self.votes_per_row
        determinant = a * b - f * f
        return (b * residual - f * tilted) / determinant, (a * tilted - f * residual) / determinant


def factorise(matrix: VoteMatrix, plane: Plane) -> Factors:
    """Return the factorisation of these votes; all zero where there is no vote."""
    comments = len(matrix.comments)
    if not len(matrix.votes):
        return Factors(np.zeros(comments), np.zeros(comments))
    seen = matrix.csr(np.ones(len(matrix.votes)))
    ratings = matrix.csr((matrix.votes + 1.0) / 2.0)
    mean = float(ratings.data.mean())
    person_side, comment_side = Side.of(seen, ratings), Side.of(seen.T, ratings.T)
    of_comments: Solution = np.zeros(comments), plane.axes[0] * np.sqrt(comments)
    for _ in range(SWEEPS_MOST):
        before, _ = of_comments
        of_comments = comment_side.solve(mean, person_side.solve(mean, of_comments))
        if np.abs(of_comments[0] - before).max() < CLOSE_ENOUGH:
            break
    return Factors(*of_comments)

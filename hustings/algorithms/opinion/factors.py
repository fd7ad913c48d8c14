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
SWEEPS = 30


@dataclass(frozen=True)
class Factors:
    """Intercept and factor of every comment; votes count as 1 agree, 0.5 pass, 0 disagree."""

    intercepts: FloatArray
    factors: FloatArray


Solution = tuple[FloatArray, FloatArray]  # intercepts and factors of one side


@dataclass(frozen=True)
class Side:
    """One side of the model (people or comments): its votes, and its penalties per row."""

    seen: sparse.csr_array
    ratings: sparse.csr_array
    intercept_penalty: float
    factor_penalty: float

    def solve(self, mean: float, other: Solution) -> Solution:
        """Return this side's intercepts and factors, given the other side's.

        Each row is a ridge regression with two unknowns, solved in closed form.
        """
        intercepts, factors = other
        columns = [np.ones_like(factors), factors, factors**2, intercepts, intercepts * factors]
        count, f, ff, i, fi = (self.seen @ np.stack(columns, axis=1)).T
        r, rf = (self.ratings @ np.stack([columns[0], factors], axis=1)).T
        residual, tilted = r - mean * count - i, rf - mean * f - fi
        a, b = count + self.intercept_penalty, ff + self.factor_penalty
        determinant = a * b - f * f
        return (b * residual - f * tilted) / determinant, (a * tilted - f * residual) / determinant


def factorise(matrix: VoteMatrix, plane: Plane, *, sweeps: int = SWEEPS) -> Factors:
    """Return the factorisation of these votes; all zero where there is no vote."""
    people, comments = matrix.shape
    votes = len(matrix.votes)
    if votes == 0:
        return Factors(np.zeros(comments), np.zeros(comments))
    seen = matrix.csr(np.ones(votes))
    ratings = matrix.csr((matrix.votes + 1.0) / 2.0)
    mean = float(ratings.data.mean())
    person_side = side(seen, ratings, votes / people)
    comment_side = side(seen.T.tocsr(), ratings.T.tocsr(), votes / comments)
    of_comments: Solution = np.zeros(comments), plane.axes[0] * np.sqrt(comments)
    for _ in range(sweeps):
        of_people = person_side.solve(mean, of_comments)
        of_comments = comment_side.solve(mean, of_people)
    return Factors(*of_comments)


def side(seen: sparse.csr_array, ratings: sparse.csr_array, votes_per_row: float) -> Side:
    return Side(seen, ratings, INTERCEPT_PENALTY * votes_per_row, FACTOR_PENALTY * votes_per_row)

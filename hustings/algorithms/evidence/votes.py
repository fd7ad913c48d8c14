"""Do two voters agree more than two members of their camps do?

Camps agree strongly, so an agreement rate alone is no evidence of one person. Voters are sorted
into camps by how they vote, and what a voter casts at all (mostly yes, never "pass") is his own:
the expected agreement of a pair is that of two random members of their camps with their own mixes
of votes, statement by statement. Only the excess counts, bounded as every cue without confirmed
cases.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.special import ndtr

from hustings.algorithms.evidence.preserving import MOST

CAMPS = 6
LEAST_COMMON = 20
"""Votes in common below which agreement says nothing."""

SMOOTHING = 2.0
"""A camp's shares on a statement are drawn to the site's as by so many voters."""

OWN_MIX = 4.0
"""A voter's own mix of votes is drawn to his camp's as by so many votes."""

CUE_WEIGHT = 0.5
"""Weight of a cue for which the self-test has no positives."""

VOTES = (-1, 0, 1)
SEED = 5
Array = np.ndarray


def vote_matrix(voters: Array, statements: Array, votes: Array) -> Array:
    """Return voters x statements with 1, 0, -1 (NaN: no vote); the last vote counts."""
    shape = int(voters.max(initial=-1)) + 1, int(statements.max(initial=-1)) + 1
    matrix = np.full(shape, np.nan, dtype=np.float32)
    matrix[voters, statements] = votes
    return matrix


def camps(matrix: Array) -> Array:
    """Return each voter's camp: k-means on the leading two directions of the filled-in votes."""
    seen = ~np.isnan(matrix)
    mean = np.where(seen, matrix, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    centred = np.where(seen, matrix - mean, 0.0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    own = np.maximum(seen.sum(axis=1, keepdims=True), 1)
    places = u[:, :2] * s[:2] * np.sqrt(matrix.shape[1] / own)
    groups = min(CAMPS, len(np.unique(places, axis=0)))
    # Only a scan with votes needs it, and it takes longer to load than all the rest.
    from sklearn.cluster import KMeans

    return KMeans(groups, n_init=4, random_state=SEED).fit_predict(places)


def camp_shares(matrix: Array, camp: Array) -> Array:
    """Return the share of each vote (-1, 0, 1) in each camp: camps x statements x 3."""
    votes = np.stack([matrix == value for value in VOTES], axis=2).astype(np.float64)
    overall = votes.sum(axis=0) + 1.0
    overall /= overall.sum(axis=1, keepdims=True)
    shares = np.stack([votes[camp == c].sum(axis=0) for c in range(int(camp.max()) + 1)])
    shares += SMOOTHING * overall
    return shares / shares.sum(axis=2, keepdims=True)


class VoteCues:
    """What agreement says about the voters of one conversation (``matrix`` as ``vote_matrix``)."""

    def __init__(self, matrix: Array) -> None:
        self.matrix = matrix
        self.seen = ~np.isnan(matrix)

    @cached_property
    def chances(self) -> Array:
        """Return how likely each voter is to cast each vote: voters x statements x 3.

        A member's chance is his camp's, times how often he casts such votes compared with what
        his camp would on the same statements.
        """
        camp = camps(self.matrix)
        shares = camp_shares(self.matrix, camp)[camp]
        cast = np.stack([(self.matrix == value).sum(axis=1) for value in VOTES], axis=1)
        usual = (shares * self.seen[:, :, None]).sum(axis=1)
        drawn = OWN_MIX / len(VOTES)
        chances = shares * ((cast + drawn) / (usual + drawn))[:, None, :]
        return chances / chances.sum(axis=2, keepdims=True)

    def against(self, voter: int) -> Array:
        """Return the bounded log10 likelihood ratios of one voter with everybody."""
        common = self.seen & self.seen[voter]
        agreed = ((self.matrix == self.matrix[voter]) & common).sum(axis=1)
        chance = np.einsum("jv,ijv->ij", self.chances[voter], self.chances) * common
        return _ratios(common.sum(axis=1), agreed, chance.sum(axis=1), (chance**2).sum(axis=1))


def _ratios(common: Array, agreed: Array, expected: Array, squares: Array) -> Array:
    """Return bounded ratios from the normal tail of the excess (with half a vote of correction)."""
    spread = np.sqrt(np.maximum(expected - squares, 0.0)) + 1e-9
    p = np.maximum(ndtr(-(agreed - 0.5 - expected) / spread), 1e-300)
    ratio = np.clip(CUE_WEIGHT * np.log10(0.5 / np.sqrt(p)), 0.0, MOST)
    return np.where((common >= LEAST_COMMON) & (agreed > expected), ratio, 0.0)

"""Do two voters agree more than two members of their camps do?

Camps agree strongly, so an agreement rate alone is no evidence of one person. Voters are sorted
into camps by how they vote; the expected agreement of a pair is that of two random members of
their camps, vote by vote, and only the excess counts, bounded as every cue without confirmed cases.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm
from sklearn.cluster import KMeans

from hustings.algorithms.evidence.preserving import MOST

CAMPS = 6
LEAST_COMMON = 20
"""Votes in common below which agreement says nothing."""

SMOOTHING = 2.0
"""A camp's shares on a statement are drawn to the site's as by so many voters."""

SEED = 5
Array = np.ndarray


def vote_matrix(voters: Array, statements: Array, votes: Array) -> Array:
    """Return voters x statements with 1, 0, -1 (NaN: no vote); the last vote counts."""
    matrix = np.full((int(voters.max()) + 1, int(statements.max()) + 1), np.nan, dtype=np.float32)
    matrix[voters, statements] = votes
    return matrix


def camps(matrix: Array) -> Array:
    """Return each voter's camp: k-means on the leading two directions of the filled-in votes."""
    mean = np.nan_to_num(np.nanmean(np.where(np.isnan(matrix), np.nan, matrix), axis=0))
    centred = np.where(np.isnan(matrix), 0.0, matrix - mean)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    seen = np.maximum((~np.isnan(matrix)).sum(axis=1, keepdims=True), 1)
    places = u[:, :2] * s[:2] * np.sqrt(matrix.shape[1] / seen)
    groups = min(CAMPS, len(matrix))
    return KMeans(groups, n_init=4, random_state=SEED).fit_predict(places)


def camp_shares(matrix: Array, camp: Array) -> Array:
    """Return the share of each vote (-1, 0, 1) in each camp: camps x statements x 3."""
    votes = np.stack([matrix == value for value in (-1, 0, 1)], axis=2).astype(np.float64)
    overall = votes.sum(axis=0) + 1.0
    overall /= overall.sum(axis=1, keepdims=True)
    shares = np.stack([votes[camp == c].sum(axis=0) for c in range(int(camp.max()) + 1)])
    shares += SMOOTHING * overall
    return shares / shares.sum(axis=2, keepdims=True)


def log10_ratio(matrix: Array, one: int, two: int, *, camp: Array, shares: Array) -> float:
    """Return the bounded log10 likelihood ratio from two voters' agreement."""
    common = ~np.isnan(matrix[one]) & ~np.isnan(matrix[two])
    if common.sum() < LEAST_COMMON:
        return 0.0
    agreed = float((matrix[one, common] == matrix[two, common]).sum())
    chance = (shares[camp[one], common] * shares[camp[two], common]).sum(axis=1)
    expected, spread = chance.sum(), np.sqrt((chance * (1 - chance)).sum()) + 1e-9
    if agreed <= expected:
        return 0.0
    p = max(float(norm.sf((agreed - 0.5 - expected) / spread)), 1e-300)
    return float(np.clip(0.5 * np.log10(0.5 / np.sqrt(p)), 0.0, MOST))

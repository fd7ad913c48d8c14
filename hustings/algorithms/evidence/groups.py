"""Accounts that act in step, and how many such groups chance alone would show.

A trace is something an account left that others may leave too: a sentence, a link, a visit to a
thread in one hour. Pairs that share more traces than their activity explains are joined (the
false discovery rate is held by Benjamini and Yekutieli 2001, which allows any dependence), and
dense components of the graph are reported. The same search on shuffled traces says how many groups
to expect by chance. "Act in step" is not "same person".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.stats import poisson

FALSE_DISCOVERY = 0.01
LEAST_SHARED = 3
"""Traces a pair must share to be joined."""

LEAST_MEMBERS = 3
DENSITY = 0.5
"""Share of possible links that each member of a group must have to the others."""

COMMON_TRACE = 50
"""A trace left by more accounts than this is common property and is left out."""

Array = np.ndarray


@dataclass(frozen=True)
class Group:
    """Accounts in step: their numbers, and how many traces its pairs share on average."""

    members: tuple[int, ...]
    shared: float


def trace_matrix(accounts: Array, traces: Array) -> sparse.csr_matrix:
    """Return accounts x traces with ones; common traces and those of one account are left out."""
    count = int(accounts.max(initial=-1)) + 1
    matrix = sparse.csr_matrix(
        (np.ones(len(accounts)), (accounts, traces)),
        shape=(count, int(traces.max(initial=-1)) + 1),
    )
    matrix.data[:] = 1.0
    spread = np.asarray(matrix.sum(axis=0)).ravel()
    return matrix[:, (spread > 1) & (spread <= COMMON_TRACE)].tocsr()


def in_step(matrix: sparse.csr_matrix) -> list[Group]:
    """Return the groups of accounts that share more traces than their activity explains."""
    shared = sparse.triu(matrix @ matrix.T, k=1).tocoo()
    kept = shared.data >= LEAST_SHARED
    one, two, seen = shared.row[kept], shared.col[kept], shared.data[kept]
    if not len(seen):
        return []
    expected = expected_shared(matrix, one, two)
    p = poisson.sf(seen - 1, np.maximum(expected, 1e-9))
    pairs = matrix.shape[0] * (matrix.shape[0] - 1) // 2
    joined = p <= benjamini_yekutieli(p, tests=pairs)
    count = matrix.shape[0]
    links = sparse.csr_matrix((seen[joined], (one[joined], two[joined])), shape=(count, count))
    return dense_groups((links + links.T).tocsr())


def expected_shared(matrix: sparse.csr_matrix, one: Array, two: Array) -> Array:
    """Return the traces two accounts share by chance, given both activities and all spreads."""
    activity = np.asarray(matrix.sum(axis=1)).ravel()
    spread = np.asarray(matrix.sum(axis=0)).ravel()
    total = max(spread.sum(), 1.0)
    return activity[one] * activity[two] * (spread * (spread - 1)).sum() / total**2


def benjamini_yekutieli(p: Array, *, tests: int) -> float:
    """Return the largest p-value to accept; ``tests`` counts the pairs not listed in ``p`` too."""
    ordered = np.sort(p)
    harmonic = np.log(tests) + 0.5772156649 if tests > 1 else 1.0
    allowed = FALSE_DISCOVERY * np.arange(1, len(ordered) + 1) / (tests * harmonic)
    passed = np.flatnonzero(ordered <= allowed)
    return float(ordered[passed[-1]]) if len(passed) else -1.0


def dense_groups(links: sparse.csr_matrix) -> list[Group]:
    """Return components after taking away members with too few links to the rest."""
    groups = []
    count, label = connected_components(links, directed=False)
    for component in range(count):
        members = np.flatnonzero(label == component)
        if len(members) >= LEAST_MEMBERS:
            groups += _pruned(links, members)
    return sorted(groups, key=lambda group: (-len(group.members), group.members))


def _pruned(links: sparse.csr_matrix, members: Array) -> list[Group]:
    while len(members) >= LEAST_MEMBERS:
        inner = links[members][:, members]
        degree = np.diff(inner.indptr)
        if degree.min() >= DENSITY * (len(members) - 1):
            pairs = len(members) * (len(members) - 1)
            return [Group(tuple(int(m) for m in members), float(inner.sum() / pairs))]
        members = members[degree > degree.min()]
    return []


def shuffled(matrix: sparse.csr_matrix, *, random: np.random.Generator) -> sparse.csr_matrix:
    """Return a matrix with the same spreads and (but for doubles) activities, traces redealt."""
    coordinates = matrix.tocoo()
    dealt = random.permutation(coordinates.row)
    mixed = sparse.csr_matrix((coordinates.data, (dealt, coordinates.col)), shape=matrix.shape)
    mixed.data[:] = 1.0
    return mixed


def expected_by_chance(matrix: sparse.csr_matrix, *, shuffles: int, seed: int) -> float:
    """Return the mean number of groups found in shuffled traces."""
    random = np.random.default_rng(seed)
    found: Sequence[int] = [len(in_step(shuffled(matrix, random=random))) for _ in range(shuffles)]
    return float(np.mean(found)) if found else 0.0

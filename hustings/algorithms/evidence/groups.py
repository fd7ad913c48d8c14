"""Accounts that act in step, and how many such groups chance alone would show.

A trace is something an account left that others may leave too (``traces``). Three steps:

1. Pairs that share more traces than chance explains are joined. Chance keeps how much each
   account does in each period and how many visit each trace; honest accounts also have likings
   for each other, whose spread is measured on the site itself, so that a count is negative
   binomial.
2. Dense neighbourhoods in the graph are cores.
3. A core gathers everybody who leaves more of the traces of at least two *other* members than
   chance explains, and loses those who do not, until nothing changes.
4. A group is listed if the chances of its members, multiplied, are smaller than one in the number
   of groups of its size that could be picked from all accounts, with a margin.

The same search on shuffled traces says how many groups to expect by chance. "Act in step" is not
"same person".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import betainc, gammaln

from hustings.algorithms.evidence.traces import Traces

LINKING = 3e-3
"""Chance at which a pair is joined. Few pairs can share three traces at all, so few false links
arise; groups are judged by their members, not by their links."""

LEAST_SHARED = 3
"""Traces a pair, or a member and his group, must share."""

LEAST_MEMBERS = 3
DENSITY = 0.5
"""Share of possible links that each member of a core must have to the others."""

STAYING = 1e-2
"""Chance at which a member of a core stays."""

JOINING = 0.5
"""Chance, over all accounts of the site together, that anybody joins a group by accident."""

MARGIN = 1.0
"""log10 by which a group must be stronger than the best of all groups of its size by chance."""

ROUNDS = 20
"""Rounds of gathering and losing members; a group that still changes is taken as it is."""

MOST_SOCIABLE = 2.0
"""Times the site's usual number of others met per visit that a period counts at most; a brigade
must not be the reason why it is expected."""

LEAST_LIKING = 0.05
"""Floor of the spread of likings (variance over squared mean): no site is free of them."""

Array = np.ndarray


@dataclass(frozen=True)
class Group:
    """Accounts in step: their numbers, and how many traces its pairs share on average.

    ``strength`` is the log10 by which it stands out of all groups of its size.
    """

    members: tuple[int, ...]
    shared: float
    strength: float


def in_step(traces: Traces, *, margin: float = MARGIN) -> list[Group]:
    """Return the groups of accounts that share more traces than their activity explains.

    ``margin`` is the log10 by which a group must stand out; at 0 about one in a site by chance.
    """
    if not traces.joining.any():
        return []
    search = Search(traces.shared(), Chance(traces))
    gathered = {search.settled(core) for core in dense_cores(search.links())}
    groups = [search.described(members) for members in gathered if members]
    return _apart(group for group in groups if group.strength >= margin)


class Chance:
    """What pairs and groups share if each period's visits are dealt to its traces at random."""

    def __init__(self, traces: Traces) -> None:
        visits = traces.period_visits()
        self.total = np.maximum(np.asarray(visits.sum(axis=0)).ravel(), 1.0)
        self.share = (visits @ sparse.diags(1 / self.total)).tocsr()
        self.period = traces.periods[traces.joining]
        self.spread = traces.spread[traces.joining]
        meetings = np.bincount(
            self.period, self.spread * (self.spread - 1), minlength=len(self.total)
        )
        usual = np.median(meetings / self.total) if len(meetings) else 0.0
        meetings = np.minimum(meetings, MOST_SOCIABLE * usual * self.total)
        self.weighted = (self.share @ sparse.diags(np.sqrt(meetings))).tocsr()

    def shared(self, one: Array, two: Array) -> Array:
        """Return the traces that pairs of accounts are expected to share."""
        product = self.weighted[one].multiply(self.weighted[two])
        return np.asarray(product.sum(axis=1)).ravel()

    def squares(self) -> float:
        """Return the sum over all pairs of the square of what they are expected to share."""
        between = (self.weighted.T @ self.weighted).power(2).sum()
        own = np.asarray(self.weighted.power(2).sum(axis=1)).ravel()
        return float(between - (own**2).sum()) / 2

    def visits(self, slots: Array) -> Array:
        """Return in how many traces each account is expected, given each one's free places."""
        wanted = np.bincount(self.period, slots, minlength=len(self.total))
        return np.asarray(self.share @ wanted).ravel()


def spread_of_likings(seen: Array, expected: Array, chance: Chance) -> float:
    """Return how unequally accounts are drawn to each other, as variance over squared mean.

    By moments: for a gamma-Poisson count E[n(n − 1)] = e²(1 + spread). Pairs that are no accident
    at all are what is looked for; they are left out.
    """
    ordinary = tail(seen, expected, LEAST_LIKING) > 1 / max(len(seen), 1)
    moments = (seen * (seen - 1))[ordinary].sum() / max(chance.squares(), 1e-12)
    return float(max(moments - 1.0, LEAST_LIKING))


def tail(seen: Array, expected: Array, liking: float) -> Array:
    """Return P(count >= seen) for a negative binomial count of this mean and spread."""
    size = 1 / liking
    missed = np.maximum(expected, 1e-9) / (size + np.maximum(expected, 1e-9))
    return np.where(np.asarray(seen) > 0, betainc(np.maximum(seen, 1), size, missed), 1.0)


def dense_cores(links: sparse.csr_matrix) -> list[tuple[int, ...]]:
    """Return each account's neighbourhood, less members with too few links to the rest.

    Neighbourhoods and not components: one stray link must not melt two groups into one.
    """
    linked = np.flatnonzero(np.diff(links.indptr) >= LEAST_MEMBERS - 1)
    around = {_pruned(links, np.union1d(links[one].indices, [one])) for one in linked.tolist()}
    return sorted(core for core in around if core)


def _pruned(links: sparse.csr_matrix, members: Array) -> tuple[int, ...]:
    while len(members) >= LEAST_MEMBERS:
        degree = np.diff(links[members][:, members].indptr)
        if degree.min() >= DENSITY * (len(members) - 1):
            return tuple(members.tolist())
        members = members[degree > degree.min()]
    return ()


class Search:
    """The search for groups in one table of traces."""

    def __init__(self, matrix: sparse.csr_matrix, chance: Chance) -> None:
        self.matrix, self.chance = matrix, chance
        pairs = sparse.triu(matrix @ matrix.T, k=1).tocoo()
        self.one, self.two, self.seen = pairs.row, pairs.col, pairs.data
        self.expected = chance.shared(self.one, self.two)
        self.liking = spread_of_likings(self.seen, self.expected, chance)

    def links(self) -> sparse.csr_matrix:
        """Return the graph of pairs that share more than chance explains."""
        p = tail(self.seen, self.expected, self.liking)
        joined = (self.seen >= LEAST_SHARED) & (p <= LINKING)
        shape = self.matrix.shape[0], self.matrix.shape[0]
        ends = self.one[joined], self.two[joined]
        links = sparse.csr_matrix((self.seen[joined], ends), shape=shape)
        return (links + links.T).tocsr()

    def settled(self, core: tuple[int, ...]) -> tuple[int, ...]:
        """Let a core gather and lose members until nothing changes; () where nothing is left."""
        members = core
        for _ in range(ROUNDS):
            found = self.members(members)
            if found == members or len(found) < LEAST_MEMBERS:
                break
            members = found
        return found if len(found) >= LEAST_MEMBERS else ()

    def members(self, group: tuple[int, ...]) -> tuple[int, ...]:
        """Return who leaves more of the traces of two other members than chance explains."""
        seen, p = self.accidents(group)
        level = np.full(len(p), JOINING / len(p))
        level[list(group)] = STAYING
        return tuple(np.flatnonzero((seen >= LEAST_SHARED) & (p <= level)).tolist())

    def accidents(self, group: tuple[int, ...]) -> tuple[Array, Array]:
        """Return how many traces of two other members each account left, and the chance of it.

        Of a trace only the places that the others do not fill are free to anybody.
        """
        inside = np.asarray(self.matrix[list(group)].sum(axis=0)).ravel()
        seen, expected = self._met(inside, self.matrix)
        for member in group:
            row = self.matrix[member]
            here, chance = self._met(inside - row.toarray().ravel(), row)
            seen[member], expected[member] = here[0], chance[member]
        return seen, tail(seen, expected, self.liking)

    def described(self, members: tuple[int, ...]) -> Group:
        """Return a group with the mean shared traces of its pairs and its strength."""
        count, size = self.matrix.shape[0], len(members)
        own = self.matrix[list(members)]
        shared = ((own @ own.T).sum() - own.sum()) / (size * (size - 1))
        p = np.maximum(self.accidents(members)[1][list(members)], 1e-300)
        ways = (gammaln(count + 1) - gammaln(size + 1) - gammaln(count - size + 1)) / np.log(10)
        return Group(members, float(shared), float(-np.log10(p).sum() - ways))

    def _met(self, others: Array, rows: sparse.csr_matrix) -> tuple[Array, Array]:
        """Return how many traces of two others the rows are in, and everybody's expectation."""
        own = (others >= 2).astype(np.float64)
        free = np.maximum(self.chance.spread - others, 1.0) * own
        return rows @ own, self.chance.visits(free)


def _apart(groups: Iterable[Group]) -> list[Group]:
    """Keep the strongest of groups that have more than half of their members in common."""
    kept: list[Group] = []
    for group in sorted(groups, key=lambda found: (-found.strength, found.members)):
        own = set(group.members)
        if all(len(own & set(other.members)) <= len(own) / 2 for other in kept):
            kept.append(group)
    return kept


def shuffled(traces: Traces, *, random: np.random.Generator) -> Traces:
    """Return traces with each period's visits dealt anew; doubled visits are lost."""
    entries = traces.visits.tocoo()
    period = traces.periods[entries.col]
    order = np.argsort(period, kind="stable")
    dealt = np.lexsort((random.random(len(order)), period))
    rows = np.empty_like(entries.row)
    rows[order] = entries.row[dealt]
    visits = sparse.csr_matrix((np.ones(len(rows)), (rows, entries.col)), shape=traces.visits.shape)
    visits.data[:] = 1.0
    return Traces(visits, traces.periods)


def expected_by_chance(
    traces: Traces, *, shuffles: int, seed: int, margin: float = MARGIN
) -> float:
    """Return the mean number of groups found in shuffled traces."""
    random = np.random.default_rng(seed)
    found = [len(in_step(shuffled(traces, random=random), margin=margin)) for _ in range(shuffles)]
    return float(np.mean(found)) if found else 0.0

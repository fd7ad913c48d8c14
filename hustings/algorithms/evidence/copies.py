"""Passages that two accounts share: how rare they are, and what they say.

A shingle that a few accounts share is a trace; one that many share is a slogan or a press quotation
and says nothing. What an account repeats after another had posted it, with or without changes, does
not count as its own style, so nobody can be framed by pasting his sentences: they show up here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from hustings.algorithms.evidence.near import Passages
from hustings.algorithms.evidence.protocol import History, halves
from hustings.algorithms.evidence.shingles import SHINGLE, Shingles

COMMON = 5
"""A shingle used by more accounts than this is common property."""

Array = np.ndarray


@dataclass(frozen=True)
class Copy:
    """One account's post repeats another's: how many shingles, and after how many seconds."""

    first_post: int
    later_post: int
    shingles: int
    delay: float
    changed: int = 0
    """Further runs of eight words that follow the first post with some words changed."""

    @property
    def runs(self) -> int:
        """Return how many runs of eight words were copied, word for word or nearly so."""
        return self.shingles + self.changed


def _shared_by_posts(shingles: Shingles, chosen: Array) -> list[tuple[int, int, int]]:
    """Return pairs of posts of different accounts, and how many of the chosen shingles they share.

    A shingle counts once in a pair, however often it stands in either post.
    """
    key = np.stack(
        [
            np.cumsum(np.diff(shingles.hashes[chosen].view(np.int64), prepend=0) != 0),
            shingles.posts[chosen],
        ]
    )
    shared, first = np.unique(key, axis=1, return_index=True)
    accounts = shingles.accounts[chosen][first]
    group, posts = shared
    pairs = []
    one = np.arange(len(group))
    for apart in range(1, len(group)):
        one = one[one + apart < len(group)]
        one = one[group[one] == group[one + apart]]
        if not len(one):
            break
        other = one[accounts[one] != accounts[one + apart]]
        pairs.append(np.stack([posts[other], posts[other + apart]]))
    if not pairs:
        return []
    both, numbers = np.unique(np.concatenate(pairs, axis=1), axis=1, return_counts=True)
    return list(zip(*both.tolist(), numbers.tolist(), strict=True))


def copies_between(
    shingles: Shingles, passages: Passages, *, owners: Array, times: Array
) -> Mapping[tuple[int, int], list[Copy]]:
    """Return the copies between accounts (numbers in order) of posts that are in time order.

    ``owners`` are the accounts of posts, ``passages`` those that follow another account's post.
    """
    holders = shingles.account_counts()
    rare = np.flatnonzero((holders > 1) & (holders <= COMMON))
    exact = {(one, two): number for one, two, number in _shared_by_posts(shingles, rare)}
    alone = Shingles(*(getattr(shingles, f.name)[holders == 1] for f in fields(shingles)))
    changed = _changed_runs(alone, passages, owners=owners)
    pairs: dict[tuple[int, int], list[Copy]] = {}
    for posts in sorted(exact.keys() | changed.keys()):
        delay = float(times[posts[1]] - times[posts[0]])
        copy = Copy(*posts, exact.get(posts, 0), delay, changed.get(posts, 0))
        low, high = sorted(owners[list(posts)].tolist())
        pairs.setdefault((low, high), []).append(copy)
    return pairs


def _changed_runs(
    alone: Shingles, passages: Passages, *, owners: Array
) -> Mapping[tuple[int, int], int]:
    """Return how many shingles of one account ``alone`` stand in rare passages, by both posts."""
    rare = passages.taken(_followers(passages, owners=owners) < COMMON)
    of_posts = np.isin(alone.posts, rare.posts)
    places = np.sort(_place_keys(alone.posts[of_posts], alone.places[of_posts]))
    begins = np.searchsorted(places, _place_keys(rare.posts, rare.begins))
    ends = np.searchsorted(places, _place_keys(rare.posts, rare.ends - SHINGLE + 1))
    found: Counter[tuple[int, int]] = Counter()
    for first, later, runs in zip(rare.firsts, rare.posts, ends - begins, strict=True):
        if runs > 0:
            found[int(first), int(later)] += int(runs)
    return found


def _place_keys(posts: Array, places: Array) -> Array:
    """Return numbers that sort by post, then by place in it."""
    return (posts.astype(np.int64) << 32) + places


def _followers(passages: Passages, *, owners: Array) -> Array:
    """Return for each passage how many accounts follow some of the same words of its first post."""
    found = np.zeros(len(passages), dtype=np.int64)
    order = np.argsort(passages.firsts, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(passages.firsts[order])) + 1):
        begins = passages.sources[rows]
        ends = begins + passages.ends[rows] - passages.begins[rows]
        accounts = owners[passages.posts[rows]]
        for row, begin, end in zip(rows, begins, ends, strict=True):
            found[row] = len(np.unique(accounts[(begins < end) & (ends > begin)]))
    return found


CLASSES = (1, 3, 10)
"""Shared shingles at which the next class begins."""

MOST_RATIO = 10.0
"""Whoever can read a post can copy it: copies never say more than LR 10, nor less than 1/10."""


@dataclass(frozen=True)
class CopyRates:
    """How often one person's halves, and two strangers, share so many rare shingles."""

    same: Array
    different: Array

    def log10_ratio(self, shared: int) -> float:
        """Return the bounded log10 likelihood ratio of so many shared rare shingles."""
        place = int(np.searchsorted(CLASSES, shared, side="right"))
        ratio = np.log10(self.same[place] / self.different[place])
        return float(np.clip(ratio, -np.log10(MOST_RATIO), np.log10(MOST_RATIO)))


def copy_rates(
    shingles: Shingles,
    copies: Mapping[tuple[str, str], Sequence[Copy]],
    *,
    histories: Mapping[str, History],
    accounts: Sequence[str],
) -> CopyRates:
    """Measure both rates on this site: members' own halves, and all pairs of members."""
    side = np.zeros(int(shingles.posts.max(initial=-1)) + 1, dtype=np.int8)
    split = 0
    for history in histories.values():
        first, second = halves(history)
        split += bool(len(first) and len(second))
        known = history.posts[history.posts < len(side)]
        side[np.intersect1d(history.posts[first], known)] = 1
        side[np.intersect1d(history.posts[second], known)] = 2
    same = np.bincount(
        np.searchsorted(CLASSES, _repeated(shingles, side), side="right"), minlength=4
    ).astype(np.float64)
    same[0] = max(split - same[1:].sum(), 0)
    totals = [sum(copy.runs for copy in found) for found in copies.values()]
    different = np.bincount(np.searchsorted(CLASSES, totals, side="right"), minlength=4)
    pairs = len(accounts) * (len(accounts) - 1) / 2
    different = different.astype(np.float64)
    different[0] = max(pairs - different[1:].sum(), 0.0)
    return CopyRates((same + 0.5) / (same.sum() + 2), (different + 0.5) / (different.sum() + 2))


def _repeated(shingles: Shingles, side: Array) -> Array:
    """Return, for each account with any, the shingles that stand in both of its halves."""
    rare = shingles.account_counts() <= COMMON
    key = shingles.hashes[rare], shingles.accounts[rare]
    order = np.lexsort(key)
    hashes, accounts = key[0][order], key[1][order]
    if not len(hashes):
        return np.zeros(0, dtype=np.int64)
    sides = side[shingles.posts[rare]][order]
    new = np.r_[True, (hashes[1:] != hashes[:-1]) | (accounts[1:] != accounts[:-1])]
    group = np.cumsum(new) - 1
    both = (np.bincount(group, sides == 1) > 0) & (np.bincount(group, sides == 2) > 0)
    found = np.bincount(accounts[new][both]) if both.any() else np.zeros(0, dtype=np.int64)
    return found[found > 0]

"""Passages that two accounts share word for word: who had them first, and how rare they are.

Every run of eight own words (a shingle) is hashed. A shingle that a few accounts share is a trace;
one that many share is a slogan or a press quotation and says nothing. What an account repeats
after another had posted it does not count as its own style, so nobody can be framed by pasting
his sentences: they show up here, as copies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.features import token_hash
from hustings.algorithms.evidence.protocol import History, halves
from hustings.algorithms.evidence.sides import WORD

SHINGLE = 8
"""Words in a shingle."""

COMMON = 5
"""A shingle used by more accounts than this is common property."""

Array = np.ndarray


@dataclass(frozen=True)
class Shingles:
    """All shingles of a corpus, sorted by hash, then by time, then by post."""

    hashes: Array
    posts: Array
    places: Array
    accounts: Array

    def shared(self) -> Array:
        """Return a mask of the shingles that more than one account uses."""
        return self.account_counts() > 1

    def account_counts(self) -> Array:
        """Return for each entry how many accounts use its shingle."""
        found = np.ones(len(self.hashes), dtype=np.int64)
        same = self.hashes[1:] == self.hashes[:-1]
        several = np.flatnonzero(np.r_[False, same] | np.r_[same, False])
        if not len(several):
            return found
        group = np.cumsum(np.r_[0, np.diff(self.hashes[several].view(np.int64)) != 0])
        order = np.lexsort((self.accounts[several], group))
        g, a = group[order], self.accounts[several][order]
        first = np.r_[True, (g[1:] != g[:-1]) | (a[1:] != a[:-1])]
        found[several] = np.bincount(g, first)[group]
        return found


QUOTED = r"(?:[^{end}\n]|\n(?![ \t]*\n)){{1,2000}}"
QUOTATION = re.compile(
    "|".join(
        begin + QUOTED.format(end=end) + f"[{end}]"
        for begin, end in (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“”"))
    )
)
"""A marked quotation inside a paragraph: it may be anybody's."""

LEAST_QUOTED = 30
"""Characters; what is shorter is irony or a title, and hides no passage of eight words."""

PLACEHOLDER = re.compile(r"<[A-Z]{2,}>")
"""What stands for a link, an address or a name is nobody's word."""


def own_tokens(text: str) -> list[re.Match[str]]:
    """Return the words of a text but for placeholders."""
    gone = {found.start() + 1 for found in PLACEHOLDER.finditer(text)}
    return [found for found in WORD.finditer(text) if found.start() not in gone]


def shingle_hashes(text: str, words: Sequence[str] | None = None) -> tuple[Array, Array]:
    """Return hash (uint64) and first place of each run of eight words outside quotations.

    ``words`` are the words of the text, if they are known and none is a placeholder's.
    """
    if words is None:
        words = WORD.findall(PLACEHOLDER.sub("<>", text))
    hashes = np.array([token_hash(word) for word in map(str.lower, words)], dtype=np.uint64)
    if len(words) < SHINGLE:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)
    value = np.zeros(len(hashes) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        value = value * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + len(value)]
    value ^= value >> np.uint64(31)
    places = np.arange(len(value), dtype=np.int32)
    quoted = [f.span() for f in QUOTATION.finditer(text) if len(f.group()) > LEAST_QUOTED]
    if quoted:
        places = places[_unquoted(own_tokens(text), quoted)]
        value = value[places]
    return value, places


def _unquoted(tokens: Sequence[re.Match[str]], quoted: Sequence[tuple[int, int]]) -> Array:
    """Return which runs of eight words have no word inside a quotation."""
    starts = np.array([found.start() for found in tokens])
    inside = np.zeros(len(starts), dtype=bool)
    for begin, end in quoted:
        inside |= (starts >= begin) & (starts < end)
    touched = np.convolve(inside, np.ones(SHINGLE), mode="valid")
    return touched == 0


def find_shingles(texts: Sequence[str], *, accounts: Array, times: Array) -> Shingles:
    """Hash every post; ``accounts`` numbers the accounts, ``times`` are in seconds."""
    return sorted_shingles([shingle_hashes(text) for text in texts], accounts=accounts, times=times)


def sorted_shingles(
    hashed: Sequence[tuple[Array, Array]], *, accounts: Array, times: Array
) -> Shingles:
    """Return the shingles of posts from what ``shingle_hashes`` says of each."""
    lengths = [len(one) for one, _ in hashed]
    posts = np.repeat(np.arange(len(hashed), dtype=np.int32), lengths)
    places = np.concatenate([place for _, place in hashed] or [posts])
    hashes = np.concatenate([one for one, _ in hashed] or [np.zeros(0, dtype=np.uint64)])
    if (np.diff(times) < 0).any():
        order = np.lexsort((places, posts, times[posts], hashes))
    else:  # posts in time order: a stable sort keeps them and their places so
        order = np.argsort(hashes, kind="stable")
    return Shingles(hashes[order], posts[order], places[order], accounts[posts[order]])


def copied_words(shingles: Shingles) -> Mapping[int, Array]:
    """Return for each post that repeats another account the places of the repeated words."""
    if not len(shingles.hashes):
        return {}
    start = np.r_[True, shingles.hashes[1:] != shingles.hashes[:-1]]
    first = shingles.accounts[np.flatnonzero(start)][np.cumsum(start) - 1]
    repeated = np.flatnonzero(shingles.accounts != first)
    places: dict[int, set[int]] = {}
    for entry in repeated:
        covered = range(shingles.places[entry], shingles.places[entry] + SHINGLE)
        places.setdefault(int(shingles.posts[entry]), set()).update(covered)
    return {post: np.array(sorted(found)) for post, found in places.items()}


def without_words(text: str, places: Array) -> str:
    """Return a text without the words at these places (and what stands between them)."""
    spans = [found.span() for found in own_tokens(text)]
    kept, end, gone = [], 0, set(places.tolist())
    for place, (start, stop) in enumerate(spans):
        if place in gone and place < len(spans):
            if place - 1 not in gone:
                kept.append(text[end:start])
            end = stop
    return "".join([*kept, text[end:]])


@dataclass(frozen=True)
class Copy:
    """One account's post repeats another's: how many shingles, and after how many seconds."""

    first_post: int
    later_post: int
    shingles: int
    delay: float


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


def rare_pairs(shingles: Shingles, *, times: Array) -> Mapping[tuple[int, int], list[Copy]]:
    """Return the copies between accounts (numbers in order) that share rare shingles."""
    counts = shingles.account_counts()
    rare = np.flatnonzero((counts > 1) & (counts <= COMMON))
    found = _shared_by_posts(shingles, rare)
    owner = dict(zip(shingles.posts[rare].tolist(), shingles.accounts[rare].tolist(), strict=True))
    pairs: dict[tuple[int, int], list[Copy]] = {}
    for one, two, number in found:
        early, late = sorted((one, two), key=lambda post: (times[post], post))
        low, high = sorted((owner[one], owner[two]))
        copy = Copy(early, late, number, float(times[late] - times[early]))
        pairs.setdefault((low, high), []).append(copy)
    return pairs


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
    totals = [sum(copy.shingles for copy in found) for found in copies.values()]
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

"""Shingles: every run of eight own words, hashed, and who had it first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.features import token_hash
from hustings.algorithms.evidence.sides import WORD

SHINGLE = 8
"""Words in a shingle."""

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


def word_hashes(words: Iterable[str]) -> Array:
    """Return 32 bits (uint32) of each word, whatever its case."""
    return np.fromiter(map(token_hash, map(str.lower, words)), dtype=np.uint32)


def shingle_hashes(text: str, hashes: Array | None = None) -> tuple[Array, Array]:
    """Return hash (uint64) and first place of each run of eight words outside quotations.

    ``hashes`` are those of the words (``own_tokens``), if they are known.
    """
    if hashes is None:
        hashes = word_hashes(found.group() for found in own_tokens(text))
    if len(hashes) < SHINGLE:
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

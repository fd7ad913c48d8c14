"""Passages that follow an earlier post nearly word for word.

Who changes a word in every few breaks all runs of eight, but not all small patterns of words: a
run of three, or a word, its neighbour and the next but one (a spaced seed: Ma, Tromp and Li 2002).
A pattern that few posts hold ties a later post to the first one that held it. Where several ties to
one post follow each other in its order, the text between the first and the last of them is that
post's, whatever words were changed in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

SEEDS = ((0, 1, 2), (0, 1, 3))
"""Places of a pattern's words. The second outlives a change of every third word, the first an
insertion after every third."""

SPAN = 3
"""Words that the shortest pattern spans."""

MOST_HOLDERS = 1000
"""Times a pattern may occur; what is more frequent is common speech and ties nothing."""

LEAST_TIES = 5
"""Ties in one passage; strangers who write on one subject share two or three in a row."""

LEAST_WORDS = 12
"""Words in one passage; a shorter one is found by its runs of eight if nothing is changed in it."""

MOST_GAP = 16
"""Words from one tie of a passage to the next."""

MOST_SHIFT = 3
"""Words by which a passage may have grown or shrunk from one tie to the next."""

Array = np.ndarray


@dataclass(frozen=True)
class Passages:
    """Passages of later posts; all arrays have one entry for each passage."""

    posts: Array
    firsts: Array
    """The earlier post that each passage follows."""
    begins: Array
    ends: Array
    """Words of the later post, from ``begins`` to before ``ends``."""
    sources: Array
    """Words of the earlier post at which each begins."""

    def __len__(self) -> int:
        return len(self.posts)

    def taken(self, chosen: Array) -> Passages:
        """Return these passages alone."""
        return Passages(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def words(self) -> Mapping[int, Array]:
        """Return for each later post the places of its words that stand in passages."""
        found: dict[int, list[Array]] = {}
        ends = zip(self.posts.tolist(), self.begins.tolist(), self.ends.tolist(), strict=True)
        for post, begin, end in ends:
            found.setdefault(post, []).append(np.arange(begin, end))
        return {post: np.unique(np.concatenate(places)) for post, places in found.items()}


def near_passages(hashes: Sequence[Array]) -> Passages:
    """Find the passages of posts (in time order) that follow an earlier post.

    ``hashes`` holds 32 bits of each word of each post. What a post repeats of itself is left out.
    """
    posts, places = _positions([len(words) for words in hashes])
    words = np.concatenate([*hashes, np.zeros(0, np.uint32)])
    ties = [_ties(words, posts, seed=seed) for seed in SEEDS]
    later, first = (np.concatenate(ends) for ends in zip(*ties, strict=True))
    width = len(hashes) + 1
    pair = posts[later].astype(np.int64) * width + posts[first]
    kept = _often(pair)
    pair, x, y = pair[kept], places[later[kept]], places[first[kept]]
    order = np.lexsort((x, pair))
    pair, x, y = pair[order], x[order], y[order]
    start, stop = _chains(pair, x, y)
    return Passages(pair[start] // width, pair[start] % width, x[start], x[stop] + SPAN, y[start])


def _positions(sizes: Sequence[int]) -> tuple[Array, Array]:
    """Return the post and the place in it of every word."""
    posts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    begins = np.cumsum(np.r_[0, sizes])[:-1]
    return posts, (np.arange(len(posts)) - np.repeat(begins, sizes)).astype(np.int32)


def _ties(words: Array, posts: Array, *, seed: Sequence[int]) -> tuple[Array, Array]:
    """Return words that begin a pattern which another post held before, and where it was first."""
    count = max(len(words) - seed[-1], 0)
    value = np.zeros(count, dtype=np.uint64)
    for place in seed:
        value = (value + words[place : place + count]) * np.uint64(0x9E3779B97F4A7C15)
    inside = np.flatnonzero(posts[:count] == posts[seed[-1] :])
    keyed = (value[inside] & ~np.uint64(0xFFFFFFFF)) | inside.astype(np.uint64)
    keyed.sort()
    pattern, word = keyed >> np.uint64(32), (keyed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    begin = np.flatnonzero(np.r_[True, pattern[1:] != pattern[:-1]][: len(pattern)])
    sizes = np.diff(np.r_[begin, len(pattern)])
    held = (sizes > 1) & (sizes <= MOST_HOLDERS)
    first = np.repeat(word[begin[held]], sizes[held])
    later = word[np.repeat(held, sizes)]
    apart = posts[later] != posts[first]
    return later[apart], first[apart]


def _often(key: Array) -> Array:
    """Return a mask of the ties between posts that have enough of them for a passage."""
    number, times = np.unique(key, return_inverse=True, return_counts=True)[1:]
    return times[number] >= LEAST_TIES


def _chains(pair: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Return the first and the last ties of passages; ``x`` and ``y`` are places in both posts."""
    gap, shift = np.diff(x), np.abs(np.diff(y) - np.diff(x))
    broken = (pair[1:] != pair[:-1]) | (gap > MOST_GAP) | (shift > MOST_SHIFT)
    edges = np.flatnonzero(np.r_[True, broken, True][: len(pair) + 1])
    start, stop = edges[:-1], edges[1:] - 1
    long = (stop - start >= LEAST_TIES - 1) & (x[stop] - x[start] + SPAN >= LEAST_WORDS)
    return start[long], stop[long]

"""Posts that several accounts put up almost word for word.

Two texts are copies if four fifths of the shorter one's shingles stand in the other. All such pairs
are found, by an exact filter (Chaudhuri, Ganti and Kaushik 2006): of a text with ``n`` shingles
any ``n − ⌈0.8 n⌉ + 1`` must hold one that stands in each of its copies, so only the rarest so many
are looked up. Posts with the very same shingles are one text from the start.

A longer post around a shorter one in the same thread is an answer that quotes without marks, and so
is one of more than twice the words anywhere; neither is a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from hustings.algorithms.evidence.shingles import SHINGLE, Shingles

SHARED = 0.8
"""Share of the shorter text's shingles that must stand in the other."""

LEAST_WORDS = 12

MOST_ADDED = 2
"""A text of more than so many times the words of the one it contains quotes it."""

MOST_LOOKED_AT = 500
"""Texts with one shingle in common that are compared with each of them; bounds a spam wave."""

CHUNK = 2_000_000
"""Shingles compared at a time."""

Array = np.ndarray


@dataclass(frozen=True)
class CopyGroup:
    """Posts with one text in time order, and the accounts that put it up (numbers)."""

    posts: tuple[int, ...]
    accounts: tuple[int, ...]


@dataclass(frozen=True)
class Texts:
    """Different texts as sorted rows of shingle numbers.

    ``spread[k]`` is the number of texts that hold shingle ``k``; ``of_post`` the text of each of
    ``posts``.
    """

    starts: Array
    shingles: Array
    spread: Array
    posts: Array
    of_post: Array

    @property
    def sizes(self) -> Array:
        """Return how many shingles each text has."""
        return np.diff(self.starts)


def copy_groups(shingles: Shingles, *, words: Array, threads: Array) -> list[CopyGroup]:
    """Return groups of near-identical posts by at least two accounts, largest first.

    Posts are numbered in time order; each has its own ``words`` and the number of its thread in
    ``threads`` (-1: none).
    """
    if not len(shingles.hashes):
        return []
    texts = different_texts(shingles, words=words)
    one, two, shared = _copies(texts)
    kept = ~_quotations(texts, one, two, shared, threads)
    one, two = one[kept], two[kept]
    count = len(texts.sizes)
    graph = sparse.csr_matrix((np.ones(len(one)), (one, two)), shape=(count, count))
    label = connected_components(graph, directed=False)[1]
    owner = np.full(int(shingles.posts.max()) + 1, -1, dtype=np.int64)
    owner[shingles.posts] = shingles.accounts
    return _groups(label[texts.of_post], texts.posts, owner)


def different_texts(shingles: Shingles, *, words: Array) -> Texts:
    """Collapse posts of at least twelve own words to their different sets of shingles."""
    kept = words[shingles.posts] >= LEAST_WORDS
    numbers = np.unique(shingles.hashes[kept], return_inverse=True)[1]
    order = np.lexsort((numbers, shingles.posts[kept]))
    post, number = shingles.posts[kept][order].astype(np.int64), numbers[order]
    new = np.r_[True, (post[1:] != post[:-1]) | (number[1:] != number[:-1])][: len(post)]
    post, number = post[new], number[new]
    posts, starts = np.unique(post, return_index=True)
    sums = np.add.reduceat(_mixed(number), starts) if len(starts) else np.zeros(0, np.uint64)
    first, of_post = np.unique(sums, return_index=True, return_inverse=True)[1:]
    sizes = np.diff(np.append(starts, len(post)))
    picked = _ranges(starts[first], sizes[first])
    bounds = np.concatenate([[0], np.cumsum(sizes[first])])
    return Texts(bounds, number[picked], np.bincount(number[picked]), posts, of_post)


def _mixed(numbers: Array) -> Array:
    """Return well-spread 64-bit values whose sum tells sets of numbers apart."""
    value = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return value ^ (value >> np.uint64(29))


def _ranges(starts: Array, lengths: Array) -> Array:
    """Return the places of several runs one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _copies(texts: Texts) -> tuple[Array, Array, Array]:
    """Return pairs of texts (the shorter first) that are copies, and their shared shingles."""
    found = [np.zeros((3, 0), dtype=np.int64)]
    for one, two in _candidates(texts):
        shared = _shared(texts, one, two)
        copies = shared >= SHARED * texts.sizes[one]
        found.append(np.stack([one[copies], two[copies], shared[copies]]))
    one, two, shared = np.concatenate(found, axis=1)
    return one, two, shared


def _candidates(texts: Texts) -> Iterator[tuple[Array, Array]]:
    """Yield pairs of texts that share one of the shorter one's rarest shingles, in chunks."""
    text = np.repeat(np.arange(len(texts.sizes)), texts.sizes)
    order = np.lexsort((texts.shingles, texts.spread[texts.shingles], text))
    place = np.arange(len(text)) - texts.starts[text]
    needed = texts.sizes - np.ceil(SHARED * texts.sizes).astype(np.int64) + 1
    looked_up = order[place < needed[text]]
    looked_up = looked_up[texts.spread[texts.shingles[looked_up]] > 1]
    holders = text[np.argsort(texts.shingles, kind="stable")]
    bucket = np.concatenate([[0], np.cumsum(texts.spread)])
    for part in _chunks(looked_up, texts):
        shingle, own = texts.shingles[part], text[part]
        size = np.minimum(texts.spread[shingle], MOST_LOOKED_AT)
        one, two = np.repeat(own, size), holders[_ranges(bucket[shingle], size)]
        fits = (texts.sizes[one] < texts.sizes[two]) | (
            (texts.sizes[one] == texts.sizes[two]) & (one < two)
        )
        keys = np.unique(one[fits] * len(texts.sizes) + two[fits])
        yield keys // len(texts.sizes), keys % len(texts.sizes)


def _chunks(looked_up: Array, texts: Texts) -> list[Array]:
    """Cut the look-ups so that each part compares about ``CHUNK`` shingles."""
    shingle = texts.shingles[looked_up]
    work = np.cumsum(np.minimum(texts.spread[shingle], MOST_LOOKED_AT) * 20)
    cuts = np.searchsorted(work, np.arange(CHUNK, work[-1] if len(work) else 0, CHUNK))
    return np.split(looked_up, np.unique(cuts))


def _shared(texts: Texts, one: Array, two: Array) -> Array:
    """Return how many of the first text's shingles stand in the second, pair by pair."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    width = np.int64(len(texts.spread))
    keys = np.repeat(np.arange(len(texts.sizes)), texts.sizes) * width + texts.shingles
    size = texts.sizes[one]
    wanted = np.repeat(two, size) * width + texts.shingles[_ranges(texts.starts[one], size)]
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.add.reduceat((keys[place] == wanted).astype(np.int64), np.cumsum(size) - size)


def _quotations(texts: Texts, one: Array, two: Array, shared: Array, threads: Array) -> Array:
    """Return which pairs are a text and a longer one around it: an answer that quotes it.

    In one thread any text that is not itself as good as contained in the other is one; elsewhere
    one of more than twice the words.
    """
    words = texts.sizes + SHINGLE - 1
    found = words[two] > MOST_ADDED * words[one]
    posts: dict[int, list[int]] = {}
    for post, text in zip(texts.posts.tolist(), texts.of_post.tolist(), strict=True):
        posts.setdefault(text, []).append(post)
    for pair in np.flatnonzero(~found & (shared < SHARED * texts.sizes[two])):
        here, there = (threads[posts[int(text[pair])]] for text in (one, two))
        found[pair] = bool(np.isin(here[here >= 0], there).any())
    return found


def _groups(label: Array, posts: Array, owner: Array) -> list[CopyGroup]:
    order = np.lexsort((posts, label))
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    found = [
        CopyGroup(tuple(group.tolist()), tuple(np.unique(owner[group]).tolist()))
        for group in np.split(posts[order], starts[1:])
        if len(group) > 1
    ]
    several = [group for group in found if len(group.accounts) > 1]
    return sorted(several, key=lambda group: (-len(group.accounts), group.posts))

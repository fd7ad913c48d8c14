"""Split one person's posts in two, as if two accounts had written them.

The posts in time order are cut where half of the words are written. The second half loses every
thread that the first half has, so that no shared conversation links the two. Whole posts are then
drawn at random until exactly the wanted number of words is reached; the last is cut short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Numbers = Sequence[float] | Sequence[int] | np.ndarray

WORD_CLASSES = (250, 500, 1000, 2500, 5000)
"""Own words a side at which a site tests itself."""


@dataclass(frozen=True)
class History:
    """One person's posts: their numbers in the corpus, times, threads and own word counts."""

    posts: np.ndarray
    times: np.ndarray
    threads: np.ndarray
    words: np.ndarray


@dataclass(frozen=True)
class Draw:
    """Posts drawn for one side; of the last only ``last_words`` words are kept."""

    posts: tuple[int, ...]
    last_words: int


def halves(history: History) -> tuple[np.ndarray, np.ndarray]:
    """Return positions (into ``history``) of the first half and the thread-disjoint second half."""
    order = np.lexsort((history.posts, history.times))
    written = np.cumsum(history.words[order])
    if not len(written) or not written[-1]:
        return order[:0], order[:0]
    cut = int(np.searchsorted(written, written[-1] / 2, side="left")) + 1
    first, second = order[:cut], order[cut:]
    return first, second[~np.isin(history.threads[second], history.threads[first])]


def draw(
    history: History, *, positions: np.ndarray, words: int, random: np.random.Generator
) -> Draw | None:
    """Draw whole posts at random until exactly ``words`` words; None if there are fewer."""
    shuffled = random.permutation(positions)
    written = np.cumsum(history.words[shuffled])
    if not len(written) or written[-1] < words:
        return None
    last = int(np.searchsorted(written, words, side="left"))
    before = int(written[last - 1]) if last else 0
    return Draw(tuple(int(post) for post in history.posts[shuffled[: last + 1]]), words - before)


def draw_pair(
    history: History, *, words: int, random: np.random.Generator
) -> tuple[Draw, Draw] | None:
    """Draw both sides of a split account, or return None where either has too few words."""
    first, second = halves(history)
    left = draw(history, positions=first, words=words, random=random)
    right = draw(history, positions=second, words=words, random=random)
    return (left, right) if left and right else None


def histories(
    people: Sequence[str], *, times: Numbers, threads: Numbers | Sequence[str], words: Numbers
) -> Mapping[str, History]:
    """Group the posts of a corpus by person, people in sorted order."""
    if not len(people):
        return {}
    order = np.argsort(np.asarray(people, dtype=str), kind="stable")
    names = np.asarray(people, dtype=str)[order]
    starts = np.flatnonzero(names != np.r_[[""], names[:-1]])
    time, thread, word = np.asarray(times), np.asarray(threads), np.asarray(words)
    return {
        str(names[start]): History(rows, time[rows], thread[rows], word[rows])
        for start, rows in zip(starts, np.split(order, starts[1:]), strict=True)
    }

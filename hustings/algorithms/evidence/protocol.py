"""Split one person's posts in two, as if two accounts had written them.

The posts in time order are cut where half of the words are written. The second half loses every
thread that the first half has, so that no shared conversation links the two. Whole posts are then
drawn at random until exactly the wanted number of words is reached; the last is cut short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


Cut = Callable[[History], tuple[np.ndarray, np.ndarray]]
"""Returns the positions (into a history) of both parts of it."""


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


def between_threads(history: History) -> tuple[np.ndarray, np.ndarray]:
    """Return positions of earlier and of later threads, cut where the smaller part is largest.

    Threads stand in the order of their first posts. No word is lost to a thread that both halves
    have, so twice as many short accounts can be split as by ``halves``.
    """
    threads, number = np.unique(history.threads, return_inverse=True)
    begun = np.full(len(threads), np.inf)
    np.minimum.at(begun, number, history.times)
    return _cut_evenly(history, number, order=np.argsort(begun, kind="stable"))


def random_threads(history: History, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return positions of some threads and of all others, cut where the smaller part is largest.

    Threads stand in random order, so that one person can be cut several times.
    """
    threads, number = np.unique(history.threads, return_inverse=True)
    return _cut_evenly(history, number, order=random.permutation(len(threads)))


def _cut_evenly(
    history: History, number: np.ndarray, *, order: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cut a history between threads that stand in ``order``; each post is in thread ``number``."""
    written = np.cumsum(np.bincount(number, history.words, minlength=len(order))[order])
    if not len(written):
        return number, number
    cut = int(np.argmax(np.minimum(written, written[-1] - written))) + 1
    first = np.isin(number, order[:cut])
    return np.flatnonzero(first), np.flatnonzero(~first)


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
    history: History, *, words: int, random: np.random.Generator, cut: Cut = halves
) -> tuple[Draw, Draw] | None:
    """Draw both sides of a split account, or return None where either has too few words."""
    first, second = cut(history)
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

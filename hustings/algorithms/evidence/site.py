"""The site: all accounts of one file, their own words, and which of them can be split for a test.

Everything that is later fitted (what is usual here, weights, calibration) comes from these
accounts and from nowhere else: a model brought from another site may not print a likelihood ratio.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from hustings.algorithms.evidence.clock import clock_bin
from hustings.algorithms.evidence.copies import Copy, CopyRates, copies_between, copy_rates
from hustings.algorithms.evidence.features import words_of
from hustings.algorithms.evidence.near import Passages, near_passages
from hustings.algorithms.evidence.own_words import own_words
from hustings.algorithms.evidence.protocol import (
    Cut,
    Draw,
    History,
    between_threads,
    draw_pair,
    halves,
    histories,
)
from hustings.algorithms.evidence.shingles import (
    PLACEHOLDER,
    Shingles,
    copied_words,
    shingle_hashes,
    sorted_shingles,
    without_words,
    word_hashes,
)
from hustings.algorithms.evidence.sides import WORD, count_words, most_spread

LEAST_WORDS = 250
"""Own words an account needs; below, every likelihood ratio is 1."""

COPIED_ALLOWANCE = 0.2
"""Share of ``LEAST_WORDS`` that may be copied; with more, an account has too few words."""

LEAST_OWN = 0.5
"""Share of an account's words that must be its own. What is left of one that mostly copies is the
rims of copies, and so may be somebody else's style."""

FAMILIAR_LETTERS = 2000
"""Letters of an account's first posts by which it is seen whether its language is the site's."""

TASK_LETTERS = 400_000
"""Letters of text in one task."""

FAMILIAR = 0.5
"""Share of the usual familiarity below which an account writes another language."""

Array = np.ndarray
Run = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class Post:
    """One post as the file has it; ``time`` in seconds since 1970 UTC, NaN where unknown."""

    id: str
    account: str
    time: float
    thread: str
    parent: str
    text: str
    network: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """Posts in time order with their own words, by account."""

    posts: Sequence[Post]
    texts: Sequence[str]
    """Own words: quotations, banners and passages copied from other accounts are gone."""
    words: Array
    unquoted_words: Array
    """Words before copied passages were taken out."""
    shingles: Shingles
    passages: Passages
    """Passages that follow another account's earlier post nearly word for word."""

    @cached_property
    def times(self) -> Array:
        """Return posting times in seconds; unknown ones are NaN."""
        return np.array([post.time for post in self.posts], dtype=np.float64)

    @cached_property
    def accounts(self) -> list[str]:
        """Return all account names in order."""
        return sorted({post.account for post in self.posts})

    @cached_property
    def owners(self) -> Array:
        """Return the number, in ``accounts``, of each post's account."""
        number = {name: place for place, name in enumerate(self.accounts)}
        return np.array([number[post.account] for post in self.posts], dtype=np.int64)

    @cached_property
    def threads(self) -> Array:
        """Return the number of each post's thread; a post without one is its own."""
        names = [post.thread or f"\x00{post.id}" for post in self.posts]
        return np.unique(names, return_inverse=True)[1] if names else np.zeros(0, dtype=np.int64)

    @cached_property
    def parents(self) -> Array:
        """Return the number of the post that each post answers; -1 where it is not in the file."""
        by_id = {post.id: place for place, post in enumerate(self.posts)}
        return np.array(
            [
                -1 if by_id.get(post.parent, place) == place else by_id[post.parent]
                for place, post in enumerate(self.posts)
            ],
            dtype=np.int64,
        )

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Return each account's posts."""
        return histories(
            [self.accounts[number] for number in self.owners.tolist()],
            times=np.nan_to_num(self.times, nan=0.0),
            threads=self.threads,
            words=self.words,
        )

    @cached_property
    def smaller_parts(self) -> Array:
        """Return the words of the smaller part of each account cut between threads."""
        return np.array(
            [smaller_half(history, cut=between_threads) for history in self.histories.values()]
        )

    @cached_property
    def account_words(self) -> Mapping[str, int]:
        """Return the own words of each account."""
        return {name: int(history.words.sum()) for name, history in self.histories.items()}

    @cached_property
    def clock_bins(self) -> Array:
        """Return each post's class of hour and day, -1 where its time is unknown."""
        return np.array(
            [clock_bin(t) if np.isfinite(t) else -1 for t in self.times], dtype=np.int64
        )

    @cached_property
    def copies(self) -> Mapping[tuple[str, str], list[Copy]]:
        """Return rare passages that two accounts share, by their names in order."""
        found = copies_between(
            self.shingles,
            self.passages,
            owners=self.owners,
            times=np.nan_to_num(self.times, nan=0.0),
        )
        names = self.accounts
        return {(names[one], names[two]): copies for (one, two), copies in found.items()}

    @cached_property
    def copy_rates(self) -> CopyRates:
        """Return how often members' own halves, and strangers, share rare passages here."""
        return copy_rates(
            self.shingles, self.copies, histories=self.histories, accounts=self.accounts
        )

    @cached_property
    def networks(self) -> Mapping[str, frozenset[str]]:
        """Return each account's network values."""
        return {
            name: frozenset(v for number in history.posts for v in self.posts[number].network)
            for name, history in self.histories.items()
        }

    @cached_property
    def familiarity(self) -> Mapping[str, float]:
        """Return which share of each account's words are among the site's widest-spread ones.

        A member who writes another language than most shows by a share far below the usual.
        """
        words = {
            name: Counter(words_of(_beginning(self.texts[post] for post in history.posts)))
            for name, history in self.histories.items()
        }
        widest = most_spread(own.keys() for own in words.values())
        return {
            name: sum(own[word] for word in own.keys() & widest) / max(own.total(), 1)
            for name, own in words.items()
        }

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Return the accounts whose words are so unfamiliar that style cannot be compared."""
        usual = float(np.median(list(self.familiarity.values())))
        return frozenset(n for n, share in self.familiarity.items() if share < FAMILIAR * usual)

    @cached_property
    def written(self) -> Mapping[str, int]:
        """Return the words of each account before copied passages were taken out."""
        return {
            name: int(self.unquoted_words[history.posts].sum())
            for name, history in self.histories.items()
        }

    @cached_property
    def comparable(self) -> frozenset[str]:
        """Return the accounts with enough own words to be compared."""
        least = LEAST_WORDS * (1 - COPIED_ALLOWANCE)
        return frozenset(
            name
            for name, words in self.written.items()
            if words >= LEAST_WORDS and self.account_words[name] >= max(least, LEAST_OWN * words)
        )


def _beginning(texts: Iterable[str]) -> str:
    """Return the first ``FAMILIAR_LETTERS`` of an account's posts."""
    found = ""
    for text in texts:
        found += text[: FAMILIAR_LETTERS - len(found)] + "\n"
        if len(found) >= FAMILIAR_LETTERS:
            break
    return found


def make_site(posts: Sequence[Post], *, run: Run = map) -> Site:
    """Reduce posts (any order) to own words.

    A passage of eight words or more that another account had posted before, or a longer one with
    some words changed, is a copy and is taken out of the later account's own words. ``run`` maps
    tasks over cores.
    """
    ordered = sorted(posts, key=lambda post: (known_time(post.time), post.account, post.id))
    names = {name: number for number, name in enumerate(sorted({p.account for p in ordered}))}
    numbers = np.array([names[post.account] for post in ordered], dtype=np.int32)
    times = np.array([known_time(post.time) for post in ordered], dtype=np.float64)
    own = _own_posts(ordered, run=run)
    texts, unquoted = [post.text for post in own], np.array([p.words for p in own], dtype=np.int64)
    shingles = sorted_shingles([post.shingles for post in own], accounts=numbers, times=times)
    passages = near_passages([post.hashes for post in own])
    passages = passages.taken(numbers[passages.posts] != numbers[passages.firsts])
    words = unquoted.copy()
    for post, places in _united(copied_words(shingles), passages.words()).items():
        texts[post] = without_words(texts[post], places)
        words[post] = count_words(texts[post])
    return Site(ordered, texts, words, unquoted, shingles, passages)


def _united(one: Mapping[int, Array], two: Mapping[int, Array]) -> Mapping[int, Array]:
    """Return places of words by post that stand in either."""
    none = np.zeros(0, dtype=np.int64)
    posts = one.keys() | two.keys()
    return {post: np.union1d(one.get(post, none), two.get(post, none)) for post in sorted(posts)}


def known_time(time: float) -> float:
    """Return a posting time, 0 where it is unknown."""
    return 0.0 if math.isnan(time) else time


@dataclass(frozen=True)
class OwnPost:
    """A post reduced to its writer's own words, their number, their hashes and its shingles."""

    text: str
    words: int
    hashes: Array
    """32 bits of each word but placeholders."""
    shingles: tuple[Array, Array]


def _own_posts(posts: Sequence[Post], *, run: Run) -> list[OwnPost]:
    by_account: dict[str, list[int]] = {}
    for number, post in enumerate(posts):
        by_account.setdefault(post.account, []).append(number)
    batches = list(_batches(by_account, posts))
    tasks = ([(name, [posts[n].text for n in by_account[name]]) for name in b] for b in batches)
    found: dict[int, OwnPost] = {}
    for names, reduced in zip(batches, run(_reduce_accounts, tasks), strict=True):
        numbers = (number for name in names for number in by_account[name])
        found |= zip(numbers, reduced, strict=True)
    return [found[number] for number in range(len(posts))]


def _batches(by_account: Mapping[str, Sequence[int]], posts: Sequence[Post]) -> Iterator[list[str]]:
    """Yield accounts by batches of about so many letters as make a task worth its way."""
    batch: list[str] = []
    letters = 0
    for name, numbers in by_account.items():
        batch.append(name)
        letters += sum(len(posts[number].text) for number in numbers)
        if letters >= TASK_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _reduce_accounts(accounts: Sequence[tuple[str, Sequence[str]]]) -> list[OwnPost]:
    """Reduce all posts of some accounts; a plain function of one argument, for any pool."""
    return [_own_post(text) for name, texts in accounts for text in own_words(texts, name=name)]


def _own_post(text: str) -> OwnPost:
    words = WORD.findall(text)
    hashes = word_hashes(WORD.findall(PLACEHOLDER.sub("<>", text)) if "<" in text else words)
    return OwnPost(text, len(words), hashes, shingle_hashes(text, hashes))


@dataclass(frozen=True)
class Splits:
    """Accounts (or persons) that can be split at ``words`` a side, and their drawn halves."""

    words: int
    names: Sequence[str]
    pairs: Sequence[tuple[Draw, Draw]] = field(repr=False)


def split(people: Mapping[str, History], *, words: int, seed: int, cut: Cut = halves) -> Splits:
    """Split everybody who has ``words`` own words in both halves; deterministic by ``seed``."""
    names, pairs = [], []
    for number, name in enumerate(sorted(people)):
        random = np.random.default_rng([seed, words, number])
        drawn = draw_pair(people[name], words=words, random=random, cut=cut)
        if drawn:
            names.append(name)
            pairs.append(drawn)
    return Splits(words, names, pairs)


def smaller_half(history: History, *, cut: Cut) -> int:
    """Return the words of the smaller part after a cut: the most a side can have."""
    first, second = cut(history)
    return int(min(history.words[first].sum(), history.words[second].sum()))

"""Counts of the sides that are compared: whole accounts, and halves of split accounts.

A side is a set of posts of one account, the last of which may be cut short. Documents are counted
in batches of whole accounts and added up at once, so memory grows with sides, not with posts; a
batch is an independent task that any ``map`` may carry out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.counts import Counts, begins, stacked, tallied
from hustings.algorithms.evidence.features import (
    BUCKET_BITS,
    Occurrences,
    occurrences,
    words_of,
)
from hustings.algorithms.evidence.protocol import Draw

FEATURES = {
    "words": 1500,
    "marks": 3000,
    "shape": 10000,
    "masked": 6000,
    "chars": 65000,
    "pairs": 30000,
    "grammar": 8000,
    "plain": 5000,
}
"""Features kept of each family: those used by most sides."""

LEAST_SHARE = 0.01
"""Share of sides (and at least four sides) that must use a feature."""

RARE, LEAST_RARE = ("chars", "pairs", "shape"), 2
"""Families of which rare features are read as well, and sides that must use one."""

KEPT_WORDS = 320
"""Widest-spread words, which survive the masking of topics."""

BUCKETS = 1 << BUCKET_BITS

BATCH = 200
"""Documents in one task: of more, arrays are so large that memory is asked for anew each time."""

WORD = re.compile(r"(?:[^\W\d_]++|['’]++)++")
FORM = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ]|[^\w\s]")
PLACEHOLDER = re.compile(r"<[A-Z]+>")


@dataclass(frozen=True)
class Sides:
    """Counts of every side: families are sides x features, widest-spread features first."""

    families: Mapping[str, Counts]
    words: np.ndarray
    clock: np.ndarray
    """Posts by hour of the week: sides x 48."""
    form: np.ndarray
    """Capitals and marks of punctuation per 1,000 words."""

    def __len__(self) -> int:
        return len(self.words)

    def dense(self, family: str, most: int, rows: np.ndarray) -> np.ndarray:
        """Return the first ``most`` features of some rows as a dense float32 array."""
        return self.families[family].dense(rows, most=most)

    def taken(self, rows: np.ndarray) -> Sides:
        """Return a copy of these sides alone."""
        families = {family: counts.taken(rows) for family, counts in self.families.items()}
        return Sides(families, self.words[rows], self.clock[rows], self.form[rows])


@dataclass(frozen=True)
class Vocabulary:
    """What is counted on this site: words that survive masking, and each family's buckets."""

    kept_words: frozenset[str]
    buckets: Mapping[str, np.ndarray]


def count_words(text: str) -> int:
    """Return the number of words (runs of letters and apostrophes)."""
    return len(WORD.findall(text))


def count_form(text: str) -> int:
    """Return the number of capitals and marks of punctuation."""
    return len(FORM.findall(PLACEHOLDER.sub("", text)))


def first_words(text: str, words: int) -> str:
    """Return the text up to the end of its ``words``-th word."""
    for number, found in enumerate(WORD.finditer(text), start=1):
        if number == words:
            return text[: found.end()]
    return text


def widest_words(accounts: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the words that most accounts use, from their texts."""
    return most_spread({word for text in texts for word in words_of(text)} for texts in accounts)


def most_spread(accounts: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the words that most accounts use, from the words of each; ties fall by alphabet."""
    spread: Counter[str] = Counter()
    for words in accounts:
        spread.update(words)
    ordered = sorted(spread.items(), key=lambda entry: (-entry[1], entry[0]))
    return frozenset(word for word, _ in ordered[:KEPT_WORDS])


def _batches(draws: Sequence[Draw]) -> Iterator[list[int]]:
    batch: list[int] = []
    documents = 0
    for row, side in enumerate(draws):
        batch.append(row)
        documents += len(side.posts)
        if documents >= BATCH:
            yield batch
            batch, documents = [], 0
    if batch:
        yield batch


def _task(draws: Sequence[Draw], texts: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """Return the distinct documents of some sides, and each side's documents by number."""
    number: dict[tuple[int, int], int] = {}
    documents: list[str] = []
    rows = []
    for side in draws:
        row = []
        for place, post in enumerate(side.posts):
            cut = side.last_words if place == len(side.posts) - 1 else 0
            if (post, cut) not in number:
                number[post, cut] = len(documents)
                documents.append(first_words(texts[post], cut) if cut else texts[post])
            row.append(number[post, cut])
        rows.append(row)
    return documents, rows


def count_batch(
    task: tuple[list[str], list[list[int]], frozenset[str], Mapping[str, np.ndarray]],
) -> tuple[dict[str, Counts], np.ndarray]:
    """Count one batch of sides: families, and marks of form (see ``count_form``).

    A plain function of one argument, so that any pool can run it.
    """
    documents, sides, kept_words, buckets = task
    levels = _levels(sides, len(documents))
    families = {
        family: _tallied(found, levels, sides=len(sides), chosen=buckets[family])
        for family, found in occurrences(documents, kept_words=kept_words).items()
    }
    marks = np.array([count_form(document) for document in documents], dtype=np.float64)
    return families, np.array([marks[side].sum() for side in sides])


def _levels(sides: Sequence[Sequence[int]], documents: int) -> list[np.ndarray]:
    """Return for each document its first side, its second, and so on; -1 where it has no more."""
    levels: list[np.ndarray] = []
    taken = np.zeros(documents, dtype=np.int64)
    for number, side in enumerate(sides):
        for document in side:
            if taken[document] == len(levels):
                levels.append(np.full(documents, -1, dtype=np.int32))
            levels[taken[document]][document] = number
            taken[document] += 1
    return levels


def _tallied(
    found: Occurrences, levels: Sequence[np.ndarray], *, sides: int, chosen: np.ndarray
) -> Counts:
    """Count the chosen buckets of one family in each side."""
    column_of = np.full(BUCKETS, -1, dtype=np.int32)
    column_of[chosen] = np.arange(len(chosen))
    columns = column_of[found.buckets]
    known = np.flatnonzero(columns >= 0)
    rows, columns = _in_sides(found.documents[known], columns[known], levels)
    return tallied(rows, columns, sides=sides, features=len(chosen))


def _in_sides(
    documents: np.ndarray, values: np.ndarray, levels: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the side and the value of each occurrence, as often as its document is in a side."""
    rows, kept = [levels[0][documents]], [values]  # every document is in some side
    for level in levels[1:]:
        side = level[documents]
        here = side >= 0
        documents, values = documents[here], values[here]
        rows.append(side[here])
        kept.append(values)
    return np.concatenate(rows), np.concatenate(kept)


def count_spread(
    task: tuple[list[str], list[list[int]], frozenset[str]],
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each family's buckets that a batch of sides uses, and how many sides use each."""
    documents, sides, kept_words = task
    levels = _levels(sides, len(documents))
    spread = {}
    for family, found in occurrences(documents, kept_words=kept_words).items():
        rows, buckets = _in_sides(found.documents, found.buckets, levels)
        keys = np.sort(rows << BUCKET_BITS | buckets)
        used = np.bincount(keys[begins(keys)] & BUCKETS - 1, minlength=BUCKETS)
        held = np.flatnonzero(used)
        spread[family] = held, used[held]
    return spread


def choose_vocabulary(
    draws: Sequence[Draw],
    texts: Sequence[str],
    *,
    kept_words: frozenset[str],
    run: Callable[..., Iterable[Any]] = map,
) -> Vocabulary:
    """Choose each family's features from some sides: those that most of them use."""
    held = {family: np.zeros(BUCKETS, dtype=np.int64) for family in FEATURES}
    tasks = (
        (*_task([draws[row] for row in batch], texts), kept_words) for batch in _batches(draws)
    )
    for spread in run(count_spread, tasks):
        for family, (buckets, sides) in spread.items():
            held[family][buckets] += sides
    buckets = {}
    for family, most in FEATURES.items():
        order = np.argsort(-held[family], kind="stable")[:most]
        least = LEAST_RARE if family in RARE else max(4, LEAST_SHARE * len(draws))
        buckets[family] = order[held[family][order] >= least]
    return Vocabulary(kept_words, buckets)


def count_sides(
    draws: Sequence[Draw],
    texts: Sequence[str],
    *,
    post_words: np.ndarray,
    owners: np.ndarray,
    vocabulary: Vocabulary,
    clock_bins: np.ndarray,
    run: Callable[..., Iterable[Any]] = map,
) -> Sides:
    """Count every side.

    Each post has its own words in ``post_words``, its account's number in ``owners`` and its class
    of hour in ``clock_bins`` (-1: unknown). Sides of one account are counted together, so that a
    post is read once.
    """
    together = np.argsort([owners[side.posts[0]] for side in draws], kind="stable")
    ordered = [draws[row] for row in together]
    tasks = (
        (*_task([ordered[row] for row in batch], texts), vocabulary.kept_words, vocabulary.buckets)
        for batch in _batches(ordered)
    )
    parts = list(run(count_batch, tasks))
    back = np.argsort(together, kind="stable")
    families = {
        family: stacked([part.pop(family) for part, _ in parts]).ordered(back)
        for family in FEATURES
    }
    words = side_words(draws, post_words)
    form = np.concatenate([marks for _, marks in parts])[back] / np.maximum(words, 1) * 1000
    return Sides(families, words, clock_counts(draws, clock_bins), form)


def side_words(draws: Sequence[Draw], post_words: np.ndarray) -> np.ndarray:
    """Return the own words of each side."""
    totals = [post_words[list(side.posts[:-1])].sum() + side.last_words for side in draws]
    return np.array(totals, dtype=np.float64)


def clock_counts(draws: Sequence[Draw], clock_bins: np.ndarray) -> np.ndarray:
    """Return posts by hour of the week, sides x 48; posts without a time are left out."""
    counts = np.zeros((len(draws), 48))
    for row, side in enumerate(draws):
        bins = clock_bins[list(side.posts)]
        counts[row] = np.bincount(bins[bins >= 0], minlength=48)
    return counts

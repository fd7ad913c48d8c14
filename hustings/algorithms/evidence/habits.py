"""The habits behind a style score, by name: how often A, B and the site's members show each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.features import (
    SHAPE_LENGTHS,
    ngram_hashes,
    shape_of,
    token_bucket,
    words_of,
)
from hustings.algorithms.evidence.gamma_poisson import HabitPrior, habit_parts
from hustings.algorithms.evidence.marks import mark_tokens, pieces_of
from hustings.algorithms.evidence.sides import Sides, Vocabulary
from hustings.algorithms.evidence.style import HABITS

ONE = re.compile(r"\b1 (letter|word|paragraph)s\b")
"""A length of one in the name of a mark, whose letters say where it is counted and so must stay."""

MOST_OF_FAMILY = 5
"""Habits of one family in a list; shapes in particular repeat each other."""

Array = np.ndarray


@dataclass(frozen=True)
class Habit:
    """One habit: occurrences per 1,000 words, and how many times likelier one writer is."""

    name: str
    family: str
    rate_a: float
    rate_b: float
    site: float
    factor: float


def strongest_habits(
    priors: Mapping[str, HabitPrior],
    sides: Sides,
    row_a: int,
    row_b: int,
    *,
    vocabulary: Vocabulary,
    texts: Sequence[str],
    most: int = 10,
) -> list[Habit]:
    """Return the habits that speak loudest, for or against; ``texts`` are both accounts' posts."""
    found: list[Habit] = []
    for view, (family, limit) in HABITS.items():
        counts = sides.dense(family, limit, np.array([row_a, row_b])).astype(np.float64)
        words = sides.words[[row_a, row_b]]
        prior = priors[view]
        parts = habit_parts(
            prior, count_a=counts[0], count_b=counts[1], words_a=words[0], words_b=words[1]
        )
        order = np.argsort(-np.abs(parts), kind="stable")[: 4 * MOST_OF_FAMILY]
        wanted = {int(vocabulary.buckets[family][place]): int(place) for place in order}
        names = bucket_names(family, set(wanted), texts)
        rates = counts / words[:, None] * 1000
        found += _named(family, wanted, names, rates, prior, parts)
    return sorted(found, key=lambda habit: (-abs(np.log(habit.factor)), habit.name))[:most]


def _named(
    family: str,
    wanted: Mapping[int, int],
    names: Mapping[int, str],
    rates: Array,
    prior: HabitPrior,
    parts: Array,
) -> list[Habit]:
    habits: list[Habit] = []
    for bucket, place in wanted.items():
        name = names.get(bucket)
        if name is None or any(_overlap(family, name, other.name) for other in habits):
            continue
        rate_a, rate_b = (float(rate) for rate in rates[:, place])
        factor = float(np.exp(np.clip(parts[place], -50, 50)))
        habits.append(Habit(name, family, rate_a, rate_b, float(prior.mean[place]), factor))
    return habits[:MOST_OF_FAMILY]


def _overlap(family: str, name: str, other: str) -> bool:
    """Return whether two shapes are the same but for one end; one of them is exhibit enough."""
    one, two = name.strip("“”"), other.strip("“”")
    parts = one, one[1:], one[:-1]
    return family == "shape" and (two in one or any(part in two for part in parts))


def bucket_names(family: str, buckets: set[int], texts: Iterable[str]) -> dict[int, str]:
    """Return readable names of some buckets of a family, found in these texts."""
    names: dict[int, str] = {}
    for text in texts:
        nameless = buckets - names.keys()
        if not nameless:
            break
        for bucket, name in _names_in(family, text, nameless):
            names.setdefault(bucket, name)
    return names


def _names_in(family: str, text: str, buckets: set[int]) -> Iterable[tuple[int, str]]:
    if family == "shape":
        yield from _shape_names(f"\x02{shape_of(pieces_of(text))}\x03", buckets)
        return
    for token in set(words_of(text) if family == "words" else mark_tokens(text)):
        bucket = token_bucket(token)
        if bucket in buckets:
            yield bucket, f"word “{token}”" if family == "words" else ONE.sub(r"1 \1", token)


def _shape_names(shape: str, buckets: set[int]) -> Iterable[tuple[int, str]]:
    codes = np.frombuffer(shape.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    wanted = np.array(sorted(buckets))
    for length in SHAPE_LENGTHS:
        if len(codes) < length:
            return
        hashes = ngram_hashes(codes.astype(np.uint64), length)
        for place in np.flatnonzero(np.isin(hashes, wanted)):
            if not any(letter in shape[place : place + length] for letter in "wWCM0"):
                continue  # a mark by itself is in the other family already
            readable = shape[place : place + length].replace("\n", "⏎").replace(" ", "␣")
            yield int(hashes[place]), f"“{readable.strip(chr(2) + chr(3))}”"

"""Which members are split, at which length, and how much of an account is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.protocol import Draw, between_threads, draw
from hustings.algorithms.evidence.sides import (
    Sides,
    Vocabulary,
    choose_vocabulary,
    count_sides,
    widest_words,
)
from hustings.algorithms.evidence.site import Site, Splits, split

LENGTHS = (5000, 3500, 2500, 1750, 1250, 1000, 700, 500, 400, 350, 250, 180, 125, 90, 75, 60)
"""Words a side at which members may be split, longest first."""

ENOUGH_PEOPLE = 200
"""The longest length at which so many members can be split is used for the test of a class."""

MOST_PEOPLE = 700
"""Members that are split for one class; more cost time and change little."""

FEWEST_PEOPLE = 20
"""Below this nothing can be fitted, and every likelihood ratio is 1."""

COHORT = 600
"""Other members with whom each side is compared for normalisation; with half of them the area
under the ROC curve is .0016 smaller at 250 words."""

MOST_WORDS = 10_000
"""Own words of an account that are read; more cost memory and change nothing measurable."""

VOCABULARY_SIDES = 300
"""Accounts from which the features are chosen."""

MANY_PEOPLE = 600
"""With fewer, eight folds leave each model more people to learn from; with more, five do."""

MODELS_AT_A_TIME = 2
"""Models learned at a time where several cores may be used; each takes 100 to 200 MB."""

CUTS = 4
"""Cuts of everybody, where pairs are listed, to see which habits are steady."""

Run = Callable[..., Iterable[Any]]


def silent(message: str) -> None:
    """Tell nobody about progress."""


@dataclass(frozen=True)
class Plan:
    """How pairs are to be scored; ``run`` maps tasks over cores, ``progress`` hears of steps."""

    channels: Sequence[str]
    folds: int = 0
    """Folds into which people are dealt: four are quick; 0 chooses by the number of people."""
    most_people: int = MOST_PEOPLE
    most_words: int = MOST_WORDS
    cohort: int = COHORT
    cuts: int = 0
    """How often everybody is cut to see which habits are steady; with 0 the known halves show it.
    ``CUTS`` are worth their time where pairs are listed."""
    seed: int = 0
    run: Run = map
    progress: Callable[[str], None] = silent

    @property
    def threads(self) -> int:
        """Return how many models are learned at a time: one where nothing runs beside."""
        return 1 if self.run is map else MODELS_AT_A_TIME


def folds_for(people: int, *, plan: Plan) -> int:
    """Return the number of folds for so many known people."""
    return plan.folds or (5 if people > MANY_PEOPLE else 8)


def split_length(site: Site, *, longest: int) -> int | None:
    """Return the words a side at which enough members can be split, at most ``longest``."""
    least = site.smaller_parts
    able = {length: int((least >= length).sum()) for length in LENGTHS if length <= longest}
    most = max(able.values(), default=0)
    if most < FEWEST_PEOPLE:
        return None
    enough = min(ENOUGH_PEOPLE, 0.7 * most)
    return next(length for length in LENGTHS if length <= longest and able[length] >= enough)


def choose_people(splits: Splits, *, most: int, seed: int) -> Splits:
    """Return at most ``most`` of the split members, chosen at random by seed."""
    if len(splits.names) <= most:
        return splits
    random = np.random.default_rng([seed, len(splits.names)])
    chosen = np.sort(random.choice(len(splits.names), most, replace=False))
    return Splits(
        splits.words, [splits.names[i] for i in chosen], [splits.pairs[i] for i in chosen]
    )


def whole_account(site: Site, name: str, *, seed: int, most: int = MOST_WORDS) -> Draw:
    """Return an account's posts, or a random part of them if there are too many words."""
    history = site.histories[name]
    everything = np.arange(len(history.posts))
    if history.words.sum() <= most:
        return Draw(tuple(int(post) for post in history.posts), int(history.words[-1]))
    random = np.random.default_rng([seed, len(history.posts)])
    part = draw(history, positions=everything, words=most, random=random)
    assert part is not None
    return part


def count_site(
    site: Site, draws: Sequence[Draw], *, vocabulary: Vocabulary, run: Run = map
) -> Sides:
    """Count sides that were drawn from a site's accounts."""
    return count_sides(
        draws,
        site.texts,
        post_words=site.words,
        owners=site.owners,
        vocabulary=vocabulary,
        clock_bins=site.clock_bins,
        run=run,
    )


def site_vocabulary(site: Site, *, run: Run = map) -> Vocabulary:
    """Choose what is counted on this site from (at most 300 of) its accounts."""
    names = [name for name in site.accounts if site.account_words[name] > 0]
    if len(names) > VOCABULARY_SIDES:
        random = np.random.default_rng(len(names))
        names = sorted(random.choice(names, VOCABULARY_SIDES, replace=False).tolist())
    draws = [whole_account(site, name, seed=0) for name in names]
    kept = widest_words([[site.texts[post] for post in side.posts] for side in draws])
    return choose_vocabulary(draws, site.texts, kept_words=kept, run=run)


def training_draws(site: Site, *, words: int, seed: int, most: int) -> tuple[Splits, Splits]:
    """Return split members at ``words`` a side and the same members at half of it."""
    able = split(site.histories, words=words, seed=seed, cut=between_threads)
    splits = choose_people(able, most=most, seed=seed)
    people = {name: site.histories[name] for name in splits.names}
    return splits, split(people, words=words // 2, seed=seed + 1, cut=between_threads)

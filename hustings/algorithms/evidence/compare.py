"""Likelihood ratios for pairs of accounts of one site.

Pairs are handled by word class: the class of a pair is the largest of 250, 500, 1,000, 2,500 and
5,000 words that both accounts reach. For each class the site's own members are split in halves of
about that length, and everything that is fitted is fitted on them (``crossfit``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.crossfit import (
    PULL_BEYOND,
    Accounts,
    CrossFit,
    Training,
    deal,
    sample_rows,
    view_names,
)
from hustings.algorithms.evidence.protocol import WORD_CLASSES
from hustings.algorithms.evidence.sampling import (
    Plan,
    folds_for,
    site_vocabulary,
    split_length,
    training_draws,
    whole_account,
)
from hustings.algorithms.evidence.scoring import Block, PairParts, score_blocks
from hustings.algorithms.evidence.sides import Vocabulary, count_sides
from hustings.algorithms.evidence.site import COPIED_ALLOWANCE, Site, Splits

CLASS_TOLERANCE = 1 - COPIED_ALLOWANCE
LEAST_COHORT = 30
FEW_PAIRS = 1 / 20
"""Share of all pairs below which a word class is not fitted for itself."""

Array = np.ndarray


def word_class(words: int) -> int | None:
    """Return the largest word class that is reached but for a fifth (copies taken out)."""
    reached = [size for size in WORD_CLASSES if size * CLASS_TOLERANCE <= words]
    return reached[-1] if reached else None


def account_class(site: Site, name: str, *, plan: Plan) -> int:
    """Return the word class of an account with enough words."""
    return word_class(min(site.account_words[name], plan.most_words)) or WORD_CLASSES[0]


@dataclass(frozen=True)
class ClassModel:
    """One word class: its cross-fitted models, and the rows and folds of the accounts in it."""

    fit: CrossFit
    people: int
    words: int
    accounts: Accounts
    """All that are compared; the fit learns from those of the class only."""
    fold: Mapping[str, int]
    """The fold of every account that was dealt into one."""


def fit_class(
    site: Site,
    names: Sequence[str],
    *,
    size: int,
    vocabulary: Vocabulary,
    plan: Plan,
    dealt: Iterable[str] = (),
    guests: Sequence[str] = (),
) -> ClassModel | None:
    """Prepare a word class for the accounts ``names``; None where too few can be split.

    Accounts ``dealt`` get a fold beside them, but no rows. ``guests`` get rows after those of
    ``names``, but nothing is learned from them.
    """
    length = split_length(site, longest=size)
    if length is None:
        return None
    splits, shorter = training_draws(site, words=length, seed=plan.seed, most=plan.most_people)
    halves = [side for pair in (*splits.pairs, *shorter.pairs) for side in pair]
    compared = [*names, *guests]
    whole = [whole_account(site, name, seed=plan.seed, most=plan.most_words) for name in compared]
    sides = count_sides(
        [*halves, *whole],
        site.texts,
        post_words=site.words,
        owners=site.owners,
        vocabulary=vocabulary,
        clock_bins=site.clock_bins,
        run=plan.run,
    )
    everybody = sorted({*names, *splits.names, *dealt})
    folds = folds_for(len(splits.names), plan=plan)
    fold = dict(
        zip(everybody, deal(len(everybody), folds=folds, seed=plan.seed).tolist(), strict=True)
    )
    # A guest of whom no half was learned from either may be in any fold.
    fold |= {name: number % folds for number, name in enumerate(guests) if name not in fold}
    of_names = np.array([fold[name] for name in compared], dtype=np.int64)
    accounts = Accounts(len(halves) + np.arange(len(compared)), of_names)
    fit = CrossFit(
        sides,
        training=_training(splits, fold, start=0),
        shorter=_training(shorter, fold, start=2 * len(splits.names)),
        accounts=accounts.first(len(names)),
        channels=plan.channels,
        folds=folds,
        pull=PULL_BEYOND,
        threads=plan.threads,
    )
    return ClassModel(fit, len(splits.names), length, accounts, fold)


def _training(splits: Splits, fold: Mapping[str, int], *, start: int) -> Training:
    left = start + 2 * np.arange(len(splits.names))
    folds = np.array([fold[name] for name in splits.names], dtype=np.int64)
    return Training(left, left + 1, folds, float(splits.words))


@dataclass(frozen=True)
class ClassTest:
    """What the self-test of one word class said: natural log ratios of known pairs."""

    people: int
    words: int
    same: Array
    different: Array


@dataclass(frozen=True)
class Scores:
    """Natural log likelihood ratios of pairs by channel, and what stands behind each.

    Arrays have one entry per pair; ``views`` is pairs x (views and offset), the parts that add up
    to style and clock.
    """

    style: Array
    clock: Array
    word_class: Array
    unusual_form: Array
    """True where one side's form is so far from the site's that only letters were compared."""
    views: Array
    names: Sequence[str]
    tests: dict[int, ClassTest]
    """By word class; a class for which nothing could be fitted is missing."""

    @property
    def parts(self) -> PairParts:
        """Return the parts behind the ratios, to be written in place."""
        return PairParts(self.views, self.unusual_form, tuple(self.names))

    def add_up(self, places: Array) -> None:
        """Work out the ratios of the pairs at ``places`` from their parts."""
        found = PairParts(self.views[places], self.unusual_form[places], tuple(self.names))
        self.style[places] = found.channel(clock=False)
        self.clock[places] = found.channel(clock=True)


def score_pairs(
    site: Site,
    names: Sequence[str],
    one: Array,
    two: Array,
    *,
    plan: Plan,
    vocabulary: Vocabulary | None = None,
) -> Scores:
    """Score the pairs ``names[one[i]]``, ``names[two[i]]`` by style and clock.

    All accounts must have enough words; of each at most ``plan.most_words`` are read. Where the
    plan has neither of the two channels nothing is fitted, and every ratio is 1.
    """
    classes = np.array([account_class(site, name, plan=plan) for name in names])
    of_pair = np.minimum(classes[one], classes[two]) if len(one) else np.zeros(0, dtype=np.int64)
    result = empty_scores(of_pair, plan.channels)
    if not len(one) or not view_names(plan.channels):
        return result
    known = vocabulary or site_vocabulary(site, run=plan.run)
    for size, sizes in fitted_together(site, of_pair).items():
        here = np.flatnonzero(np.isin(of_pair, sizes))
        used = _by_use(one[here], two[here], own=of_pair[here] == size)
        place = np.empty(len(names), dtype=np.int32)
        place[np.concatenate(used)] = np.arange(sum(map(len, used)))
        plan.progress(f"{size:,} words a side: {len(here):,} pairs of {len(place):,} accounts")
        members, guests = ([names[number] for number in few.tolist()] for few in used)
        model = fit_class(site, members, size=size, vocabulary=known, plan=plan, guests=guests)
        if model is not None:
            _score_class(model, place[one[here]], place[two[here]], here, result)
            test = ClassTest(model.people, model.words, *model.fit.self_test())
            result.tests.update(dict.fromkeys(sizes, test))
    return result


def fitted_together(site: Site, classes: Array) -> dict[int, list[int]]:
    """Return the word classes to be fitted, and for each those whose pairs it scores.

    A class of few pairs is scored by the commonest class whose members are split at the same
    length: the halves learned from are the same, and to fit it would cost as much as millions of
    pairs.
    """
    sizes, counts = np.unique(classes, return_counts=True)
    pairs = dict(zip(sizes.tolist(), counts.tolist(), strict=True))
    length = {size: split_length(site, longest=size) for size in pairs}
    together: dict[int, list[int]] = {}
    for size in pairs:
        alike = [other for other in pairs if length[other] == length[size]]
        commonest = max(alike, key=lambda other: (pairs[other], other))
        few = pairs[size] < FEW_PAIRS * len(classes)
        together.setdefault(commonest if few else size, []).append(size)
    return together


def _by_use(one: Array, two: Array, *, own: Array) -> tuple[Array, Array]:
    """Return the accounts of a class's own pairs, and those that only other pairs have."""
    members = np.unique(np.concatenate([one[own], two[own]]))
    return members, np.setdiff1d(np.concatenate([one, two]), members)


def empty_scores(classes: Array, channels: Sequence[str]) -> Scores:
    names = (*view_names(channels), "offset")
    return Scores(
        style=np.zeros(len(classes)),
        clock=np.zeros(len(classes)),
        word_class=classes,
        unusual_form=np.zeros(len(classes), dtype=bool),
        views=np.zeros((len(classes), len(names)), dtype=np.float32),
        names=names,
        tests={},
    )


def pair_blocks(
    model: ClassModel, one: Array, two: Array, *, places: Array | None = None
) -> list[Block]:
    """Sort the pairs ``one[i]``, ``two[i]`` of the class's accounts by their folds.

    The account of the lower fold comes first: no view knows left from right. ``places`` say where
    in the result each pair belongs, if not in this order.
    """
    rows = model.accounts.rows.astype(np.int32)
    turned = model.accounts.fold[one] > model.accounts.fold[two]
    one, two = np.where(turned, two, one), np.where(turned, one, two)
    fold = model.accounts.fold.astype(np.int16)
    folds = fold[one], fold[two]
    blocks = []
    for pair in model.fit.blocks():
        here = np.flatnonzero((folds[0] == pair[0]) & (folds[1] == pair[1]))
        if not len(here):
            continue
        outside = model.fit.accounts.outside(*pair)
        trained = model.fit.training.outside(*pair).rows()
        cohort = sample_rows(outside if len(outside) >= LEAST_COHORT else trained)
        sides = rows[one[here]], rows[two[here]]
        blocks.append(Block(pair, here if places is None else places[here], *sides, cohort))
    return blocks


def _score_class(model: ClassModel, one: Array, two: Array, places: Array, result: Scores) -> None:
    blocks = pair_blocks(model, one, two, places=places)
    score_blocks(model.fit, blocks, result.parts)
    for block in blocks:
        result.add_up(block.places)

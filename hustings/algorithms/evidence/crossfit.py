"""Score every pair by a model that saw neither of its members.

People are dealt into folds. For each pair of folds a model is learned from everybody outside both;
it scores the pairs between the two folds. The weights with which its views are fused come from
people outside both as well, scored by models that had not seen *them*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from hustings.algorithms.evidence.clock import ClockModel, fit_clock
from hustings.algorithms.evidence.fusion import Fusion, fit_fusion
from hustings.algorithms.evidence.gamma_poisson import HabitPrior
from hustings.algorithms.evidence.meetings import Meeting
from hustings.algorithms.evidence.pooled import Pooled
from hustings.algorithms.evidence.sides import Sides
from hustings.algorithms.evidence.steady_habits import SteadyHabits, of_known
from hustings.algorithms.evidence.style import (
    LEARNED,
    VIEWS,
    StyleModel,
    fit_style,
    habit_prior,
    standards_of,
)

CLOCK_VIEWS = ("clock profile", "clock likeness")

PULL, PULL_BEYOND = 10.0, 100.0
"""Strength of the prior on the weights of standardised views, over the people to learn from:
for texts as long as theirs, and for whole accounts, which are longer than any half of them."""

STEP_PULL = 1e4
"""Strength of the prior that length does not change the slope: so strong that the offset alone
follows length. What halves of halves show of the slope, at 90 words or less, overstates what
follows: with 100, files of short accounts are overconfident."""

USUAL_WEIGHTS: Mapping[str, float] = {
    "everything": 0.4,
    "form": 0.5,
    "letters": 0.2,
    "marks": 0.5,
    "shapes": 0.3,
    "grammar": 0.3,
    "words": 0.2,
    "neighbours": 0.2,
    "characters": 0.3,
    "phrases": 0.2,
    "layouts": 0.2,
    "mark habits": 0.2,
    "clock profile": 0.3,
}
"""Where the weights of standardised views lie on a large site: a start for small ones."""

BLIND_WEIGHTS: Mapping[str, float] = {
    "letters": 0.9,
    "words": 0.4,
    "neighbours": 0.4,
    "phrases": 0.5,
}

MOST_WEIGHT: Mapping[str, float] = {"clock profile": 1.0}
"""The clock's profile is a log ratio already. Where halves of members have too few posts for a
clock it is 0 for nearly all of them, and a weight per standard deviation would have no end."""

STRANGERS_KEPT = 30_000
"""Stranger pairs kept of each fold to fit weights; more change nothing but time."""

FEWEST_USUAL = 60
"""Rows of about one length from which it is measured what is usual at that length."""

LONGEST_STEP = 1.5
"""Doublings of length beyond the tested one up to which the change of slope is continued."""

BEYOND_TESTED = 2.0
"""What the offset changes per doubling beyond the tested length, over what it changes from half of
it to all. Whole accounts of 250, 500 and 1,000 words need two to three times as much."""

STEEPEST, FARTHEST = 0.4, 1.0
"""Limits of the change of slope and offset (natural log) per doubling."""

Array = np.ndarray


@dataclass(frozen=True)
class Training:
    """Known people's halves: rows of the sides and each person's fold, at ``words`` a side."""

    left: Array
    right: Array
    fold: Array
    words: float

    def outside(self, *folds: int) -> Training:
        """Return the people in none of these folds."""
        return self._chosen(~np.isin(self.fold, folds))

    def inside(self, fold: int) -> Training:
        """Return the people of one fold."""
        return self._chosen(self.fold == fold)

    def rows(self) -> Array:
        """Return all rows, first halves before second halves."""
        return np.concatenate([self.left, self.right])

    def _chosen(self, chosen: Array) -> Training:
        return Training(self.left[chosen], self.right[chosen], self.fold[chosen], self.words)


@dataclass(frozen=True)
class Accounts:
    """Whole accounts: rows of the sides and each account's fold."""

    rows: Array
    fold: Array

    def outside(self, *folds: int) -> Array:
        """Return the rows of the accounts in none of these folds."""
        return self.rows[~np.isin(self.fold, folds)]

    def first(self, number: int) -> Accounts:
        """Return the first so many accounts."""
        return Accounts(self.rows[:number], self.fold[:number])


NOBODY = Accounts(np.zeros(0, np.int64), np.zeros(0, np.int64))


@dataclass(frozen=True)
class Known:
    """Views of one fold's known people: same pairs and strangers, each pairs x views."""

    same: Array
    different: Array


@dataclass(frozen=True)
class PairModel:
    """A style model and a clock model, learned without some people."""

    style: StyleModel
    clock: ClockModel
    sides: Sides
    names: tuple[str, ...]

    def views(self, meetings: Sequence[Meeting]) -> list[Array]:
        """Return for each meeting all views of left rows x right rows: views x left x right."""
        found: list[dict[str, Array]] = [{} for _ in meetings]
        if VIEWS[0] in self.names:
            found = self.style.views(self.sides, meetings)
        if CLOCK_VIEWS[0] in self.names:
            for own, meeting in zip(found, meetings, strict=True):
                hours = self.sides.clock[meeting.left], self.sides.clock[meeting.right]
                own["clock profile"] = self.clock.log_ratios(*hours)
                own["clock likeness"] = self.clock.cosines(*hours)
        return [np.stack([own[name].astype(np.float32) for name in self.names]) for own in found]


@dataclass(frozen=True)
class LengthRule:
    """A fusion whose slope and offset change with the length of the texts."""

    fusion: Fusion
    words: float
    slope_step: float
    offset_step: float

    def doublings(self, words: Array) -> Array:
        """Return the doublings of length from the tested one, limited to what may be continued."""
        return np.clip(np.log2(np.maximum(words, 1) / self.words), -2.0, LONGEST_STEP)

    def parts(self, views: Array, words: Array) -> Array:
        """Return each view's part of the log likelihood ratio; the offset is one more, last."""
        step = self.doublings(words)
        slope = np.maximum(1 + self.slope_step * step, 0.2)
        weights = self.fusion.weights.reshape(-1, *([1] * (views.ndim - 1)))
        far = np.where(step > 0, BEYOND_TESTED * step, step)
        offset = self.fusion.offset * slope + self.offset_step * far
        return np.concatenate([views * weights * slope, (offset + 0 * views[0])[None]])


class CrossFit:
    """Models for every pair of folds, and what they say about the known people.

    ``training`` holds the known people at the tested length, ``shorter`` (may be None) at half of
    it, which shows how the slope changes with length; ``accounts`` show what is usual at theirs.
    ``cohort`` is the most members with whom each side is compared for normalisation.
    ``steady`` is what was learned of how steady habits are; the known halves show it by default.
    ``pull`` is ``PULL`` where pairs as long as the known ones are scored, else ``PULL_BEYOND``.
    ``longest`` are the words of the longest account that may be scored though it has no row.
    """

    def __init__(
        self,
        sides: Sides,
        *,
        training: Training,
        shorter: Training | None,
        accounts: Accounts = NOBODY,
        channels: Sequence[str],
        folds: int,
        cohort: int,
        steady: SteadyHabits | None = None,
        pull: float = PULL,
        threads: int = 1,
        longest: int = 0,
    ) -> None:
        self.sides, self.training, self.shorter = sides, training, shorter
        self.accounts = accounts
        self.folds, self.cohort, self.pull, self.threads = folds, cohort, pull, threads
        self.longest = longest
        self.names = view_names(channels)
        self.models: dict[tuple[int, int], PairModel] = {}
        self.pooled = Pooled(sides)
        self._fold_of_row = _fold_of_row(len(sides), [training, shorter or training], accounts)
        self.steady = steady or self._known_habits()
        self.known: dict[tuple[int, int], Known] = {}
        self.known_shorter: dict[tuple[int, int], Known] = {}

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield every unordered pair of folds."""
        return combinations_with_replacement(range(self.folds), 2)

    def model(self, fold: int, other: int) -> PairModel:
        """Learn from everybody outside two folds."""
        people = self.training.outside(fold, other)
        style = fit_style(
            self.pooled,
            left=people.left,
            right=people.right,
            members=self._by_fold(self._members(fold, other)),
            usual=[self._by_fold(rows) for rows in self._usual(fold, other)],
            correlations=self.steady.outside(fold, other),
            longest=self.longest,
        )
        clock = fit_clock(self.sides.clock[people.rows()])
        return PairModel(style, clock, self.sides, self.names)

    def _known_habits(self) -> SteadyHabits:
        known, halves = self.training, [self._by_fold(self.training.rows())]
        return of_known(
            self.sides,
            left=known.left,
            right=known.right,
            fold=known.fold,
            standards={family: standards_of(self.pooled, family, halves) for family in LEARNED},
        )

    def _by_fold(self, rows: Array) -> list[Array]:
        folds = self._fold_of_row[rows]
        return [rows[folds == fold] for fold in np.unique(folds)]

    def sample(self, rows: Array) -> Array:
        """Return at most ``cohort`` of these rows, chosen at random by a fixed seed."""
        if len(rows) <= self.cohort:
            return rows
        random = np.random.default_rng(len(rows))
        return np.sort(random.choice(rows, self.cohort, replace=False))

    def prior(self, view: str, fold: int, other: int) -> HabitPrior:
        """Return what is usual of the habits that are quoted, among people outside two folds."""
        people, members = self.training.outside(fold, other), self._members(fold, other)
        return habit_prior(self.sides, view, left=people.left, right=people.right, members=members)

    def _members(self, fold: int, other: int) -> Array:
        """Return rows of people outside two folds: accounts, or halves where those are few."""
        accounts = self.accounts.outside(fold, other)
        known = self.training.outside(fold, other).rows()
        return accounts if len(accounts) >= max(FEWEST_USUAL, len(known) / 2) else known

    def _usual(self, fold: int, other: int) -> list[Array]:
        """Return rows of people outside two folds by length: halves, shorter ones, accounts."""
        sets = [] if self.shorter is None else [self.shorter.outside(fold, other).rows()]
        rows = self.accounts.outside(fold, other)
        octave = np.rint(np.log2(self.sides.words[rows]))
        sets += [rows[octave == size] for size in np.unique(octave)]
        halves = self.training.outside(fold, other).rows()
        return [halves, *(rows for rows in sets if len(rows) >= FEWEST_USUAL)]

    def learn(self) -> None:
        """Fit every model once, and keep what it says about the people it has not seen."""
        blocks = list(self.blocks())
        with ThreadPoolExecutor(self.threads) as pool:
            self.models = dict(zip(blocks, pool.map(self._learned, blocks), strict=True))

    def _learned(self, folds: tuple[int, int]) -> PairModel:
        model = self.model(*folds)
        self._examine(model, *folds)
        return model

    def _examine(self, model: PairModel, fold: int, other: int) -> None:
        """Keep what a model says about the known people of the two folds it has not seen.

        Halves of halves are looked at by models of two different folds only: rules ask no others.
        """
        examined = sorted({(fold, other), (other, fold)})
        stores = [(self.known, self.training)]
        if self.shorter is not None and fold != other:
            stores.append((self.known_shorter, self.shorter))
        meetings, kept = [], []
        for store, training in stores:
            cohort = self.sample(training.outside(fold, other).rows())
            for folds in examined:
                own = training.inside(folds[1])
                meetings.append(Meeting(own.left, own.right, cohort))
                kept.append((store, folds))
        for (store, folds), views in zip(kept, model.views(meetings), strict=True):
            store[folds] = _known(views)

    def rule(self, fold: int, other: int, *, names: Sequence[str]) -> LengthRule:
        """Fit the fusion for pairs between two folds from people outside both."""
        columns = [self.names.index(name) for name in names]
        same, different = self._gathered(self.known, fold, other, columns)
        usual = USUAL_WEIGHTS if "everything" in names else BLIND_WEIGHTS
        fusion = fit_fusion(
            same,
            different,
            pull=self.pull / len(same),
            towards=np.array([usual.get(name, 0.0) for name in names]),
            most=np.array([MOST_WEIGHT.get(name, np.inf) for name in names]),
        )
        steps = (0.0, 0.0)
        if self.shorter is not None:
            steps = _steps(fusion, *self._gathered(self.known_shorter, fold, other, columns))
        return LengthRule(fusion, self.training.words, *steps)

    def self_test(self) -> tuple[Array, Array]:
        """Return natural log ratios of known same and stranger pairs, by models without them."""
        same, different = [], []
        for fold in range(self.folds):
            rule, known = self.rule(fold, fold, names=self.names), self.known[fold, fold]
            same.append(rule.fusion(list(known.same.T)))
            different.append(rule.fusion(list(known.different.T)))
        return np.concatenate(same), np.concatenate(different)

    def _gathered(
        self, store: Mapping[tuple[int, int], Known], fold: int, other: int, columns: list[int]
    ) -> tuple[Array, Array]:
        parts = [
            store[seen, examined]
            for seen in sorted({fold, other})
            for examined in range(self.folds)
            if examined not in (fold, other)
        ]
        same = np.concatenate([part.same[:, columns] for part in parts])
        return same, np.concatenate([part.different[:, columns] for part in parts])


def _fold_of_row(sides: int, trainings: Sequence[Training], accounts: Accounts) -> Array:
    folds = np.zeros(sides, dtype=np.int64)
    for training in trainings:
        folds[training.rows()] = np.tile(training.fold, 2)
    folds[accounts.rows] = accounts.fold
    return folds


def view_names(channels: Sequence[str]) -> tuple[str, ...]:
    """Return the views of some channels, in their fixed order."""
    style = VIEWS if "style" in channels else ()
    return (*style, *(CLOCK_VIEWS if "clock" in channels else ()))


def deal(count: int, *, folds: int, seed: int) -> Array:
    """Deal ``count`` people into folds of equal size at random; returns each one's fold."""
    return np.random.default_rng([seed, count]).permutation(np.arange(count) % folds)


def _known(views: Array) -> Known:
    people = views.shape[1]
    stranger = ~np.eye(people, dtype=bool)
    different = views[:, stranger].T
    if len(different) > STRANGERS_KEPT:
        chosen = np.random.default_rng(people).choice(len(different), STRANGERS_KEPT, replace=False)
        different = different[np.sort(chosen)]
    diagonal = np.arange(people)
    return Known(views[:, diagonal, diagonal].T, different)


def _steps(fusion: Fusion, same: Array, different: Array) -> tuple[float, float]:
    """Return how much slope and offset grow per doubling, from scores at half the length.

    Where pairs are few or perfectly told apart the prior holds both near "no change".
    """
    known, strangers = fusion(list(same.T)), fusion(list(different.T))
    line = fit_fusion(
        known[:, None],
        strangers[:, None],
        pull=STEP_PULL / len(known),
        towards=np.array([strangers.std()]),
    )
    slope = np.clip(1 - line.weights[0], -STEEPEST, STEEPEST)
    return float(slope), float(np.clip(-line.offset, -FARTHEST, FARTHEST))

"""Score blocks of pairs by cross-fitted models: the road of every pair, asked for or self-tested.

A block holds the pairs between two folds. Its views come from the model that saw neither fold; its
weights from people outside both. Where one account has given up all form, or only one of the two
has an unusual one, letters alone are compared: form is easily changed, and then says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from hustings.algorithms.evidence.calibration import LOWER_BOUND
from hustings.algorithms.evidence.crossfit import CLOCK_VIEWS, CrossFit, LengthRule, PairModel
from hustings.algorithms.evidence.meetings import Meeting
from hustings.algorithms.evidence.sides import Sides
from hustings.algorithms.evidence.style import BLIND

SEEN_BLIND = (*BLIND, *CLOCK_VIEWS)

FORMLESS = 15.0
"""Capitals and marks per 1,000 words at or below which a text has no form; 200 are usual."""

LEAST_BLIND = LOWER_BOUND * float(np.log(10))
"""Natural log ratio below which style does not fall where form was set aside."""

WEIGHED_TOGETHER = 1 << 14
"""Pairs whose parts are worked out at a time: so many fit in a processor's cache."""

Array = np.ndarray
Folds = tuple[int, int]
RuleKey = tuple[int, int, bool]
"""Two folds, lower first, and whether only letters were compared."""


@dataclass(frozen=True)
class Block:
    """Pairs between two folds, lower first: their places in the result, the rows of both sides."""

    folds: Folds
    places: Array
    left: Array
    right: Array
    cohort: Array
    """Rows of other members, with whom both sides are compared."""


@dataclass(frozen=True)
class PairParts:
    """Natural log likelihood ratios of pairs as sums of parts; one row per pair."""

    parts: Array
    """Pairs x (views and offset)."""
    blind: Array
    """True where form was set aside and only letters were compared."""
    names: tuple[str, ...]
    """Names of the columns; the offset is the last."""

    def channel(self, clock: bool) -> Array:
        """Return the sums of the clock's parts, or of all others."""
        chosen = np.array([(name in CLOCK_VIEWS) == clock for name in self.names])
        return self.parts[:, chosen].sum(axis=1, dtype=np.float64)

    @property
    def total(self) -> Array:
        """Return the log likelihood ratios."""
        return self.parts.sum(axis=1, dtype=np.float64)


def empty_parts(pairs: int, names: tuple[str, ...]) -> PairParts:
    """Return room for so many pairs: every ratio 1."""
    columns = (*names, "offset")
    parts = np.zeros((pairs, len(columns)), dtype=np.float32)
    return PairParts(parts, np.zeros(pairs, dtype=bool), columns)


def score_blocks(fit: CrossFit, blocks: Sequence[Block], result: PairParts) -> None:
    """Learn every model once, and write the parts of all pairs of the blocks into ``result``."""

    def observe(fold: int, other: int, learned: PairModel) -> None:
        for block in blocks:
            if block.folds == (fold, other):
                write_views(block, learned, result)

    fit.learn(observe)
    rules = cache(lambda key: fitted_rule(fit, key))
    for block in blocks:
        weigh(block, result, words=fit.sides.words, rules=rules)


def write_views(block: Block, model: PairModel, result: PairParts) -> None:
    """Write the plain views of a block's pairs into the result."""
    left, place_left = np.unique(block.left, return_inverse=True)
    right, place_right = np.unique(block.right, return_inverse=True)
    (views,) = model.views([Meeting(left, right, block.cohort)])
    result.parts[block.places, :-1] = views[:, place_left, place_right].T
    result.blind[block.places] = _set_form_aside(block, model)


def _set_form_aside(block: Block, model: PairModel) -> Array:
    sides = model.sides
    formless = formless_sides(sides, block.left) | formless_sides(sides, block.right)
    both = np.concatenate([block.left, block.right])
    unusual = model.style.unusual_form(sides, both, usual=block.cohort)
    return formless | (unusual[: len(block.left)] ^ unusual[len(block.left) :])


def formless_sides(sides: Sides, rows: Array) -> Array:
    """Return which rows have next to no capitals and punctuation."""
    return np.asarray(sides.form[rows] <= FORMLESS)


def fitted_rule(fit: CrossFit, key: RuleKey) -> LengthRule:
    """Fit the rule for pairs between two folds, of all views or of those that see letters."""
    *folds, only_letters = key
    columns = _columns(fit.names, only_letters=only_letters)
    return fit.rule(*folds, names=[fit.names[i] for i in columns])


def weigh(
    block: Block, result: PairParts, *, words: Array, rules: Callable[[RuleKey], LengthRule]
) -> None:
    """Turn a block's plain views into parts of the log likelihood ratio; ``words`` by row."""
    for start in range(0, len(block.places), WEIGHED_TOGETHER):
        some = slice(start, start + WEIGHED_TOGETHER)
        places = block.places[some]
        length = harmonic_mean(words[block.left[some]], words[block.right[some]])
        views, blind = result.parts[places], result.blind[places]
        parts = np.zeros_like(views)
        for only_letters in sorted(set(blind.tolist())):
            here = np.flatnonzero(blind == only_letters)
            columns = _columns(result.names[:-1], only_letters=only_letters)
            rule = rules((*block.folds, only_letters))
            found = rule.parts(views[np.ix_(here, columns)].T, length[here]).T
            parts[np.ix_(here, np.append(columns, len(result.names) - 1))] = found
        result.parts[places] = _with_floor(parts, blind)


def _columns(names: tuple[str, ...], *, only_letters: bool) -> Array:
    chosen = [i for i, name in enumerate(names) if not only_letters or name in SEEN_BLIND]
    return np.array(chosen, dtype=np.int64)


def _with_floor(parts: Array, blind: Array) -> Array:
    """Raise blind pairs that speak too loudly against one person; the offset takes it up."""
    lacking = np.maximum(LEAST_BLIND - parts.sum(axis=1), 0.0)
    parts[:, -1] += np.where(blind, lacking, 0.0)
    return parts


def harmonic_mean(one: Array, two: Array) -> Array:
    """Return the length at which two equal sides would carry as much information."""
    return 2 / (1 / np.maximum(one, 1) + 1 / np.maximum(two, 1))

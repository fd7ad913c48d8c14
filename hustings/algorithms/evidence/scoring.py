"""Score tiles of pairs by cross-fitted models: the road of every pair, asked for or self-tested.

A tile holds pairs between two folds. Its views come from the model that saw neither fold; its
weights from people outside both. Where one account has given up all form, or only one of the two
has an unusual one, letters alone are compared: form is easily changed, and then says nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from hustings.algorithms.evidence.calibration import LOWER_BOUND
from hustings.algorithms.evidence.crossfit import CLOCK_VIEWS, CrossFit, LengthRule, PairModel
from hustings.algorithms.evidence.meetings import Meeting
from hustings.algorithms.evidence.ordered import ordered_map
from hustings.algorithms.evidence.sides import Sides
from hustings.algorithms.evidence.style import BLIND

SEEN_BLIND = (*BLIND, *CLOCK_VIEWS)

FORMLESS = 15.0
"""Capitals and marks per 1,000 words at or below which a text has no form; 200 are usual."""

LEAST_BLIND = LOWER_BOUND * float(np.log(10))
"""Natural log ratio below which style does not fall where form was set aside."""

WEIGHED_TOGETHER = 1 << 14
"""Pairs whose parts are worked out at a time: so many fit in a processor's cache."""

WIDEST = 1000
"""Sides on either side of a tile: more take memory, fewer are read again too often."""

Array = np.ndarray
Folds = tuple[int, int]
RuleKey = tuple[int, int, bool]
"""Two folds, lower first, and whether only letters were compared."""
Rules = Callable[[RuleKey], LengthRule]


@dataclass(frozen=True)
class Tile:
    """Pairs between two folds, lower first, of few enough sides to be compared at once."""

    folds: Folds
    left: Array
    right: Array
    """Rows of sides, each once."""
    one: Array
    two: Array
    """The pairs: ``left[one[i]]`` and ``right[two[i]]``."""
    places: Array
    """The number by which each pair is known to whoever asked."""
    cohort: Array
    """Rows of other members, with whom all sides are compared."""


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

    def chosen(self, places: Array) -> PairParts:
        """Return the pairs at these places."""
        return PairParts(self.parts[places], self.blind[places], self.names)

    def joined(self, others: PairParts) -> PairParts:
        """Return these pairs and others after them."""
        parts = np.concatenate([self.parts, others.parts])
        return PairParts(parts, np.concatenate([self.blind, others.blind]), self.names)

    def take(self, places: Array, found: PairParts) -> None:
        """Write what was found of other pairs over those at ``places``."""
        self.parts[places] = found.parts
        self.blind[places] = found.blind


def empty_parts(pairs: int, names: tuple[str, ...]) -> PairParts:
    """Return room for so many pairs by views ``names``: every ratio 1."""
    columns = (*names, "offset")
    parts = np.zeros((pairs, len(columns)), dtype=np.float32)
    return PairParts(parts, np.zeros(pairs, dtype=bool), columns)


Take = Callable[[Array, PairParts], None]
"""Is told what was found of the pairs of some places."""


def score_tiles(fit: CrossFit, tiles: Iterable[Tile], take: Take) -> None:
    """Learn every model, and hand on what is found of each tile's pairs.

    Tiles are asked for as they are scored. Where there are several threads ``take`` is called from
    them, by one at a time.
    """
    fit.learn()
    rules = cache(lambda key: fitted_rule(fit, key))
    alone = Lock()

    def score(tile: Tile) -> None:
        found = tile_parts(tile, fit.models[tile.folds], rules=rules)
        with alone:
            take(tile.places, found)

    with ThreadPoolExecutor(fit.threads) as pool:
        deque(ordered_map(pool, score, tiles, ahead=fit.threads), maxlen=0)


def tile_parts(tile: Tile, model: PairModel, *, rules: Rules) -> PairParts:
    """Return the parts of the log likelihood ratios of a tile's pairs."""
    (views,) = model.views([Meeting(tile.left, tile.right, tile.cohort)])
    blind = _set_form_aside(tile, model)
    words = model.sides.words
    parts = np.empty((len(tile.one), len(model.names) + 1), dtype=np.float32)
    for start in range(0, len(parts), WEIGHED_TOGETHER):
        some = slice(start, start + WEIGHED_TOGETHER)
        one, two = tile.one[some], tile.two[some]
        length = harmonic_mean(words[tile.left[one]], words[tile.right[two]])
        for only_letters in sorted(set(blind[some].tolist())):
            here = np.flatnonzero(blind[some] == only_letters)
            rule = rules((*tile.folds, only_letters))
            plain = views[:, one[here], two[here]]
            parts[start + here] = weighed(plain, length[here], model.names, rule, only_letters)
    return PairParts(with_floor(parts, blind), blind, (*model.names, "offset"))


def weighed(
    views: Array, words: Array, names: Sequence[str], rule: LengthRule, only_letters: bool
) -> Array:
    """Return parts, pairs x (views and offset), from plain views x pairs."""
    columns = _columns(names, only_letters=only_letters)
    parts = np.zeros((len(words), len(names) + 1), dtype=np.float32)
    parts[:, [*columns, len(names)]] = rule.parts(views[columns], words).T
    return parts


def with_floor(parts: Array, blind: Array) -> Array:
    """Raise blind pairs that speak too loudly against one person; the offset takes it up."""
    lacking = np.maximum(LEAST_BLIND - parts.sum(axis=1), 0.0)
    parts[:, -1] += np.where(blind, lacking, 0.0)
    return parts


def _set_form_aside(tile: Tile, model: PairModel) -> Array:
    """Return of which pairs only letters are compared."""
    one, two = (_form(model, rows, usual=tile.cohort) for rows in (tile.left, tile.right))
    formless = one[0][tile.one] | two[0][tile.two]
    return np.asarray(formless | (one[1][tile.one] ^ two[1][tile.two]))


def _form(model: PairModel, rows: Array, *, usual: Array) -> tuple[Array, Array]:
    """Return which sides have next to no form, and which an unusual one."""
    unusual = model.style.unusual_form(model.sides, rows, usual=usual)
    return formless_sides(model.sides, rows), unusual


def formless_sides(sides: Sides, rows: Array) -> Array:
    """Return which rows have next to no capitals and punctuation."""
    return np.asarray(sides.form[rows] <= FORMLESS)


def fitted_rule(fit: CrossFit, key: RuleKey) -> LengthRule:
    """Fit the rule for pairs between two folds, of all views or of those that see letters."""
    *folds, only_letters = key
    columns = _columns(fit.names, only_letters=only_letters)
    return fit.rule(*folds, names=[fit.names[i] for i in columns])


def _columns(names: Sequence[str], *, only_letters: bool) -> list[int]:
    return [i for i, name in enumerate(names) if not only_letters or name in SEEN_BLIND]


def harmonic_mean(one: Array, two: Array) -> Array:
    """Return the length at which two equal sides would carry as much information."""
    return 2 / (1 / np.maximum(one, 1) + 1 / np.maximum(two, 1))

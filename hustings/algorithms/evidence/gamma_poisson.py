"""Likelihood ratios for countable habits that explain themselves.

A habit (a word, a comma before "and", ...) occurs ``x`` times in ``n`` thousand words. Its rate
varies between people as a gamma distribution with shape ``a`` and rate ``b``; given the rate, the
count is Poisson. Then the log likelihood ratio of "one writer" against "two writers" is

    ln G(a+x+y) + ln G(a) - ln G(a+x) - ln G(a+y)
    + (a+x) ln(b+n) + (a+y) ln(b+m) - a ln b - (a+x+y) ln(b+n+m)

(Carne and Ishihara 2020 use the Poisson family for forensic text comparison). One person's rate
drifts between two times, so counts and words are divided by a dispersion measured on the two
halves of known people (quasi-Poisson).

All pairs at once: for a fixed habit the first line is a smooth symmetric function of two counts,
so it is replaced by a sum of ``RANK`` products, and a matrix product scores every pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.gamma import log_gamma

RANK = 3
"""Products per habit; the error of a pair's total stays below 1 % of its spread."""

KNOTS = 24
"""Counts at which the smooth function is tabulated, square-root spaced."""

SHORTEST, LONGEST = 40.0, 40_000.0
NODES = np.cos((np.arange(11) + 0.5) * np.pi / 11)
LENGTHS = np.exp((np.log(SHORTEST * LONGEST) + NODES * np.log(LONGEST / SHORTEST)) / 2)
"""Own words at which the exposure terms are tabulated: Chebyshev points of the log length."""

SMALLEST_SPREAD = 0.02
"""Floor of the variance between people, as a share of the squared mean rate."""

PRIOR_PAIRS = 10.0
"""The dispersion of a habit is shrunk towards 1 as by so many undispersed pairs."""

Array = np.ndarray


@dataclass(frozen=True)
class HabitPrior:
    """What is usual on this site: one entry per habit."""

    mean: Array
    """Occurrences per 1,000 words."""
    shape: Array
    rate: Array
    dispersion: Array


@dataclass(frozen=True)
class Counted:
    """Counts of some sides (sides x habits) and the own words of each."""

    counts: Array
    words: Array

    @property
    def exposure(self) -> Array:
        """Return thousands of words."""
        return self.words / 1000.0

    @property
    def rates(self) -> Array:
        """Return occurrences per 1,000 words."""
        return self.counts / self.exposure[:, None]


def fit_prior(left: Counted, right: Counted, *, usual: Counted) -> HabitPrior:
    """Estimate the prior by moments.

    ``left`` and ``right`` are the two halves of known people, one a row: they show how one
    person's rate drifts. ``usual`` are sides of different people, who show how people differ.
    """
    mean = usual.counts.sum(axis=0) / usual.exposure.sum()
    noise = np.mean(1 / left.exposure + 1 / right.exposure) * mean + 1e-12
    squares = ((left.rates - right.rates) ** 2).sum(axis=0) / noise
    dispersion = np.maximum((squares + PRIOR_PAIRS) / (len(left.words) + PRIOR_PAIRS), 1.0)
    total = ((usual.rates - mean) ** 2).mean(axis=0)
    between = total - dispersion * mean * np.mean(1 / usual.exposure)
    between = np.maximum(between, SMALLEST_SPREAD * mean**2 + 1e-12)
    return HabitPrior(mean, mean**2 / between + 1e-9, mean / between + 1e-9, dispersion)


def habit_parts(
    prior: HabitPrior, *, count_a: Array, count_b: Array, words_a: float, words_b: float
) -> Array:
    """Return the natural log likelihood ratio of each habit for one pair (exact)."""
    a, b = prior.shape, prior.rate
    x, y = count_a / prior.dispersion, count_b / prior.dispersion
    n, m = words_a / 1000.0 / prior.dispersion, words_b / 1000.0 / prior.dispersion
    gammas = log_gamma(a + x + y) + log_gamma(a) - log_gamma(a + x) - log_gamma(a + y)
    exposures = (a + x) * np.log(b + n) + (a + y) * np.log(b + m)
    return gammas + exposures - a * np.log(b) - (a + x + y) * np.log(b + n + m)


@dataclass(frozen=True)
class HabitRows:
    """Rows prepared for scoring: products, exposure terms and the place of each row's length."""

    products: Array
    signed: Array
    exposure: Array
    length: Array


@dataclass(frozen=True)
class HabitScorer:
    """Scores all pairs of prepared rows against one prior."""

    prior: HabitPrior
    largest: Array
    table: Array
    sign: Array
    constant: Array

    def prepare(self, counts: Array, words: Array) -> HabitRows:
        """Prepare rows (counts: rows x habits; words: own words per row)."""
        scaled = counts / self.prior.dispersion
        place = np.sqrt(np.clip(scaled / self.largest, 0, 1)) * (KNOTS - 1)
        low = np.minimum(place.astype(np.int64), KNOTS - 2)
        share = (place - low)[..., None]
        habit = np.arange(counts.shape[1])[None]
        products = self.table[habit, low] * (1 - share) + self.table[habit, low + 1] * share
        products = products.astype(np.float32)
        return HabitRows(
            products.reshape(len(counts), -1),
            (products * self.sign).astype(np.float32).reshape(len(counts), -1),
            self._exposure_terms(scaled, words),
            self._length_weights(words),
        )

    def score(self, left: HabitRows, right: HabitRows) -> Array:
        """Return the natural log likelihood ratios, left rows x right rows."""
        return (
            left.signed @ right.products.T
            + left.exposure @ right.length.T
            + left.length @ right.exposure.T
            + left.length @ self.constant @ right.length.T
        )

    def _exposure_terms(self, scaled: Array, words: Array) -> Array:
        own = words[:, None] / 1000.0 / self.prior.dispersion
        log_own = np.log(self.prior.rate + own)
        columns = []
        for other in LENGTHS / 1000.0:
            both = np.log(self.prior.rate + own + other / self.prior.dispersion)
            columns.append((scaled * (log_own - both)).sum(axis=1))
        return np.stack(columns, axis=1)

    def _length_weights(self, words: Array) -> Array:
        """Return Lagrange's weights of the tabulated lengths for each row's length."""
        log = np.log(np.clip(words, SHORTEST, LONGEST))
        place = (2 * log - np.log(SHORTEST * LONGEST)) / np.log(LONGEST / SHORTEST)
        gap = place[:, None] - NODES[None, :]
        apart = NODES[:, None] - NODES[None, :]
        others = ~np.eye(len(NODES), dtype=bool)
        over = np.where(others[None], gap[:, None, :], 1.0).prod(axis=2)
        return over / np.where(others, apart, 1.0).prod(axis=1)


def scorer(prior: HabitPrior, *, largest: Array) -> HabitScorer:
    """Tabulate the score functions for counts up to ``largest`` (one entry per habit)."""
    from scipy.special import gammaln  # slow to import, and one pair's page needs no table

    scaled = np.maximum(largest / prior.dispersion, 1.0)
    knots = scaled[:, None] * np.linspace(0, 1, KNOTS) ** 2
    shape = prior.shape[:, None, None]
    x, y = knots[:, :, None], knots[:, None, :]
    joint = gammaln(shape + x + y) + gammaln(shape) - gammaln(shape + x) - gammaln(shape + y)
    values, vectors = np.linalg.eigh(joint)
    order = np.argsort(-np.abs(values), axis=1)[:, :RANK]
    values = np.take_along_axis(values, order, axis=1)
    vectors = np.take_along_axis(vectors, order[:, None, :], axis=2)
    table = vectors * np.sqrt(np.abs(values))[:, None, :]
    return HabitScorer(prior, scaled, table, np.sign(values), _constants(prior))


def _constants(prior: HabitPrior) -> Array:
    exposure = LENGTHS / 1000.0
    own = np.log(prior.rate + exposure[:, None] / prior.dispersion)
    both = exposure[:, None, None] + exposure[None, :, None]
    joint = np.log(prior.rate + both / prior.dispersion)
    terms = own[:, None] + own[None, :] - np.log(prior.rate) - joint
    return terms @ prior.shape

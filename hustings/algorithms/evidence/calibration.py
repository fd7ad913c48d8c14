"""From a likelihood ratio to what a moderator may be shown.

The split self-test flatters: real second accounts write in other years and other programs. So the
log likelihood ratio is first multiplied by a haircut, then bounded by what was tested (the idea of
the empirical lower and upper bounds, Vergeer and others 2016): never above ten times the number of
independent stranger authors, never below 1/30, because a disguise is easy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HAIRCUT = 0.7
"""Share of a log likelihood ratio that is kept, until re-registrations have shown a better one."""

LOWER_BOUND = -float(np.log10(30.0))
TESTABLE = 60
"""Members with two testable halves below which a site is not validated."""

VERBAL_SCALE = (
    (0.5, "no support worth mentioning"),
    (1.0, "weak support"),
    (2.0, "moderate support"),
    (3.0, "strong support"),
    (4.0, "very strong support"),
)
"""Upper ends (log10) and words, after the scale of the European forensic institutes (2015)."""

Array = np.ndarray


def upper_bound(authors: int) -> float:
    """Return the highest log10 likelihood ratio that so many stranger authors can support."""
    return float(np.log10(10.0 * max(authors, 1)))


def bounded(log10_ratio: Array, *, authors: int, haircut: float = HAIRCUT) -> Array:
    """Return log10 likelihood ratios after haircut and bounds."""
    return np.clip(np.asarray(log10_ratio) * haircut, LOWER_BOUND, upper_bound(authors))


def verbal(log10_ratio: float) -> str:
    """Return the words for a bounded log10 likelihood ratio; they name no person guilty."""
    size = abs(log10_ratio)
    strength = next(
        (words for end, words in VERBAL_SCALE if size < end), "extremely strong support"
    )
    if size < VERBAL_SCALE[0][0]:
        return f"{strength} in either direction"
    return f"{strength} for {'one person' if log10_ratio > 0 else 'two people'}"


@dataclass(frozen=True)
class Interval:
    """An expected number with its 95 % interval."""

    value: float
    low: float
    high: float


TAIL_STRANGERS = 3
"""Strangers below which a share is not counted but continued from the tail."""


def poisson_bounds(counts: Array) -> Array:
    """Return the exact 95 % interval of each Poisson count (Garwood 1936): bounds x counts."""
    from scipy.special import gammaincinv  # slow to import, and a pair's page has them written down

    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), 0.025), 0.0)
    return np.stack([low, gammaincinv(counts + 1, 0.975)])


def expected_innocents(
    ratio: float, *, different: Array, pairs: int, bounds: Array | None = None
) -> Interval:
    """Return how many innocent pairs at least as strong are expected among ``pairs``.

    ``ratio`` and ``different`` (strangers of the self-test) are natural log likelihood ratios. The
    strangers above are counted, with the exact interval of a Poisson count (``bounds`` are those of
    0, 1, 2 and more strangers, if they are known). Where fewer than three are above, the tail is
    continued from the third strongest by the rule that P(LR > k | strangers) falls at least as fast
    as 1/k.
    """
    ordered = np.sort(different)[::-1]
    above = int((ordered >= ratio).sum())
    scale = pairs / max(len(ordered), 1)
    known = poisson_bounds(np.array([above])) if bounds is None else bounds[:, above : above + 1]
    low, high = known[:, 0].tolist()
    value = float(above)
    if above < TAIL_STRANGERS <= len(ordered):
        start = ordered[TAIL_STRANGERS - 1]
        value = TAIL_STRANGERS * float(np.exp(min(start - ratio, 0.0)))
    return Interval(value * scale, low * scale, high * scale)


@dataclass(frozen=True)
class TailCheck:
    """P(LR > k | strangers) must not exceed 1/k: the share found, and what is allowed."""

    ratio: float
    found: float
    allowed: float


def tail_checks(
    different: Array, *, ratios: tuple[float, ...] = (10, 100, 1000)
) -> list[TailCheck]:
    """Check natural log likelihood ratios of strangers at each printed ratio."""
    return [TailCheck(k, float(np.mean(different > np.log(k))), 1 / k) for k in ratios]

"""How good are likelihood ratios? Measures of the field, each with its source.

``same`` and ``different`` are natural log likelihood ratios of pairs known to be one person and
two people. 0 means that the evidence says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OPEN = 0.4
"""c@1 leaves a pair undecided where the log likelihood ratio is nearer to 0 than this."""

LARGEST = 1e6
"""A log likelihood ratio beyond this costs the same; infinite ones would cost "not a number"."""

Array = np.ndarray


def cllr(same: Array, different: Array) -> float:
    """Return the log-likelihood-ratio cost in bits (Bruemmer and du Preez 2006).

    0 is perfect; 1 is what LR = 1 for every pair costs.
    """
    same, different = (np.clip(values, -LARGEST, LARGEST) for values in (same, different))
    missed = np.logaddexp(0, -same).mean()
    linked = np.logaddexp(0, different).mean()
    return float((missed + linked) / (2 * np.log(2)))


def pav(same: Array, different: Array) -> tuple[Array, Array]:
    """Return the best calibrated log likelihood ratios in the same order (isotonic regression)."""
    from scipy.optimize import isotonic_regression  # slow to import, and rarely needed

    rank = np.unique(np.r_[same, different], return_inverse=True)[1]
    truth = np.bincount(rank[: len(same)], minlength=rank.max() + 1) / len(same)
    weight = truth + np.bincount(rank[len(same) :], minlength=len(truth)) / len(different)
    fitted = np.clip(isotonic_regression(truth / weight, weights=weight).x, 0, 1)[rank]
    with np.errstate(divide="ignore"):
        ratio = np.log(fitted) - np.log1p(-fitted)
    return ratio[: len(same)], ratio[len(same) :]


def cllr_min(same: Array, different: Array) -> float:
    """Return the cost that is left after perfect calibration: loss of discrimination alone."""
    return cllr(*pav(same, different))


def roc_auc(same: Array, different: Array) -> float:
    """Return the probability that a same pair scores above a different one (ties count half)."""
    ordered = np.sort(different)
    below, upto = (np.searchsorted(ordered, same, side=side) for side in ("left", "right"))
    return float((below + upto).mean() / (2 * len(different)))


def threshold_at(different: Array, rate: float) -> float:
    """Return the score that at most a share ``rate`` of different pairs exceed."""
    ordered = np.sort(different)[::-1]
    return float(ordered[min(int(np.floor(rate * len(ordered))), len(ordered) - 1)])


def found_at(same: Array, different: Array, rate: float) -> float:
    """Return the share of same pairs above the threshold for a false link rate."""
    return float(np.mean(same > threshold_at(different, rate)))


def equal_error_rate(same: Array, different: Array) -> float:
    """Return the error where misses and false links are equally frequent."""
    cuts = np.unique(np.r_[same, different])
    missed = np.searchsorted(np.sort(same), cuts, side="left") / len(same)
    linked = 1 - np.searchsorted(np.sort(different), cuts, side="left") / len(different)
    nearest = int(np.argmin(np.abs(missed - linked)))
    return float((missed[nearest] + linked[nearest]) / 2)


def c_at_1(same: Array, different: Array) -> float:
    """Return c@1 (Penas and Rodrigo 2011) with both classes weighing the same."""
    right = (np.mean(same >= OPEN) + np.mean(different <= -OPEN)) / 2
    left_open = (np.mean(np.abs(same) < OPEN) + np.mean(np.abs(different) < OPEN)) / 2
    return float(right + left_open * right)


def brier(same: Array, different: Array) -> float:
    """Return the balanced Brier score of posteriors at even prior; 0 is perfect, 1/4 ignorance."""
    return float((np.mean(_sigmoid(-same) ** 2) + np.mean(_sigmoid(different) ** 2)) / 2)


def calibration_error(
    same: Array, different: Array, *, bins: int = 10, prior: float = 0.5
) -> float:
    """Return the expected calibration error of posteriors, classes balanced by default.

    ``prior`` is the share of same pairs, in the prior of the posteriors and among the pairs.
    """
    posterior = _sigmoid(np.r_[same, different] + np.log(prior / (1 - prior)))
    truth = np.r_[np.ones(len(same)), np.zeros(len(different))]
    weight = np.r_[
        np.full(len(same), prior / len(same)),
        np.full(len(different), (1 - prior) / len(different)),
    ]
    place = np.minimum((posterior * bins).astype(int), bins - 1)
    mass = np.bincount(place, weight, bins)
    gap = np.abs(np.bincount(place, weight * (posterior - truth), bins))
    return float(gap[mass > 0].sum())


def _sigmoid(value: Array) -> Array:
    return np.exp(-np.logaddexp(0, -value))


@dataclass(frozen=True)
class Ranking:
    """How high the true partner stands among all candidates."""

    reciprocal_rank: float
    within_8: float


def ranking(scores: Array) -> Ranking:
    """Rank each row's true partner (on the diagonal) among all columns; ties count against it."""
    rank = (scores >= np.diag(scores)[:, None]).sum(axis=1)
    return Ranking(float(np.mean(1 / rank)), float(np.mean(rank <= 8)))


@dataclass(frozen=True)
class Performance:
    """One line of the table."""

    people: int
    auc: float
    eer: float
    c_at_1: float
    brier: float
    cllr: float
    cllr_min: float
    found_1e2: float
    found_1e3: float
    found_1e4: float
    ece: float


def performance(same: Array, different: Array) -> Performance:
    """Measure log likelihood ratios of same and different pairs."""
    return Performance(
        people=len(same),
        auc=roc_auc(same, different),
        eer=equal_error_rate(same, different),
        c_at_1=c_at_1(same, different),
        brier=brier(same, different),
        cllr=cllr(same, different),
        cllr_min=cllr_min(same, different),
        found_1e2=found_at(same, different, 1e-2),
        found_1e3=found_at(same, different, 1e-3),
        found_1e4=found_at(same, different, 1e-4),
        ece=calibration_error(same, different),
    )

"""ln Γ without SciPy, whose import takes longer than all that is worked out for a pair's page.

The same steps with the same constants as SciPy's, so the same values to the last bit: above 13
Stirling's series, below it the recurrence down to [2, 3) and a rational function (Moshier's Cephes
library, ``lgam``). It is twenty times slower; who needs a million values asks SciPy.
"""

from __future__ import annotations

import numpy as np

LARGE, VERY_LARGE = 13.0, 1000.0
"""From ``LARGE`` on Stirling's series is used, from ``VERY_LARGE`` on three terms of it suffice."""

LN_ROOT_TWO_PI = 0.91893853320467274178
SERIES = (
    8.11614167470508450300e-4,
    -5.95061904284301438324e-4,
    7.93650340457716943945e-4,
    -2.77777777730099687205e-3,
    8.33333333333331927722e-2,
)
SHORT_SERIES = (7.9365079365079365079365e-4, -2.7777777777777777777778e-3, 0.0833333333333333333333)
ABOVE = (
    -1.37825152569120859100e3,
    -3.88016315134637840924e4,
    -3.31612992738871184744e5,
    -1.16237097492762307383e6,
    -1.72173700820839662146e6,
    -8.53555664245765465627e5,
)
BELOW = (
    1.0,
    -3.51815701436523470549e2,
    -1.70642106651881159223e4,
    -2.20528590553854454839e5,
    -1.13933444367982507207e6,
    -2.53252307177582951285e6,
    -2.01889141433532773231e6,
)

Array = np.ndarray


def log_gamma(values: Array) -> Array:
    """Return ln Γ of values above 0."""
    values = np.asarray(values, dtype=np.float64)
    small, large = np.minimum(values, LARGE), np.maximum(values, LARGE)
    return np.where(values < LARGE, _by_recurrence(small), _by_stirling(large))


def _by_recurrence(values: Array) -> Array:
    factor, shift, reached = np.ones_like(values), np.zeros_like(values), values.copy()
    while (high := reached >= 3.0).any():
        shift[high] -= 1.0
        reached[high] = values[high] + shift[high]
        factor[high] *= reached[high]
    while (low := reached < 2.0).any():
        factor[low] /= reached[low]
        shift[low] += 1.0
        reached[low] = values[low] + shift[low]
    beyond = values + (shift - 2.0)
    return np.log(factor) + beyond * _polynomial(beyond, ABOVE) / _polynomial(beyond, BELOW)


def _by_stirling(values: Array) -> Array:
    square = 1.0 / (values * values)
    series = np.where(
        values < VERY_LARGE, _polynomial(square, SERIES), _polynomial(square, SHORT_SERIES)
    )
    return (values - 0.5) * np.log(values) - values + LN_ROOT_TWO_PI + series / values


def _polynomial(values: Array, coefficients: tuple[float, ...]) -> Array:
    total = np.full_like(values, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * values + coefficient
    return total

"""Countable habits: worked by hand, against numerical integration, and all pairs at once."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from hustings.algorithms.evidence.gamma_poisson import (
    Counted,
    HabitPrior,
    fit_prior,
    habit_parts,
    scorer,
)


def prior(shape, rate, dispersion=1.0):
    one = np.array([1.0])
    return HabitPrior(one * shape / rate, one * shape, one * rate, one * dispersion)


def by_integration(shape, rate, x, y, n, m):
    density = stats.gamma(shape, scale=1 / rate)

    def marginal(*counts):
        def integrand(value):
            likelihoods = [stats.poisson(value * w).pmf(c) for c, w in counts]
            return density.pdf(value) * np.prod(likelihoods)

        return quad(integrand, 0, 60, limit=200)[0]

    return np.log(marginal((x, n), (y, m)) / (marginal((x, n)) * marginal((y, m))))


@pytest.mark.parametrize(
    ("x", "y", "n", "m"), [(3, 4, 1.0, 1.0), (0, 5, 0.5, 2.0), (0, 0, 1.0, 1.0)]
)
def test_one_habit_equals_the_integral_over_all_rates(x, y, n, m):
    parts = habit_parts(
        prior(1.5, 0.8),
        count_a=np.array([float(x)]),
        count_b=np.array([float(y)]),
        words_a=1000 * n,
        words_b=1000 * m,
    )
    assert parts[0] == pytest.approx(by_integration(1.5, 0.8, x, y, n, m), abs=1e-6)


def test_a_rare_habit_of_both_speaks_for_one_person_and_of_one_alone_against():
    rare = prior(0.2, 1.0)
    both = habit_parts(rare, count_a=np.r_[9.0], count_b=np.r_[9.0], words_a=1000, words_b=1000)
    alone = habit_parts(rare, count_a=np.r_[9.0], count_b=np.r_[0.0], words_a=1000, words_b=1000)
    assert both[0] > 1
    assert alone[0] < -1


def test_no_text_says_nothing():
    parts = habit_parts(prior(1, 1), count_a=np.r_[0.0], count_b=np.r_[5.0], words_a=0, words_b=900)
    assert parts[0] == pytest.approx(0)


def test_dispersion_weakens_both_directions():
    counts = {"count_a": np.r_[8.0], "count_b": np.r_[8.0], "words_a": 1000, "words_b": 1000}
    assert (
        0 < habit_parts(prior(0.5, 1, 3.0), **counts)[0] < habit_parts(prior(0.5, 1), **counts)[0]
    )


@pytest.fixture(scope="module")
def people():
    random = np.random.default_rng(3)
    rates = random.gamma(0.8, 2.0, size=(120, 40))
    words = random.uniform(300, 3000, size=240)
    counts = random.poisson(np.repeat(rates, 2, axis=0) * words[:, None] / 1000)
    return counts.astype(float), words


def fitted(counts, words):
    """Fit on people whose two halves stand in neighbouring rows."""
    halves = Counted(counts[::2], words[::2]), Counted(counts[1::2], words[1::2])
    return fit_prior(*halves, usual=Counted(counts, words))


def test_prior_recovers_the_site(people):
    counts, words = people
    found = fitted(counts, words)
    assert np.mean(found.mean) == pytest.approx(1.6, rel=0.15)
    assert np.median(found.shape) == pytest.approx(0.8, rel=0.3)
    assert np.median(found.dispersion) < 1.2


def test_prior_sees_drift_between_a_persons_halves():
    random = np.random.default_rng(4)
    words = np.full(400, 1000.0)
    rate = np.repeat(random.gamma(2.0, 5.0, size=(200, 1)), 2, axis=0)
    drifting = random.poisson(rate * random.gamma(4.0, 0.25, size=(400, 1))).astype(float)
    assert fitted(drifting, words).dispersion[0] > 2


def test_all_pairs_at_once_equal_one_by_one(people):
    counts, words = people
    found = fitted(counts, words)
    table = scorer(found, largest=counts.max(axis=0))
    rows = table.prepare(counts[:30], words[:30]), table.prepare(counts[30:60], words[30:60])
    fast = table.score(*rows)
    slow = np.array(
        [
            [
                habit_parts(
                    found,
                    count_a=counts[i],
                    count_b=counts[j],
                    words_a=words[i],
                    words_b=words[j],
                ).sum()
                for j in range(30, 60)
            ]
            for i in range(30)
        ]
    )
    assert np.abs(fast - slow).max() < 0.05 * slow.std()

"""Cosines, the learned metric and the clock on small worked cases."""

import numpy as np
import pytest
from scipy import sparse

from hustings.algorithms.evidence.clock import ClockModel, clock_bin, fit_clock
from hustings.algorithms.evidence.cosine import (
    cohort_norm,
    fit_terms,
    inner_products,
    symmetric_norm,
)
from hustings.algorithms.evidence.metric import fit_metric, square_root_rates


def test_terms_held_by_few_weigh_nothing_and_rare_ones_weigh_most():
    counts = sparse.csr_matrix(np.array([[1, 1, 1], [1, 1, 0], [1, 1, 0], [1, 0, 0]], dtype=float))
    weight = fit_terms(counts).weight
    assert weight[2] == 0
    assert weight[1] > weight[0] > 0


def test_a_text_is_most_like_itself():
    counts = sparse.csr_matrix(np.random.default_rng(0).poisson(1.0, (6, 40)).astype(np.float32))
    vectors = fit_terms(counts).vectors(counts)
    alike = inner_products(vectors, vectors)
    assert np.diag(alike) == pytest.approx(np.ones(6), abs=1e-5)


def test_symmetric_norm_by_hand():
    scores = symmetric_norm(
        np.array([[3.0]]),
        left=cohort_norm(np.array([[0.0, 2.0]])),
        right=cohort_norm(np.array([[-1.0, 1.0]])),
    )
    # (3 - 1) / 1 on the left and (3 - 0) / 1 on the right
    assert scores[0, 0] == pytest.approx(2.5)


def test_a_dull_cohort_does_not_divide_by_zero():
    flat = cohort_norm(np.zeros((1, 4)))
    assert np.isfinite(symmetric_norm(np.ones((1, 1)), left=flat, right=flat)).all()


def test_the_metric_finds_partners_that_plain_rates_lose_in_noise():
    random = np.random.default_rng(1)
    steady = random.normal(size=(120, 20))
    noise = random.normal(size=(2, 120, 8)) @ random.normal(size=(8, 200))
    left, right = (
        np.concatenate([steady + random.normal(size=(120, 20)), noise[side]], axis=1).astype("f4")
        for side in (0, 1)
    )
    metric = fit_metric(left[:80], right[:80])
    learned = metric.embed(left[80:]) @ metric.embed(right[80:]).T
    z = [(part[80:] - left.mean(axis=0)) / left.std(axis=0) for part in (left, right)]
    plain = z[0] @ z[1].T
    hits = [np.mean(np.argmax(one, axis=1) == np.arange(40)) for one in (learned, plain)]
    assert hits[0] > hits[1] + 0.2


def test_rates_are_roots_per_thousand_words():
    assert square_root_rates(np.array([[4.0]]), np.array([1000.0]))[0, 0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0), (86400 * 2, 24), (86400 * 2 + 3600 * 5, 29), (86400 * 4, 0), (-3600, 23)],
)
def test_hours_of_weekdays_and_weekends(seconds, expected):
    """1970 began on a Thursday; the third day was a Saturday."""
    assert clock_bin(seconds) == expected


def hours(*places, times=1):
    counts = np.zeros((1, 48))
    for place in places:
        counts[0, place] += times
    return counts


def test_the_same_unusual_hour_speaks_for_one_person():
    model = ClockModel(np.full(48, 0.1))
    night, noon = hours(3, times=10), hours(12, times=10)
    assert model.log_ratios(night, night)[0, 0] > 1
    assert model.log_ratios(night, noon)[0, 0] < -1


def test_the_clock_needs_five_posts():
    model = ClockModel(np.full(48, 0.1))
    assert model.log_ratios(hours(3, times=4), hours(3, times=9))[0, 0] == 0
    assert model.cosines(hours(3, times=4), hours(3, times=9))[0, 0] == 0


def test_the_sites_concentration_is_recovered():
    random = np.random.default_rng(2)
    share = random.dirichlet(np.full(48, 0.3), size=600)
    counts = np.array([random.multinomial(60, own) for own in share]).astype(float)
    assert fit_clock(counts).alpha.sum() == pytest.approx(0.3 * 48, rel=0.25)


def test_an_empty_site_has_a_flat_clock():
    assert np.ptp(fit_clock(np.zeros((3, 48))).alpha) == pytest.approx(0)


def test_the_cohort_norm_looks_at_the_nearest_quarter():
    """100 members: 75 are far away, 25 are near; only these are the measure."""
    scores = np.r_[np.zeros(75), np.full(20, 0.9), np.full(5, 1.9)][None]
    near = cohort_norm(scores)
    assert near.mean[0] == pytest.approx(1.1)
    assert near.spread[0] == pytest.approx(0.4)

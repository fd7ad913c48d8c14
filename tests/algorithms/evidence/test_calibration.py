"""Fusion, bounds and expected innocents."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.evidence.calibration import (
    LOWER_BOUND,
    bounded,
    expected_innocents,
    tail_checks,
    upper_bound,
    verbal,
)
from hustings.algorithms.evidence.fusion import fit_fusion


def scores(seed=0, people=4000):
    random = np.random.default_rng(seed)
    same = np.stack([random.normal(1, 1, people), random.normal(0, 1, people)], axis=1)
    different = np.stack([random.normal(-1, 1, people), random.normal(0, 1, people)], axis=1)
    return same, different


def test_fusion_recovers_the_true_log_ratio():
    """The log ratio of N(1, 1) against N(-1, 1) at x is 2x; the second view says nothing."""
    fusion = fit_fusion(*scores(), pull=1e-6)
    assert fusion.weights == pytest.approx([2.0, 0.0], abs=0.15)
    assert fusion.offset == pytest.approx(0.0, abs=0.15)


def test_weights_are_never_negative():
    same, different = scores()
    assert fit_fusion(-same, -different, pull=1e-6).weights[0] == 0


def test_a_strong_prior_holds_the_weights():
    same, different = scores()
    aim = np.array([0.5, 0.25])
    spread = different.std(axis=0)
    fusion = fit_fusion(same, different, pull=1e6, towards=aim)
    assert fusion.weights * spread == pytest.approx(aim, rel=0.01)


def test_a_view_that_is_flat_among_strangers_weighs_nothing():
    """The clock of members whose halves have too few posts: 0 for all of them."""
    same, different = scores(people=200)
    same[:, 1] = different[:, 1] = 0.0
    fusion = fit_fusion(same, different, pull=0.1, towards=np.array([0.5, 0.3]))
    assert fusion.weights[0] > 0.5
    assert fusion.weights[1] == 0


def test_a_weight_may_have_an_upper_limit():
    """Of 200 strangers one has a second view; per standard deviation 0.3 would be a weight of 4."""
    same, different = scores(people=200)
    same[:, 1] = different[:, 1] = 0.0
    different[7, 1] = 1.0
    aim = np.array([0.5, 0.3])
    free, held = (
        fit_fusion(same, different, pull=10.0, towards=aim, most=most)
        for most in (None, np.array([np.inf, 1.0]))
    )
    assert free.weights[1] > 2
    assert held.weights[1] == pytest.approx(1.0)


@given(st.floats(-50, 50), st.integers(0, 10**6))
def test_nothing_is_shown_beyond_what_was_tested(value, authors):
    shown = float(bounded(np.array(value), authors=authors))
    assert LOWER_BOUND <= shown <= upper_bound(authors)
    assert abs(shown) <= abs(value) + 1e-9


def test_the_haircut_is_three_tenths():
    assert float(bounded(np.array(2.0), authors=500)) == pytest.approx(1.4)


def test_expected_innocents_count_strangers_with_a_poisson_interval():
    strangers = np.array([-1.0] * 96 + [5.0] * 4)
    found = expected_innocents(4.0, different=strangers, pairs=1000)
    assert found.value == pytest.approx(40)
    # 95 % interval of a Poisson count of 4: 1.09 to 10.24
    assert (found.low, found.high) == pytest.approx((10.9, 102.4), rel=0.01)


def test_beyond_the_last_strangers_the_tail_falls_as_one_over_the_ratio():
    strangers = np.arange(1000.0) / 100
    at_the_third = expected_innocents(float(strangers[-3]), different=strangers, pairs=1000).value
    further = expected_innocents(float(strangers[-3]) + np.log(10), different=strangers, pairs=1000)
    assert at_the_third == pytest.approx(3)
    assert further.value == pytest.approx(0.3)


def test_tail_checks_compare_with_what_a_ratio_allows():
    ten, hundred, _ = tail_checks(np.log(np.array([1.0] * 95 + [50.0] * 5)))
    assert (ten.found, ten.allowed) == (0.05, 0.1)
    assert hundred.found == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.2, "in either direction"), (1.5, "moderate support for one"), (-1.2, "for two people")],
)
def test_words_name_support_never_guilt(value, words):
    assert words in verbal(value)
    assert "guilt" not in verbal(value)

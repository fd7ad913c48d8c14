"""Measures: by hand, at their limits, and unmoved by what must not move them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.algorithms.evidence import measures

SCORES = st.lists(st.floats(-8, 8), min_size=2, max_size=30).map(np.array)


def test_saying_nothing_costs_one_bit():
    nothing = np.zeros(5)
    assert measures.cllr(nothing, nothing) == pytest.approx(1)
    assert measures.brier(nothing, nothing) == pytest.approx(0.25)


def test_cllr_by_hand():
    # LR 3 for the same pair, 1/3 for the different one: log2(1 + 1/3) each.
    assert measures.cllr(np.log([3.0]), np.log([1 / 3])) == pytest.approx(np.log2(4 / 3))


def test_auc_counts_ties_half():
    assert measures.roc_auc(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == pytest.approx(7 / 8)


def test_found_at_a_false_link_rate():
    different = np.arange(1000.0)
    assert measures.threshold_at(different, 0.01) == 989
    assert measures.found_at(np.array([980.0, 995.0]), different, 0.01) == 0.5


def test_equal_error_rate_of_separated_scores_is_zero():
    assert measures.equal_error_rate(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 0


def test_c_at_1_rewards_open_pairs_by_the_accuracy_elsewhere():
    assert measures.c_at_1(np.array([2.0, 0.0]), np.array([-2.0, 0.0])) == pytest.approx(0.75)


def test_ranking_counts_ties_against_the_engine():
    scores = np.array([[1.0, 1.0], [0.0, 5.0]])
    assert measures.ranking(scores).reciprocal_rank == pytest.approx(0.75)


def test_perfectly_calibrated_scores_have_no_calibration_error():
    random = np.random.default_rng(0)
    same, different = random.normal(2, 2, 40000), random.normal(-2, 2, 40000)
    # log ratio of N(2, 2) against N(-2, 2) at x is x itself
    assert measures.calibration_error(same, different) < 0.01
    assert measures.cllr(same, different) == pytest.approx(
        measures.cllr_min(same, different), abs=0.01
    )


def test_calibration_error_at_a_base_rate_by_hand():
    # LR 1 of all pairs, a quarter of them one person: posterior 1/4 is right, at even prior 1/2 is.
    nothing = np.zeros(4)
    assert measures.calibration_error(nothing, nothing, prior=0.25) == pytest.approx(0)
    # LR 3 of strangers: posteriors of 1/2 for three quarters, all wrong; else 1/4, all true.
    error = measures.calibration_error(nothing, np.full(4, np.log(3.0)), prior=0.25)
    assert error == pytest.approx(3 / 4 * 1 / 2 + 1 / 4 * 3 / 4)


@given(SCORES, SCORES)
@settings(max_examples=50, deadline=None)
def test_best_calibration_never_costs_more(same, different):
    assert measures.cllr_min(same, different) <= measures.cllr(same, different) + 1e-9


@given(SCORES, SCORES)
@settings(max_examples=50, deadline=None)
def test_auc_is_unmoved_by_a_rising_transformation(same, different):
    moved = measures.roc_auc(np.round(same, 3) * 2 + 1, np.round(different, 3) * 2 + 1)
    assert moved == pytest.approx(measures.roc_auc(np.round(same, 3), np.round(different, 3)))

"""How the weights of views follow the length of the texts."""

import numpy as np
import pytest

from hustings.algorithms.evidence.crossfit import BEYOND_TESTED, LONGEST_STEP, LengthRule
from hustings.algorithms.evidence.fusion import Fusion

RULE = LengthRule(Fusion(np.array([2.0]), 0.5), 100.0, slope_step=0.0, offset_step=-0.1)


def offset(words):
    return RULE.parts(np.ones((1, 1)), np.array([words]))[-1, 0]


def test_the_offset_is_that_of_the_length_tested():
    assert RULE.parts(np.ones((1, 1)), np.array([100.0]))[:, 0].tolist() == [2.0, 0.5]


def test_shorter_texts_take_back_what_half_the_length_showed():
    assert offset(50.0) == pytest.approx(0.5 + 0.1)


def test_longer_texts_lose_more_than_half_the_length_showed():
    assert offset(200.0) == pytest.approx(0.5 - 0.1 * BEYOND_TESTED)


def test_the_change_is_not_continued_for_ever():
    assert offset(1e6) == pytest.approx(0.5 - 0.1 * BEYOND_TESTED * LONGEST_STEP)

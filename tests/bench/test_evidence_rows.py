"""Checks of printed evidence notice what is wrong with it."""

import numpy as np
import pytest

from bench.evidence_rows import largest_gap, strongest_excess
from hustings.algorithms.evidence.channels import PairEvidence


def row(shown, *, people=100):
    return PairEvidence("a", "b", 300, 300, {}, [], shown=shown, people=people)


def test_ratios_within_what_was_tested_do_not_exceed():
    assert max(strongest_excess([row(3.0), row(-1.477), row(0.0, people=20)])) <= 0


@pytest.mark.parametrize("shown", [3.01, -1.5])
def test_ratios_beyond_what_was_tested_exceed(shown):
    assert max(strongest_excess([row(0.0), row(shown)])) > 0


def test_anything_shown_without_validation_exceeds():
    assert strongest_excess([row(0.5, people=59)])[0] == pytest.approx(0.5, abs=0.001)


def test_gap_is_the_distance_from_the_sum_of_the_parts():
    assert largest_gap(1.0, [0.5, 0.75, -0.5]) == pytest.approx(0.25)
    assert largest_gap(np.pi, [np.pi]) == 0

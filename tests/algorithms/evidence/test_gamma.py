"""ln Γ as SciPy has it, and how often two accounts have been in one place."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.special import gammainc, gammaln

from hustings.algorithms.evidence.gamma import log_gamma
from hustings.algorithms.evidence.preserving import met, tail


def test_values_are_those_of_scipy():
    values = np.exp(np.random.default_rng(0).uniform(-12, 14, 5000))
    edges = np.array([2.0, 3.0, 12.999, 13.0, 999.0, 1000.0])
    for some in (values, edges, np.arange(1.0, 40.0)):
        assert log_gamma(some) == pytest.approx(gammaln(some), rel=1e-13, abs=1e-13)


def test_tails_of_poisson_counts_are_those_of_scipy():
    observed, expected = np.array([0, 1, 3, 40, 900]), np.array([2.0, 0.1, 4.0, 30.0, 880.0])
    assert tail(observed, expected) == pytest.approx(gammainc(observed, expected), rel=1e-9)


def test_meetings_are_counted_once_a_place():
    accounts, places = np.array([0, 0, 1, 1, 2]), np.array([5, 5, 5, 2, 2])
    one, two = np.array([0, 0, 1, 0]), np.array([1, 2, 2, 0])
    assert met(accounts, places, one=one, two=two).tolist() == [1, 0, 1, 1]


def test_one_pair_s_page_imports_no_scipy():
    seen = "import sys, hustings.evidence.explain_command; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0

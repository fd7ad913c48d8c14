"""Figures as a reader says them."""

import pytest

from hustings.evidence.explain_report import amount, times


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (0.00074, "0.00074"), (0.36, "0.36"), (1.26, "1.3"), (99.7, "100"), (1234, "1,200")],
)
def test_two_digits_are_said_without_powers_of_ten(value, said):
    assert amount(value) == said


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (82.3, "× 82"),
        (1 / 1600, "÷ 1,600"),
        (1e21, "× over 1,000,000"),
        (1e-21, "÷ over 1,000,000"),
    ],
)
def test_a_habit_s_factor_is_times_or_divided_and_never_a_flood_of_digits(factor, said):
    assert times(factor) == said

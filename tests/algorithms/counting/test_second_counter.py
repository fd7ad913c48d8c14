"""Two counters, written independently, agree on made-up elections full of ties (goal B2)."""

from random import Random

import pytest

from hustings.algorithms.counting.made_up import made_up_election
from tests.algorithms.counting.agreement import differences


@pytest.mark.parametrize("batch", range(10))
def test_both_counters_agree_on_quota_winners_and_every_stage(batch: int) -> None:
    for number in range(batch * 100, batch * 100 + 100):
        election = made_up_election(Random(number))
        assert differences(election, seed=f"seed {number}") == [], number

"""Brigades: fakes are added as said, drive-bys do nothing, outcomes are means over targets."""

import numpy as np
import pytest

from hustings.algorithms.opinion.brigades import (
    Attack,
    Hit,
    run_attack,
    strike,
    summary,
    targets,
    usual_attacks,
    with_fakes,
)
from hustings.algorithms.opinion.groups import GroupRules
from hustings.algorithms.opinion.mapping import draw_map

RULES = GroupRules()


@pytest.fixture
def opinion_map(make_camps):
    return draw_map(make_camps([60, 40], comments=40, shared=10, firm=0.7))


@pytest.mark.parametrize("share", [0.1, 5.0])
def test_drive_bys_of_any_number_move_nothing(opinion_map, share):
    outcome = run_attack(
        opinion_map, Attack(True, "drive-by", False, share), rules=RULES, most_targets=4
    )
    assert outcome.targets
    assert set(outcome.change.values()) == {0.0}


def test_fakes_of_one_camp_copy_readers_who_like_the_target_and_vote_for_it(opinion_map):
    attack = Attack(True, "one camp", False, 0.1)
    target = targets(opinion_map, promotes=True, most=1)[0]
    attacked = with_fakes(opinion_map, attack, target, random=np.random.default_rng(0))
    fakes = attacked.take_people(np.arange(100, 110))
    cast = fakes.votes[fakes.columns == target]
    assert len(attacked.people) == 110
    assert cast.tolist() == [1] * 10
    assert fakes.votes_per_person.min() >= 7


def test_assigned_fakes_reach_the_target_only_as_often_as_readers(opinion_map):
    attack = Attack(True, "both camps", True, 5.0)
    attacked = with_fakes(opinion_map, attack, 12, random=np.random.default_rng(0))
    fakes = attacked.take_people(np.arange(100, 600))
    reached = np.count_nonzero(fakes.columns == 12) / 500
    assert reached == pytest.approx(opinion_map.votes.seen[:, 12].sum() / 100, abs=0.06)


def test_a_sought_promotion_raises_its_target(opinion_map):
    attack = Attack(True, "both camps", False, 0.5)
    hit = strike(opinion_map, attack, targets(opinion_map, promotes=True, most=1)[0], rules=RULES)
    assert hit.after["bridging"] > hit.before["bridging"]


def test_targets_are_low_for_promotion_and_high_for_suppression(opinion_map):
    floor = opinion_map.ranks.floor
    low, high = (targets(opinion_map, promotes=p, most=50) for p in (True, False))
    assert floor[low].max() < floor[high].min()
    assert len(targets(opinion_map, promotes=True, most=2)) == 2


def test_the_same_attack_has_the_same_outcome(opinion_map):
    attack = Attack(False, "one camp", True, 0.1)
    first, second = (run_attack(opinion_map, attack, rules=RULES, most_targets=3) for _ in range(2))
    assert first == second


def test_an_outcome_is_the_mean_over_targets():
    attack = Attack(True, "one camp", True, 0.1)
    hits = [Hit({"floor": 10.0}, {"floor": 20.0}), Hit({"floor": 40.0}, {"floor": 90.0})]
    outcome = summary(attack, hits)
    assert outcome.change == {"floor": 30.0}
    assert outcome.crossed == {"floor": 0.5}
    assert summary(attack, []).targets == 0


def test_the_usual_attacks_are_ten():
    assert len(set(usual_attacks(0.1))) == 10

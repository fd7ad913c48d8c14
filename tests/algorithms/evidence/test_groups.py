"""Groups in step: brigades found whole, nobody else listed, and no groups out of nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.algorithms.evidence.groups import (
    Chance,
    Search,
    dense_cores,
    expected_by_chance,
    in_step,
    shuffled,
    tail,
)
from hustings.algorithms.evidence.traces import (
    CROWDED,
    WINDOW,
    periods_of,
    trace_table,
    visit_windows,
)

HOUR, DAY = 3600.0, 86400.0


def town(brigades=(), *, seed=0, accounts=300, posts=20, actions=10, attendance=1.0):
    """A town's posts over 90 days, and brigades that meet in a thread ``actions`` times."""
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(accounts), posts)
    times = random.uniform(0, 90 * DAY, len(who))
    threads = (times // DAY).astype(int) * 12 + random.integers(0, 12, len(who))
    rows = [(who, threads, times)]
    for brigade in brigades:
        for action in random.choice(len(who), actions, replace=False):
            come = np.array(brigade)[random.random(len(brigade)) < attendance]
            late = times[action] + random.uniform(0, 2 * HOUR, len(come))
            rows.append((come, np.full(len(come), threads[action]), late))
    joined = (np.concatenate(column) for column in zip(*rows, strict=True))
    return trace_table(*joined, count=accounts)


BRIGADES = ((3, 50, 120, 121, 200, 299), tuple(range(60, 70)))


def test_brigades_are_found_whole_and_nobody_else():
    found = in_step(town(BRIGADES))
    assert {group.members for group in found} == set(BRIGADES)
    assert all(group.strength > 3 and group.shared > 5 for group in found)


def test_members_who_stay_away_from_every_third_action_are_still_gathered():
    (group,) = in_step(town(BRIGADES[1:], attendance=0.7, actions=14))
    assert set(group.members) <= set(BRIGADES[1])
    assert len(group.members) >= 8


@pytest.mark.parametrize("seed", range(3))
def test_chance_alone_makes_no_groups(seed):
    assert in_step(town(seed=seed)) == []
    assert expected_by_chance(town(seed=seed), shuffles=3, seed=1) == 0


def test_a_lower_margin_lists_more():
    traces = town(BRIGADES)
    strongest = in_step(traces)[0].strength
    assert len(in_step(traces, margin=strongest)) == 1
    assert in_step(traces, margin=strongest + 0.1) == []


def test_nobody_is_no_site():
    empty = np.zeros(0)
    assert in_step(trace_table(empty, empty, empty, count=0)) == []


def test_what_pairs_share_by_chance_is_what_they_share_when_shuffled():
    traces = town(accounts=40, posts=60)
    one, two = np.triu_indices(40, k=1)
    random = np.random.default_rng(2)
    seen = []
    for _ in range(100):
        matrix = shuffled(traces, random=random).shared()
        seen.append(np.asarray((matrix @ matrix.T)[one, two]).ravel())
    expected = Chance(traces).shared(one, two)
    # doubled visits are lost in a shuffle, so that it lies a little lower
    assert np.mean(seen) == pytest.approx(expected.mean(), rel=0.15)


@given(st.integers(0, 50))
@settings(max_examples=10, deadline=None)
def test_shuffling_keeps_what_everybody_does_in_each_period_but_for_doubles(seed):
    traces = town(BRIGADES[:1])
    mixed = shuffled(traces, random=np.random.default_rng(seed))
    before, after = (table.period_visits().toarray() for table in (traces, mixed))
    assert (after <= before).all()
    assert after.sum() > 0.97 * before.sum()


def test_unequal_likings_make_a_count_less_surprising():
    even, uneven = (tail(np.array([6]), np.array([1.0]), liking)[0] for liking in (0.05, 1.0))
    assert even < uneven < 0.05


def test_one_stray_link_does_not_melt_two_groups_into_one():
    traces = town(BRIGADES)
    links = Search(traces.shared(), Chance(traces)).links().tolil()
    links[3, 60] = links[60, 3] = 5
    assert set(BRIGADES) <= set(dense_cores(links.tocsr()))


def test_a_crowded_window_is_halved_until_no_crowd_is_in_it():
    times = np.linspace(0, WINDOW - 1, 3 * CROWDED)
    trace = visit_windows(np.zeros(3 * CROWDED, dtype=int), times, np.arange(3 * CROWDED))
    assert np.bincount(trace).max() <= CROWDED
    assert (np.diff(trace) >= 0).all()
    quiet = visit_windows(np.zeros(9, dtype=int), times[:9], np.arange(9))
    assert set(quiet.tolist()) == {0}


def test_days_are_joined_until_a_period_is_busy_enough():
    days = np.arange(10) * DAY
    assert periods_of(days, np.full(10, 200)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert set(periods_of(days, np.ones(10)).tolist()) == {0}


def test_a_text_put_up_by_several_is_a_trace_like_any_other():
    traces = trace_table(
        np.array([0, 1]), np.array([0, 1]), np.zeros(2), texts=[((0, 1), 5.0)], count=2
    )
    assert traces.shared().toarray().tolist() == [[1], [1]]

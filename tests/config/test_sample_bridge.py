"""The composed discussion of 2,000 reads as people arguing about the story."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from hustings.config.sample import bridge, texts
from hustings.config.sample.load import SEED
from hustings.config.sample.repertoire import MOST_USES
from hustings.config.sample.rhythm import ActivityClock
from hustings.config.sample.texts import CARS, NEITHER, TRAM

OPPOSITE = {TRAM: CARS, CARS: TRAM}
MOST_EQUAL_RUNS = 5
"""How often the same eight words in a row may stand in 2,000 comments, quotations left out."""


@pytest.fixture(scope="module")
def thread():
    return bridge.compose(seed=SEED, size=2000)


@pytest.fixture(scope="module")
def by_key(thread):
    return {said.key: said for said in thread}


def own_words(said) -> list[str]:
    """The words of a comment without those it quotes from another."""
    text = "\n".join(line for line in said.text.splitlines() if not line.startswith(">"))
    return re.findall(r"\w+", text.lower())


def test_it_is_as_large_as_asked_and_the_same_every_time(thread):
    assert len(thread) == 2000
    again = bridge.compose(seed=SEED, size=2000)
    assert [asdict(said) for said in again] == [asdict(said) for said in thread]
    other = bridge.compose(seed=SEED + 1, size=2000)
    assert [said.text for said in other] != [said.text for said in thread]


def test_no_two_comments_are_equal(thread):
    plain = [" ".join(re.findall(r"\w+", said.text.lower())) for said in thread]
    assert len(set(plain)) == len(plain)


def test_no_run_of_eight_words_comes_often(thread):
    runs: Counter[tuple[str, ...]] = Counter()
    for said in thread:
        words = own_words(said)
        runs.update({tuple(words[at : at + 8]) for at in range(len(words) - 7)})
    assert max(runs.values()) <= MOST_EQUAL_RUNS
    repeated = sum(count - 1 for count in runs.values())
    assert repeated / sum(runs.values()) < 0.35


def test_a_line_is_used_a_few_times_and_never_twice_in_a_branch(thread, by_key):
    lines = Counter(said.line for said in thread if said.line)
    assert max(lines.values()) <= MOST_USES
    in_branch = Counter((root_of(said, by_key), said.line) for said in thread if said.line)
    assert max(in_branch.values()) == 1


def root_of(said, by_key) -> str:
    while said.parent:
        said = by_key[said.parent]
    return said.key


def test_every_answer_fits_the_stance_and_the_topic_of_what_it_answers(thread, by_key):
    kinds = {line.text: line for topic in texts.topics() for line in topic.arguments}
    composed = [said for said in thread if said.line]
    assert len(composed) > 1000
    for said in composed:
        parent, line = by_key[said.parent], kinds[said.line]
        assert said.topic == parent.topic
        assert line.topic in (parent.topic, "general")
        assert said.who != parent.who
        if said.answers == "disputes":
            assert line.kind == f"{OPPOSITE[parent.camp]}>"
        elif said.answers == "supports":
            assert line.kind == f"{parent.camp}&"
        else:
            assert (said.answers, line.kind) in {
                ("weighs", "=>"), ("asks", "?>"), ("reacts", "*>")
            }  # fmt: skip


def test_readers_keep_to_their_camp(thread):
    people = texts.readers()
    for said in thread:
        if said.line and said.camp in (TRAM, CARS):
            assert people[said.who].camp == said.camp


def test_it_is_deep_wide_and_uneven(thread, by_key):
    assert max(said.depth for said in thread) >= 12
    branches = sorted(Counter(root_of(said, by_key) for said in thread).values())
    assert branches[-1] > 100
    assert branches[len(branches) // 2] < 20
    assert 150 <= len({said.who for said in thread}) <= 250
    camps = Counter(said.camp for said in thread)
    assert min(camps[TRAM], camps[CARS]) > 500
    assert camps[NEITHER] > 100


def test_votes_have_a_heavy_tail(thread):
    up = sorted(said.up for said in thread)
    assert up[len(up) // 2] <= 5
    assert up[-1] > 12 * max(up[len(up) // 2], 1)
    assert sum(said.down > said.up for said in thread) > 20


def test_some_are_edited_removed_withdrawn_held_and_reported(thread):
    assert sum(bool(said.earlier) and said.earlier != said.text for said in thread) > 20
    removed = [said for said in thread if said.removed]
    assert len(removed) == len(texts.removals())
    states = Counter(said.state for said in thread)
    assert (states["withdrawn"], states["held"]) == (bridge.WITHDRAWN_COUNT, bridge.HELD_COUNT)
    assert sum(said.reported is not None for said in thread) == bridge.REPORTED_COUNT
    answered = {said.parent for said in thread}
    assert not any(said.key in answered for said in thread if said.state == "held")


def test_a_lively_minute_is_long_at_night():
    midnight = datetime(2026, 11, 16, tzinfo=UTC)
    clock = ActivityClock(midnight)
    evening, night = midnight.replace(hour=20), midnight.replace(hour=3)
    assert (
        clock.moment(clock.lively(evening) + 60) - evening
        < clock.moment(clock.lively(night) + 60) - night
    )
    assert abs((clock.moment(clock.lively(evening)) - evening).total_seconds()) < 1

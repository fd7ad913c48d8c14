"""Snapshots: the same bytes again, and every tampering seen."""

import json
from dataclasses import replace

import pytest

from hustings.algorithms.opinion.groups import GroupRules
from hustings.algorithms.opinion.mapping import VERSION
from hustings.algorithms.opinion.snapshot import (
    Task,
    decode,
    encode,
    read_earlier,
    read_votes,
    recompute,
    written_votes,
)


@pytest.fixture
def snapshot(two_camps):
    task = Task(two_camps, GroupRules(halves=5), moderated_out=("4",))
    return encode(task, task.draw())


def test_a_snapshot_is_recomputed_to_the_byte(snapshot):
    assert recompute(snapshot) == snapshot


def test_a_snapshot_of_an_update_is_recomputed_to_the_byte(two_camps, snapshot):
    task = Task(two_camps, GroupRules(halves=5), earlier=read_earlier(snapshot))
    update = encode(task, task.draw())
    assert recompute(update) == update
    assert json.loads(update)["earlier"]["history"]["k"] == 2


def test_votes_are_written_and_read_without_loss(two_camps):
    again = read_votes(written_votes(two_camps), two_camps.comments)
    assert again.digest() == two_camps.digest()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"A"', b'"B"'),
        (b"0+ ", b"0- "),
        (b'"halves": 5', b'"halves": 6'),
        (b'"agree": ', b'"agree": 1'),
    ],
)
def test_a_changed_snapshot_is_not_recomputed_to_itself(snapshot, before, after):
    tampered = snapshot.replace(before, after, 1)
    assert tampered != snapshot
    assert recompute(tampered) != tampered


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "not a snapshot"),
        (b'{"format": "hustings-opinion-snapshot", "version": "0"}', "version 0"),
        (f'{{"format": "hustings-opinion-snapshot", "version": "{VERSION}"}}'.encode(), "damaged"),
    ],
)
def test_what_is_no_snapshot_is_refused_with_the_reason(content, why):
    with pytest.raises(ValueError, match=why):
        decode(content)


def test_votes_on_comments_that_do_not_exist_are_damage(snapshot):
    with pytest.raises(ValueError, match="damaged"):
        decode(snapshot.replace(b"0+ ", b"999+ ", 1))


def test_another_set_of_rules_is_another_snapshot(two_camps, snapshot):
    task = replace(decode(snapshot), rules=GroupRules(halves=6))
    assert encode(task, task.draw()) != snapshot


@pytest.mark.parametrize(
    "change",
    [
        {"rules": {"halves": 10**9}},
        {"rules": {"most_groups": 0}},
        {"rules": {"damping": "0.15"}},
        {"rules": {"smallest_share": -1}},
        {"rules": {"nonsense": 1}},
        {"earlier": {}},
        {"earlier": "x"},
        {"earlier": {"history": {"k": "2", "candidate": 2, "times": 0}, "groups": {}}},
        {"earlier": {"history": {"k": 2, "candidate": 2, "times": 0}, "groups": {"0-1": 7}}},
        {"input": {"comments": list(range(24))}},
        {"input": {"moderated_out": [4]}},
        {"input": {"votes": {"0-1": 7}}},
        {"input": {"votes": {"0-1": "0?"}}},
        {"input": {"votes": {"0-1": "0+ 0-"}}},
        {"input": None},
    ],
)
def test_a_snapshot_from_a_stranger_is_computed_or_refused_in_a_sentence(snapshot, change):
    content = json.loads(snapshot)
    for key, value in change.items():
        mergeable = isinstance(value, dict) and isinstance(content[key], dict)
        content[key] = content[key] | value if mergeable else value
    with pytest.raises(ValueError, match="damaged"):
        recompute(json.dumps(content).encode())


def test_brackets_without_end_are_refused():
    with pytest.raises(ValueError, match="not JSON"):
        decode(b"[" * 100_000)

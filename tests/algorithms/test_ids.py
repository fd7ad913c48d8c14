"""Ids: order of time, room for every part, imported ones the same each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms import ids

MILLISECONDS = st.integers(0, ids.LATEST_MILLISECOND)
NODES = st.integers(0, ids.NODES - 1)
COUNTERS = st.integers(0, ids.COUNTERS - 1)
IDENTIFIERS = st.integers(0, 2**63 - 1)


def test_the_layout_is_42_bits_of_time_9_of_node_12_of_counter():
    assert ids.compose(milliseconds=1, node=0, counter=0) == 1 << 21
    assert ids.compose(milliseconds=0, node=1, counter=0) == 1 << 12
    assert ids.compose(milliseconds=2**42 - 1, node=511, counter=4095) == 2**63 - 1


@given(MILLISECONDS, NODES, COUNTERS)
def test_what_is_composed_splits_again(milliseconds, node, counter):
    made = ids.compose(milliseconds=milliseconds, node=node, counter=counter)
    assert 0 <= made < 2**63
    assert ids.split(made) == (milliseconds, node, counter)


@given(MILLISECONDS, MILLISECONDS, NODES, NODES, COUNTERS, COUNTERS)
def test_a_later_millisecond_is_a_higher_id(one, two, node, other, counter, another):
    if one != two:
        first = ids.compose(milliseconds=one, node=node, counter=counter)
        second = ids.compose(milliseconds=two, node=other, counter=another)
        assert (first < second) == (one < two)


@pytest.mark.parametrize(
    "parts",
    [
        {"milliseconds": -1, "node": 0, "counter": 0},
        {"milliseconds": 2**42, "node": 0, "counter": 0},
        {"milliseconds": 0, "node": 512, "counter": 0},
        {"milliseconds": 0, "node": 0, "counter": 4096},
        {"milliseconds": 0, "node": 0, "counter": -1},
    ],
    ids=str,
)
def test_a_part_that_does_not_fit_is_refused(parts):
    with pytest.raises(ValueError, match="does not fit"):
        ids.compose(**parts)


@given(st.integers(-(10**15), 10**15), st.text(max_size=20), st.text(max_size=20))
def test_an_imported_id_is_stable_and_within_its_second(milliseconds, source, foreign_id):
    made = [
        ids.imported(milliseconds=milliseconds, source=source, foreign_id=foreign_id)
        for _ in range(2)
    ]
    assert made[0] == made[1] < 2**63
    edge = min(max(milliseconds, 0), ids.LATEST_MILLISECOND - 1000)
    assert ids.split(made[0])[0] // 1000 == edge // 1000


def test_attempts_and_origins_give_other_ids():
    origin = {"milliseconds": 1_600_000_000_000, "source": "page:a", "foreign_id": "7"}
    others = [{}, {"attempt": 1}, {"attempt": 2}, {"source": "page:b"}, {"foreign_id": "8"}]
    assert len({ids.imported(**(origin | other)) for other in others}) == 5


def test_the_parts_of_an_origin_cannot_be_confused():
    when = {"milliseconds": 0}
    assert ids.imported(source="a", foreign_id="1", attempt=2, **when) != ids.imported(
        source="a", foreign_id="12", attempt=0, **when
    )


@given(st.lists(IDENTIFIERS, min_size=1, max_size=64))
def test_a_path_gives_its_ids_back(line):
    path = b""
    for identifier in line:
        path = ids.path_of(path, identifier)
    assert ids.path_ids(path) == line
    assert len(path) == ids.WIDTH * len(line)


@given(st.lists(IDENTIFIERS, max_size=4), st.lists(IDENTIFIERS, max_size=4), IDENTIFIERS)
def test_a_range_read_holds_a_branch_and_nothing_else(above, other, identifier):
    start = b"".join(one.to_bytes(8, "big") for one in above)
    path = ids.path_of(start, identifier)
    candidate = b"".join(one.to_bytes(8, "big") for one in other)
    inside = path <= candidate < ids.path_end(path)
    assert inside == candidate.startswith(path)


@given(IDENTIFIERS, IDENTIFIERS)
def test_paths_sort_as_their_ids(one, two):
    assert (ids.path_of(b"", one) < ids.path_of(b"", two)) == (one < two)

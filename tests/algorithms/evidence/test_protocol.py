"""The split: in time, disjoint in threads, exact in words, the same for any order of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.algorithms.evidence.classes import word_class
from hustings.algorithms.evidence.protocol import (
    History,
    between_threads,
    draw_pair,
    halves,
    histories,
    random_threads,
)


def history(words, threads=None, times=None):
    count = len(words)
    return History(
        np.arange(count),
        np.array(times if times is not None else range(count), dtype=float),
        np.array(threads if threads is not None else [f"t{i}" for i in range(count)]),
        np.array(words),
    )


def test_the_cut_is_where_half_of_the_words_are_written():
    first, second = halves(history([10, 10, 10, 10]))
    assert first.tolist() == [0, 1]
    assert second.tolist() == [2, 3]


def test_posts_are_taken_in_time_order():
    first, _ = halves(history([10, 10, 10, 10], times=[4, 1, 3, 2]))
    assert first.tolist() == [1, 3]


def test_the_second_half_loses_every_thread_of_the_first():
    _, second = halves(history([10, 10, 10, 10], threads=["a", "b", "a", "c"]))
    assert second.tolist() == [3]


CUTS = (halves, between_threads)


def test_the_cut_between_threads_leaves_most_words_on_the_smaller_side():
    earlier, later = between_threads(history([5, 30, 5, 20], threads=["a", "b", "a", "c"]))
    assert earlier.tolist() == [0, 1, 2]
    assert later.tolist() == [3]


def test_a_thread_is_as_old_as_its_first_post():
    own = history([10, 10, 10], threads=["a", "b", "a"], times=[9, 2, 1])
    earlier, later = between_threads(own)
    assert earlier.tolist() == [0, 2]
    assert later.tolist() == [1]


def test_threads_in_random_order_are_cut_where_the_smaller_side_is_largest():
    own = history([5, 30, 5, 20], threads=["a", "b", "a", "c"])
    smaller = set()
    for seed in range(20):
        parts = random_threads(own, np.random.default_rng(seed))
        assert sorted(np.concatenate(parts).tolist()) == [0, 1, 2, 3]
        assert {0, 2} <= set(parts[0].tolist()) or {0, 2} <= set(parts[1].tolist())
        smaller.add(min(own.words[part].sum() for part in parts))
    assert smaller == {20, 30}


def test_one_thread_cannot_be_cut():
    assert between_threads(history([10, 10], threads=["a", "a"]))[1].tolist() == []


@pytest.mark.parametrize("cut", CUTS)
def test_nobody_and_nothing_written_can_be_split(cut):
    for empty in (history([]), history([0, 0])):
        assert draw_pair(empty, words=1, random=np.random.default_rng(0), cut=cut) is None


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=1, max_size=40),
    st.integers(1, 200),
    st.integers(0, 9),
    st.sampled_from(CUTS),
)
@settings(max_examples=80, deadline=None)
def test_both_sides_have_exactly_the_words_and_no_thread_in_common(posts, wanted, seed, cut):
    own = history([w for w, _ in posts], threads=[str(t) for _, t in posts])
    drawn = draw_pair(own, words=wanted, random=np.random.default_rng(seed), cut=cut)
    if drawn is None:
        return
    for side in drawn:
        assert own.words[list(side.posts[:-1])].sum() + side.last_words == wanted
        assert side.last_words <= own.words[side.posts[-1]]
    left, right = (set(own.threads[list(side.posts)]) for side in drawn)
    assert not left & right


def test_histories_group_by_person_in_sorted_order():
    found = histories(["b", "a", "b"], times=[3, 2, 1], threads=["x", "y", "z"], words=[1, 2, 3])
    assert list(found) == ["a", "b"]
    assert found["b"].posts.tolist() == [0, 2]


def test_no_posts_make_no_histories():
    assert histories([], times=[], threads=[], words=[]) == {}


@pytest.mark.parametrize(("words", "size"), [(199, None), (200, 250), (810, 1000), (9000, 5000)])
def test_an_account_that_loses_a_fifth_to_copies_keeps_its_word_class(words, size):
    assert word_class(words) == size

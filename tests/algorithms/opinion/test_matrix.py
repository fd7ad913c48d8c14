"""Votes as a matrix: order, doubles, counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.opinion.matrix import VoteMatrix, id_order, in_order

VOTES = [("10", "2", 1), ("9", "11", -1), ("9", "2", 0), ("ann", "2", 1)]
a_vote = st.tuples(
    st.sampled_from(["1", "2", "10", "x"]), st.sampled_from("abc"), st.sampled_from([-1, 0, 1])
)


def test_numbers_stand_by_value_before_words():
    assert sorted(["b", "10", "9", "a", "²"], key=id_order) == ["9", "10", "a", "b", "²"]


def test_people_and_comments_stand_in_their_own_order():
    matrix = VoteMatrix.from_votes(VOTES)
    assert matrix.people == ("9", "10", "ann")
    assert matrix.comments == ("2", "11")
    assert matrix.csr(matrix.votes + 2.0).toarray().tolist() == [[2, 1], [3, 0], [3, 0]]


def test_the_last_of_several_votes_counts():
    matrix = VoteMatrix.from_votes([("1", "a", 1), ("1", "a", -1)])
    assert matrix.votes.tolist() == [-1]


def test_two_votes_of_one_person_on_one_comment_are_refused_as_codes():
    one = np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="two votes"):
        VoteMatrix.from_codes(["1"], ["a"], rows=one, columns=one, votes=np.array([1, 1]))


def test_a_vote_of_two_is_refused():
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="-1, 0 or 1"):
        VoteMatrix.from_codes(["1"], ["a"], rows=one, columns=one, votes=np.array([2]))


def test_tallies_count_each_group_and_leave_out_the_ungrouped():
    matrix = VoteMatrix.from_votes(VOTES)
    counted = matrix.tallies(groups=np.array([0, 1, -1]), count=2)
    disagree, passed, agree = (table.tolist() for table in counted)
    assert (disagree, passed, agree) == (
        [[0, 1], [0, 0]],
        [[1, 0], [0, 0]],
        [[0, 0], [1, 0]],
    )


def test_taking_people_and_comments_keeps_their_votes():
    matrix = VoteMatrix.from_votes(VOTES)
    assert matrix.take_people(np.array([0])).votes.tolist() == [0, -1]
    kept = matrix.take_comments(np.array([False, True]))
    assert kept.comments == ("11",)
    assert kept.votes_per_person.tolist() == [1, 0, 0]


@given(st.lists(a_vote, max_size=30, unique_by=lambda vote: vote[:2]), st.randoms())
def test_the_order_of_votes_changes_nothing(votes, random):
    shuffled = random.sample(votes, len(votes))
    assert VoteMatrix.from_votes(votes).digest() == VoteMatrix.from_votes(shuffled).digest()


def test_the_digest_tells_other_ids_and_votes_apart():
    digests = {
        VoteMatrix.from_votes(votes).digest()
        for votes in ([("1", "a", 1)], [("1", "a", 0)], [("1", "b", 1)], [("2", "a", 1)], [])
    }
    assert len(digests) == 5


@pytest.mark.parametrize("most", [3, 2**40, 2**62])
@given(data=st.data())
def test_cells_stand_in_their_stable_order(most, data):
    numbers = data.draw(st.lists(st.integers(0, most) | st.integers(0, 3), max_size=40))
    cells, order = in_order(np.array(numbers, dtype=np.int64))
    assert cells.tolist() == sorted(numbers)
    assert order.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)

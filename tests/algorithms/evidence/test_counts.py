"""Counts in small whole numbers, read in blocks of features."""

import numpy as np
import pytest

from hustings.algorithms.evidence import counts
from hustings.algorithms.evidence.counts import MOST, PRESENT, ROOTS, stacked
from tests.algorithms.evidence.tables import counts_of

TABLE = np.random.default_rng(4).poisson(0.6, (9, 23))
ROWS = np.array([7, 0, 7, 3])


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    """Blocks of five features, so that the last is not full."""
    monkeypatch.setattr(counts, "WIDTH", 5)


def test_blocks_hold_the_whole_table():
    found = counts_of(TABLE)
    blocks = [found.read(ROWS, block) for block in found.blocks()]
    assert [block.shape[1] for block in blocks] == [5, 5, 5, 5, 3]
    assert np.concatenate(blocks, axis=1).tolist() == TABLE[ROWS].tolist()


def test_only_the_first_features_are_read_where_so_few_are_asked_for():
    assert counts_of(TABLE).dense(ROWS, most=7).tolist() == TABLE[ROWS, :7].tolist()
    assert counts_of(TABLE).dense(ROWS, most=99).tolist() == TABLE[ROWS].tolist()


@pytest.mark.parametrize(("table", "of"), [(ROOTS, np.sqrt), (PRESENT, np.sign)])
def test_a_count_is_read_through_a_table_and_none_stays_none(table, of):
    found = counts_of(TABLE).read(ROWS, slice(5, 10), table=table)
    expected = [[of(n) if n else 0 for n in row] for row in TABLE[ROWS, 5:10]]
    assert found == pytest.approx(np.array(expected))


def test_rows_may_be_put_in_another_order_and_below_each_other():
    whole = counts_of(TABLE)
    parts = stacked([whole.ordered(ROWS), counts_of(TABLE[1:3])])
    expected = np.concatenate([TABLE[ROWS], TABLE[1:3]])
    assert parts.dense(np.arange(len(parts)), most=99).tolist() == expected.tolist()


def test_holders_and_largest_counts_of_features():
    found = counts_of(TABLE)
    assert found.held(ROWS).tolist() == np.count_nonzero(TABLE[ROWS], axis=0).tolist()
    assert found.largest(8).tolist() == TABLE[:, :8].max(axis=0).tolist()


def test_a_wall_of_one_mark_is_counted_as_far_as_it_fits():
    assert counts_of([[70_000, 2]]).dense(np.array([0]), most=2).tolist() == [[MOST, 2]]


def test_nothing_at_all_can_be_read():
    empty = counts_of(np.zeros((3, 0), dtype=int))
    assert empty.dense(np.arange(3), most=9).shape == (3, 0)
    assert empty.held(np.arange(3)).tolist() == []
    assert counts_of(np.zeros((2, 7), dtype=int)).dense(np.arange(2), most=7).sum() == 0

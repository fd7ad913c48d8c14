"""Tiles hold every pair once, however they are cut; a scan keeps what a list would show first."""

from types import SimpleNamespace

import numpy as np
import pytest

from hustings.algorithms.evidence import tiles
from hustings.algorithms.evidence.compare import score_pairs
from hustings.algorithms.evidence.crossfit import Accounts, Training
from hustings.algorithms.evidence.sampling import Plan
from hustings.algorithms.evidence.scoring import PairParts
from hustings.algorithms.evidence.sides import FEATURES
from hustings.algorithms.evidence.site import Post, make_site
from hustings.algorithms.evidence.strongest import Best, pair_counts, strongest_pairs
from hustings.algorithms.evidence.tiles import Compared
from hustings.evidence.reading import seconds
from tests.evidence import writers


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    """Tiles of at most four accounts a side, and cohorts of accounts however few."""
    monkeypatch.setattr(tiles, "WIDEST", 4)
    monkeypatch.setattr(tiles, "LEAST_COHORT", 1)


def compared(fold):
    """Accounts in these folds; the models are not asked for anything but folds and cohorts."""
    rows = np.arange(len(fold)) + 100
    fit = SimpleNamespace(
        blocks=lambda: ((one, two) for one in range(3) for two in range(one, 3)),
        accounts=Accounts(rows, fold),
        training=Training(rows[:2], rows[2:4], fold[:2], 250.0),
        sample=lambda outside: outside,
    )
    return Compared(fit, rows, fold)


def pairs_of(found):
    """Return every pair of rows of some tiles with its place."""
    return [
        (*sorted((int(tile.left[i]), int(tile.right[j]))), int(place))
        for tile in found
        for i, j, place in zip(tile.one, tile.two, tile.places, strict=True)
    ]


def parts_of(values):
    """Pairs whose log ratio is one part."""
    parts = np.array(values, dtype=np.float32).reshape(-1, 1)
    return PairParts(parts, np.zeros(len(parts), dtype=bool), ("offset",))


FOLD = np.random.default_rng(1).integers(0, 3, 31)


def test_all_pairs_stand_in_one_tile_each():
    everybody = compared(FOLD)
    found = list(everybody.all(np.full(31, 250), np.array([250])))
    expected = [(i + 100, j + 100, i * 31 + j) for i in range(31) for j in range(i + 1, 31)]
    assert sorted(pairs_of(found)) == expected
    assert max(max(len(tile.left), len(tile.right)) for tile in found) <= 4


def test_only_pairs_of_the_word_classes_asked_for():
    classes = np.where(np.arange(31) % 2, 250, 1000)
    found = pairs_of(compared(FOLD).all(classes, np.array([250])))
    assert len(found) == pair_counts(classes)[250]
    assert all((one - 100) % 2 or (two - 100) % 2 for one, two, _ in found)


def test_listed_pairs_keep_their_places_and_sides_of_their_folds():
    random = np.random.default_rng(2)
    one, two = random.integers(0, 15, 60), random.integers(15, 31, 60)
    found = list(compared(FOLD).listed(one, two, np.arange(60)))
    expected = [
        (a + 100, b + 100, place) for place, (a, b) in enumerate(zip(one, two, strict=True))
    ]
    assert sorted(pairs_of(found), key=lambda row: row[2]) == expected
    for tile in found:
        assert set(FOLD[tile.left - 100]) == {tile.folds[0]}
        assert set(FOLD[tile.right - 100]) == {tile.folds[1]}
        assert not np.isin(FOLD[tile.cohort - 100], tile.folds).any()


def test_pairs_by_class_are_counted_without_a_list():
    classes = np.array([250, 1000, 250, 500])
    assert pair_counts(classes) == {250: 5, 500: 1}


def test_the_best_are_kept_whatever_the_order_they_come_in():
    values = np.random.default_rng(3).integers(0, 9, 200).astype(float)
    kept = []
    for order in (np.arange(200), np.arange(200)[::-1]):
        best = Best(12, parts_of([]))
        for some in np.split(order, 10):
            best.take(some, parts_of(values[some]))
        kept.append(best.places.tolist())
    assert kept[0] == kept[1] == np.lexsort((np.arange(200), -values))[:12].tolist()


def test_a_scan_finds_the_strongest_of_all_pairs(monkeypatch):
    for family in FEATURES:
        monkeypatch.setitem(FEATURES, family, 400)
    rows = writers.posts(40, words=520)
    site = make_site(
        [
            Post(row["id"], row["account"], seconds(row["t"]), row["thread"], "", row["text"])
            for row in rows
        ]
    )
    names, plan = sorted(site.comparable), Plan(("style",), folds=4)
    one, two = np.triu_indices(len(names), k=1)
    listed = score_pairs(site, names, one, two, plan=plan)
    (found,) = strongest_pairs(site, names, most=25, plan=plan)
    order = np.argsort(-listed.style, kind="stable")[:25]
    assert found.scores.style == pytest.approx(listed.style[order], abs=1e-4)
    assert sorted(zip(found.one, found.two, strict=True)) == sorted(
        zip(one[order], two[order], strict=True)
    )


def test_no_pairs_make_no_tiles():
    assert list(compared(FOLD).listed(*np.zeros((3, 0), dtype=np.int64))) == []

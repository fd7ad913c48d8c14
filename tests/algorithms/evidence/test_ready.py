"""A model made ready for pairs sees a pair as the model it was made of."""

import numpy as np
import pytest

from hustings.algorithms.evidence.classes import fit_class
from hustings.algorithms.evidence.crossfit import PairModel
from hustings.algorithms.evidence.fitted import fit_for_any_pair, judge_pair
from hustings.algorithms.evidence.sampling import Plan, site_vocabulary
from hustings.algorithms.evidence.scoring import Tile, fitted_rule, tile_parts
from hustings.algorithms.evidence.sides import FEATURES
from hustings.algorithms.evidence.site import Post, make_site
from hustings.algorithms.evidence.slots import slotted
from hustings.algorithms.evidence.style import COUNTED, HABITS
from hustings.algorithms.evidence.tiles import cohort_rows
from hustings.evidence.reading import seconds
from tests.algorithms.evidence.tables import counts_of
from tests.evidence import writers


def test_sums_over_slots_are_sums_over_counts():
    table = np.random.default_rng(2).poisson(0.4, (9, 30))
    table[3] = 0
    slots, rows = slotted(counts_of(table))
    vector = np.random.default_rng(3).normal(size=30)
    expected = np.sqrt(table) @ vector
    worths = (vector[slots.column] * np.sqrt(slots.count))[None]
    assert rows.sums(worths)[0] == pytest.approx(expected)
    limit = slots.before(11)
    some = np.array([3, 8, 0])
    first = rows.taken(some, first=0, end=limit).sums(worths[:, :limit])
    rest = rows.taken(some, first=limit, end=len(slots)).sums(worths[:, limit:])
    assert first[0] == pytest.approx(np.sqrt(table[some, :11]) @ vector[:11])
    assert (first + rest)[0] == pytest.approx(expected[some])


@pytest.fixture(scope="module")
def site():
    """Thirty writers; w029 has given up all form."""
    rows = writers.posts(30, words=520)
    for row in rows:
        if row["account"] == "w029":
            row["text"] = row["text"].lower().replace(",", "").replace(".", "").replace("!", "")
    return make_site(
        [
            Post(row["id"], row["account"], seconds(row["t"]), row["thread"], "", row["text"])
            for row in rows
        ]
    )


def judged_densely(site, pair, *, vocabulary, plan):
    """Return a pair's parts by the road of all pairs: its rows beside those of the halves."""
    model = fit_class(site, [], size=250, vocabulary=vocabulary, plan=plan, dealt=site.comparable)
    model.fit.learn()
    counted = fit_class(
        site, [], size=250, vocabulary=vocabulary, plan=plan, dealt=site.comparable, guests=pair
    )
    folds = sorted(model.fold[name] for name in pair)
    learned = model.fit.models[tuple(folds)]
    rows = counted.compared.rows[np.argsort([model.fold[name] for name in pair], kind="stable")]
    one = np.zeros(1, dtype=np.int64)
    cohort = cohort_rows(model.fit, tuple(folds))
    tile = Tile(tuple(folds), rows[:1], rows[1:], one, one, one, cohort)
    whole = PairModel(learned.style, learned.clock, counted.fit.sides, learned.names)
    return tile_parts(tile, whole, rules=lambda key: fitted_rule(model.fit, key))


@pytest.mark.parametrize("channels", [("style", "clock"), ("clock",)])
def test_a_pair_s_parts_are_those_of_the_model_itself(site, monkeypatch, channels):
    for family in FEATURES:
        monkeypatch.setitem(FEATURES, family, 900)
    plan, vocabulary = Plan(channels, folds=4), site_vocabulary(site)
    fitted = fit_for_any_pair(site, size=250, vocabulary=vocabulary, plan=plan)
    for pair in (("w003", "w007"), ("w012", "w029")):
        expected = judged_densely(site, pair, vocabulary=vocabulary, plan=plan)
        judged = judge_pair(
            fitted, site, pair, size=250, vocabulary=vocabulary, plan=plan
        ).scores.found
        assert judged.names == expected.names
        assert judged.parts == pytest.approx(expected.parts, abs=1e-3)
        assert (judged.blind == expected.blind).all()
        assert np.abs(judged.parts).max() > 0


def test_an_account_longer_than_all_halves_is_read_in_full():
    rows = writers.posts(30, words=520)
    longer = [row | {"id": f"more{n}"} for n, row in enumerate(writers.posts(1, words=4000))]
    site = make_site(
        [
            Post(row["id"], row["account"], seconds(row["t"]), row["thread"], "", row["text"])
            for row in [*rows, *longer]
        ]
    )
    plan = Plan(("style",), folds=3)
    vocabulary = site_vocabulary(site)
    known = {"size": 250, "vocabulary": vocabulary, "plan": plan, "dealt": site.comparable}
    counted = fit_class(site, [], guests=("w000", "w001"), **known)
    family, most = HABITS[COUNTED]
    long = counted.fit.sides.dense(family, most, counted.compared.rows)
    scorer = fit_class(site, [], **known).fit.model(1, 2).style.counted
    within = long <= scorer.largest * scorer.prior.dispersion * 1.5
    assert long.sum() > 2000
    assert long[within].sum() > 0.98 * long.sum()

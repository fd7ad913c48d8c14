"""Which word classes are fitted, and which pairs are scored by the model of another class."""

from types import SimpleNamespace

import numpy as np
import pytest

from hustings.algorithms.evidence import classes, compare
from hustings.algorithms.evidence.sampling import Plan
from hustings.algorithms.evidence.sides import FEATURES
from hustings.algorithms.evidence.site import Post, make_site
from hustings.evidence.reading import seconds
from tests.evidence import writers

SAME_LENGTH = {250: 180, 500: 180, 1000: 180, 2500: 350}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({250: 3, 500: 90, 1000: 4}, {500: [250, 500, 1000]}),
        ({250: 30, 500: 60}, {250: [250], 500: [500]}),
        ({500: 97, 2500: 3}, {500: [500], 2500: [2500]}),
        ({1000: 7}, {1000: [1000]}),
    ],
)
def test_few_pairs_are_scored_by_the_commonest_class_of_their_length(monkeypatch, pairs, expected):
    monkeypatch.setattr(classes, "split_length", lambda _, *, longest: SAME_LENGTH[longest])
    assert classes.fitted_together(SimpleNamespace(), pairs) == expected


def test_guests_change_nothing_for_the_class_that_scores_them(monkeypatch):
    """45 writers of 500 words or more, and one of 250: he is compared, but not learned from."""
    for family in FEATURES:
        monkeypatch.setitem(FEATURES, family, 500)
    site = site_of([*writers.posts(45, words=640), *writers.posts(1, words=300, first=45)])
    names = sorted(site.comparable)
    one, two = np.triu_indices(len(names), k=1)
    plan = Plan(("style", "clock"), cuts=2)
    everybody = compare.score_pairs(site, names, one, two, plan=plan)
    main = everybody.word_class == 500
    alone = compare.score_pairs(site, names, one[main], two[main], plan=plan)
    assert np.count_nonzero(~main) == 45
    assert everybody.style[~main].all()
    assert everybody.tests[250] is everybody.tests[500]
    assert everybody.style[main] == pytest.approx(alone.style, abs=1e-4)
    assert everybody.clock[main] == pytest.approx(alone.clock, abs=1e-6)


def site_of(rows):
    return make_site(
        [
            Post(row["id"], row["account"], seconds(row["t"]), row["thread"], "", row["text"])
            for row in rows
        ]
    )

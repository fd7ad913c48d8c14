"""Halves scored by models of some people: the protocol's ratios, and guests who teach nothing."""

import numpy as np
import pytest

from bench.evidence_halves import FOLDS, Halves, chosen, same, strangers
from hustings.algorithms.evidence.sampling import Plan, site_vocabulary
from hustings.algorithms.evidence.selftest import split_test
from hustings.algorithms.evidence.site import make_site, split
from hustings.evidence.reading import Columns, read_posts
from tests.evidence import writers


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    path = tmp_path_factory.mktemp("halves") / "posts.jsonl"
    path.write_text(writers.as_lines(writers.posts(24, words=620)))
    return make_site(read_posts(path, columns=Columns("author")).posts)


def test_known_people_get_the_ratios_of_the_self_test(site):
    plan = Plan(("style",), folds=FOLDS)
    test = split_test(site, words=250, plan=plan)
    known = split(site.histories, words=250, seed=0)
    found = Halves(site, known, vocabulary=site_vocabulary(site)).of_known()
    assert np.allclose(found, test.ratios, atol=1e-4)


def test_nothing_is_learned_from_guests(site):
    everybody = split(site.histories, words=250, seed=0)
    known, guests = chosen(everybody, everybody.names[:20]), chosen(everybody, everybody.names[20:])
    vocabulary = site_vocabulary(site)
    with_guests = Halves(site, known, guests=guests, vocabulary=vocabulary)
    alone = Halves(site, known, vocabulary=vocabulary)
    assert np.allclose(with_guests.of_known(), alone.of_known(), atol=1e-4)
    assert with_guests.of_guests().shape == (len(guests.names), len(guests.names))


def test_pairs_of_one_person_are_on_the_diagonal():
    ratios = np.array([[3.0, -1.0], [-2.0, 4.0]])
    assert same(ratios).tolist() == [3, 4]
    assert strangers(ratios).tolist() == [-1, -2]

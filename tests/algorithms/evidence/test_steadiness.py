"""How steady habits are: by hand, however people are gathered, and as far as it can be known."""

import numpy as np
import pytest

from hustings.algorithms.evidence import steady_habits
from hustings.algorithms.evidence.metric import Standard, rate_sums
from hustings.algorithms.evidence.sampling import Plan, site_vocabulary
from hustings.algorithms.evidence.steadiness import Cuts, Steadiness, steadiness
from hustings.algorithms.evidence.steady_habits import of_everybody
from hustings.algorithms.evidence.style import LEARNED
from tests.algorithms.evidence.tables import counts_of
from tests.algorithms.evidence.test_word_classes import site_of
from tests.evidence import writers


def sums_of(first, second, *, person=None, standards=None):
    """Sums over people with these counts in the first and second parts, all of 1,000 words."""
    table = np.concatenate([first, second])
    counts, words, rows = counts_of(table), np.full(len(table), 1000.0), np.arange(len(table))
    left, right = np.split(rows, 2)
    usual = standards or [rate_sums(counts, words, rows, most=table.shape[1]).standard()]
    person = np.arange(len(left)) if person is None else np.array(person)
    return steadiness(counts, words, Cuts(left, right, person), standards=usual)


PLAIN = Standard(1000.0, np.zeros(1, np.float32), np.ones(1, np.float32))


def test_two_cuts_of_one_person_count_as_one():
    """Rates 1 and 2, then 2 and 2, of one person; 0 and 1 of another: products 3 on the mean, 0."""
    found = sums_of([[1], [4], [0]], [[4], [4], [1]], person=[0, 0, 1], standards=[PLAIN])
    assert found.people == 2
    assert found.product[0] == pytest.approx((1 * 2 + 2 * 2) / 2 + 0)
    assert found.squared[0] == pytest.approx(3**2)
    assert found.spread[0] == pytest.approx((2.5 + 4) / 2 + 0.5)
    assert found.level[0] == pytest.approx((1.5 + 2) / 2 + 0.5)


def test_sums_of_some_people_and_of_others_are_those_of_all():
    table = np.random.default_rng(0).poisson(2.0, (2, 30, 5))
    usual = [Standard(1000.0, np.full(5, 1.4, np.float32), np.ones(5, np.float32))]
    parts = [sums_of(*table[:, some], standards=usual) for some in (slice(0, 12), slice(12, 30))]
    whole = sums_of(*table, standards=usual)
    assert (parts[0] + parts[1]).correlations() == pytest.approx(whole.correlations(), rel=1e-5)


def test_what_everybody_has_in_common_is_no_steadiness():
    """Rates far from the standard, but no nearer to each other in one person's parts."""
    table = np.random.default_rng(1).poisson(4.0, (2, 4000, 1))
    assert sums_of(*table, standards=[PLAIN]).correlations()[0] < 0.05


def test_a_correlation_is_believed_as_far_as_it_varies_more_than_by_chance():
    """600 habits of noise in few people: all weigh about the same; steady ones among them more."""
    random = np.random.default_rng(5)
    noise = random.poisson(random.gamma(80.0, 0.1, (60, 600)), (2, 60, 600))
    alike = sums_of(*noise).correlations()
    assert np.ptp(alike) < 0.25
    steady = np.arange(600) % 100 == 50
    own = random.gamma(1.0, 8.0, (60, 600))
    found = sums_of(*np.where(steady, random.poisson(own, (2, 60, 600)), noise)).correlations()
    assert found[steady].min() > np.quantile(found[~steady], 0.75)
    assert found[steady].mean() > found[~steady].max()


def test_a_habit_that_hardly_anybody_has_is_as_steady_as_its_neighbours():
    """One of 80 people has it, in both parts: that is one chance, and no correlation of 1."""
    random = np.random.default_rng(6)
    table = random.poisson(random.gamma(2.0, 0.5, (80, 400)), (2, 80, 400))
    table[:, :, 200] = 0
    table[:, 7, 200] = 1
    found = sums_of(*table).correlations()
    assert found[200] < np.quantile(found, 0.99)


def test_habits_of_a_fold_are_learned_outside_it(monkeypatch):
    """Folds 0 and 1 hold the same writers twice: without either the other is left."""
    for family in LEARNED:
        monkeypatch.setitem(LEARNED, family, 50)
    site = site_of(writers.posts(24, words=400))
    names = site.accounts
    vocabulary = site_vocabulary(site)
    usual = {
        family: [Standard(150.0, np.zeros(size, np.float32), np.ones(size, np.float32))]
        for family in LEARNED
        for size in [min(50, len(vocabulary.buckets[family]))]
    }
    asked = {"words": 150, "standards": usual, "vocabulary": vocabulary}
    fold = {name: number % 3 for number, name in enumerate(names)}
    habits = of_everybody(site, fold, plan=Plan(("style",), cuts=2), **asked)
    assert sorted(habits.of_fold) == [0, 1, 2]
    assert sum(known["words"].people for known in habits.of_fold.values()) <= len(names)
    only = steady_habits.SteadyHabits({0: habits.of_fold[0]}).outside(1, 2)
    assert habits.outside(1, 2)["words"] == pytest.approx(only["words"])
    again = of_everybody(site, fold, plan=Plan(("style",), cuts=2), **asked)
    assert again.outside(0)["marks"].tolist() == habits.outside(0)["marks"].tolist()


def test_sums_are_taken_habit_by_habit():
    found = sums_of([[1, 0], [0, 4]], [[1, 0], [0, 4]])
    assert isinstance(found, Steadiness)
    assert found.product.shape == (2,)

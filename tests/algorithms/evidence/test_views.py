"""Cosines, the learned metric and the clock on small worked cases."""

import numpy as np
import pytest

from hustings.algorithms.evidence import cosine
from hustings.algorithms.evidence.clock import ClockModel, clock_bin, fit_clock
from hustings.algorithms.evidence.cosine import (
    TermWeights,
    cohort_norm,
    fit_terms,
    symmetric_norm,
)
from hustings.algorithms.evidence.meetings import Meeting, row_sets
from hustings.algorithms.evidence.metric import (
    block_rates,
    differences,
    fit_damping,
    fit_family,
    nearest_length,
    rate_sums,
    smoothed,
    square_root_rates,
    standardised,
)
from hustings.algorithms.evidence.steadiness import Cuts, steadiness
from tests.algorithms.evidence.tables import counts_of


def test_terms_held_by_few_or_by_all_weigh_nothing_and_rare_ones_weigh_most():
    weight = fit_terms(np.array([2, 3, 6, 9]), texts=9, power=2.0).weight
    assert weight[0] == weight[3] == 0
    assert weight[1] == pytest.approx(np.log(10 / 4) ** 2)
    assert weight[1] > weight[2] > 0


def test_a_term_is_there_or_not_however_often():
    counts, rows = counts_of([[1, 1, 0], [9, 1, 0], [1, 0, 1], [1, 0, 1]]), np.arange(4)
    weights = TermWeights(np.array([1.0, 2.0, 1.0], np.float32))
    alike = weights.cosines(counts, row_sets([Meeting(rows, rows, rows)]))[0, 0]
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == pytest.approx(1 / np.sqrt(5 * 2))


def test_a_text_is_most_like_itself():
    counts, rows = counts_of(np.random.default_rng(0).poisson(1.0, (6, 40))), np.arange(6)
    alike = fit_terms(counts.held(rows), texts=6, power=1.0).cosines(
        counts, row_sets([Meeting(rows, rows, rows)])
    )[0, 0]
    assert np.diag(alike) == pytest.approx(np.ones(6), abs=1e-5)


def test_symmetric_norm_by_hand():
    scores = symmetric_norm(
        np.array([[3.0]]),
        left=cohort_norm(np.array([[0.0, 2.0]])),
        right=cohort_norm(np.array([[-1.0, 1.0]])),
    )
    # (3 - 1) / 1 on the left and (3 - 0) / 1 on the right
    assert scores[0, 0] == pytest.approx(2.5)


def test_a_dull_cohort_does_not_divide_by_zero():
    flat = cohort_norm(np.zeros((1, 4)))
    assert np.isfinite(symmetric_norm(np.ones((1, 1)), left=flat, right=flat)).all()


def habit_counts(*, people, seed):
    """Counts of 20 steady habits and of 200 that follow eight moods, for two halves of people."""
    random = np.random.default_rng(seed)
    steady = random.gamma(2.0, 2.0, size=(people, 20))
    moods = np.random.default_rng(0).normal(size=(8, 200))
    halves = [np.exp(random.normal(size=(people, 8)) @ moods / 4) * 4 for _ in range(2)]
    rates = [np.concatenate([steady, half], axis=1) for half in halves]
    return np.concatenate([random.poisson(rate) for rate in rates])


def learned(table):
    """Learn from counts of first halves, and of second halves below them."""
    counts, rows = counts_of(table), np.arange(len(table))
    words = np.full(len(table), 1000.0)
    standard = rate_sums(counts, words, rows, most=table.shape[1]).standard()
    left, right = np.split(rows, 2)
    cuts = Cuts(left, right, np.arange(len(left)))
    steady = steadiness(counts, words, cuts, standards=[standard])
    family = fit_family(
        counts,
        words,
        left=left,
        right=right,
        standards=[standard],
        correlation=steady.correlations(),
    )
    return family, fit_damping([family])


def meet(family, table, *, known):
    """Return inner products, projections and ``z`` of first halves with second ones.

    ``known`` are the counts the family was learned from; it looks at them again.
    """
    together = np.concatenate([known, table])
    counts, words = counts_of(together), np.full(len(together), 1000.0)
    first, second = np.split(np.arange(len(known), len(together)), 2)
    sets = row_sets([Meeting(first, second, np.arange(1))])
    products, seen = family.meet(counts, words, sets)
    z = [standardised(family.standards, counts, words, rows, WHOLE) for rows in (first, second)]
    return products, seen, z


WHOLE = slice(0, 220)


def known_differences(family, table):
    """Return what the halves differ by of the people the family was learned from."""
    counts, words = counts_of(table), np.full(len(table), 1000.0)
    return differences(
        *(
            standardised(family.standards, counts, words, r, WHOLE)
            for r in (family.left, family.right)
        )
    )


def test_the_metric_finds_partners_that_plain_rates_lose_in_noise():
    known = habit_counts(people=80, seed=1)
    family, damping = learned(known)
    products, seen, z = meet(family, habit_counts(people=40, seed=2), known=known)
    scores = damping.cosines(products, seen)[0, 1], z[0] @ z[1].T
    hits = [np.mean(np.argmax(found, axis=1) == np.arange(40)) for found in scores]
    assert hits[0] > hits[1] + 0.2


def test_damped_cosines_are_those_of_the_vectors_they_stand_for():
    """W (1 - D S D') z, written out, over two families that share their people."""
    table = habit_counts(people=30, seed=3)
    families = [learned(table[:, part])[0] for part in FAMILIES]
    damping = fit_damping(families)
    halves = [table[:, part] for part in FAMILIES]
    parts = [meet(f, half, known=half) for f, half in zip(families, halves, strict=True)]
    products = {pair: parts[0][0][pair] + parts[1][0][pair] for pair in parts[0][0]}
    seen = [one + two for one, two in zip(parts[0][1], parts[1][1], strict=True)]
    weight = np.concatenate([family.weight for family in families])
    apart = [
        known_differences(f, table[:, part]) for f, part in zip(families, FAMILIES, strict=True)
    ]
    directions = np.concatenate(apart, axis=1).T @ damping.basis
    assert directions.T @ directions == pytest.approx(np.eye(directions.shape[1]), abs=1e-3)
    vectors = []
    for side in (0, 1):
        z = np.concatenate([own[side] for _, _, own in parts], axis=1)
        damped = weight * (z - (z @ directions * damping.shrink) @ directions.T)
        vectors.append(damped / np.linalg.norm(damped, axis=1, keepdims=True))
    expected = vectors[0] @ vectors[1].T
    assert damping.cosines(products, seen)[0, 1] == pytest.approx(expected, abs=1e-4)


FAMILIES = (slice(0, 90), slice(90, 220))


def test_what_is_usual_is_that_of_the_length_nearest():
    assert nearest_length(np.array([100.0, 600.0, 9000.0]), [125.0, 1000.0]).tolist() == [0, 1, 1]


def test_moving_means_are_shorter_at_the_ends():
    assert smoothed(np.array([0.0, 3, 6, 9]), width=3).tolist() == [1.5, 3, 6, 7.5]


def test_standardised_rates_are_deviations_from_the_mean():
    table = np.array([[4, 0, 0], [0, 1, 0], [9, 0, 2]])
    words, rows = np.array([1000.0, 500.0, 2000.0]), np.arange(3)
    rates = square_root_rates(table, words)
    expected = (rates - rates.mean(axis=0)) / rates.std(axis=0)
    counts, everything = counts_of(table), slice(0, 3)
    found = block_rates(counts, words, rows, everything)
    assert found == pytest.approx(rates)
    rate_sums(counts, words, rows, most=3).standard().standardise(found, everything)
    assert found == pytest.approx(expected, abs=1e-3)


def test_rates_are_roots_per_thousand_words():
    assert square_root_rates(np.array([[4.0]]), np.array([1000.0]))[0, 0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0), (86400 * 2, 24), (86400 * 2 + 3600 * 5, 29), (86400 * 4, 0), (-3600, 23)],
)
def test_hours_of_weekdays_and_weekends(seconds, expected):
    """1970 began on a Thursday; the third day was a Saturday."""
    assert clock_bin(seconds) == expected


def hours(*places, times=1):
    counts = np.zeros((1, 48))
    for place in places:
        counts[0, place] += times
    return counts


def test_the_same_unusual_hour_speaks_for_one_person():
    model = ClockModel(np.full(48, 0.1))
    night, noon = hours(3, times=10), hours(12, times=10)
    assert model.log_ratios(night, night)[0, 0] > 1
    assert model.log_ratios(night, noon)[0, 0] < -1


def test_the_clock_needs_five_posts():
    model = ClockModel(np.full(48, 0.1))
    assert model.log_ratios(hours(3, times=4), hours(3, times=9))[0, 0] == 0
    assert model.cosines(hours(3, times=4), hours(3, times=9))[0, 0] == 0


def test_the_sites_concentration_is_recovered():
    random = np.random.default_rng(2)
    share = random.dirichlet(np.full(48, 0.3), size=600)
    counts = np.array([random.multinomial(60, own) for own in share]).astype(float)
    assert fit_clock(counts).alpha.sum() == pytest.approx(0.3 * 48, rel=0.25)


def test_an_empty_site_has_a_flat_clock():
    assert np.ptp(fit_clock(np.zeros((3, 48))).alpha) == pytest.approx(0)


def test_the_cohort_norm_looks_at_the_nearest_quarter():
    """100 members: 75 are far away, 25 are near; only these are the measure."""
    scores = np.r_[np.zeros(75), np.full(20, 0.9), np.full(5, 1.9)][None]
    near = cohort_norm(scores)
    assert near.mean[0] == pytest.approx(1.1)
    assert near.spread[0] == pytest.approx(0.4)


def test_what_is_usual_in_two_folds_is_what_is_usual_in_all_their_rows():
    random = np.random.default_rng(4)
    counts, words = counts_of(random.poisson(2.0, (30, 40))), random.uniform(200, 900, 30)
    sums = [rate_sums(counts, words, rows, most=40) for rows in np.split(np.arange(30), [11])]
    together = (sums[0] + sums[1]).standard()
    alone = rate_sums(counts, words, np.arange(30), most=40).standard()
    assert together.words == pytest.approx(alone.words)
    assert together.mean == pytest.approx(alone.mean, abs=1e-6)
    assert together.spread == pytest.approx(alone.spread, abs=1e-5)


def test_rare_terms_multiplied_alone_are_those_multiplied_in_blocks(monkeypatch):
    counts, rows = counts_of(np.random.default_rng(7).poisson(0.3, (9, 60))), np.arange(9)
    weights = fit_terms(counts.held(rows), texts=9, power=2.0)
    sets = row_sets([Meeting(rows[:4], rows[4:], rows)])
    found = []
    for share in (0.0, 1.1):
        monkeypatch.setattr(cosine, "SPARSE", share)
        found.append(weights.cosines(counts, sets)[0, 1])
    assert found[0] == pytest.approx(found[1], abs=1e-6)
    assert np.ptp(found[0]) > 0

"""A word class of a site, fitted once for whatever pair is asked about later.

Nothing in it depends on the pair: halves of split members are counted, everybody is dealt into
folds, for every two folds a model is learned and the weights come from people outside both. For a
pair only its own two accounts are read, by the model of their two folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np

from hustings.algorithms.evidence.calibration import poisson_bounds
from hustings.algorithms.evidence.classes import ClassTest, account_class, fit_class
from hustings.algorithms.evidence.clock import ClockModel
from hustings.algorithms.evidence.compare import Scores
from hustings.algorithms.evidence.crossfit import CLOCK_VIEWS, CrossFit, LengthRule, view_names
from hustings.algorithms.evidence.gamma_poisson import HabitPrior
from hustings.algorithms.evidence.measures import Performance, performance
from hustings.algorithms.evidence.pair_views import BOTH, PairReader
from hustings.algorithms.evidence.ready import (
    Cohort,
    HalfSlots,
    Halves,
    half_slots,
    placed,
    ready_cohort,
)
from hustings.algorithms.evidence.sampling import Plan, count_site, whole_account
from hustings.algorithms.evidence.scoring import (
    Folds,
    PairParts,
    RuleKey,
    fitted_rule,
    formless_sides,
    harmonic_mean,
    weighed,
    with_floor,
)
from hustings.algorithms.evidence.sides import Sides, Vocabulary
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.style import HABITS, VIEWS, StyleModel
from hustings.algorithms.evidence.tiles import cohort_rows

Array = np.ndarray
Pair = tuple[str, str]


@dataclass(frozen=True)
class FoldModel:
    """What was learned for pairs between two folds, and what is usual of habits to be quoted.

    Rows are places among the halves of the people it was learned from, fold by fold.
    """

    style: StyleModel
    clock: ClockModel
    priors: Mapping[str, HabitPrior]
    cohort: Cohort


@dataclass(frozen=True)
class FittedClass:
    """What pairs of one word class are scored with.

    ``halves``, ``models`` and ``rules`` answer for the few that a pair needs of the many.
    """

    slots: HalfSlots
    fold: Mapping[str, int]
    folds: int
    halves: Callable[[int], Halves]
    """The halves of the split members of each fold."""
    models: Callable[[Folds], FoldModel]
    rules: Callable[[RuleKey], LengthRule]
    test: ClassTest
    measures: Performance
    """What the test says of the whole class."""
    bounds: Array
    """Intervals of 0, 1, 2 and more strangers of the test (``poisson_bounds``)."""

    def blocks(self) -> Iterator[Folds]:
        """Yield every two folds between which there may be a pair."""
        return combinations_with_replacement(range(self.folds), 2)

    def rule_keys(self) -> Iterator[RuleKey]:
        """Yield the key of every rule that some pair needs."""
        return ((*folds, blind) for folds, blind in product(self.blocks(), (False, True)))

    def outside(self, folds: Folds) -> list[Halves]:
        """Return the halves of the people that the model of two folds was learned from."""
        return [self.halves(fold) for fold in range(self.folds) if fold not in folds]


def fit_for_any_pair(
    site: Site, *, size: int, vocabulary: Vocabulary, plan: Plan
) -> FittedClass | None:
    """Fit a word class for all comparable accounts; None where too few members can be split."""
    dealt = site.comparable
    model = fit_class(site, [], size=size, vocabulary=vocabulary, plan=plan, dealt=dealt)
    if model is None:
        return None
    fit = model.fit
    fit.learn()
    rows = [fit.training.inside(fold).rows() for fold in range(fit.folds)]
    test = model.test()
    slots, halves = half_slots(fit.sides.taken(np.arange(2 * len(fit.training.left))), rows)
    return FittedClass(
        slots,
        model.fold,
        fit.folds,
        halves.__getitem__,
        cache(lambda folds: _fold_model(fit, folds, rows)),
        cache(lambda key: fitted_rule(fit, key)),
        test,
        performance(test.same, test.different),
        poisson_bounds(np.arange(len(test.different) + 1)),
    )


def _fold_model(fit: CrossFit, folds: Folds, rows: Sequence[Array]) -> FoldModel:
    """Return a learned model; all rows it knows are halves of split members outside both folds."""
    known = np.concatenate([own for fold, own in enumerate(rows) if fold not in folds])
    place = np.zeros(len(fit.sides), dtype=np.int64)
    place[known] = np.arange(len(known))
    learned = fit.models[folds]
    cohort = cohort_rows(fit, folds)
    return FoldModel(
        placed(learned.style, place),
        learned.clock,
        {view: fit.prior(view, *folds) for view in HABITS},
        ready_cohort(learned.style, fit.sides, cohort, places=place[cohort]),
    )


def class_of_pair(site: Site, pair: Pair, *, plan: Plan) -> int:
    """Return the word class of two comparable accounts."""
    return min(account_class(site, name, plan=plan) for name in pair)


@dataclass(frozen=True)
class JudgedPair:
    """A pair's scores, and what its habits are quoted from: two sides."""

    scores: Scores
    sides: Sides
    priors: Mapping[str, HabitPrior]
    measures: Performance
    bounds: Array


def judge_pair(
    fitted: FittedClass,
    site: Site,
    pair: Pair,
    *,
    size: int,
    vocabulary: Vocabulary,
    plan: Plan,
) -> JudgedPair:
    """Count a pair's accounts, and score them by the model of their folds."""
    sides = _counted(site, pair, vocabulary=vocabulary, plan=plan)
    lower, higher = sorted(fitted.fold[name] for name in pair)
    model = fitted.models((lower, higher))
    halves = fitted.outside((lower, higher))
    reader = PairReader(model.style, model.cohort, fitted.slots, halves, sides)
    names = view_names(plan.channels)
    blind = _set_form_aside(reader)
    rule = fitted.rules((lower, higher, blind))
    plain = _views(reader, model.clock, names)
    parts = weighed(plain, harmonic_mean(sides.words[:1], sides.words[1:]), names, rule, blind)
    set_aside = np.array([blind])
    found = PairParts(with_floor(parts, set_aside), set_aside, (*names, "offset"))
    scores = Scores(np.array([size]), found, {size: fitted.test})
    return JudgedPair(scores, sides, model.priors, fitted.measures, fitted.bounds)


def _set_form_aside(reader: PairReader) -> bool:
    """Return whether only letters are compared (the rule of ``scoring``)."""
    formless = formless_sides(reader.sides, BOTH)
    one, two = reader.unusual_form()
    return bool(formless.any() or one != two)


def _views(reader: PairReader, clock: ClockModel, names: Sequence[str]) -> Array:
    """Return the views of the pair: views x 1."""
    found = reader.views() if VIEWS[0] in names else {}
    hours = reader.sides.clock[:1], reader.sides.clock[1:]
    both = clock.log_ratios(*hours), clock.cosines(*hours)
    found |= {name: float(own[0, 0]) for name, own in zip(CLOCK_VIEWS, both, strict=True)}
    return np.array([[found[name]] for name in names], dtype=np.float32)


def _counted(site: Site, pair: Pair, *, vocabulary: Vocabulary, plan: Plan) -> Sides:
    whole = [whole_account(site, name, seed=plan.seed, most=plan.most_words) for name in pair]
    return count_site(
        site,
        whole,
        vocabulary=vocabulary,
    )

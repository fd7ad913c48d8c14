"""A word class of a site, fitted once for whatever pair is asked about later.

Nothing in it depends on the pair: halves of split members are counted, everybody is dealt into
folds, for every two folds a model is learned and the weights come from people outside both. For a
pair only its own two accounts are counted, and looked at by the model of their two folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np

from hustings.algorithms.evidence.classes import (
    ClassTest,
    account_class,
    fit_class,
)
from hustings.algorithms.evidence.clock import ClockModel
from hustings.algorithms.evidence.compare import Scores
from hustings.algorithms.evidence.counts import stacked
from hustings.algorithms.evidence.crossfit import CrossFit, LengthRule, PairModel, view_names
from hustings.algorithms.evidence.gamma_poisson import HabitPrior
from hustings.algorithms.evidence.sampling import Plan, whole_account
from hustings.algorithms.evidence.scoring import (
    Folds,
    RuleKey,
    Tile,
    fitted_rule,
    tile_parts,
)
from hustings.algorithms.evidence.sides import Sides, Vocabulary, count_sides
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.style import HABITS, StyleModel
from hustings.algorithms.evidence.tiles import cohort_rows

Array = np.ndarray
Pair = tuple[str, str]


@dataclass(frozen=True)
class FoldModel:
    """What was learned for pairs between two folds, and what is usual of habits to be quoted."""

    style: StyleModel
    clock: ClockModel
    priors: Mapping[str, HabitPrior]
    cohort: Array
    """Rows of the members with whom both accounts are compared."""


@dataclass(frozen=True)
class FittedClass:
    """What pairs of one word class are scored with; ``sides`` are the halves of split members.

    ``models`` and ``rules`` answer for the few that a pair needs of the many.
    """

    sides: Sides
    fold: Mapping[str, int]
    folds: int
    models: Callable[[Folds], FoldModel]
    rules: Callable[[RuleKey], LengthRule]
    test: ClassTest

    def blocks(self) -> Iterator[Folds]:
        """Yield every two folds between which there may be a pair."""
        return combinations_with_replacement(range(self.folds), 2)

    def rule_keys(self) -> Iterator[RuleKey]:
        """Yield the key of every rule that some pair needs."""
        return ((*folds, blind) for folds, blind in product(self.blocks(), (False, True)))


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
    return FittedClass(
        fit.sides.taken(np.arange(2 * len(fit.training.left))),
        model.fold,
        fit.folds,
        cache(lambda folds: _fold_model(fit, folds)),
        cache(lambda key: fitted_rule(fit, key)),
        model.test(),
    )


def _fold_model(fit: CrossFit, folds: Folds) -> FoldModel:
    """Return a learned model; all rows it knows are halves of split members, which come first."""
    learned = fit.models[folds]
    priors = {view: fit.prior(view, *folds) for view in HABITS}
    return FoldModel(learned.style, learned.clock, priors, cohort_rows(fit, folds))


def class_of_pair(site: Site, pair: Pair, *, plan: Plan) -> int:
    """Return the word class of two comparable accounts."""
    return min(account_class(site, name, plan=plan) for name in pair)


@dataclass(frozen=True)
class JudgedPair:
    """A pair's scores, and what its habits are quoted from: its accounts are the last two sides."""

    scores: Scores
    sides: Sides
    priors: Mapping[str, HabitPrior]


def judge_pair(
    fitted: FittedClass,
    site: Site,
    pair: Pair,
    *,
    size: int,
    vocabulary: Vocabulary,
    plan: Plan,
) -> JudgedPair:
    """Count a pair's accounts beside the halves, and score them by the model of their folds."""
    sides = joined(fitted.sides, _counted(site, pair, vocabulary=vocabulary, plan=plan))
    rows = len(fitted.sides) + np.arange(2)
    folds = [fitted.fold[name] for name in pair]
    order = np.argsort(folds, kind="stable")
    lower, higher = (folds[place] for place in order.tolist())
    model = fitted.models((lower, higher))
    left, right = rows[order].reshape(2, 1)
    one = np.zeros(1, dtype=np.int64)
    tile = Tile((lower, higher), left, right, one, one, one, model.cohort)
    learned = PairModel(model.style, model.clock, sides, view_names(plan.channels))
    found = tile_parts(tile, learned, rules=fitted.rules)
    return JudgedPair(Scores(np.array([size]), found, {size: fitted.test}), sides, model.priors)


def _counted(site: Site, pair: Pair, *, vocabulary: Vocabulary, plan: Plan) -> Sides:
    whole = [whole_account(site, name, seed=plan.seed, most=plan.most_words) for name in pair]
    return count_sides(
        whole,
        site.texts,
        post_words=site.words,
        owners=site.owners,
        vocabulary=vocabulary,
        clock_bins=site.clock_bins,
    )


def joined(one: Sides, two: Sides) -> Sides:
    """Return the sides of both, one below the other."""
    families = {
        family: stacked([counts, two.families[family]]) for family, counts in one.families.items()
    }
    rest = [
        np.concatenate([getattr(sides, name) for sides in (one, two)])
        for name in ("words", "clock", "form")
    ]
    return Sides(families, *rest)

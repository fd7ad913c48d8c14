"""A word class of a site, fitted once for whatever pair is asked about later.

Nothing in it depends on the pair: halves of split members are counted, everybody is dealt into
folds, and for every two folds the weights come from people outside both. For a pair only its own
two accounts are counted and one model is learned, that of its two folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np

from hustings.algorithms.evidence.classes import (
    ClassModel,
    ClassTest,
    account_class,
    fit_class,
)
from hustings.algorithms.evidence.compare import Scores, empty_scores
from hustings.algorithms.evidence.counts import stacked
from hustings.algorithms.evidence.crossfit import (
    PULL_BEYOND,
    Accounts,
    CrossFit,
    LengthRule,
    Training,
)
from hustings.algorithms.evidence.sampling import Plan, whole_account
from hustings.algorithms.evidence.scoring import RuleKey, fitted_rule, tile_parts
from hustings.algorithms.evidence.sides import Sides, Vocabulary, count_sides
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.tiles import Compared

Pair = tuple[str, str]


@dataclass(frozen=True)
class FittedClass:
    """What pairs of one word class are scored with; ``sides`` are the halves of split members.

    ``rules`` fits a rule when it is asked for: a pair needs one of the many in ``rule_keys``.
    """

    sides: Sides
    training: Training
    shorter: Training
    fold: Mapping[str, int]
    folds: int
    rules: Callable[[RuleKey], LengthRule]
    test: ClassTest

    def rule_keys(self) -> Iterator[RuleKey]:
        """Yield the key of every rule that some pair needs."""
        blocks = combinations_with_replacement(range(self.folds), 2)
        return ((*folds, blind) for folds, blind in product(blocks, (False, True)))


def fit_for_any_pair(
    site: Site, *, size: int, vocabulary: Vocabulary, plan: Plan
) -> FittedClass | None:
    """Fit a word class for all comparable accounts; None where too few members can be split."""
    dealt = site.comparable
    model = fit_class(site, [], size=size, vocabulary=vocabulary, plan=plan, dealt=dealt)
    if model is None:
        return None
    fit = model.fit
    assert fit.shorter is not None
    fit.learn()
    return FittedClass(
        fit.sides,
        fit.training,
        fit.shorter,
        model.fold,
        fit.folds,
        cache(lambda key: fitted_rule(fit, key)),
        model.test(),
    )


def class_of_pair(site: Site, pair: Pair, *, plan: Plan) -> int:
    """Return the word class of two comparable accounts."""
    return min(account_class(site, name, plan=plan) for name in pair)


def with_pair(
    fitted: FittedClass, site: Site, pair: Pair, *, vocabulary: Vocabulary, plan: Plan
) -> ClassModel:
    """Count a pair's accounts and put them beside the halves, as the last two rows."""
    whole = [whole_account(site, name, seed=plan.seed, most=plan.most_words) for name in pair]
    counted = count_sides(
        whole,
        site.texts,
        post_words=site.words,
        owners=site.owners,
        vocabulary=vocabulary,
        clock_bins=site.clock_bins,
    )
    folds = np.array([fitted.fold[name] for name in pair], dtype=np.int64)
    accounts = Accounts(len(fitted.sides) + np.arange(2), folds)
    fit = CrossFit(
        joined(fitted.sides, counted),
        training=fitted.training,
        shorter=fitted.shorter,
        accounts=accounts,
        channels=plan.channels,
        folds=fitted.folds,
        cohort=plan.cohort,
        pull=PULL_BEYOND,
    )
    compared = Compared(fit, accounts.rows, accounts.fold)
    return ClassModel(fit, fitted.test.people, fitted.test.words, compared, fitted.fold)


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


def score_pair(fitted: FittedClass, model: ClassModel, *, size: int, plan: Plan) -> Scores:
    """Score the pair whose accounts are the model's last two rows."""
    result = empty_scores(np.array([size], dtype=np.int64), plan.channels)
    (tile,) = model.compared.listed(np.array([0]), np.array([1]), np.array([0]))
    found = tile_parts(tile, model.fit.model(*tile.folds), rules=fitted.rules)
    result.found.take(tile.places, found)
    result.tests[size] = fitted.test
    return result

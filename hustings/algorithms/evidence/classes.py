"""Word classes: pairs of accounts with about as many words, for which everything is fitted.

The class of a pair is the largest of 250, 500, 1,000, 2,500 and 5,000 words that both accounts
reach. For each class the site's own members are split in halves of about that length, and
everything that is fitted is fitted on them (``crossfit``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.crossfit import (
    PULL_BEYOND,
    Accounts,
    CrossFit,
    Training,
    deal,
)
from hustings.algorithms.evidence.protocol import WORD_CLASSES
from hustings.algorithms.evidence.sampling import (
    Plan,
    count_site,
    folds_for,
    split_length,
    training_draws,
    whole_account,
)
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import COPIED_ALLOWANCE, Site, Splits
from hustings.algorithms.evidence.steady_habits import of_everybody, usual_rates
from hustings.algorithms.evidence.tiles import Compared

CLASS_TOLERANCE = 1 - COPIED_ALLOWANCE
FEW_PAIRS = 1 / 20
"""Share of all pairs below which a word class is not fitted for itself."""

Array = np.ndarray


def word_class(words: int) -> int | None:
    """Return the largest word class that is reached but for a fifth (copies taken out)."""
    reached = [size for size in WORD_CLASSES if size * CLASS_TOLERANCE <= words]
    return reached[-1] if reached else None


def account_class(site: Site, name: str, *, plan: Plan) -> int:
    """Return the word class of an account with enough words."""
    return word_class(min(site.account_words[name], plan.most_words)) or WORD_CLASSES[0]


@dataclass(frozen=True)
class ClassTest:
    """What the self-test of one word class said: natural log ratios of known pairs."""

    people: int
    words: int
    same: Array
    different: Array


@dataclass(frozen=True)
class ClassModel:
    """One word class: its cross-fitted models, and the rows and folds of the accounts in it."""

    fit: CrossFit
    people: int
    words: int
    compared: Compared
    """All that are compared; the fit learns from those of the class only."""
    fold: Mapping[str, int]
    """The fold of every account that was dealt into one."""

    def test(self) -> ClassTest:
        """Return what the learned models say about the known pairs."""
        return ClassTest(self.people, self.words, *self.fit.self_test())


def fit_class(
    site: Site,
    names: Sequence[str],
    *,
    size: int,
    vocabulary: Vocabulary,
    plan: Plan,
    dealt: Collection[str] = (),
    guests: Sequence[str] = (),
) -> ClassModel | None:
    """Prepare a word class for the accounts ``names``; None where too few can be split.

    Accounts ``dealt`` get a fold beside them, but no rows. ``guests`` get rows after those of
    ``names``, but nothing is learned from them.
    """
    length = split_length(site, longest=size)
    if length is None:
        return None
    splits, shorter = training_draws(site, words=length, seed=plan.seed, most=plan.most_people)
    halves = [side for pair in (*splits.pairs, *shorter.pairs) for side in pair]
    compared = [*names, *guests]
    whole = [whole_account(site, name, seed=plan.seed, most=plan.most_words) for name in compared]
    sides = count_site(
        site,
        [*halves, *whole],
        vocabulary=vocabulary,
        run=plan.run,
    )
    everybody = sorted({*names, *splits.names, *dealt})
    folds = folds_for(len(splits.names), plan=plan)
    dealt_in = deal(len(everybody), folds=folds, seed=plan.seed).tolist()
    learned_from = dict(zip(everybody, dealt_in, strict=True))
    # A guest of whom no half was learned from either may be in any fold.
    others = (name for name in guests if name not in learned_from)
    fold = learned_from | {name: number % folds for number, name in enumerate(others)}
    of_names = np.array([fold[name] for name in compared], dtype=np.int64)
    accounts = Accounts(len(halves) + np.arange(len(compared)), of_names)
    training = _training(splits, fold, start=0)
    halved = _training(shorter, fold, start=2 * len(splits.names))
    steady = None
    if plan.cuts:
        standards = usual_rates(sides, [training.rows(), halved.rows()])
        steady = of_everybody(
            site,
            learned_from,
            words=length,
            standards=standards,
            vocabulary=vocabulary,
            plan=plan,
        )
    fit = CrossFit(
        sides,
        training=training,
        shorter=halved,
        steady=steady,
        accounts=accounts.first(len(names)),
        channels=plan.channels,
        folds=folds,
        cohort=plan.cohort,
        pull=PULL_BEYOND,
        threads=plan.threads,
        longest=max((min(site.account_words[name], plan.most_words) for name in dealt), default=0),
    )
    compared_with = Compared(fit, accounts.rows, accounts.fold)
    return ClassModel(fit, len(splits.names), length, compared_with, fold)


def _training(splits: Splits, fold: Mapping[str, int], *, start: int) -> Training:
    left = start + 2 * np.arange(len(splits.names))
    folds = np.array([fold[name] for name in splits.names], dtype=np.int64)
    return Training(left, left + 1, folds, float(splits.words))


def fitted_together(site: Site, pairs: Mapping[int, int]) -> dict[int, list[int]]:
    """Return the word classes to be fitted, and for each those whose pairs it scores.

    ``pairs`` is the number of pairs of each class. To fit a class of few would cost as much as
    millions of pairs, so it is scored by the commonest whose members are split at its own length,
    or at up to twice its length: of those the halves of halves show how lengths matter.
    """
    length = {size: split_length(site, longest=size) or 0 for size in pairs}
    few = {size for size in pairs if pairs[size] < FEW_PAIRS * sum(pairs.values())}
    together: dict[int, list[int]] = {}
    for size in pairs:
        same = [other for other in pairs if length[other] == length[size]]
        near = [o for o in pairs if length[o] // 2 <= length[size] <= length[o] and o not in few]
        commonest = max(near or same, key=lambda other: (pairs[other], other))
        together.setdefault(commonest if size in few else size, []).append(size)
    return together

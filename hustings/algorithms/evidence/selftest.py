"""The self-test: split members and see what the likelihood ratios say about them.

Every split member is one pair known to be one person; the halves of two members are pairs known
to be two. All are scored by models that saw neither (``crossfit``). The test flatters: both halves
come from one account and often one year. Harder strangers (those who share most threads) and
re-registrations are reported beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hustings.algorithms.evidence.calibration import TailCheck, tail_checks
from hustings.algorithms.evidence.crossfit import CrossFit, Training, deal
from hustings.algorithms.evidence.measures import (
    Performance,
    found_at,
    performance,
    ranking,
    roc_auc,
    threshold_at,
)
from hustings.algorithms.evidence.sampling import (
    FEWEST_PEOPLE,
    Plan,
    choose_people,
    count_site,
    folds_for,
    site_vocabulary,
)
from hustings.algorithms.evidence.scoring import Tile, empty_parts, score_tiles
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site, Splits, split

NEIGHBOURS = 10
"""Strangers who share most threads with a person, taken as the harder strangers."""

Array = np.ndarray


@dataclass(frozen=True)
class SplitTest:
    """Natural log likelihood ratios of all first halves (rows) and second halves (columns)."""

    words: int
    names: Sequence[str]
    ratios: Array
    neighbours: Array
    """Mask of pairs of strangers who share many threads."""
    strangers: Array
    """Mask of the pairs that are two people."""

    @property
    def same(self) -> Array:
        """Return the ratios of pairs that are one person."""
        return np.diag(self.ratios)

    @property
    def different(self) -> Array:
        """Return the ratios of pairs that are two people."""
        return self.ratios[self.strangers]

    @property
    def close(self) -> Array:
        """Return the ratios of strangers who share many threads."""
        return self.ratios[self.neighbours]

    def without(self, doubtful: Array) -> SplitTest:
        """Return the test without pairs (a mask) that may be one person after all."""
        kept = self.strangers & ~doubtful
        return replace(self, strangers=kept, neighbours=self.neighbours & kept)


def split_test(
    site: Site, *, words: int, plan: Plan, vocabulary: Vocabulary | None = None
) -> SplitTest | None:
    """Test one word class; None where fewer than 20 members can be split at so many words."""
    splits = split(site.histories, words=words, seed=plan.seed)
    splits = choose_people(splits, most=plan.most_people, seed=plan.seed)
    if len(splits.names) < FEWEST_PEOPLE:
        return None
    folds = folds_for(len(splits.names), plan=plan)
    plan.progress(f"{words:,} words a side: {len(splits.names):,} members split")
    sides = count_site(
        site,
        [side for pair in splits.pairs for side in pair],
        vocabulary=vocabulary or site_vocabulary(site, run=plan.run),
        run=plan.run,
    )
    left = 2 * np.arange(len(splits.names))
    fold = deal(len(splits.names), folds=folds, seed=plan.seed)
    training = Training(left, left + 1, fold, float(words))
    fit = CrossFit(
        sides,
        training=training,
        shorter=None,
        channels=plan.channels,
        folds=folds,
        cohort=plan.cohort,
        threads=plan.threads,
    )
    strangers = ~np.eye(len(splits.names), dtype=bool)
    close = close_strangers(site, splits)
    return SplitTest(words, splits.names, _all_pairs(fit), close, strangers)


def _all_pairs(fit: CrossFit) -> Array:
    """Return the log ratios of all first halves and second halves, each by a model without both."""
    people = len(fit.training.left)
    found = empty_parts(people * people, fit.names)
    tiles = (tile for folds in fit.blocks() for tile in _tiles(fit, *folds))
    score_tiles(fit, tiles, found.take)
    return found.total.reshape(people, people)


def _tiles(fit: CrossFit, fold: int, other: int) -> Iterator[Tile]:
    """Yield the first halves of either fold with the second halves of the other."""
    training = fit.training
    cohort = fit.sample(training.outside(fold, other).rows())
    for first, second in sorted({(fold, other), (other, fold)}):
        left = np.flatnonzero(training.fold == first)
        right = np.flatnonzero(training.fold == second)
        one, two = (side.ravel() for side in np.indices((len(left), len(right))))
        places = left[one] * len(training.left) + right[two]
        rows = training.left[left], training.right[right]
        yield Tile((fold, other), *rows, one, two, places, cohort)


def close_strangers(site: Site, splits: Splits) -> Array:
    """Return a mask: for each person the ten others who share most threads with him."""
    threads = [
        {site.posts[post].thread for post in site.histories[name].posts} - {""}
        for name in splits.names
    ]
    mask = np.zeros((len(threads), len(threads)), dtype=bool)
    members: dict[str, list[int]] = {}
    for person, own in enumerate(threads):
        for thread in own:
            members.setdefault(thread, []).append(person)
    for person, own in enumerate(threads):
        shared = np.zeros(len(threads), dtype=np.int64)
        for thread in own:
            shared[members[thread]] += 1
        shared[person] = 0
        nearest = np.argsort(-shared, kind="stable")[:NEIGHBOURS]
        mask[person, nearest[shared[nearest] > 0]] = True
    return mask


@dataclass(frozen=True)
class Line:
    """One word class of the table: all strangers, and those who share many threads."""

    words: int
    all: Performance
    reciprocal_rank: float
    within_8: float
    close_auc: float | None
    close_found_1e2: float | None
    close_found_1e3: float | None
    tails: Sequence[TailCheck]
    close_tails: Sequence[TailCheck]


def table_line(test: SplitTest) -> Line:
    """Measure one split test."""
    rank, close = ranking(test.ratios), test.close
    has = len(close) > 0
    return Line(
        words=test.words,
        all=performance(test.same, test.different),
        reciprocal_rank=rank.reciprocal_rank,
        within_8=rank.within_8,
        close_auc=roc_auc(test.same, close) if has else None,
        close_found_1e2=found_at(test.same, close, 1e-2) if has else None,
        close_found_1e3=found_at(test.same, close, 1e-3) if has else None,
        tails=tail_checks(test.different),
        close_tails=tail_checks(close) if has else [],
    )


def tippett(values: Array, *, points: int = 200) -> list[tuple[float, float]]:
    """Return (log10 LR, share of pairs at or above it) for drawing a Tippett plot."""
    ordered = np.sort(values / np.log(10))
    if not len(ordered):
        return []
    places = np.unique(np.linspace(0, len(ordered) - 1, points).astype(int))
    return [(float(ordered[i]), float(1 - i / len(ordered))) for i in places]


def roc_points(same: Array, different: Array, *, points: int = 200) -> list[tuple[float, float]]:
    """Return (false link rate, share found) along the ROC curve, false link rates log spaced."""
    rates = np.geomspace(1 / max(len(different), 2), 1.0, points)
    return [(float(rate), float(np.mean(same >= threshold_at(different, rate)))) for rate in rates]

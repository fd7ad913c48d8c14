"""One pair of accounts, with everything that stands behind its likelihood ratio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from hustings.algorithms.evidence.calibration import Interval, expected_innocents, verbal
from hustings.algorithms.evidence.channels import (
    PairEvidence,
    comparable,
    evidence_of,
    other_channels,
)
from hustings.algorithms.evidence.compare import Scores, empty_scores
from hustings.algorithms.evidence.copies import Copy
from hustings.algorithms.evidence.crossfit import view_names
from hustings.algorithms.evidence.fitted import (
    FittedClass,
    JudgedPair,
    class_of_pair,
    fit_for_any_pair,
    judge_pair,
)
from hustings.algorithms.evidence.habits import Habit, strongest_habits
from hustings.algorithms.evidence.measures import Performance
from hustings.algorithms.evidence.sampling import Plan, Run, site_vocabulary
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site
from hustings.progress import progress

FOLDS = 4
"""Folds for one pair: whoever asks for the first pair of a site waits for ten models, not 36."""

INNOCENT = (
    "a household, office, school, library or mobile carrier shared by two people",
    "the same template, quotation, slogan or language lesson",
    "friends or members of one group who write alike and meet in the same threads",
    "somebody who copies the other to frame him",
)
"""What else could explain a likeness; every reader of a pair is reminded of it."""


@dataclass(frozen=True)
class Explanation:
    """A pair's evidence with its exhibits."""

    evidence: PairEvidence
    habits: Sequence[Habit]
    copies: Sequence[Copy]
    innocents: Interval | None
    pairs: int
    selftest: Performance | None
    network: Mapping[str, int]
    """Shared network values (by kind and number) and how many members use each."""
    hours: tuple[list[int], list[int]]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return asdict(self) | {
            "verbal": verbal(self.evidence.shown),
            "innocent_explanations": INNOCENT,
        }


class Keeper(Protocol):
    """Keeps what was fitted; ``fit`` is called for what it has not."""

    def vocabulary(self, fit: Callable[[], Vocabulary]) -> Vocabulary:
        """Return what is counted on the site."""

    def word_class(
        self, size: int, *, channels: Sequence[str], fit: Callable[[], FittedClass | None]
    ) -> FittedClass | None:
        """Return a fitted word class."""


class NothingKept:
    """A keeper that has nothing and keeps nothing."""

    def vocabulary(self, fit: Callable[[], Vocabulary]) -> Vocabulary:
        """Fit the vocabulary."""
        return fit()

    def word_class(
        self, size: int, *, channels: Sequence[str], fit: Callable[[], FittedClass | None]
    ) -> FittedClass | None:
        """Fit the word class."""
        return fit()


@dataclass(frozen=True)
class Scored:
    """The fitted channels of a pair: its scores, and what stands behind them, if anything."""

    scores: Scores
    behind: tuple[JudgedPair, Vocabulary] | None = None


def explain_pair(
    site: Site,
    a: str,
    b: str,
    *,
    channels: Sequence[str],
    run: Run,
    keeper: Keeper | None = None,
) -> Explanation:
    """Gather the evidence and the exhibits of one pair."""
    chosen = comparable(site, a, b)
    plan = Plan(channels, folds=FOLDS, run=run, progress=progress)
    scored = _score(site, (a, b), plan=plan, keeper=keeper or NothingKept()) if chosen else None
    others = {
        name: float(value[0]) for name, value in other_channels(site, [(a, b)], channels).items()
    }
    scores = scored.scores if scored else empty_scores(np.zeros(0, np.int64), channels)
    evidence = evidence_of(site, (a, b), others, scores, 0 if chosen else None)
    able = len(site.comparable)
    pairs = able * (able - 1) // 2
    test = scores.tests.get(int(scores.word_class[0])) if chosen else None
    behind = scored.behind if scored else None
    fitted = scores.style[0] + scores.clock[0] if chosen else 0.0
    innocents = None
    if test:
        bounds = behind[0].bounds if behind else None
        innocents = expected_innocents(fitted, different=test.different, pairs=pairs, bounds=bounds)
    return Explanation(
        evidence,
        _habits(site, (a, b), scored) if scored else [],
        sorted(site.copies.get((min(a, b), max(a, b)), []), key=lambda copy: -copy.runs)[:10],
        innocents,
        pairs,
        behind[0].measures if behind else None,
        _shared_network(site, a, b),
        (_hours(site, a), _hours(site, b)),
    )


def _score(site: Site, pair: tuple[str, str], *, plan: Plan, keeper: Keeper) -> Scored:
    """Score a comparable pair by what is fitted on the site, or kept from before."""
    size = class_of_pair(site, pair, plan=plan)
    if not view_names(plan.channels):
        return Scored(empty_scores(np.array([size]), plan.channels))
    vocabulary = keeper.vocabulary(lambda: site_vocabulary(site, run=plan.run))
    fitted = keeper.word_class(
        size,
        channels=plan.channels,
        fit=lambda: fit_for_any_pair(site, size=size, vocabulary=vocabulary, plan=plan),
    )
    if fitted is None:
        return Scored(empty_scores(np.array([size]), plan.channels))
    judged = judge_pair(fitted, site, pair, size=size, vocabulary=vocabulary, plan=plan)
    return Scored(judged.scores, (judged, vocabulary))


def _habits(site: Site, pair: tuple[str, str], scored: Scored) -> list[Habit]:
    if scored.behind is None or "form" not in scored.scores.found.names:
        return []
    judged, vocabulary = scored.behind
    texts = [site.texts[post] for name in pair for post in site.histories[name].posts]
    return strongest_habits(judged.priors, judged.sides, 0, 1, vocabulary=vocabulary, texts=texts)


def _shared_network(site: Site, a: str, b: str) -> dict[str, int]:
    """Return how many members use each shared value; the values themselves stay out."""
    shared = sorted(site.networks[a] & site.networks[b])
    return {
        f"{value.partition(':')[0]} {number}": sum(value in own for own in site.networks.values())
        for number, value in enumerate(shared, start=1)
    }


def _hours(site: Site, name: str) -> list[int]:
    bins = site.clock_bins[site.histories[name].posts]
    return np.bincount(bins[bins >= 0] % 24, minlength=24).tolist()

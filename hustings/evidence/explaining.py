"""One pair of accounts, with everything that stands behind its likelihood ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.calibration import Interval, expected_innocents, verbal
from hustings.algorithms.evidence.channels import (
    PairEvidence,
    comparable,
    evidence_of,
    other_channels,
)
from hustings.algorithms.evidence.compare import Scores, score_pairs
from hustings.algorithms.evidence.copies import Copy
from hustings.algorithms.evidence.habits import Habit, strongest_habits
from hustings.algorithms.evidence.measures import Performance, performance
from hustings.algorithms.evidence.sampling import Plan, Run, site_vocabulary
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.style import HABITS
from hustings.evidence.engine import progress

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


def explain_pair(site: Site, a: str, b: str, *, channels: Sequence[str], run: Run) -> Explanation:
    """Gather the evidence and the exhibits of one pair."""
    vocabulary = site_vocabulary(site, run=run)
    chosen = comparable(site, a, b)
    scores = score_pairs(
        site,
        [a, b],
        np.array([0] if chosen else [], dtype=np.int64),
        np.array([1] if chosen else [], dtype=np.int64),
        plan=Plan(channels, keep_models=True, run=run, progress=progress),
        vocabulary=vocabulary,
    )
    others = {
        name: float(value[0]) for name, value in other_channels(site, [(a, b)], channels).items()
    }
    evidence = evidence_of(site, (a, b), others, scores, 0 if chosen else None)
    able = len(site.comparable)
    pairs = able * (able - 1) // 2
    test = scores.tests.get(int(scores.word_class[0])) if chosen else None
    fitted = scores.style[0] + scores.clock[0] if chosen else 0.0
    return Explanation(
        evidence,
        _habits(site, a, b, scores, vocabulary) if test else [],
        sorted(site.copies.get((min(a, b), max(a, b)), []), key=lambda copy: -copy.shingles)[:10],
        expected_innocents(fitted, different=test.different, pairs=pairs) if test else None,
        pairs,
        performance(test.same, test.different) if test else None,
        _shared_network(site, a, b),
        (_hours(site, a), _hours(site, b)),
    )


def _habits(site: Site, a: str, b: str, scores: Scores, vocabulary: Vocabulary) -> list[Habit]:
    if not scores.models or "form" not in scores.names:
        return []
    model, used = next(iter(scores.models.values()))
    place_a, place_b = (int(np.flatnonzero(used == number)[0]) for number in (0, 1))
    folds = [int(model.accounts.fold[place]) for place in (place_a, place_b)]
    priors = {view: model.fit.prior(view, *folds) for view in HABITS}
    texts = [site.texts[post] for name in (a, b) for post in site.histories[name].posts]
    rows = int(model.accounts.rows[place_a]), int(model.accounts.rows[place_b])
    return strongest_habits(priors, model.fit.sides, *rows, vocabulary=vocabulary, texts=texts)


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

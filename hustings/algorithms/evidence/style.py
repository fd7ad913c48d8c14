"""Everything about how two sides are written, as a few numbers per pair.

A view is one number for a pair, higher where the two sides are more alike. Views whose name is in
``BLIND`` see lower-case letters only; they are what is left when somebody changes his form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.cosine import (
    CohortNorm,
    TermWeights,
    cohort_norm,
    fit_terms,
    inner_products,
)
from hustings.algorithms.evidence.gamma_poisson import HabitScorer, fit_prior, scorer
from hustings.algorithms.evidence.metric import CLIP, Metric, fit_metric, square_root_rates
from hustings.algorithms.evidence.sides import Sides

METRICS: Mapping[str, Mapping[str, int]] = {
    "everything": {
        "words": 1500,
        "marks": 500,
        "shape": 1500,
        "masked": 4000,
        "chars": 6000,
        "pairs": 3000,
    },
    "form": {"marks": 500, "shape": 1500},
    "letters": {"words": 1500, "pairs": 3000, "plain": 5000},
}
"""Learned views: the families each reads and how many features of each."""

COSINES = {"characters": "chars", "phrases": "pairs"}
HABITS = {"word habits": ("words", 1200), "mark habits": ("marks", 400), "shapes": ("shape", 800)}

BLIND = ("letters", "phrases", "word habits")
UNUSUAL = 0.99
"""Share of members whose form counts as usual."""

FORM_SHAPES = 100
"""Widest-spread shapes by which the distance of a form is measured."""

VIEWS = ("everything", "form", "letters", *COSINES, *HABITS)

Array = np.ndarray


@dataclass(frozen=True)
class Prepared:
    """Some sides made ready for scoring under one model."""

    vectors: Mapping[str, Any]


@dataclass(frozen=True)
class StyleModel:
    """What distinguishes writers on this site, learned from known people's halves."""

    metrics: Mapping[str, Metric]
    terms: Mapping[str, TermWeights]
    habits: Mapping[str, HabitScorer]

    def prepare(self, sides: Sides, rows: Array) -> Prepared:
        """Prepare some rows of ``sides``."""
        vectors: dict[str, Any] = {
            view: metric.embed(_rates(sides, METRICS[view], rows))
            for view, metric in self.metrics.items()
        }
        for view, family in COSINES.items():
            vectors[view] = self.terms[view].vectors(sides.families[family][rows])
        for view, (family, most) in HABITS.items():
            counts = sides.dense(family, most, rows)
            vectors[view] = self.habits[view].prepare(counts, sides.words[rows])
        return Prepared(vectors)

    def scores(self, view: str, left: Prepared, right: Prepared) -> Array:
        """Return one view's plain scores, left x right."""
        if view in HABITS:
            return self.habits[view].score(left.vectors[view], right.vectors[view])
        return inner_products(left.vectors[view], right.vectors[view])

    def norms(self, prepared: Prepared, cohort: Prepared) -> dict[str, CohortNorm]:
        """Return what the prepared sides show with a cohort of other members, by view."""
        return {view: cohort_norm(self.scores(view, prepared, cohort)) for view in VIEWS}

    def unusual_form(self, sides: Sides, rows: Array, *, usual: Array) -> Array:
        """Return which rows are further from the site's form than 99 % of the rows ``usual``."""
        far = np.quantile(_form_distance(sides, usual, usual), UNUSUAL)
        return _form_distance(sides, rows, usual) > far


def _form_distance(sides: Sides, rows: Array, usual: Array) -> Array:
    rates = square_root_rates(sides.dense("shape", FORM_SHAPES, usual), sides.words[usual])
    mean, spread = rates.mean(axis=0), rates.std(axis=0) + 1e-6
    chosen, place = np.unique(rows, return_inverse=True)
    own = square_root_rates(sides.dense("shape", FORM_SHAPES, chosen), sides.words[chosen])
    return (np.clip((own - mean) / spread, -CLIP, CLIP) ** 2).mean(axis=1)[place]


def fit_style(sides: Sides, *, left: Array, right: Array) -> StyleModel:
    """Learn from known people: rows ``left[i]`` and ``right[i]`` of ``sides`` are one person."""
    both = np.concatenate([left, right])
    return StyleModel(
        {
            view: fit_metric(_rates(sides, families, left), _rates(sides, families, right))
            for view, families in METRICS.items()
        },
        {view: fit_terms(sides.families[family][both]) for view, family in COSINES.items()},
        {view: _fit_habits(sides, view, left, right) for view in HABITS},
    )


def _fit_habits(sides: Sides, view: str, left: Array, right: Array) -> HabitScorer:
    family, most = HABITS[view]
    counts = sides.dense(family, most, np.concatenate([left, right])).astype(np.float64)
    words = sides.words[np.concatenate([left, right])]
    people = np.arange(len(left))
    prior = fit_prior(counts, words, left=people, right=people + len(left))
    largest = sides.families[family][:, :most].max(axis=0).toarray().ravel()
    return scorer(prior, largest=largest.astype(np.float64))


def _rates(sides: Sides, families: Mapping[str, int], rows: Array) -> Array:
    words = sides.words[rows]
    return np.concatenate(
        [
            square_root_rates(sides.dense(family, most, rows), words)
            for family, most in families.items()
        ],
        axis=1,
    )

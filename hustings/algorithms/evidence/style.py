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
from hustings.algorithms.evidence.gamma_poisson import (
    HabitPrior,
    HabitScorer,
    fit_prior,
    scorer,
)
from hustings.algorithms.evidence.metric import CLIP, Metric, fit_metric, square_root_rates
from hustings.algorithms.evidence.sides import Sides

METRICS: Mapping[str, Mapping[str, int]] = {
    "everything": {
        "words": 1500,
        "marks": 3000,
        "shape": 2500,
        "masked": 6000,
        "chars": 14000,
        "pairs": 12000,
        "grammar": 8000,
    },
    "form": {"marks": 3000, "shape": 2500},
    "letters": {"words": 1500, "pairs": 12000, "plain": 5000},
    "marks": {"marks": 3000},
    "shapes": {"shape": 2500},
    "grammar": {"grammar": 8000},
    "words": {"words": 1500},
    "neighbours": {"pairs": 12000},
}
"""Learned views: the families each reads and how many features of each."""

COSINES = {"characters": "chars", "phrases": "pairs"}
HABITS = {"word habits": ("words", 1200), "mark habits": ("marks", 400), "shapes": ("shape", 800)}
"""Families whose habits can be quoted, and how many of each are."""

COUNTED = "mark habits"
"""The habits that are a view as well; the others repeat what the learned views see."""

BLIND = ("letters", "words", "neighbours", "phrases")
UNUSUAL = 0.99
"""Share of members whose form counts as usual."""

FORM_SHAPES = 100
"""Widest-spread shapes by which the distance of a form is measured."""

VIEWS = (*METRICS, *COSINES, COUNTED)

ROWS_AT_A_TIME = 512
"""Sides whose rates are unpacked together; bounds the memory of preparing."""

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
    priors: Mapping[str, HabitPrior]
    counted: HabitScorer

    def prepare(self, sides: Sides, rows: Array) -> Prepared:
        """Prepare some rows of ``sides``."""
        vectors: dict[str, Any] = {
            view: _embedded(metric, sides, METRICS[view], rows)
            for view, metric in self.metrics.items()
        }
        for view, family in COSINES.items():
            vectors[view] = self.terms[view].vectors(sides.families[family][rows])
        family, most = HABITS[COUNTED]
        counts = sides.dense(family, most, rows)
        vectors[COUNTED] = self.counted.prepare(counts, sides.words[rows])
        return Prepared(vectors)

    def scores(self, view: str, left: Prepared, right: Prepared) -> Array:
        """Return one view's plain scores, left x right."""
        if view == COUNTED:
            return self.counted.score(left.vectors[view], right.vectors[view])
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
    priors = {view: _habit_prior(sides, view, left, right) for view in HABITS}
    family, most = HABITS[COUNTED]
    largest = sides.families[family][:, :most].max(axis=0).toarray().ravel()
    return StyleModel(
        {
            view: fit_metric(_rates(sides, families, left), _rates(sides, families, right))
            for view, families in METRICS.items()
        },
        {view: fit_terms(sides.families[family][both]) for view, family in COSINES.items()},
        priors,
        scorer(priors[COUNTED], largest=largest.astype(np.float64)),
    )


def _habit_prior(sides: Sides, view: str, left: Array, right: Array) -> HabitPrior:
    family, most = HABITS[view]
    both = np.concatenate([left, right])
    counts = sides.dense(family, most, both).astype(np.float64)
    people = np.arange(len(left))
    return fit_prior(counts, sides.words[both], left=people, right=people + len(left))


def _embedded(metric: Metric, sides: Sides, families: Mapping[str, int], rows: Array) -> Array:
    """Return unit vectors in half precision: they are kept for as long as the model lives."""
    parts = [
        metric.embed(_rates(sides, families, rows[start : start + ROWS_AT_A_TIME])).astype("f2")
        for start in range(0, max(len(rows), 1), ROWS_AT_A_TIME)
    ]
    return np.concatenate(parts)


def _rates(sides: Sides, families: Mapping[str, int], rows: Array) -> Array:
    words = sides.words[rows]
    return np.concatenate(
        [
            square_root_rates(sides.dense(family, most, rows), words)
            for family, most in families.items()
        ],
        axis=1,
    )

"""Everything about how two sides are written, as a few numbers per pair.

A view is one number for a pair, higher where the two sides are more alike. Views whose name is in
``BLIND`` see lower-case letters only; they are what is left when somebody changes his form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hustings.algorithms.evidence.cosine import (
    TermWeights,
    cohort_norm,
    fit_terms,
    inner_products,
    symmetric_norm,
)
from hustings.algorithms.evidence.gamma_poisson import (
    Counted,
    HabitPrior,
    HabitScorer,
    fit_prior,
    scorer,
)
from hustings.algorithms.evidence.metric import (
    CLIP,
    Damping,
    FamilyMap,
    Projected,
    fit_damping,
    fit_family,
    fit_standard,
    square_root_rates,
)
from hustings.algorithms.evidence.sides import Sides

LEARNED: Mapping[str, int] = {
    "words": 1500,
    "marks": 3000,
    "shape": 2500,
    "masked": 6000,
    "chars": 14000,
    "pairs": 12000,
    "grammar": 8000,
    "plain": 5000,
}
"""How many features of each family the learned views read."""

METRICS: Mapping[str, tuple[str, ...]] = {
    "everything": ("words", "marks", "shape", "masked", "chars", "pairs", "grammar"),
    "form": ("marks", "shape"),
    "letters": ("words", "pairs", "plain"),
    "marks": ("marks",),
    "shapes": ("shape",),
    "grammar": ("grammar",),
    "words": ("words",),
    "neighbours": ("pairs",),
}
"""Learned views, and the families each reads."""

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

Array = np.ndarray
Product = Callable[[Any, Any], Array]


@dataclass(frozen=True)
class Meeting:
    """Three sets of sides that are compared with each other: two of pairs, and a cohort."""

    left: Array
    right: Array
    cohort: Array

    def sets(self) -> list[Array]:
        """Return the sets of rows that differ."""
        alike = np.array_equal(self.left, self.right)
        return [self.left, self.cohort] if alike else [self.left, self.cohort, self.right]

    def products(self, one: list[Any], two: list[Any], product: Product) -> list[Array]:
        """Return left x right, left x cohort and right x cohort.

        ``one`` and ``two`` hold what ``sets`` became as left and as right factors.
        """
        with_cohort = product(one[0], two[1])
        if len(one) == 2:
            return [product(one[0], two[0]), with_cohort, with_cohort]
        return [product(one[0], two[2]), with_cohort, product(one[2], two[1])]


@dataclass(frozen=True)
class StyleModel:
    """What distinguishes writers on this site, learned from known people's halves."""

    families: Mapping[str, FamilyMap]
    damping: Mapping[str, Damping]
    terms: Mapping[str, TermWeights]
    counted: HabitScorer
    remembered: dict[tuple[str, bytes], Projected] = field(default_factory=dict, repr=False)
    """Projections of families and sets of rows: cohorts come again and again."""

    def views(self, sides: Sides, *, left: Array, right: Array, cohort: Array) -> dict[str, Array]:
        """Return each view of left rows x right rows, normalised by the cohort."""
        meeting = Meeting(left, right, cohort)
        found = self._learned(sides, meeting)
        for view, family in COSINES.items():
            vectors = [self.terms[view].vectors(sides.families[family][r]) for r in meeting.sets()]
            found[view] = _normalised(meeting.products(vectors, vectors, inner_products))
        family, most = HABITS[COUNTED]
        rows = [
            self.counted.prepare(sides.dense(family, most, rows), sides.words[rows])
            for rows in meeting.sets()
        ]
        found[COUNTED] = _normalised(meeting.products(rows, rows, self.counted.score))
        return found

    def _learned(self, sides: Sides, meeting: Meeting) -> dict[str, Array]:
        sums: dict[str, list[Array]] = {}
        seen: dict[str, list[Projected]] = {}
        for family, learned in self.families.items():
            parts = [self._projected(family, learned, sides, rows) for rows in meeting.sets()]
            weighted = [z for z, _ in parts]
            products = meeting.products(weighted, weighted, inner_products)
            for view in (view for view, families in METRICS.items() if family in families):
                sums[view] = _added(sums.get(view), products)
                seen[view] = _added(seen.get(view), [projected for _, projected in parts])
        return {view: _normalised(self._damped(view, sums[view], seen[view])) for view in METRICS}

    def _projected(
        self, family: str, learned: FamilyMap, sides: Sides, rows: Array
    ) -> tuple[Array, Projected]:
        key = family, rows.tobytes()
        counts, words = sides.counts(family, LEARNED[family], rows)
        z, projected = learned.project(counts, words, known=self.remembered.get(key))
        self.remembered[key] = projected
        return z, projected

    def _damped(self, view: str, products: list[Array], seen: list[Projected]) -> list[Array]:
        left, cohort, right = seen[0], seen[1], seen[-1 if len(seen) > 2 else 0]
        pairs = ((left, right), (left, cohort), (right, cohort))
        return [
            self.damping[view].cosines(product, *pair)
            for product, pair in zip(products, pairs, strict=True)
        ]

    def unusual_form(self, sides: Sides, rows: Array, *, usual: Array) -> Array:
        """Return which rows are further from the site's form than 99 % of the rows ``usual``."""
        far = np.quantile(_form_distance(sides, usual, usual), UNUSUAL)
        return _form_distance(sides, rows, usual) > far


def _added(sums: list[Any] | None, parts: list[Any]) -> list[Any]:
    return parts if sums is None else [a + b for a, b in zip(sums, parts, strict=True)]


def _normalised(scores: list[Array]) -> Array:
    """Return plain scores of pairs by what either side shows with the cohort."""
    pairs, left, right = scores
    return symmetric_norm(pairs, left=cohort_norm(left), right=cohort_norm(right))


def _form_distance(sides: Sides, rows: Array, usual: Array) -> Array:
    rates = square_root_rates(sides.dense("shape", FORM_SHAPES, usual), sides.words[usual])
    mean, spread = rates.mean(axis=0), rates.std(axis=0) + 1e-6
    chosen, place = np.unique(rows, return_inverse=True)
    own = square_root_rates(sides.dense("shape", FORM_SHAPES, chosen), sides.words[chosen])
    return (np.clip((own - mean) / spread, -CLIP, CLIP) ** 2).mean(axis=1)[place]


def fit_style(
    sides: Sides, *, left: Array, right: Array, members: Array, usual: Sequence[Array] = ()
) -> StyleModel:
    """Learn from known people: rows ``left[i]`` and ``right[i]`` of ``sides`` are one person.

    ``members`` are rows of different people, at best whole accounts: they show how people differ.
    ``usual`` are further sets of rows, each of about one length, that show what is usual there.
    """
    prior = habit_prior(sides, COUNTED, left=left, right=right, members=members)
    family, most = HABITS[COUNTED]
    largest = sides.families[family][:, :most].max(axis=0).toarray().ravel()
    standards = [np.concatenate([left, right]), *usual]
    families = {
        family: _learned_family(sides, family, left, right, standards) for family in LEARNED
    }
    return StyleModel(
        families,
        {view: fit_damping([families[name] for name in read]) for view, read in METRICS.items()},
        {view: fit_terms(sides.families[family][members]) for view, family in COSINES.items()},
        scorer(prior, largest=largest.astype(np.float64)),
    )


def _learned_family(
    sides: Sides, family: str, left: Array, right: Array, usual: Sequence[Array]
) -> FamilyMap:
    most = LEARNED[family]
    standards = [fit_standard(*sides.counts(family, most, rows)) for rows in usual]
    halves, words = sides.counts(family, most, np.concatenate([left, right]))
    return fit_family(halves[: len(left)], halves[len(left) :], words, standards=standards)


def habit_prior(
    sides: Sides, view: str, *, left: Array, right: Array, members: Array
) -> HabitPrior:
    """Measure how a kind of habits differs between and within people (rows as in ``fit_style``)."""
    family, most = HABITS[view]
    one, two, others = (
        Counted(sides.dense(family, most, rows).astype(np.float64), sides.words[rows])
        for rows in (left, right, members)
    )
    return fit_prior(one, two, usual=others)

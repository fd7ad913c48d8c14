"""Everything about how two sides are written, as a few numbers per pair.

A view is one number for a pair, higher where the two sides are more alike. Views whose name is in
``BLIND`` see lower-case letters only; they are what is left when somebody changes his form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.cosine import (
    TermWeights,
    cohort_norm,
    symmetric_norm,
)
from hustings.algorithms.evidence.form import form_rates, usual_form
from hustings.algorithms.evidence.gamma_poisson import (
    Counted,
    HabitPrior,
    HabitScorer,
    fit_prior,
    scorer,
)
from hustings.algorithms.evidence.meetings import Meeting, Products, RowSets, row_sets
from hustings.algorithms.evidence.metric import (
    Damping,
    FamilyMap,
    Projected,
    Standard,
    fit_damping,
    fit_family,
)
from hustings.algorithms.evidence.pooled import Parts, Pooled
from hustings.algorithms.evidence.sides import Sides

LEARNED: Mapping[str, int] = {
    "words": 1500,
    "marks": 3000,
    "shape": 2500,
    "masked": 6000,
    "chars": 8000,
    "pairs": 8000,
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

COSINES = {"characters": ("chars", 2.0), "phrases": ("pairs", 2.0), "layouts": ("shape", 1.0)}
"""Views of what is rare: the family each reads, and the power of rarity by which a feature weighs.
Of layouts even the common ones tell people apart."""

HABITS = {"word habits": ("words", 1200), "mark habits": ("marks", 400), "shapes": ("shape", 800)}
"""Families whose habits can be quoted, and how many of each are."""

COUNTED = "mark habits"
"""The habits that are a view as well; the others repeat what the learned views see."""

BLIND = ("letters", "words", "neighbours", "phrases")


VIEWS = (*METRICS, *COSINES, COUNTED)

Array = np.ndarray


@dataclass(frozen=True)
class StyleModel:
    """What distinguishes writers on this site, learned from known people's halves."""

    families: Mapping[str, FamilyMap]
    damping: Mapping[str, Damping]
    terms: Mapping[str, TermWeights]
    counted: HabitScorer

    def views(self, sides: Sides, meetings: Sequence[Meeting]) -> list[dict[str, Array]]:
        """Return for each meeting each view of left rows x right rows, normalised by the cohort."""
        sets = row_sets(meetings)
        found = self._learned(sides, sets)
        for view, (family, _) in COSINES.items():
            found[view] = _normalised(self.terms[view].cosines(sides.families[family], sets), sets)
        found[COUNTED] = _normalised(self._habits(sides, sets), sets)
        return [{view: found[view][place] for view in VIEWS} for place in range(len(meetings))]

    def _learned(self, sides: Sides, sets: RowSets) -> dict[str, list[Array]]:
        sums: dict[str, Products] = {view: sets.nothing() for view in METRICS}
        seen: dict[str, list[Projected]] = {}
        for family, learned in self.families.items():
            products, projected = learned.meet(sides.families[family], sides.words, sets)
            for view in views_of(family):
                for pair, total in sums[view].items():
                    total += products[pair]
                known = seen.get(view)
                seen[view] = (
                    projected
                    if known is None
                    else [a + b for a, b in zip(known, projected, strict=True)]
                )
        return {
            view: _normalised(self.damping[view].cosines(sums.pop(view), seen.pop(view)), sets)
            for view in METRICS
        }

    def _habits(self, sides: Sides, sets: RowSets) -> Products:
        family, most = HABITS[COUNTED]
        prepared = [
            self.counted.prepare(sides.dense(family, most, rows), sides.words[rows])
            for rows in sets.rows
        ]
        return {
            (one, two): self.counted.score(prepared[one], prepared[two])
            for one, two in sets.nothing()
        }

    def unusual_form(self, sides: Sides, rows: Array, *, usual: Array) -> Array:
        """Return which rows are further from the site's form than 99 % of the rows ``usual``."""
        return usual_form(sides, usual).is_left(form_rates(sides, rows))


def _normalised(scores: Products, sets: RowSets) -> list[Array]:
    """Return for each meeting plain scores of pairs by what either side shows with the cohort."""
    norms = {
        (side, cohort): cohort_norm(scores[side, cohort])
        for left, right, cohort in sets.meetings
        for side in sorted({left, right})
    }
    return [
        symmetric_norm(scores[left, right], left=norms[left, cohort], right=norms[right, cohort])
        for left, right, cohort in sets.meetings
    ]


def views_of(family: str) -> list[str]:
    """Return the learned views that read a family."""
    return [view for view, families in METRICS.items() if family in families]


def fit_style(
    pooled: Pooled,
    *,
    left: Array,
    right: Array,
    members: Parts,
    usual: Sequence[Parts],
    correlations: Mapping[str, Array],
    longest: int = 0,
) -> StyleModel:
    """Learn from known people: rows ``left[i]`` and ``right[i]`` are one person.

    ``members`` are rows of different people, at best whole accounts: they show how people differ.
    ``usual`` are sets of rows, each of about one length, that show what is usual there.
    ``correlations`` are each family's, between parts of one person's posts. ``longest`` are the
    words of the longest account that may be scored though it has no row.
    """
    sides = pooled.sides
    everybody = np.concatenate(members)
    prior = habit_prior(sides, COUNTED, left=left, right=right, members=everybody)
    family, most = HABITS[COUNTED]
    beyond = max(1.0, longest / float(sides.words.max(initial=1)))
    largest = sides.families[family].largest(most).astype(np.float64) * beyond
    families = {
        family: fit_family(
            sides.families[family],
            sides.words,
            left=left,
            right=right,
            standards=standards_of(pooled, family, usual),
            correlation=correlations[family],
        )
        for family in LEARNED
    }
    return StyleModel(
        families,
        {view: fit_damping([families[name] for name in read]) for view, read in METRICS.items()},
        {
            view: pooled.terms(family, members, power=power)
            for view, (family, power) in COSINES.items()
        },
        scorer(prior, largest=largest),
    )


def standards_of(pooled: Pooled, family: str, usual: Sequence[Parts]) -> list[Standard]:
    """Return what is usual of the learned habits of a family in several sets of rows."""
    return [pooled.standard(family, parts, most=LEARNED[family]) for parts in usual]


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

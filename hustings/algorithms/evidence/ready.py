"""A model made ready for whatever pair is asked about: only the pair's two accounts are read.

What does not depend on the pair is worked out once: the cohort in the damped directions, its
lengths, its marks, its form. ``pair_views`` reads the pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hustings.algorithms.evidence.cosine import TermWeights
from hustings.algorithms.evidence.form import UsualForm, usual_form
from hustings.algorithms.evidence.gamma_poisson import HabitRows
from hustings.algorithms.evidence.meetings import RowSets
from hustings.algorithms.evidence.metric import (
    Damped,
    Projected,
)
from hustings.algorithms.evidence.sides import RARE, Sides
from hustings.algorithms.evidence.slots import SlotRows, Slots, slotted
from hustings.algorithms.evidence.style import (
    COSINES,
    COUNTED,
    HABITS,
    LEARNED,
    StyleModel,
    views_of,
)

Array = np.ndarray


@dataclass(frozen=True)
class HalfSlots:
    """The slots of every family, those of features that learned views read, and all others."""

    families: Mapping[str, Slots]
    words: float
    """Words of every half."""

    def learned(self, family: str) -> int:
        """Return how many slots are of features that learned views read; they come first."""
        return self.families[family].before(LEARNED[family])


@dataclass(frozen=True)
class Halves:
    """Halves of split members by the slots they are in."""

    learned: Mapping[str, SlotRows]
    rare: Mapping[str, SlotRows]
    """Slots beyond the learned ones, of the families whose rare features are compared."""


def half_slots(sides: Sides, folds: Sequence[Array]) -> tuple[HalfSlots, list[Halves]]:
    """Return the slots of the halves of split members, and the halves of each fold by their rows.

    All sides must be of the same number of words, and taken (``Sides.taken``).
    """
    found = {family: slotted(counts) for family, counts in sides.families.items()}
    slots = HalfSlots({family: own for family, (own, _) in found.items()}, float(sides.words[0]))
    rows = {family: own for family, (_, own) in found.items()}
    return slots, [_of_fold(slots, rows, own) for own in folds]


def _of_fold(slots: HalfSlots, rows: Mapping[str, SlotRows], own: Array) -> Halves:
    limit = {family: slots.learned(family) for family in rows}
    return Halves(
        {family: known.taken(own, first=0, end=limit[family]) for family, known in rows.items()},
        {
            family: rows[family].taken(own, first=limit[family], end=len(slots.families[family]))
            for family in RARE
        },
    )


@dataclass(frozen=True)
class Cohort:
    """What a model shows of the members with whom every pair is compared."""

    rows: Array
    """Their places among the halves of the people that the model was learned from."""
    damped: Mapping[str, Damped]
    """By learned view."""
    lengths: Mapping[str, Array]
    """Lengths of the vectors of what is rare, by view."""
    marks: HabitRows
    form: UsualForm


def placed(style: StyleModel, place: Array) -> StyleModel:
    """Return a model that knows its people's rows by their places."""
    families = {
        name: replace(family, left=place[family.left], right=place[family.right])
        for name, family in style.families.items()
    }
    return replace(style, families=families)


def ready_cohort(style: StyleModel, sides: Sides, rows: Array, *, places: Array) -> Cohort:
    """Work out what a model shows of these rows of sides, whose ``places`` are kept.

    A cohort is always the right side: what only a left one is asked for is not kept.
    """
    family, most = HABITS[COUNTED]
    marks = style.counted.prepare(sides.dense(family, most, rows), sides.words[rows])
    return Cohort(
        places,
        _damped(style, sides, rows),
        {
            view: _lengths(style.terms[view], sides, family, rows)
            for view, (family, _) in COSINES.items()
        },
        replace(marks, signed=marks.signed[:0]),
        usual_form(sides, rows),
    )


def _damped(style: StyleModel, sides: Sides, rows: Array) -> dict[str, Damped]:
    alone = RowSets([rows], [])
    seen: dict[str, Projected] = {}
    for family, learned in style.families.items():
        _, (own,) = learned.meet(sides.families[family], sides.words, alone)
        for view in views_of(family):
            seen[view] = seen[view] + own if view in seen else own
    damped = {view: style.damping[view].seen(side) for view, side in seen.items()}
    return {view: replace(own, left=own.left[:0]) for view, own in damped.items()}


def _lengths(terms: TermWeights, sides: Sides, family: str, rows: Array) -> Array:
    counts, squares = sides.families[family], np.zeros(len(rows), dtype=np.float32)
    for columns in counts.blocks():
        weighed = counts.present(rows, columns, weight=terms.weight[columns] ** 2)
        squares += np.asarray(weighed.sum(axis=1)).ravel()
    return np.maximum(np.sqrt(squares), 1e-9)

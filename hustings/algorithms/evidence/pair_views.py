"""The views of one pair of accounts, by a model that was made ready (``ready``).

Inner products of an account with other members' halves are sums over the slots the halves are in.
The views are those of ``StyleModel`` and ``PairModel``, to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.cosine import CohortNorm, cohort_norm, symmetric_norm
from hustings.algorithms.evidence.counts import PRESENT, ROOTS, Counts
from hustings.algorithms.evidence.form import form_rates
from hustings.algorithms.evidence.metric import (
    FamilyMap,
    Projected,
    Standard,
    nearest_length,
    standardised,
)
from hustings.algorithms.evidence.ready import Cohort, HalfSlots, Halves
from hustings.algorithms.evidence.sides import Sides
from hustings.algorithms.evidence.slots import SlotRows, Slots
from hustings.algorithms.evidence.style import (
    COSINES,
    COUNTED,
    HABITS,
    METRICS,
    StyleModel,
    views_of,
)

BOTH = np.arange(2)
"""The rows of a pair's sides."""

Array = np.ndarray


@dataclass(frozen=True)
class Met:
    """Inner products of a pair's two vectors with the cohort's (two rows), and with each other."""

    cohort: Array
    pair: Array

    def __add__(self, other: Met) -> Met:
        return Met(self.cohort + other.cohort, self.pair + other.pair)

    def normalised(self) -> float:
        """Return how alike the pair is by what either side shows with the cohort."""
        found = cohort_norm(self.cohort)
        left, right = (CohortNorm(found.mean[i : i + 1], found.spread[i : i + 1]) for i in (0, 1))
        return float(symmetric_norm(self.pair[:1, 1:], left=left, right=right)[0, 0])


@dataclass(frozen=True)
class PairReader:
    """Reads two accounts, the two rows of ``sides``, beside halves of the model's people."""

    style: StyleModel
    cohort: Cohort
    slots: HalfSlots
    halves: Sequence[Halves]
    """Of each fold that the model was learned from."""
    sides: Sides

    def views(self) -> dict[str, float]:
        """Return every view of style, normalised by the cohort."""
        views = self._learned()
        for view, (family, _) in COSINES.items():
            views[view] = self._rare(view, family).normalised()
        views[COUNTED] = self._marks().normalised()
        return views

    def unusual_form(self) -> Array:
        """Return which of the two has a form further from the site's than 99 % of members."""
        return self.cohort.form.is_left(form_rates(self.sides, BOTH))

    def _learned(self) -> dict[str, float]:
        met: dict[str, Met] = {}
        seen: dict[str, Projected] = {}
        for family, learned in self.style.families.items():
            products, projected = self._meet(family, learned)
            for view in views_of(family):
                met[view] = met[view] + products if view in met else products
                seen[view] = seen[view] + projected if view in seen else projected
        return {view: self._cosines(view, met[view], seen[view]) for view in METRICS}

    def _cosines(self, view: str, met: Met, seen: Projected) -> float:
        own, others = self.style.damping[view].seen(seen), self.cohort.damped[view]
        return Met(own.cosines(others, met.cohort), own.cosines(own, met.pair)).normalised()

    def _meet(self, family: str, learned: FamilyMap) -> tuple[Met, Projected]:
        """Return inner products of ``W z`` with the cohort, and what damping needs of the pair."""
        z = self._standardised(family, learned)
        weighted = z * learned.weight
        with_halves = self._with_halves(
            family, learned, np.concatenate([z, weighted * learned.weight])
        )
        plain, squared = with_halves[:2], with_halves[2:]
        onto, between = (
            (found[:, learned.left] - found[:, learned.right]) / np.sqrt(2)
            for found in (plain, squared)
        )
        squares = np.einsum("ij,ij->i", weighted, weighted)
        met = Met(squared[:, self.cohort.rows], weighted @ weighted.T)
        return met, Projected(onto, between, squares)

    def _standardised(self, family: str, learned: FamilyMap) -> Array:
        counts, words = self.sides.families[family], self.sides.words
        blocks = [
            standardised(learned.standards, counts, words, BOTH, columns)
            for columns in counts.blocks(len(learned.weight))
        ]
        return np.concatenate(blocks, axis=1)

    def _with_halves(self, family: str, learned: FamilyMap, vectors: Array) -> Array:
        """Return inner products of some vectors with ``z`` of all halves: vectors x halves.

        A half is what it would be without any of these features, and what its slots change of it.
        """
        lengths = [standard.words for standard in learned.standards]
        nearest = nearest_length(np.array([self.slots.words]), lengths)[0]
        nothing, change = half_standardised(
            learned.standards[nearest], self._learned_slots(family), words=self.slots.words
        )
        worths = vectors[:, self._learned_slots(family).column] * change
        sums = sums_of([halves.learned[family] for halves in self.halves], worths)
        return sums + (vectors @ nothing)[:, None]

    def _learned_slots(self, family: str) -> Slots:
        return self.slots.families[family].first(self.slots.learned(family))

    def _rare(self, view: str, family: str) -> Met:
        """Return cosines of the weights of what is there at all."""
        there = present(self.sides.families[family])
        worth = there * self.style.terms[view].weight ** 2
        worths = worth[:, self.slots.families[family].column]
        limit = self.slots.learned(family)
        sums = sums_of([halves.learned[family] for halves in self.halves], worths[:, :limit])
        sums += sums_of([halves.rare[family] for halves in self.halves], worths[:, limit:])
        own = np.maximum(np.sqrt(worth.sum(axis=1)), 1e-9)[:, None]
        cohort = sums[:, self.cohort.rows] / own / self.cohort.lengths[view]
        return Met(cohort, there @ worth.T / own / own.T)

    def _marks(self) -> Met:
        family, most = HABITS[COUNTED]
        scorer = self.style.counted
        own = scorer.prepare(self.sides.dense(family, most, BOTH), self.sides.words)
        return Met(scorer.score(own, self.cohort.marks), scorer.score(own, own))


def sums_of(parts: Sequence[SlotRows], worths: Array) -> Array:
    """Add up what slots are worth to every text of all parts: kinds x texts."""
    return np.concatenate([part.sums(worths) for part in parts], axis=1)


def half_standardised(standard: Standard, slots: Slots, *, words: float) -> tuple[Array, Array]:
    """Return ``z`` of a text without any feature, and what each slot changes of it.

    The text has so many words.
    """
    nothing = np.zeros((1, len(standard.mean)), dtype=np.float32)
    standard.standardise(nothing, slice(None))
    rates = ROOTS[slots.count] * np.sqrt(1000.0 / words).astype(np.float32)
    own = Standard(standard.words, standard.mean[slots.column], standard.spread[slots.column])
    own.standardise(rates, slice(None))
    return nothing[0], rates - nothing[0, slots.column]


def present(counts: Counts) -> Array:
    """Return 1 for each feature that is there at all, two rows."""
    return np.concatenate(
        [counts.read(BOTH, columns, table=PRESENT) for columns in counts.blocks()], axis=1
    )

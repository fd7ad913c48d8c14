"""What is fitted on a site as parts that can be kept in files, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from hustings.algorithms.evidence.classes import ClassTest
from hustings.algorithms.evidence.clock import ClockModel
from hustings.algorithms.evidence.cosine import TermWeights
from hustings.algorithms.evidence.crossfit import LengthRule
from hustings.algorithms.evidence.fitted import FittedClass, FoldModel
from hustings.algorithms.evidence.form import UsualForm
from hustings.algorithms.evidence.fusion import Fusion
from hustings.algorithms.evidence.gamma_poisson import HabitPrior, HabitRows, HabitScorer
from hustings.algorithms.evidence.measures import Performance
from hustings.algorithms.evidence.metric import Damped, Damping, FamilyMap, Standard
from hustings.algorithms.evidence.ready import Cohort, HalfSlots, Halves
from hustings.algorithms.evidence.recorded import RecordedSite, SiteRecord, recorded_site
from hustings.algorithms.evidence.scoring import Folds
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.slots import SlotRows, Slots
from hustings.algorithms.evidence.style import HABITS, StyleModel
from hustings.evidence.parts import Arrays, Part

SCORER = ("largest", "table", "sign", "constant")
PRIOR = ("mean", "shape", "rate", "dispersion")
DAMPING = ("basis", "shrink", "inner")
DAMPED = ("left", "right", "lengths")
MARKS = ("products", "signed", "exposure", "length")
SLOTS = ("column", "count")
ROWS = ("slots", "cuts")


def site_part(record: SiteRecord) -> Part:
    """Return the part of a site that was written down."""
    plain = {
        "accounts": list(record.accounts),
        "foreign": list(record.foreign),
        "networks": {name: list(own) for name, own in record.networks.items()},
    }
    return Part(plain, record.arrays)


def site_from(part: Part) -> RecordedSite:
    """Return a site from its part."""
    return recorded_site(SiteRecord(**part.plain, arrays=part.arrays))


def vocabulary_part(vocabulary: Vocabulary) -> Part:
    """Return the part of a vocabulary."""
    return Part({"kept_words": sorted(vocabulary.kept_words)}, vocabulary.buckets)


def vocabulary_from(part: Part) -> Vocabulary:
    """Return a vocabulary from its part."""
    return Vocabulary(frozenset(part.plain["kept_words"]), part.arrays)


def class_part(fitted: FittedClass) -> Part:
    """Return the part of a word class but for its halves and models."""
    test = fitted.test
    arrays: Arrays = {"same": test.same, "different": test.different, "bounds": fitted.bounds}
    for family, slots in fitted.slots.families.items():
        arrays |= _fields(family, slots, SLOTS)
    plain: dict[str, Any] = {
        "families": list(fitted.slots.families),
        "words": fitted.slots.words,
        "people": test.people,
        "tested": test.words,
        "fold": dict(fitted.fold),
        "folds": fitted.folds,
        "measures": asdict(fitted.measures),
        "rules": [[*key, *_rule_values(fitted.rules(key))] for key in fitted.rule_keys()],
    }
    return Part(plain, arrays)


def class_from(
    part: Part, *, halves: Callable[[int], Halves], models: Callable[[Folds], FoldModel]
) -> FittedClass:
    """Return a word class from its part, and from its halves and models wherever they are."""
    plain, arrays = part.plain, part.arrays
    families = {family: Slots(*_values(family, arrays, SLOTS)) for family in plain["families"]}
    rules = {(one, two, blind): _rule_from(*values) for one, two, blind, *values in plain["rules"]}
    return FittedClass(
        HalfSlots(families, plain["words"]),
        plain["fold"],
        plain["folds"],
        halves,
        models,
        rules.__getitem__,
        ClassTest(plain["people"], plain["tested"], arrays["same"], arrays["different"]),
        Performance(**plain["measures"]),
        arrays["bounds"],
    )


def halves_part(halves: Halves) -> Part:
    """Return the part of the halves of one fold."""
    kinds = {"learned": halves.learned, "rare": halves.rare}
    arrays: Arrays = {}
    for kind, families in kinds.items():
        for family, rows in families.items():
            arrays |= _fields(f"{kind}.{family}", rows, ROWS)
    return Part({kind: list(families) for kind, families in kinds.items()}, arrays)


def halves_from(part: Part) -> Halves:
    """Return the halves of one fold from their part."""
    learned, rare = (
        {
            family: SlotRows(*_values(f"{kind}.{family}", part.arrays, ROWS))
            for family in part.plain[kind]
        }
        for kind in ("learned", "rare")
    )
    return Halves(learned, rare)


def model_part(model: FoldModel) -> Part:
    """Return the part of a model for pairs between two folds."""
    style, cohort = model.style, model.cohort
    arrays: Arrays = {"alpha": model.clock.alpha, "cohort": cohort.rows}
    for name, family in style.families.items():
        arrays |= {f"{name}.weight": family.weight, "left": family.left, "right": family.right}
        for number, standard in enumerate(family.standards):
            arrays |= _fields(f"{name}.{number}", standard, ("mean", "spread"))
    for view, damping in style.damping.items():
        arrays |= _fields(f"damping.{view}", damping, DAMPING)
        arrays |= _fields(f"damped.{view}", cohort.damped[view], DAMPED)
    for view, terms in style.terms.items():
        arrays |= {f"terms.{view}": terms.weight, f"lengths.{view}": cohort.lengths[view]}
    arrays |= _fields("counted", style.counted, SCORER)
    arrays |= _fields("counted.prior", style.counted.prior, PRIOR)
    arrays |= _fields("marks", cohort.marks, MARKS)
    arrays |= _fields("form", cohort.form, ("mean", "spread"))
    for view, prior in model.priors.items():
        arrays |= _fields(f"prior.{view}", prior, PRIOR)
    first = next(iter(style.families.values()))
    plain = {
        "lengths": [standard.words for standard in first.standards],
        "families": list(style.families),
        "damping": list(style.damping),
        "terms": list(style.terms),
        "farthest": cohort.form.farthest,
    }
    return Part(plain, arrays)


def model_from(part: Part) -> FoldModel:
    """Return a model from its part."""
    plain, arrays = part.plain, part.arrays
    style = StyleModel(
        {name: _family_from(name, part) for name in plain["families"]},
        {view: Damping(*_values(f"damping.{view}", arrays, DAMPING)) for view in plain["damping"]},
        {view: TermWeights(arrays[f"terms.{view}"]) for view in plain["terms"]},
        HabitScorer(_prior("counted.prior", arrays), *_values("counted", arrays, SCORER)),
    )
    priors = {view: _prior(f"prior.{view}", arrays) for view in HABITS}
    return FoldModel(style, ClockModel(arrays["alpha"]), priors, _cohort_from(part))


def _cohort_from(part: Part) -> Cohort:
    plain, arrays = part.plain, part.arrays
    mean, spread = _values("form", arrays, ("mean", "spread"))
    return Cohort(
        arrays["cohort"],
        {view: Damped(*_values(f"damped.{view}", arrays, DAMPED)) for view in plain["damping"]},
        {view: arrays[f"lengths.{view}"] for view in plain["terms"]},
        HabitRows(*_values("marks", arrays, MARKS)),
        UsualForm(mean, spread, plain["farthest"]),
    )


def _family_from(name: str, part: Part) -> FamilyMap:
    arrays = part.arrays
    standards = [
        Standard(words, *_values(f"{name}.{number}", arrays, ("mean", "spread")))
        for number, words in enumerate(part.plain["lengths"])
    ]
    # What damping is worked out from is not kept beside it.
    nothing = np.zeros((0, 0), dtype=np.float32)
    rows = arrays["left"], arrays["right"]
    return FamilyMap(standards, arrays[f"{name}.weight"], *rows, nothing, nothing)


def _fields(name: str, value: object, fields: tuple[str, ...]) -> Arrays:
    return {f"{name}.{field}": getattr(value, field) for field in fields}


def _values(name: str, arrays: Mapping[str, np.ndarray], fields: tuple[str, ...]) -> Iterator[Any]:
    return (arrays[f"{name}.{field}"] for field in fields)


def _prior(name: str, arrays: Mapping[str, np.ndarray]) -> HabitPrior:
    return HabitPrior(*_values(name, arrays, PRIOR))


def _rule_values(rule: LengthRule) -> list[Any]:
    fusion = rule.fusion
    return [fusion.weights.tolist(), fusion.offset, rule.words, rule.slope_step, rule.offset_step]


def _rule_from(
    weights: list[float], offset: float, words: float, slope: float, step: float
) -> LengthRule:
    return LengthRule(Fusion(np.array(weights), offset), words, slope, step)

"""Which habits are steady, for every two folds: from the known halves, or from many cuts of all.

Known people are few where accounts are short, for both of their halves must be long enough to be
compared. To see how steady a habit is, parts of any length will do, and other cuts of the same
posts tell more: everybody is cut several times, between threads drawn at random. The parts are
counted for the people of one fold after the other, and only sums are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np

from hustings.algorithms.evidence.metric import Standard, rate_sums
from hustings.algorithms.evidence.protocol import Draw, History, draw, random_threads
from hustings.algorithms.evidence.sampling import LENGTHS, Plan, count_site
from hustings.algorithms.evidence.sides import Sides, Vocabulary
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.steadiness import Cuts, Steadiness, steadiness
from hustings.algorithms.evidence.style import LEARNED

SHORTEST_PART, LONGEST_PART = 1 / 2, 3 / 2
"""Words of the parts of a cut, over those of the known halves."""

MOST_CUT = 2000
"""People who are cut; more cost time and change little."""

Array = np.ndarray
Family = Mapping[str, Steadiness]


@dataclass(frozen=True)
class SteadyHabits:
    """What is known of each family's habits, by the fold of the people it was learned from."""

    of_fold: Mapping[int, Family]

    def outside(self, *folds: int) -> dict[str, Array]:
        """Return each family's correlations, learned from people in none of these folds."""
        others = [known for fold, known in self.of_fold.items() if fold not in folds]
        return {
            family: reduce(add, (known[family] for known in others)).correlations()
            for family in LEARNED
        }


def of_known(
    sides: Sides,
    *,
    left: Array,
    right: Array,
    fold: Array,
    standards: Mapping[str, Sequence[Standard]],
) -> SteadyHabits:
    """Learn from known people's halves: rows ``left[i]`` and ``right[i]`` are one person."""
    return SteadyHabits(
        {
            int(number): _steadiness(
                sides, Cuts(left[here], right[here], np.arange(here.sum())), standards
            )
            for number in np.unique(fold)
            for here in [fold == number]
        }
    )


def usual_rates(sides: Sides, lengths: Sequence[Array]) -> dict[str, list[Standard]]:
    """Return what is usual of each family in sets of rows, each of about one length."""
    return {
        family: [
            rate_sums(sides.families[family], sides.words, rows, most=most).standard()
            for rows in lengths
        ]
        for family, most in LEARNED.items()
    }


def of_everybody(
    site: Site,
    fold: Mapping[str, int],
    *,
    words: int,
    standards: Mapping[str, Sequence[Standard]],
    vocabulary: Vocabulary,
    plan: Plan,
) -> SteadyHabits:
    """Cut everybody who has a fold, in parts of about ``words``."""
    random = np.random.default_rng([plan.seed, len(fold)])
    names = sorted(fold)
    if len(names) > MOST_CUT:
        names = sorted(random.choice(names, MOST_CUT, replace=False).tolist())
    found = {}
    for number in sorted(set(fold.values())):
        histories = [site.histories[name] for name in names if fold[name] == number]
        draws, cuts = _cut_all(histories, words=words, times=plan.cuts, random=random)
        if len(cuts.person):
            sides = count_site(
                site,
                draws,
                vocabulary=vocabulary,
                run=plan.run,
            )
            found[number] = _steadiness(sides, cuts, standards)
    return SteadyHabits(found)


def _cut_all(
    histories: Sequence[History], *, words: int, times: int, random: np.random.Generator
) -> tuple[list[Draw], Cuts]:
    """Cut some people so many times; the draws are the sides, first and second parts in turn."""
    drawn = [
        (person, pair)
        for person, history in enumerate(histories)
        for pair in _cuts_of(history, words=words, times=times, random=random)
    ]
    left = 2 * np.arange(len(drawn))
    person = np.array([person for person, _ in drawn], dtype=np.int64)
    return [side for _, pair in drawn for side in pair], Cuts(left, left + 1, person)


def _cuts_of(
    history: History, *, words: int, times: int, random: np.random.Generator
) -> Iterator[tuple[Draw, Draw]]:
    """Yield both sides of every cut that leaves parts of about ``words``.

    They are as long as the smaller part allows. Two threads can be cut in one way only.
    """
    threads = len(np.unique(history.threads))
    for _ in range(times if threads > 2 else threads - 1):
        parts = random_threads(history, random)
        least = min(int(history.words[part].sum()) for part in parts)
        size = next((length for length in LENGTHS if length <= min(least, LONGEST_PART * words)), 0)
        if size < SHORTEST_PART * words:
            continue
        one, two = (draw(history, positions=part, words=size, random=random) for part in parts)
        if one and two:
            yield one, two


def _steadiness(sides: Sides, cuts: Cuts, standards: Mapping[str, Sequence[Standard]]) -> Family:
    return {
        family: steadiness(sides.families[family], sides.words, cuts, standards=standards[family])
        for family in LEARNED
    }

"""Evidence: does the self-test predict what happens to people it has not seen?

All persons of the list are dealt into two halves. The persons of one half are a site: its
vocabulary, habits, metric, weights and calibration come from them. Its self-test says how many
pairs of strangers reach each printed ratio, by the code that prints it beside a pair
(``expected_innocents``). The strangers of the other half are members the fit never saw, split by
the same protocol and scored by that site's models; they are counted. Then the halves change
places. A cell is a word class, a printed ratio and a direction; it is right if the count lies in
the printed 95 % interval. Own words are those of the whole file in either half, for a site takes
copies out of everybody's posts. Pairs of one person are not independent, which the interval, that
of a Poisson count, does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evidence_halves import Halves, chosen, same, site_of_persons, strangers, vocabulary_of
from evidence_rows import strongest_excess, usenet_rows
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence.calibration import Interval, expected_innocents
from hustings.algorithms.evidence.measures import calibration_error
from hustings.algorithms.evidence.protocol import WORD_CLASSES
from hustings.algorithms.evidence.sampling import FEWEST_PEOPLE
from hustings.algorithms.evidence.site import Site, split

TITLE = "Evidence: honesty among people the fit never saw"

COUNTS_WANTED = (
    "held-out strangers at each printed LR in the predicted 95 % interval: 9 of 10 cells"
)
ECE_WANTED = "ECE of posteriors at most 0.02, at even prior and at the pool's base rate"
BOUND_WANTED = "bounded LRs never above 10 times the members tested, nor below 1/30"

PRINTED = (10, 100, 1000)
RIGHT_SHARE = 0.9
MOST_ECE = 0.02
QUICK_CLASSES = (2500,)


@dataclass(frozen=True)
class Cell:
    """Strangers predicted and found at or above one printed ratio."""

    words: int
    ratio: int
    predicted: Interval
    found: int

    @property
    def right(self) -> bool:
        return self.predicted.low <= self.found <= self.predicted.high

    def __str__(self) -> str:
        p = self.predicted
        return (
            f"{self.words:,} words, LR {self.ratio:,}: {p.value:.0f} ({p.low:.0f} to {p.high:.0f}) "
            f"predicted, {self.found:,} found"
        )


@dataclass(frozen=True)
class HeldOut:
    """What one half's models say of the other half's people, at one length."""

    words: int
    tested: np.ndarray
    """Natural log ratios of the strangers of the self-test."""
    ratios: np.ndarray
    """Natural log ratios of the people never seen: first halves x second halves."""

    def cells(self) -> Iterator[Cell]:
        """Yield what was predicted and found at every printed ratio."""
        different = strangers(self.ratios)
        for ratio in PRINTED:
            least = float(np.log(ratio))
            predicted = expected_innocents(least, different=self.tested, pairs=len(different))
            yield Cell(self.words, ratio, predicted, int((different >= least).sum()))

    def errors(self) -> tuple[float, float]:
        """Return the calibration errors at even prior and at the base rate of the pool."""
        one, two = same(self.ratios), strangers(self.ratios)
        share = len(one) / self.ratios.size
        return calibration_error(one, two), calibration_error(one, two, prior=share)


def goals(options: Options) -> Iterator[Goal]:
    """Yield the goals on counts, posteriors and bounds."""
    folder = options.dataset("public-list-1992-2000")
    if folder is None:
        yield not_measured("E11.1", COUNTS_WANTED, why="no data")
        yield not_measured("E11.2", ECE_WANTED, why="no data")
    else:
        classes = QUICK_CLASSES if options.quick else WORD_CLASSES
        found = list(held_out(folder / "posts.jsonl.zst", classes=classes))
        yield counts_goal([cell for half in found for cell in half.cells()])
        yield posteriors_goal(found)
    usenet = options.dataset("usenet-1993")
    if usenet is None:
        yield not_measured("E11.3", BOUND_WANTED, why="no data")
    else:
        yield bound_goal(usenet / "posts.jsonl.zst", quick=options.quick)


def held_out(path: Path, *, classes: tuple[int, ...]) -> Iterator[HeldOut]:
    """Yield every word class in both directions."""
    site = site_of_persons(path)
    persons = np.random.default_rng(0).permutation(site.accounts).tolist()
    half = len(persons) // 2
    halves = [frozenset(persons[:half]), frozenset(persons[half:])]
    for known, unseen in (halves, halves[::-1]):
        yield from _one_direction(site, known, unseen, classes=classes)


def _one_direction(
    site: Site, known: frozenset[str], unseen: frozenset[str], *, classes: tuple[int, ...]
) -> Iterator[HeldOut]:
    vocabulary = vocabulary_of(site, known)
    for words in classes:
        splits = split(site.histories, words=words, seed=0)
        learned, guests = chosen(splits, known), chosen(splits, unseen)
        if min(len(learned.names), len(guests.names)) >= FEWEST_PEOPLE:
            fitted = Halves(site, learned, guests=guests, vocabulary=vocabulary)
            ratios = fitted.of_guests()
            yield HeldOut(words, fitted.fit.self_test()[1], ratios)


def counts_goal(cells: list[Cell]) -> Goal:
    """Return in how many cells the prediction was right, and the others."""
    wrong = [str(cell) for cell in cells if not cell.right]
    share = 1 - len(wrong) / len(cells)
    return Goal(
        "E11.1",
        COUNTS_WANTED,
        reached=f"{len(cells) - len(wrong)} of {len(cells)} cells"
        + (f"; not in: {'; '.join(wrong)}" if wrong else ""),
        met=share >= RIGHT_SHARE,
        distance="" if share >= RIGHT_SHARE else f"{RIGHT_SHARE - share:.2f} of the cells too few",
    )


def posteriors_goal(found: list[HeldOut]) -> Goal:
    """Return the calibration errors by word class, the worse of both directions."""
    by_words: dict[int, list[tuple[float, float]]] = {}
    for half in found:
        by_words.setdefault(half.words, []).append(half.errors())
    worst = {
        words: tuple(map(max, zip(*errors, strict=True))) for words, errors in by_words.items()
    }
    most = max(max(errors) for errors in worst.values())
    return Goal(
        "E11.2",
        ECE_WANTED,
        reached="; ".join(
            f"{words:,} words {even:.3f} and {base:.5f}" for words, (even, base) in worst.items()
        )
        + " (ratios before the haircut, people never seen, worse of two halves)",
        met=most <= MOST_ECE,
        distance="" if most <= MOST_ECE else f"{most - MOST_ECE:.3f} too much",
    )


def bound_goal(path: Path, *, quick: bool) -> Goal:
    """Check every pair of a file, all channels, against the members its ratio was tested on."""
    rows = usenet_rows(path, quick=quick)
    above, below = strongest_excess(rows)
    met = max(above, below) <= 0
    shown = [row.shown for row in rows]
    return Goal(
        "E11.3",
        BOUND_WANTED,
        reached=f"{len(rows):,} pairs, shown from {min(shown):+.2f} to {max(shown):+.2f}; nearest "
        f"to the upper bound {-above:.3f}, to the lower {-below:.3f}",
        met=met,
        distance="" if met else f"{max(above, below):.3f} beyond",
    )

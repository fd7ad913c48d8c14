"""One pair of accounts, with everything that stands behind its likelihood ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hustings.algorithms.drawing import Axis, Bar, Series, bars, chart
from hustings.algorithms.evidence.calibration import Interval, expected_innocents, verbal
from hustings.algorithms.evidence.channels import (
    CHANNELS,
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
from hustings.algorithms.report import Method, figure, page, paragraph, section, table
from hustings.evidence.engine import progress

METHOD = "hustings evidence explain"
VERSION = "1"

INNOCENT = (
    "a household, office, school, library or mobile carrier shared by two people",
    "the same template, quotation, slogan or language lesson",
    "friends or members of one group who write alike and meet in the same threads",
    "somebody who copies the other to frame him",
)
"""What else could explain a likeness; every reader of a pair is reminded of it."""

CAUTION = (
    "A likelihood ratio is no probability of guilt. It says how much more probable what was seen "
    "is if one person runs both accounts than if two members of this site do. It cannot prove "
    "that one person runs both accounts, nor that two do, and it must not be the reason for any "
    "measure by itself."
)


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
    vocabulary = site_vocabulary(site)
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
    style = model.fit.model(int(model.folds[place_a]), int(model.folds[place_b])).style
    texts = [site.texts[post] for name in (a, b) for post in site.histories[name].posts]
    rows = int(model.rows[place_a]), int(model.rows[place_b])
    return strongest_habits(style, model.fit.sides, *rows, vocabulary=vocabulary, texts=texts)


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


def text(found: Explanation) -> str:
    """Return the explanation for a terminal."""
    e = found.evidence
    lines = [
        f"{e.a} ({e.words_a:,} own words) and {e.b} ({e.words_b:,} own words)",
        "",
        f"log10 likelihood ratio  {e.log10_ratio:+.2f}",
        f"after haircut, bounded  {e.shown:+.2f}   {verbal(e.shown)}",
        *(f"  {name:<9} {e.parts[name]:+.3f}" for name in CHANNELS),
        *(f"note: {note}" for note in e.notes),
        *_innocents_lines(found),
        "",
        *(_habit_line(habit) for habit in found.habits),
        *(f"copy: {c.shingles} passages of 8 words, {delay(c.delay)} later" for c in found.copies),
        *(f"network: {name}, used by {n} members" for name, n in found.network.items()),
        "",
        "What else could explain it: " + "; ".join(INNOCENT) + ".",
        CAUTION,
    ]
    return "\n".join(lines)


def _habit_line(habit: Habit) -> str:
    return (
        f"{habit.name}: {habit.rate_a:.1f} and {habit.rate_b:.1f} per 1,000 words,"
        f" site {habit.site:.1f}: × {habit.factor:.2g}"
    )


def _innocents_lines(found: Explanation) -> list[str]:
    if found.innocents is None or found.selftest is None:
        return []
    i, s = found.innocents, found.selftest
    return [
        f"innocent pairs as strong (style, clock) expected among {found.pairs:,}: {i.value:.2g} "
        f"(95 %: {i.low:.2g} to {i.high:.2g})",
        f"self-test here: {s.people} members at {found.evidence.tested_words} words a side, "
        f"AUC {s.auc:.3f}, Cllr {s.cllr:.2f}",
    ]


def delay(value: float) -> str:
    """Return seconds in the unit a reader would choose."""
    if value < 120:
        return f"{value:.0f} seconds"
    if value < 7200:
        return f"{value / 60:.0f} minutes"
    return f"{value / 3600:.0f} hours" if value < 172800 else f"{value / 86400:.0f} days"


def html(found: Explanation) -> str:
    """Return the explanation as one page with pictures."""
    e = found.evidence
    return page(
        f"{e.a} and {e.b}",
        kicker="Evidence about two accounts",
        lead=f"{verbal(e.shown).capitalize()}: log10 likelihood ratio {e.shown:+.2f} "
        f"after haircut and bounds ({e.log10_ratio:+.2f} before).",
        sections=[
            section("What this figure is, and is not", CAUTION, *map(sentence, e.notes)),
            section("The parts of the sum", _parts_figure(e), _parts_table(e)),
            *_strangers_section(found),
            *_habit_section(found),
            *_clock_section(found),
            *_copies_section(found),
            section(
                "What else could explain it",
                *(sentence(item) for item in INNOCENT),
            ),
        ],
        method=Method(
            METHOD,
            VERSION,
            [
                ("Own words", f"{e.words_a:,} and {e.words_b:,}"),
                ("Validated here", _yes(e.validated)),
            ],
        ),
    )


def sentence(note: str) -> str:
    """Return a note as a sentence."""
    return f"{note[0].upper()}{note[1:]}."


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _parts_figure(e: PairEvidence) -> Any:
    rows = [Bar(name, e.parts[name]) for name in CHANNELS]
    title = f"The parts add up to {e.log10_ratio:+.2f}"
    drawing = bars(rows, title=title, unit="log10 of the likelihood ratio", format=_signed)
    return figure(drawing, title=title, note="Right of zero speaks for one person, left for two.")


def _signed(value: float) -> str:
    return f"{value:+.2f}" if value else "0"


def _parts_table(e: PairEvidence) -> Any:
    rows = [[name, f"{value:+.3f}"] for name, value in e.parts.items()]
    rows += [["sum", f"{e.log10_ratio:+.3f}"], ["after haircut and bounds", f"{e.shown:+.3f}"]]
    return table(["part", "log10"], rows, caption="Every part and the sum")


def _strangers_section(found: Explanation) -> list[Any]:
    lines = _innocents_lines(found)
    if not lines:
        return []
    return [section("How often strangers look like this", *(sentence(line) for line in lines))]


def _habit_section(found: Explanation) -> list[Any]:
    if not found.habits:
        return []
    rows = [
        [h.name, f"{h.rate_a:.1f}", f"{h.rate_b:.1f}", f"{h.site:.1f}", f"× {h.factor:.2g}"]
        for h in found.habits
    ]
    grid = table(
        ["habit", found.evidence.a, found.evidence.b, "site", "factor"],
        rows,
        caption="Occurrences per 1,000 words, and how many times likelier one writer makes them",
    )
    note = (
        "Factors are exhibits; habits overlap, so they do not multiply. In shapes, w is a "
        "lower-case word, W a capitalised one, C capitals, 0 a number, ␣ a space, ⏎ a line break."
    )
    return [section("The ten loudest habits", grid, paragraph(note, note=True))]


def _clock_section(found: Explanation) -> list[Any]:
    first, second = (np.array(hours, dtype=float) for hours in found.hours)
    if not first.sum() or not second.sum():
        return []
    series = [
        Series(name, [(h, float(s)) for h, s in enumerate(hours / hours.sum())], style="line")
        for name, hours in ((found.evidence.a, first), (found.evidence.b, second))
    ]
    top = max(float((hours / hours.sum()).max()) for hours in (first, second))
    title = "Share of posts by hour of the day (UTC)"
    drawing = chart(
        series,
        title=title,
        x=Axis("hour", low=0, high=23, ticks=(0, 6, 12, 18, 23)),
        y=Axis("share of posts", low=0, high=float(np.ceil(top * 10) / 10)),
    )
    return [section("When they write", figure(drawing, title=title))]


def _copies_section(found: Explanation) -> list[Any]:
    if not found.copies:
        return []
    rows = [[n, c.shingles, delay(c.delay)] for n, c in enumerate(found.copies, start=1)]
    return [
        section(
            "Copies",
            "Whoever can read a post can copy it, also to frame its writer. Copied passages are "
            "not counted as style.",
            table(["copy", "passages of 8 words", "posted later by"], rows, caption="Copied posts"),
        )
    ]

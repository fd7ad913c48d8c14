"""One pair's evidence as text and as a page that a moderator and the accused can read."""

from __future__ import annotations

from typing import Any

import numpy as np

from hustings.algorithms.drawing import Axis, Bar, Series, bars, chart
from hustings.algorithms.evidence.calibration import verbal
from hustings.algorithms.evidence.channel_names import CHANNELS, VERSION
from hustings.algorithms.evidence.channels import PairEvidence
from hustings.algorithms.evidence.clock import LEAST_POSTS
from hustings.algorithms.evidence.copies import Copy
from hustings.algorithms.evidence.habits import Habit
from hustings.algorithms.evidence.wording import counted
from hustings.algorithms.report import Method, figure, page, paragraph, section, table
from hustings.evidence.explaining import INNOCENT, Explanation

METHOD = "hustings evidence explain"

MOST_TIMES = 1_000_000
"""A habit's factor beyond which digits say nothing to anybody."""

HOURS_TOGETHER = 3
"""Hours in one row of the table of hours."""

CAUTION = (
    "A likelihood ratio is no probability of guilt. It says how much more probable what was seen "
    "is if one person runs both accounts than if two members of this site do. It cannot prove "
    "that one person runs both accounts, nor that two do, and it must not be the reason for any "
    "measure by itself."
)


def text(found: Explanation) -> str:
    """Return the explanation for a terminal."""
    e = found.evidence
    lines = [
        f"{e.a} ({counted(e.words_a, 'own word')}) and {e.b} ({counted(e.words_b, 'own word')})",
        "",
        f"log10 likelihood ratio  {e.log10_ratio:+.2f}",
        f"after haircut, bounded  {e.shown:+.2f}   {verbal(e.shown)}",
        *(f"  {name:<9} {e.parts[name]:+.3f}" for name in CHANNELS),
        *(f"note: {note}" for note in e.notes),
        *_innocents_lines(found),
        "",
        *_exhibit_lines(found),
        "What else could explain it: " + "; ".join(INNOCENT) + ".",
        CAUTION,
    ]
    return "\n".join(lines)


def _exhibit_lines(found: Explanation) -> list[str]:
    """Return what can be shown of habits, copies and network values, and an empty line after it."""
    lines = [
        *(_habit_line(habit) for habit in found.habits),
        *(_copy_line(copy) for copy in found.copies),
        *(f"network: {name}, used by {n} members" for name, n in found.network.items()),
    ]
    return [*lines, ""] if lines else []


def _habit_line(habit: Habit) -> str:
    return (
        f"{habit.name}: {habit.rate_a:.1f} and {habit.rate_b:.1f} per 1,000 words,"
        f" site {habit.site:.1f}: {times(habit.factor)}"
    )


def times(factor: float) -> str:
    """Return a factor as a reader says it: times as likely with one writer, or with two."""
    sign, times_as_likely = ("×", factor) if factor >= 1 else ("÷", 1 / factor)
    if times_as_likely > MOST_TIMES:
        return f"{sign} over {MOST_TIMES:,}"
    return f"{sign} {amount(times_as_likely)}"


def amount(value: float) -> str:
    """Return two digits of a number as one reads it, without powers of ten where it is large."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def _innocents_lines(found: Explanation) -> list[str]:
    if found.innocents is None or found.selftest is None:
        return []
    i, s = found.innocents, found.selftest
    return [
        f"innocent pairs as strong (style, clock) expected among {found.pairs:,}: "
        f"{amount(i.value)} (95 %: {amount(i.low)} to {amount(i.high)})",
        f"self-test here: {s.people} members at {found.evidence.tested_words} words a side, "
        f"AUC {s.auc:.3f}, Cllr {s.cllr:.2f}",
    ]


def delay(value: float) -> str:
    """Return seconds in the unit a reader would choose."""
    if value < 120:
        return counted(round(value), "second")
    if value < 7200:
        return f"{value / 60:.0f} minutes"
    return f"{value / 3600:.0f} hours" if value < 172800 else f"{value / 86400:.0f} days"


def html(found: Explanation) -> str:
    """Return the explanation as one page with pictures."""
    e = found.evidence
    return page(
        f"{e.a} and {e.b}",
        kicker="Evidence about two accounts",
        lead=lead(e),
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


def lead(e: PairEvidence) -> str:
    """Return the result in words a reader needs no logarithm for."""
    words = verbal(e.shown)
    if abs(e.shown) < LEAST_SAID:
        said = ""
    else:
        persons = "one person runs" if e.shown > 0 else "two people run"
        said = (
            f" What was seen is about {10 ** abs(e.shown):,.0f} times as probable if {persons} "
            "these accounts."
        )
    return f"{words[0].upper()}{words[1:]}.{said} As a logarithm: {_signed(e.shown)}."


LEAST_SAID = 0.5
"""log10 below which no factor is put into words."""


def sentence(note: str) -> str:
    """Return a note as a sentence."""
    return f"{note[0].upper()}{note[1:]}."


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _parts_figure(e: PairEvidence) -> Any:
    rows = [Bar(name, e.parts[name]) for name in CHANNELS]
    title = f"The parts add up to {_signed(e.log10_ratio)}"
    drawing = bars(rows, title=title, unit="log10 of the likelihood ratio", format=_signed)
    return figure(drawing, title=title, note="Right of zero speaks for one person, left for two.")


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if value else "0"


def _parts_table(e: PairEvidence) -> Any:
    parts = {**e.parts, "sum": e.log10_ratio, "after haircut and bounds": e.shown}
    rows = [[name, f"{value:+.3f}".replace("-", "−")] for name, value in parts.items()]
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
        [h.name, f"{h.rate_a:.1f}", f"{h.rate_b:.1f}", f"{h.site:.1f}", times(h.factor)]
        for h in found.habits
    ]
    grid = table(
        ["habit", found.evidence.a, found.evidence.b, "site", "factor"],
        rows,
        caption="Per 1,000 words; × for one writer, ÷ for two",
    )
    note = (
        "Factors are exhibits; habits overlap, so they do not multiply. In shapes, w is a "
        "lower-case word, W a capitalised one, C capitals, 0 a number, ␣ a space, ⏎ a line break."
    )
    return [section("The ten loudest habits", grid, paragraph(note, note=True))]


def _clock_section(found: Explanation) -> list[Any]:
    first, second = (np.array(hours, dtype=float) for hours in found.hours)
    if min(first.sum(), second.sum()) < LEAST_POSTS:
        return []
    series = [
        Series(name, [(h, float(s)) for h, s in enumerate(hours / hours.sum())], style="line")
        for name, hours in ((found.evidence.a, first), (found.evidence.b, second))
    ]
    top = max(float((hours / hours.sum()).max()) for hours in (first, second))
    title = _clock_sentence(found)
    drawing = chart(
        series,
        title=title,
        x=Axis("hour", low=0, high=23, ticks=(0, 6, 12, 18, 23)),
        y=Axis("share of posts", low=0, high=float(np.ceil(top * 10) / 10)),
    )
    return [section("When they write", figure(drawing, title=title), _hours_table(found))]


def _clock_sentence(found: Explanation) -> str:
    """Say when each posts most; hours are UTC."""
    names = found.evidence.a, found.evidence.b
    busiest = (int(np.argmax(hours)) for hours in found.hours)
    parts = [f"{name} posts most at {hour}:00" for name, hour in zip(names, busiest, strict=True)]
    return f"{parts[0]}, {parts[1]} (hours are UTC)"


def _hours_table(found: Explanation) -> Any:
    rows = [
        [
            f"{hour}:00 to {hour + HOURS_TOGETHER}:00",
            *(sum(hours[hour : hour + HOURS_TOGETHER]) for hours in found.hours),
        ]
        for hour in range(0, 24, HOURS_TOGETHER)
    ]
    columns = ["hours (UTC)", found.evidence.a, found.evidence.b]
    return table(columns, rows, caption="Posts by time of day")


def _copy_line(copy: Copy) -> str:
    changed = f", {copy.changed} of them with changed words" if copy.changed else ""
    return f"copy: {counted(copy.runs, 'passage')} of 8 words{changed}, {delay(copy.delay)} later"


def _copies_section(found: Explanation) -> list[Any]:
    if not found.copies:
        return []
    rows = [[n, c.runs, c.changed, delay(c.delay)] for n, c in enumerate(found.copies, start=1)]
    columns = ["copy", "passages of 8 words", "of them with changed words", "posted later by"]
    return [
        section(
            "Copies",
            "Whoever can read a post can copy it, also to frame its writer. Copied passages, also "
            "those with some words changed, are not counted as style.",
            table(columns, rows, caption="Copied posts"),
        )
    ]

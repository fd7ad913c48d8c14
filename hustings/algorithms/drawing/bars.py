"""Rows of bars from zero to the right (or, for negative values, to the left), with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hustings.algorithms.drawing.svg import (
    Format,
    Scale,
    compact,
    drawing,
    line,
    px,
    shorten,
    text,
    text_width,
)
from hustings.algorithms.markup import Markup, join, tag

ROW = 28  # px
LONGEST_LABEL = 0.42  # share of the width


@dataclass(frozen=True)
class Bar:
    """One row: a name, a value, where known its interval, and a note behind the value."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    unit: str = "",
    format: Format = compact,
    width: int = 540,
) -> Markup:
    """Return one bar a row, in the order given, its value written beside it.

    Raises ``ValueError`` for a number that is not finite.
    """
    height = ROW * len(rows) + (26 if unit else 8)
    names = min(max((text_width(row.label) for row in rows), default=0), width * LONGEST_LABEL)
    scale = bar_scale(rows, left=names + 14, right=width - 8, format=format)
    body = [
        join(
            text(0, ROW * (index + 0.5) + 5, shorten(row.label, width=names + 1)),
            draw_bar(row, scale, middle=ROW * (index + 0.5), format=format),
        )
        for index, row in enumerate(rows)
    ]
    zero = scale(0)
    return drawing(
        *body,
        line(zero, 0, zero, ROW * len(rows), kind="d-axis"),
        text(max(0, min(zero, width - text_width(unit))), height - 6, unit, kind="d-tick"),
        title=title,
        width=width,
        height=height,
    )


def bar_scale(rows: Sequence[Bar], *, left: float, right: float, format: Format) -> Scale:
    """Return a scale that holds zero, every interval and the values written outside the bars."""
    reaches = [bound for row in rows for bound in (row.value, row.low, row.high, 0.0) if bound]
    low, high = min([0.0, *reaches]), max([0.0, *reaches])
    room = max((text_width(written(row, format)) + 10 for row in rows), default=0)
    return Scale(low, high, left + (room if low < 0 else 0), right - (room if high > 0 else 0))


def written(row: Bar, format: Format) -> str:
    return f"{format(row.value)} {row.note}".strip()


def draw_bar(row: Bar, scale: Scale, *, middle: float, format: Format) -> Markup:
    zero, end = scale(0), scale(row.value)
    furthest = [scale(bound) for bound in (row.value, row.low, row.high) if bound is not None]
    leftward = row.value < 0
    beside = min(furthest) - 6 if leftward else max(*furthest, zero) + 6
    return tag(
        "g",
        tag(
            "rect",
            x=px(min(zero, end)),
            y=px(middle - ROW / 2 + 6),
            width=px(abs(end - zero)),
            height=px(ROW - 12),
            class_="d-bar d-s1",
            fill="none",
            stroke="currentColor",
        ),
        interval(row, scale, middle),
        text(beside, middle + 5, written(row, format), anchor="end" if leftward else "start"),
    )


def interval(row: Bar, scale: Scale, middle: float) -> Markup:
    if row.low is None or row.high is None:
        return join()
    low, high = scale(row.low), scale(row.high)
    ends = [line(x, middle - 4, x, middle + 4, kind="d-interval") for x in (low, high)]
    return join(line(low, middle, high, middle, kind="d-interval"), *ends)

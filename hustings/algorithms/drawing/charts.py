"""Charts with two axes: lines, steps, points and areas, each named where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hustings.algorithms.drawing.shapes import SHAPES, Point
from hustings.algorithms.drawing.svg import (
    LINE_HEIGHT,
    Format,
    Scale,
    compact,
    drawing,
    line,
    nice_ticks,
    series_class,
    spread,
    text,
    text_width,
)
from hustings.algorithms.markup import Markup, join, tag

MARGIN_LEFT, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_RIGHT = 62, 14, 48, 16


@dataclass(frozen=True)
class Axis:
    """What is measured, from ``low`` to ``high``; ``ticks`` are chosen where none are given.

    An axis with no ticks (``ticks=()``) is for maps, whose units mean nothing.
    """

    label: str
    low: float
    high: float
    ticks: Sequence[float] | None = None
    format: Format = compact

    def marks(self) -> Sequence[float]:
        return nice_ticks(self.low, self.high) if self.ticks is None else self.ticks


@dataclass(frozen=True)
class Series:
    """Points in data units, drawn as one line, step, set of points or closed area.

    ``label_at`` puts the label beside the point nearest to that x; without it the label of a line
    stands at its right end, and of points or an area at their middle. ``intervals`` are
    (low, high) in y, one for each point. ``look`` (from 0) gives the colour, dash and shape of
    that series instead of its own, so that a group's points and its outline belong together.
    """

    label: str
    points: Sequence[Point]
    style: Literal["line", "step", "points", "area"] = "line"
    label_at: float | None = None
    intervals: Sequence[tuple[float, float]] = ()
    look: int | None = None


@dataclass(frozen=True)
class Guide:
    """A dotted line at one ``x`` or one ``y``, or the diagonal where neither is given.

    The label of a line at one ``x`` stands at ``label_height`` (0 at the bottom, 1 at the top).
    """

    x: float | None = None
    y: float | None = None
    label: str = ""
    label_height: float = 1.0


@dataclass(frozen=True)
class Frame:
    """The area between the axes: both scales and the room for labels at the right."""

    x: Scale
    y: Scale

    def place(self, point: Point) -> Point:
        return self.x(point[0]), self.y(point[1])


def chart(
    series: Sequence[Series],
    *,
    title: str,
    x: Axis,
    y: Axis,
    guides: Sequence[Guide] = (),
    width: int = 540,
    height: int = 360,
) -> Markup:
    """Return a chart; lines that end at the right edge are named in the margin there.

    Raises ``ValueError`` for a number that is not finite.
    """
    margin = max((text_width(one.label) + 12 for one in series if named_at_end(one)), default=0)
    right = width - max(MARGIN_RIGHT, min(margin, width * 0.4))
    frame = Frame(
        Scale(x.low, x.high, MARGIN_LEFT, right),
        Scale(y.low, y.high, height - MARGIN_BOTTOM, MARGIN_TOP),
    )
    return drawing(
        axes(frame, x, y),
        *(draw_guide(frame, guide) for guide in guides),
        *(draw_series(frame, one, look(one, index)) for index, one in enumerate(series)),
        *labels(frame, series),
        title=title,
        width=width,
        height=height,
    )


def look(series: Series, index: int) -> int:
    return index if series.look is None else series.look


def named_at_end(series: Series) -> bool:
    return bool(series.label) and series.style in ("line", "step") and series.label_at is None


def axes(frame: Frame, x: Axis, y: Axis) -> Markup:
    left, right, bottom, top = frame.x.start, frame.x.end, frame.y.start, frame.y.end
    columns = [
        join(
            line(frame.x(value), bottom, frame.x(value), bottom + 5, kind="d-axis"),
            text(frame.x(value), bottom + 19, x.format(value), anchor="middle", kind="d-tick"),
        )
        for value in x.marks()
    ]
    rows = [
        join(
            line(left, frame.y(value), right, frame.y(value), kind="d-grid"),
            text(left - 7, frame.y(value) + 4.5, y.format(value), anchor="end", kind="d-tick"),
        )
        for value in y.marks()
    ]
    return tag(
        "g",
        *rows,
        *columns,
        line(left, bottom, right, bottom, kind="d-axis") if columns else "",
        text((left + right) / 2, bottom + 39, x.label, anchor="middle", kind="d-tick"),
        text(15, (bottom + top) / 2, y.label, anchor="middle", kind="d-tick", turned=True),
    )


def draw_guide(frame: Frame, guide: Guide) -> Markup:
    left, right, bottom, top = frame.x.start, frame.x.end, frame.y.start, frame.y.end
    if guide.x is not None:
        at = frame.x(guide.x)
        height = bottom + (top + 11 - bottom) * guide.label_height
        name = text(at + 5, height, guide.label, kind="d-tick")
        return join(line(at, bottom, at, top, kind="d-guide"), name)
    if guide.y is not None:
        at = frame.y(guide.y)
        name = text(left + 5, at - 5, guide.label, kind="d-tick")
        return join(line(left, at, right, at, kind="d-guide"), name)
    name = text(left + 6, bottom + (top - bottom) / 5, guide.label, kind="d-tick")
    return join(line(left, bottom, right, top, kind="d-guide"), name)


def draw_series(frame: Frame, series: Series, index: int) -> Markup:
    points = [frame.place(point) for point in series.points]
    return tag(
        "g",
        *SHAPES[series.style](points, index),
        *whiskers(frame, series),
        class_=series_class(index),
    )


def whiskers(frame: Frame, series: Series) -> Iterator[Markup]:
    for (x, _), (low, high) in zip(series.points, series.intervals, strict=False):
        yield line(frame.x(x), frame.y(low), frame.x(x), frame.y(high), kind="d-interval")


def label_point(frame: Frame, series: Series) -> Point:
    """Return where the label belongs, in px, before labels are moved apart."""
    places = [frame.place(point) for point in series.points]
    if series.label_at is not None:
        at = frame.x(series.label_at)
        x, y = min(places, key=lambda place: abs(place[0] - at))
        return x + 6, max(y - 6, LINE_HEIGHT)
    if named_at_end(series):
        return frame.x.end + 8, max(places)[1] + 4.5
    xs, ys = zip(*places, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def labels(frame: Frame, series: Sequence[Series]) -> Iterator[Markup]:
    """Yield the names, those in the right margin moved apart."""
    named = [(index, one) for index, one in enumerate(series) if one.label and one.points]
    places = {index: label_point(frame, one) for index, one in named}
    ends = [index for index, one in named if named_at_end(one)]
    heights = spread(
        [places[index][1] for index in ends], gap=LINE_HEIGHT, low=frame.y.end, high=frame.y.start
    )
    places |= {index: (frame.x.end + 8, y) for index, y in zip(ends, heights, strict=True)}
    for index, one in named:
        middle = one.style in ("points", "area") and one.label_at is None
        yield text(
            *places[index],
            one.label,
            anchor="middle" if middle else "start",
            kind=f"d-label {series_class(look(one, index))}",
        )

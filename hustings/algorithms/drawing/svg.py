"""The pencil: coordinates, ticks, labels and the outer element that all drawings share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hustings.algorithms.drawing.style import SERIES_COLOURS
from hustings.algorithms.markup import Markup, tag

LINE_HEIGHT = 16  # px between labels that must not overlap
CHARACTER = 8.2  # px, a generous mean width of one character at the drawing's 14 px


def px(value: float) -> str:
    """Return a coordinate with one decimal, so that the same numbers give the same bytes."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


def compact(value: float) -> str:
    """Return a number as a reader writes it: ``0.5``, ``−2``, ``1200``."""
    return f"{value:.6g}".replace("-", "−")


@dataclass(frozen=True)
class Scale:
    """Maps ``low … high`` in data units to ``start … end`` in px."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of ``value``; values outside the scale are put at its edge."""
        if not math.isfinite(value):
            raise ValueError(f"a drawing cannot place {value}")
        extent = self.high - self.low or 1.0
        share = min(1.0, max(0.0, (value - self.low) / extent))
        return self.start + share * (self.end - self.start)


def nice_ticks(low: float, high: float, *, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers (1, 2 or 5 times a power of ten) within the range."""
    if not high > low:
        return [low]
    rough = (high - low) / count
    exponent = math.floor(math.log10(rough))
    power = 10.0**exponent
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 1 - exponent) for index in range(first, last + 1)]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move positions apart to at least ``gap`` where ``low … high`` has room, keeping order."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed: dict[int, float] = {}
    floor = low
    for index in order:
        placed[index] = max(wanted[index], floor)
        floor = placed[index] + gap
    ceiling = high
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return [placed[index] for index in range(len(wanted))]


def text_width(string: str) -> float:
    """Return an estimate, in px; wide scripts count double."""
    return sum(CHARACTER if ord(character) < 0x1100 else 2 * CHARACTER for character in string)


def shorten(string: str, *, width: float) -> str:
    """Return ``string``, cut with an ellipsis where it is wider than ``width`` px."""
    if text_width(string) <= width:
        return string
    kept = ""
    for character in string:
        if text_width(kept + character + "…") > width:
            break
        kept += character
    return kept.rstrip() + "…"


def text(
    x: float,
    y: float,
    string: str,
    *,
    anchor: str = "start",
    kind: str | None = None,
    turned: bool = False,
) -> Markup:
    """Return a line of text whose baseline is at ``y``; ``turned`` runs upwards."""
    turn = f"rotate(-90 {px(x)} {px(y)})" if turned else None
    return tag("text", string, x=px(x), y=px(y), text_anchor=anchor, class_=kind, transform=turn)


def line(x1: float, y1: float, x2: float, y2: float, *, kind: str) -> Markup:
    return tag(
        "line", x1=px(x1), y1=px(y1), x2=px(x2), y2=px(y2), class_=kind, stroke="currentColor"
    )


def series_class(index: int) -> str:
    """Return the colour class of the series with this index, from 0."""
    return f"d-s{index % SERIES_COLOURS + 1}"


def drawing(*parts: object, title: str, width: float, height: float) -> Markup:
    """Return the outer element; ``title`` is what a screen reader hears."""
    return tag(
        "svg",
        tag("title", title),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {px(width)} {px(height)}",
        width=px(width),
        height=px(height),
        role="img",
        aria_label=title,
        class_="drawing",
    )


Format = Callable[[float], str]

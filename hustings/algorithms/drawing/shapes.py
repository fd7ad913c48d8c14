"""How one series looks: line, step, area or marks, told apart by dash and by shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from hustings.algorithms.drawing.svg import px
from hustings.algorithms.markup import Markup, tag

Point = tuple[float, float]

DASHES = (None, "7 4", "2 3", "10 3 2 3", "1 5", "14 4")


def path(points: Sequence[Point], index: int) -> Iterator[Markup]:
    yield tag(
        "polyline",
        points=" ".join(f"{px(x)},{px(y)}" for x, y in points),
        class_="d-line",
        fill="none",
        stroke="currentColor",
        stroke_dasharray=DASHES[index % len(DASHES)],
    )


def step(points: Sequence[Point], index: int) -> Iterator[Markup]:
    """Draw a step that keeps each value until the next x."""
    corners = list(points[:1])
    for (_, y), (next_x, next_y) in pairwise(points):
        corners += [(next_x, y), (next_x, next_y)]
    yield from path(corners, index)


def area(points: Sequence[Point], index: int) -> Iterator[Markup]:
    yield tag(
        "polygon",
        points=" ".join(f"{px(x)},{px(y)}" for x, y in points),
        class_="d-area",
        fill="none",
        stroke="currentColor",
        stroke_dasharray=DASHES[index % len(DASHES)],
    )


def marks(points: Sequence[Point], index: int) -> Iterator[Markup]:
    """Draw each point as the series' own shape: circle, square, triangle, diamond, cross, plus."""
    outline = MARK_SHAPES[index % len(MARK_SHAPES)]
    for x, y in points:
        yield tag(
            "path",
            d=f"M{px(x)} {px(y)}{outline}",
            class_="d-mark",
            fill="none",
            stroke="currentColor",
        )


MARK_SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "m-3.6 -3.6h7.2v7.2h-7.2z",
    "m0 -4.8l4.6 8.2h-9.2z",
    "m0 -5l5 5l-5 5l-5 -5z",
    "m-3.6 -3.6l7.2 7.2m0 -7.2l-7.2 7.2",
    "m-4.6 0h9.2m-4.6 -4.6v9.2",
)
SHAPES: dict[str, Callable[[Sequence[Point], int], Iterator[Markup]]] = {
    "line": path,
    "step": step,
    "points": marks,
    "area": area,
}

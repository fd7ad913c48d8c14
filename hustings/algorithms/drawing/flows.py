"""Amounts that move between lanes from stage to stage: the votes of a count, for example.

    flows(
        [Lane("Ann", "elected at stage 1"), Lane("Bob", "elected at stage 2"), Lane("Cy")],
        [Column("1", [6, 3, 2]), Column("2", [4, 5, 2])],
        [[Flow(0, 1, 2)]],
        title="Ann's surplus elects Bob",
        mark=4,
    )

Every lane keeps its row, so that an eye can follow one name; a node's height is its amount, the
pale band what stays, the strong band what moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hustings.algorithms.drawing.svg import drawing, line, px, shorten, text, text_width
from hustings.algorithms.markup import Markup, join, tag

NODE = 9  # px wide
COLUMN = 92  # px from one column to the next
LANE_LEAST = 22  # px: a lane always has room for its name
LANE_GAP = 12  # px
TOP = 30  # px for the columns' names
NAME_MOST = 190  # px


@dataclass(frozen=True)
class Lane:
    """A row: its name at the left, what became of it at the right, and whether marks are for it."""

    label: str
    outcome: str = ""
    marked: bool = True


@dataclass(frozen=True)
class Column:
    """One stage: its name and the amount in every lane at its end."""

    label: str
    amounts: Sequence[float]


@dataclass(frozen=True)
class Flow:
    """What moves from one lane to another between two columns (lanes counted from 0)."""

    source: int
    target: int
    amount: float


@dataclass(frozen=True)
class Layout:
    """Where everything stands: px per unit, the lanes' tops, the columns' left edges."""

    unit: float
    tops: Sequence[float]
    lefts: Sequence[float]
    bottom: float

    def height(self, amount: float) -> float:
        return amount * self.unit


def flows(
    lanes: Sequence[Lane],
    columns: Sequence[Column],
    moves: Sequence[Sequence[Flow]],
    *,
    title: str,
    mark: float | None = None,
    height: int = 460,
) -> Markup:
    """Return the drawing; ``moves[i]`` lead from ``columns[i]`` to ``columns[i + 1]``.

    ``mark`` is an amount (a quota) shown as a dotted line in every marked lane that reaches it.
    ``height`` is what all lanes' largest amounts share, in px.
    """
    names = min(max(text_width(lane.label) for lane in lanes), NAME_MOST) + 20
    layout = arrange(lanes, columns, left=names, height=height)
    right = layout.lefts[-1] + NODE + 10
    outcomes = max(text_width(lane.outcome) for lane in lanes)
    return drawing(
        *(column_name(layout, columns, index) for index in range(len(columns))),
        *bands(layout, columns, moves),
        *nodes(layout, columns),
        *(
            quota_line(layout, columns, lane, mark)
            for lane in range(len(lanes))
            if mark and lanes[lane].marked
        ),
        *(lane_names(layout, lanes, index, right=right) for index in range(len(lanes))),
        title=title,
        width=right + outcomes + 4,
        height=layout.bottom,
    )


def arrange(
    lanes: Sequence[Lane], columns: Sequence[Column], *, left: float, height: float
) -> Layout:
    """Stack the lanes, each as high as its largest amount."""
    largest = [max(column.amounts[lane] for column in columns) for lane in range(len(lanes))]
    unit = height / (sum(largest) or 1)
    tops, top = [], float(TOP)
    for amount in largest:
        tops.append(top)
        top += max(amount * unit, LANE_LEAST) + LANE_GAP
    return Layout(unit, tops, [left + COLUMN * index for index in range(len(columns))], top)


def column_name(layout: Layout, columns: Sequence[Column], index: int) -> Markup:
    middle = layout.lefts[index] + NODE / 2
    return text(middle, 14, columns[index].label, anchor="middle", kind="d-tick")


def nodes(layout: Layout, columns: Sequence[Column]) -> Iterator[Markup]:
    for left, column in zip(layout.lefts, columns, strict=True):
        for top, amount in zip(layout.tops, column.amounts, strict=True):
            if amount > 0:
                yield tag(
                    "rect",
                    x=px(left),
                    y=px(top),
                    width=px(NODE),
                    height=px(max(layout.height(amount), 1)),
                    class_="d-solid",
                )


def bands(
    layout: Layout, columns: Sequence[Column], moves: Sequence[Sequence[Flow]]
) -> Iterator[Markup]:
    """Yield what stays (pale) and what moves (strong) between each two columns."""
    for index, flows_here in enumerate(moves):
        before, after = columns[index].amounts, columns[index + 1].amounts
        for lane, (had, has) in enumerate(zip(before, after, strict=True)):
            stays = min(had, has)
            if stays > 0:
                yield band(layout, index, (lane, 0.0), (lane, 0.0), stays, kind="d-stay")
        yield from moved(layout, index, before, after, flows_here)


def moved(
    layout: Layout,
    index: int,
    before: Sequence[float],
    after: Sequence[float],
    flows_here: Sequence[Flow],
) -> Iterator[Markup]:
    """Yield the flows: leaving from beneath what stays, arriving beneath what was there."""
    leaving, arriving = dict(enumerate(after)), dict(enumerate(before))
    for flow in flows_here:
        source, target = (flow.source, leaving[flow.source]), (flow.target, arriving[flow.target])
        yield band(layout, index, source, target, flow.amount, kind="d-flow d-s1")
        leaving[flow.source] += flow.amount
        arriving[flow.target] += flow.amount


def band(
    layout: Layout,
    index: int,
    source: tuple[int, float],
    target: tuple[int, float],
    amount: float,
    *,
    kind: str,
) -> Markup:
    """Return a band between two nodes; ends are (lane, amount already above it in the node)."""
    x1, x2 = layout.lefts[index] + NODE, layout.lefts[index + 1]
    y1 = layout.tops[source[0]] + layout.height(source[1])
    y2 = layout.tops[target[0]] + layout.height(target[1])
    thick, middle = max(layout.height(amount), 1), (x1 + x2) / 2
    outline = (
        f"M{px(x1)} {px(y1)}C{px(middle)} {px(y1)} {px(middle)} {px(y2)} {px(x2)} {px(y2)}"
        f"v{px(thick)}C{px(middle)} {px(y2 + thick)} {px(middle)} {px(y1 + thick)} "
        f"{px(x1)} {px(y1 + thick)}z"
    )
    return tag("path", d=outline, class_=kind)


def quota_line(layout: Layout, columns: Sequence[Column], lane: int, mark: float) -> Markup:
    if max(column.amounts[lane] for column in columns) < mark:
        return join()
    y = layout.tops[lane] + layout.height(mark)
    return line(layout.lefts[0] - 4, y, layout.lefts[-1] + NODE + 4, y, kind="d-guide")


def lane_names(layout: Layout, lanes: Sequence[Lane], index: int, *, right: float) -> Markup:
    baseline = layout.tops[index] + 14
    left = layout.lefts[0] - 10
    return join(
        text(left, baseline, shorten(lanes[index].label, width=NAME_MOST), anchor="end"),
        text(right, baseline, lanes[index].outcome, kind="d-tick"),
    )

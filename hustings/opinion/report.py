"""The map as one page of HTML: where groups agree, the drawing, the same as tables, how sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hustings.algorithms.drawing import Axis, Bar, Series, bars, chart
from hustings.algorithms.markup import Markup
from hustings.algorithms.opinion.groups import Groups
from hustings.algorithms.opinion.mapping import METHOD, VERSION, OpinionMap
from hustings.algorithms.report import Method, figure, page, paragraph, section, table
from hustings.opinion.votes import counted
from hustings.opinion.words import Words, number, percent

DRAWN_MOST = 1000  # readers on the drawing: more could not be told apart
SHARED_MOST = 15  # comments on which groups agree
LISTED_MOST = 200  # comments in the full order
OUTER = 0.01  # share of readers at each edge of the drawing that may stand on its border


def map_page(
    words: Words, *, facts: Sequence[tuple[str, object]] = (), notes: Sequence[str] = ()
) -> str:
    """Return the page; ``facts`` go into its footer, ``notes`` say what the input needed."""
    opinion_map = words.opinion_map
    grouped = len(opinion_map.names) > 1
    sections = [agreement_section(words)] if grouped else []
    if len(opinion_map.names):
        sections.append(drawing_section(words))
    if grouped:
        sections += apart_sections(words)
    sections.append(certainty_section(words, notes))
    if len(opinion_map.ranks.order):
        sections.append(order_section(words))
    return page(
        words.title(),
        kicker="Opinion map",
        lead=words.lead(),
        sections=sections,
        method=Method(METHOD, VERSION, facts),
    )


def agreement_section(words: Words) -> Markup:
    shared = words.common_ground()
    heading = "Where the groups agree"
    if not shared:
        return section(
            heading,
            "No comment has a majority in every group that would also hold for readers who did "
            "not vote on it. The order at the end of this page shows what comes nearest.",
        )
    shown = shared[:SHARED_MOST]
    count = f"{len(shared)} comments have" if len(shared) > 1 else "One comment has"
    caption = f"The {len(shown)} best of them" if len(shown) < len(shared) else "All of them"
    return section(
        heading,
        f"{count} a majority in every group, even at the lower end of what the votes allow: "
        "“at least” is the lower bound of an 80 % interval (Wilson).",
        comment_table(words, shown, caption=caption),
    )


def drawing_section(words: Words) -> Markup:
    opinion_map = words.opinion_map
    drawn = drawn_rows(opinion_map)
    left_out = sum(opinion_map.sizes) - len(drawn)
    note = (
        "Each mark is a reader. Readers near each other voted alike; directions and distances "
        "have no other meaning."
    )
    if left_out:
        note += f" {len(drawn):,} readers, evenly chosen, are drawn; {left_out:,} are not."
    return section(
        "The map",
        figure(picture(words, drawn), title=words.sizes(), note=note),
    )


def drawn_rows(opinion_map: OpinionMap) -> np.ndarray:
    """Return the rows of the readers that are drawn: an even sample along the first axis."""
    inside = np.flatnonzero(opinion_map.labels >= 0)
    order = inside[np.lexsort(opinion_map.points[inside].T)]
    places = np.linspace(0, len(order) - 1, min(len(order), DRAWN_MOST)).round().astype(int)
    return order[places]


def picture(words: Words, drawn: np.ndarray) -> Markup:
    opinion_map = words.opinion_map
    points, labels = opinion_map.points[drawn], opinion_map.labels[drawn]
    first, second = (f"{percent(share)} of all differences" for share in opinion_map.plane.shares)
    middle = points.mean(axis=0)
    series = [
        group_series(f"group {name}", points[labels == group], middle=middle, look=group)
        for group, name in enumerate(opinion_map.names)
        if np.any(labels == group)
    ]
    return chart(
        series,
        title=words.sizes(),
        x=Axis(f"first axis: {first}", *edges(points[:, 0]), ticks=()),
        y=Axis(f"second axis: {second}", *edges(points[:, 1]), ticks=()),
        width=640,
        height=460,
    )


def group_series(label: str, points: np.ndarray, *, middle: np.ndarray, look: int) -> Series:
    """Return a group's marks, named beside the topmost one on its side away from the middle."""
    centre = points.mean(axis=0)
    outer = points[(points - centre)[:, 0] * (centre - middle)[0] >= 0]
    top = float(outer[outer[:, 1].argmax(), 0])
    marks = [(float(x), float(y)) for x, y in points]
    return Series(label, marks, style="points", label_at=top, look=look)


def edges(values: np.ndarray) -> tuple[float, float]:
    """Return the ends of an axis; the outermost few stand on the border and do not stretch it."""
    low, high = np.quantile(values, [OUTER, 1 - OUTER])
    margin = 0.06 * (high - low) or 1.0
    return float(low - margin), float(high + margin)


def apart_sections(words: Words) -> list[Markup]:
    return [apart_section(words, group) for group in range(len(words.opinion_map.names))]


def apart_section(words: Words, group: int) -> Markup:
    opinion_map = words.opinion_map
    name, size = opinion_map.names[group], opinion_map.sizes[group]
    sides = opinion_map.representative[group]
    rows = [
        [place, words.comment(side.comment), words.side(side, group)]
        for place, side in enumerate(sides, start=1)
    ]
    return section(
        f"What sets group {name} apart",
        f"Comments that its {size:,} readers answer differently from all others, beyond chance "
        "at 90 %.",
        table(["", "comment", "answer"], rows, caption=f"Answers of group {name}", numbers=()),
    )


def comment_table(words: Words, comments: Sequence[int], *, caption: str) -> Markup:
    """Return comments with every group's answer, numbered from 1."""
    names = words.opinion_map.names
    rows = [
        [place, words.comment(comment), *words.agreement(comment)]
        for place, comment in enumerate(comments, start=1)
    ]
    columns = ["", "comment", *(f"group {name} agrees" for name in names)]
    return table(columns, rows, caption=caption, numbers=())


def certainty_section(words: Words, notes: Sequence[str]) -> Markup:
    groups = words.opinion_map.groups
    blocks: list[object] = [words.firmness()]
    if groups.clarity:
        blocks.append(clarity_figure(groups))
    blocks.append(
        "A group is a tendency in these votes, not a party, and not a fact about a person. Those "
        "who vote are not all readers. The map cannot tell readers who agree from readers who "
        "were sent."
    )
    blocks += [paragraph(note, note=True) for note in notes]
    return section("How sure this is", *blocks)


def clarity_figure(groups: Groups) -> Markup:
    """Return how clear every possible number of groups is, and which is shown."""
    rows = [
        Bar(f"{k} groups", max(one.total, 0.0), note="(shown)" if k == groups.k else "")
        for k, one in sorted(groups.clarity.items())
    ]
    fewest = number(groups.k).capitalize()
    title = f"{fewest} groups are the fewest that are about as clear as any other number"
    unit = "2 × silhouette + adjusted Rand index with half of the readers, at most 3"
    return figure(bars(rows, title=title, unit=unit, format="{:.2f}".format), title=title)


SEVERAL_GROUPS = (
    "The score holds together two lower bounds: how many agree among all readers, and in the "
    "least friendly group, whose veto grows with its size."
)
ONE_GROUP = "The score is a lower bound of how many agree among all readers (Wilson, 80 %)."


def order_section(words: Words) -> Markup:
    opinion_map = words.opinion_map
    ranks, order = opinion_map.ranks, opinion_map.ranks.order[:LISTED_MOST]
    contested = ranks.contested
    rows = [
        [
            place,
            words.comment(comment) + (" (contested)" if contested[comment] else ""),
            f"{ranks.bridging[comment]:.2f}",
            *words.agreement(comment),
        ]
        for place, comment in enumerate(order.tolist(), start=1)
    ]
    marked = int(np.count_nonzero(contested))
    sentence = ONE_GROUP if len(opinion_map.names) < 2 else SEVERAL_GROUPS
    if marked:
        sentence += (
            f" {marked} marked as contested stand more than 30 percentiles higher or lower "
            "under a second method (matrix factorisation): worth a moderator's look, no verdict."
        )
    shown = len(rows)
    caption = (
        counted(shown, "comment") if shown == len(ranks.order) else f"The first {shown} comments"
    )
    return section(
        "All comments in order",
        sentence,
        table(
            ["", "comment", "score", *(f"group {name} agrees" for name in opinion_map.names)],
            rows,
            caption=caption,
            numbers={2},
        ),
    )

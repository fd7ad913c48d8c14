"""Drawings are judged as XML: well-formed, named, with everything where the numbers say."""

import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.drawing import (
    Axis,
    Bar,
    Column,
    Flow,
    Guide,
    Lane,
    Series,
    bars,
    chart,
    flows,
)
from hustings.algorithms.drawing.svg import Scale, nice_ticks, shorten, spread, text_width

SVG = "{http://www.w3.org/2000/svg}"
UNIT = Axis("share", low=0, high=1)


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(SVG + "text")]


def test_a_chart_names_its_title_axes_guides_and_series() -> None:
    picture = chart(
        [Series("style", [(0, 0), (1, 1)]), Series("clock", [(0, 0), (1, 0.9)], label_at=0.5)],
        title="Style & clock",
        x=UNIT,
        y=UNIT,
        guides=[Guide(x=0.5, label="half"), Guide(y=0.2, label="fifth"), Guide(label="chance")],
    )
    root = ElementTree.fromstring(picture)
    assert root.attrib["aria-label"] == "Style & clock"
    assert {"style", "clock", "half", "fifth", "chance", "0.2", "share"} <= set(texts(picture))


def test_series_differ_without_colour() -> None:
    lines = [Series(str(index), [(0, 0), (1, index / 4)]) for index in range(4)]
    root = ElementTree.fromstring(chart(lines, title="four", x=UNIT, y=UNIT))
    dashes = [element.get("stroke-dasharray") for element in root.iter(SVG + "polyline")]
    assert len(set(dashes)) == 4


def test_a_step_keeps_its_value_until_the_next_x() -> None:
    step = Series("", [(0, 1), (1, 0)], style="step")
    root = ElementTree.fromstring(chart([step], title="step", x=UNIT, y=UNIT))
    corners = [
        point.split(",") for point in next(root.iter(SVG + "polyline")).attrib["points"].split()
    ]
    assert len(corners) == 3
    assert corners[1] == [corners[2][0], corners[0][1]]


def test_points_and_their_outline_can_share_one_look() -> None:
    hull = [(0.1, 0.1), (0.9, 0.1), (0.5, 0.9)]
    picture = chart(
        [Series("Group A", hull, style="area"), Series("", hull, style="points", look=0)],
        title="map",
        x=Axis("", 0, 1, ticks=()),
        y=Axis("", 0, 1, ticks=()),
    )
    groups = [
        element
        for element in ElementTree.fromstring(picture).iter(SVG + "g")
        if (element.get("class") or "").startswith("d-s")
    ]
    assert [group.get("class") for group in groups] == ["d-s1", "d-s1"]


def test_a_bar_below_zero_ends_where_a_bar_above_zero_begins() -> None:
    picture = bars([Bar("more", 2.0, low=1.0, high=3.0), Bar("less", -1.0)], title="habits")
    first, second = ElementTree.fromstring(picture).iter(SVG + "rect")
    assert float(second.attrib["x"]) + float(second.attrib["width"]) == pytest.approx(
        float(first.attrib["x"]), abs=0.11
    )
    assert float(first.attrib["width"]) == pytest.approx(2 * float(second.attrib["width"]), abs=0.2)


def test_flows_draw_a_node_for_every_amount_and_a_band_for_every_move() -> None:
    picture = flows(
        [Lane("Ann", "elected"), Lane("<Bob>"), Lane("Cy")],
        [Column("1", [6, 3, 2]), Column("2", [6, 5, 0])],
        [[Flow(2, 1, 2)]],
        title="Cy's votes go to Bob",
        mark=4,
    )
    root = ElementTree.fromstring(picture)
    assert len(list(root.iter(SVG + "rect"))) == 5
    moved = [one for one in root.iter(SVG + "path") if "d-flow" in one.attrib["class"]]
    assert len(moved) == 1
    assert "<Bob>" in texts(picture)


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="nan"):
        chart([Series("x", [(float("nan"), 0)])], title="x", x=UNIT, y=UNIT)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9))
def test_ticks_are_few_ordered_and_inside(low: float, extent: float) -> None:
    high = low + extent
    ticks = nice_ticks(low, high)
    assert len(ticks) <= 12
    assert ticks == sorted(ticks)
    assert all(low - extent * 1e-3 <= tick <= high + extent * 1e-3 for tick in ticks)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_are_moved_apart_and_keep_their_order(wanted: list[float]) -> None:
    placed = sorted(
        zip(wanted, spread(wanted, gap=16, low=0, high=300), strict=True), key=lambda pair: pair[0]
    )
    heights = [height for _, height in placed]
    gaps = [after - before for before, after in pairwise(heights)]
    assert all(gap >= 16 - 1e-9 for gap in gaps)


def test_values_outside_a_scale_stand_at_its_edge() -> None:
    scale = Scale(0, 10, 100, 200)
    assert [scale(-5), scale(5), scale(50)] == [100, 150, 200]


@given(st.text(max_size=60), st.floats(20, 300))
def test_a_shortened_label_fits(label: str, width: float) -> None:
    assert text_width(shorten(label, width=width)) <= max(width, text_width("…"))


def test_the_unit_of_bars_below_zero_is_not_cut_off() -> None:
    unit = "log10 of the likelihood ratio"
    root = ElementTree.fromstring(bars([Bar("style", -2.0)], title="t", unit=unit, width=400))
    (named,) = [element for element in root.iter(SVG + "text") if element.text == unit]
    assert 0 <= float(named.attrib["x"]) <= 400 - text_width(unit)

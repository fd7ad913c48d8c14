"""Small drawings as SVG: charts, bars and flows that read without colour, in light and dark.

Pure functions from numbers to markup. A drawing stands in a page that carries ``STYLE`` once
(``algorithms.report`` does that), or alone: without the style it is drawn in the current colour.

    from hustings.algorithms.drawing import Axis, Guide, Series, chart

    chart(
        [
            Series("same writer", [(-2.0, 1.0), (0.0, 0.9), (3.0, 0.0)], style="step", label_at=1),
            Series("two writers", [(-2.0, 1.0), (0.0, 0.1), (3.0, 0.0)], style="step", label_at=-1),
        ],
        title="Nine pairs in ten point the right way",
        x=Axis("log10 of the likelihood ratio", low=-2, high=3),
        y=Axis("share of pairs at or above", low=0, high=1),
        guides=[Guide(x=0, label="says nothing")],
    )

``Series.style`` is "line", "step", "points" (each series has its own shape) or "area" (a closed
outline: a hull, a band of uncertainty). ``bars`` draws rows from zero, with intervals;
``flows`` draws amounts that move between columns from stage to stage.
Each drawing has its title as its accessible name; put the same figures in a table beneath it.
"""

from hustings.algorithms.drawing.bars import Bar, bars
from hustings.algorithms.drawing.charts import Axis, Guide, Series, chart
from hustings.algorithms.drawing.flows import Column, Flow, Lane, flows
from hustings.algorithms.drawing.style import STYLE

__all__ = [
    "STYLE",
    "Axis",
    "Bar",
    "Column",
    "Flow",
    "Guide",
    "Lane",
    "Series",
    "bars",
    "chart",
    "flows",
]

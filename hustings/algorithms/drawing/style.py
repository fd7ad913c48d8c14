"""The style sheet that every drawing shares.

Colours are CSS variables (``--ink``, ``--muted``, ``--hairline``, ``--paper``, ``--accent``,
``--series-1`` … ``--series-6``) with the current colour as the fallback; the page sets them for
light, dark and print. What tells series apart is their label, dash and shape; colour only helps.
"""

from __future__ import annotations

SERIES_COLOURS = 6

_SERIES_RULES = "\n".join(
    f".d-s{index}{{color:var(--series-{index},currentColor)}}"
    for index in range(1, SERIES_COLOURS + 1)
)

STYLE = f"""
.drawing{{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
  font-size:14px;font-variant-numeric:lining-nums tabular-nums;color:var(--ink,currentColor)}}
.drawing text{{fill:currentColor;unicode-bidi:isolate}}
.drawing .d-axis{{stroke:var(--hairline,currentColor);stroke-width:1;fill:none}}
.drawing .d-grid{{stroke:var(--hairline,currentColor);stroke-width:1;opacity:.55}}
.drawing .d-tick{{color:var(--muted,currentColor);font-size:13px}}
.drawing .d-guide{{stroke:var(--muted,currentColor);stroke-width:1;stroke-dasharray:2 3}}
.drawing .d-line{{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}}
.drawing .d-area{{fill:currentColor;fill-opacity:.1;stroke:currentColor;stroke-width:1.5}}
.drawing .d-mark{{fill:var(--paper,none);stroke:currentColor;stroke-width:1.6}}
.drawing .d-interval{{stroke:currentColor;stroke-width:1.6;fill:none}}
.drawing .d-bar{{fill:currentColor;fill-opacity:.32;stroke:currentColor;stroke-width:1}}
.drawing .d-solid{{fill:currentColor}}
.drawing .d-flow{{fill:currentColor;fill-opacity:.4}}
.drawing .d-stay{{fill:currentColor;fill-opacity:.1}}
.drawing .d-label{{font-weight:600;paint-order:stroke;stroke:var(--paper,none);stroke-width:4px;
  stroke-linejoin:round}}
{_SERIES_RULES}
"""

"""One self-contained HTML page for a computation's answer: evidence, opinion map, count.

    from hustings.algorithms.report import Method, figure, page, paragraph, section, table

    html = page(
        "Ann and Bob are elected",
        kicker="Reader ballot",
        lead="Scottish STV, 2 seats, 11 ballots.",
        sections=[
            section(
                "Stage by stage",
                paragraph("A vote moves when its candidate has more than the quota."),
                figure(flows(…), title="Ann's surplus elects Bob"),
                table(["candidate", "votes"], [["Ann", 6], ["Bob", 3]], caption="Stage 1"),
            ),
        ],
        method=Method("Scottish STV (SSI 2011/399)", version="1", facts=[("input", "sha256 …")]),
    )

Every string is text and is escaped; only markup made by ``algorithms.markup`` (drawings are) goes
in as it is. The page asks nobody for anything: no script, no font, no picture from elsewhere, and
it tells the browser so. It follows the reader's light or dark setting and prints in black.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hustings.algorithms.drawing import STYLE as DRAWING_STYLE
from hustings.algorithms.markup import Markup, join, tag, trusted

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

PAGE_STYLE = """
:root{color-scheme:light dark;--paper:#fdfbf7;--ink:#1c1a17;--muted:#5d574f;--hairline:#d8d1c6;
  --accent:#8c2f1b;--series-1:#8c2f1b;--series-2:#1f5673;--series-3:#4b6b1f;--series-4:#6b3f7d;
  --series-5:#7a5a00;--series-6:#2d6a62}
@media (prefers-color-scheme:dark){:root{--paper:#1b1a18;--ink:#ebe6dd;--muted:#aaa398;
  --hairline:#45413b;--accent:#e0987f;--series-1:#e0987f;--series-2:#8fbbd6;--series-3:#b3c98a;
  --series-4:#c9a9d6;--series-5:#d8bd72;--series-6:#8cc6bc}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
  font:1.125rem/1.5 Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif",serif;
  font-variant-numeric:lining-nums;overflow-wrap:break-word}
main,footer{max-width:62rem;margin:0 auto;padding:0 1rem}
main{padding-top:2.5rem}
main>:not(section),section>*{max-width:38rem}
section>.wide{max-width:none}
h1{font-size:2.2rem;line-height:1.12;letter-spacing:-.012em;margin:.25rem 0 .75rem;
  text-wrap:balance}
h2{font-size:1.45rem;line-height:1.2;margin:2.75rem 0 .5rem}
p{margin:.5rem 0 1rem}
.kicker{font-variant-caps:all-small-caps;letter-spacing:.06em;color:var(--accent);margin:0;
  font-weight:600}
.lead{font-size:1.3rem;line-height:1.42;color:var(--muted)}
figure{margin:1.5rem 0 2rem}
figcaption,caption{text-align:start;font-weight:600;line-height:1.35;padding-bottom:.5rem}
.scroll{overflow-x:auto;background:linear-gradient(to left,var(--paper) 1rem,transparent) right/2rem
  100% no-repeat local,linear-gradient(to left,var(--hairline),transparent) right/.75rem 100%
  no-repeat}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.drawing{display:block;max-width:none}
.fits .drawing{width:100%;height:auto;min-width:26rem}
table{border-collapse:collapse;font:.9375rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,
  "Noto Sans",sans-serif;font-variant-numeric:lining-nums tabular-nums}
th,td{padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--hairline);text-align:start;
  vertical-align:baseline;unicode-bidi:isolate}
th{font-weight:600}
thead th{color:var(--muted);vertical-align:bottom}
thead th.number{white-space:normal;min-width:6.25rem}
tbody th{position:sticky;inset-inline-start:0;background:var(--paper);max-width:14rem}
thead th:first-child:not(:empty){min-width:7rem}
.number{text-align:end;white-space:nowrap;padding-inline-start:.75rem}
.note{color:var(--muted);font-size:1rem}
footer{margin-top:3.5rem;padding-bottom:3rem;color:var(--muted);font:.875rem/1.5 system-ui,
  -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
footer dl{border-top:1px solid var(--hairline);padding-top:1rem;margin:0;display:grid;
  grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:30rem){body{font-size:1.0625rem}h1{font-size:1.8rem}
  footer dl{display:block}dd{margin-bottom:.5rem}
  th,td{padding-inline-end:.4rem}.number{padding-inline-start:.25rem}
  .fits .drawing,thead th.number,thead th:first-child:not(:empty){min-width:0}
  thead th:empty+th{min-width:10rem}}
@page{margin:18mm 16mm}
@media print{:root{--paper:#fff;--ink:#000;--muted:#333;--hairline:#999;--accent:#000;
  --series-1:#000;--series-2:#000;--series-3:#000;--series-4:#000;--series-5:#000;--series-6:#000}
  body{font-size:10.5pt}main,footer,main>:not(section),section>*{max-width:none}
  .scroll{overflow:visible;background:none}.drawing,.fits .drawing{width:100%;height:auto;
  min-width:0;max-width:100%}.fits .drawing{max-width:12cm}table{font-size:8.5pt}
  tbody th{position:static;background:none}thead th.number{min-width:0}
  table:has(th:nth-child(8)){font-size:7pt}
  table:has(th:nth-child(8)) :is(th,td){padding:.2rem .3rem .2rem 0}
  h2,figcaption,caption,thead,tbody tr:first-child{break-after:avoid}
  tr,figure,footer{break-inside:avoid}
  figure{margin:1rem 0}footer{margin-top:1.5rem;padding-bottom:0}
  thead{display:table-header-group}*{print-color-adjust:exact}}
"""


@dataclass(frozen=True)
class Method:
    """What made the page: the method's name and version, and further (name, value) facts."""

    name: str
    version: str
    facts: Sequence[tuple[str, object]] = ()


def paragraph(*parts: object, note: bool = False) -> Markup:
    """Return a paragraph; ``note`` sets it smaller and lighter."""
    return tag("p", *parts, class_="note" if note else None)


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    caption: str,
    numbers: Collection[int] | None = None,
) -> Markup:
    """Return a table whose first cell of each row is the row's name.

    ``numbers`` are the columns set flush right (all but the first where not given).
    """
    flush = set(range(1, len(columns))) if numbers is None else set(numbers)
    heads = [
        tag("th", name, scope="col", class_=cell_class(index, flush))
        for index, name in enumerate(columns)
    ]
    body = [tag("tr", *table_row(row, flush)) for row in rows]
    grid = tag(
        "table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *body)
    )
    return tag("div", grid, class_="scroll wide", tabindex="0", role="region", aria_label=caption)


def cell_class(index: int, flush: Collection[int]) -> str | None:
    return "number" if index in flush else None


def table_row(row: Sequence[object], flush: Collection[int]) -> list[Markup]:
    name, *cells = row
    return [
        tag("th", name, scope="row", class_=cell_class(0, flush)),
        *(tag("td", cell, class_=cell_class(index, flush)) for index, cell in enumerate(cells, 1)),
    ]


def figure(picture: Markup, *, title: str, note: str = "", wide: bool = False) -> Markup:
    """Return a drawing under the sentence that it shows.

    ``wide`` keeps the drawing's own size and lets it scroll sideways on a narrow screen;
    otherwise it fills the column.
    """
    frame = tag(
        "div",
        picture,
        class_="scroll" if wide else "scroll fits",
        tabindex="0",
        role="region",
        aria_label=title,
    )
    below = [paragraph(note, note=True)] if note else []
    return tag("figure", tag("figcaption", title), frame, *below, class_="wide" if wide else None)


def section(heading: str, *blocks: object) -> Markup:
    """Return a section with its heading; strings among the blocks become paragraphs."""
    body = [block if isinstance(block, Markup) else paragraph(block) for block in blocks]
    return tag("section", tag("h2", heading), *body)


def page(
    title: str,
    *,
    sections: Sequence[Markup],
    method: Method,
    lead: str = "",
    kicker: str = "",
    language: str = "en",
) -> str:
    """Return the whole page, ready to be written as UTF-8."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", trusted(PAGE_STYLE + DRAWING_STYLE)),
    )
    opening = [
        tag("p", kicker, class_="kicker") if kicker else "",
        tag("h1", title),
        tag("p", lead, class_="lead") if lead else "",
    ]
    body = tag("body", tag("main", *opening, *sections), method_footer(method))
    return f"<!doctype html>\n{tag('html', head, body, lang=language)}\n"


def method_footer(method: Method) -> Markup:
    facts = [("Method", method.name), ("Version", method.version), *method.facts]
    rows = [join(tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag("footer", tag("dl", *rows))

"""The self-test of a site as text, JSON and a page with pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from hustings.algorithms.drawing import Axis, Guide, Series, chart
from hustings.algorithms.evidence.calibration import TESTABLE
from hustings.algorithms.evidence.channel_names import VERSION
from hustings.algorithms.evidence.measures import found_at, pav
from hustings.algorithms.evidence.protocol import WORD_CLASSES
from hustings.algorithms.evidence.sampling import Plan, Run, site_vocabulary
from hustings.algorithms.evidence.selftest import (
    Line,
    SplitTest,
    roc_points,
    split_test,
    table_line,
    tippett,
)
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.report import Method, figure, page, paragraph, section, table
from hustings.progress import progress

FOLDS = 4
"""Folds of the nightly test: ten models a word class, so that it takes minutes."""

MOST_PEOPLE = 600
COLUMNS = ("words", "members", "AUC", "Cllr", "Cllr min", "TPR 1e-2", "TPR 1e-3", "R@8")

FLATTERS = (
    "The test flatters: both halves come from one account. Real second accounts write in other "
    "years and with other programs; therefore a haircut is taken before anything is shown."
)


@dataclass(frozen=True)
class Report:
    """A site's self-test: one test and one line of measures per word class."""

    accounts: int
    tests: Sequence[SplitTest]
    lines: Sequence[Line]

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {
            "accounts": self.accounts,
            "classes": [
                asdict(line) | {"validated": line.all.people >= TESTABLE} for line in self.lines
            ],
        }


def self_test(site: Site, *, channels: Sequence[str], run: Run) -> Report:
    """Test every word class at which at least 20 members can be split."""
    tests = []
    plan = Plan(channels, folds=FOLDS, most_people=MOST_PEOPLE, run=run, progress=progress)
    vocabulary = site_vocabulary(site, run=run)
    for words in WORD_CLASSES:
        test = split_test(site, words=words, plan=plan, vocabulary=vocabulary)
        if test is not None:
            tests.append(test)
    return Report(len(site.accounts), tests, [table_line(test) for test in tests])


def cells(line: Line) -> list[str]:
    """Return one line of the table."""
    a = line.all
    return [
        f"{line.words:,}",
        str(a.people),
        f"{a.auc:.3f}",
        f"{a.cllr:.2f}",
        f"{a.cllr_min:.2f}",
        f"{a.found_1e2:.2f}",
        f"{a.found_1e3:.2f}",
        f"{line.within_8:.2f}",
    ]


def text(report: Report) -> str:
    """Return the self-test for a terminal."""
    if not report.lines:
        return (
            "Not validated here: fewer than 20 members have two halves of 250 own words in "
            "different threads. No likelihood ratio of this site may be shown."
        )
    rows = [list(COLUMNS), *(cells(line) for line in report.lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    grid = ["  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*grid, "", *_validation(report), *tail_lines(report.lines), FLATTERS])


def _validation(report: Report) -> list[str]:
    few = [f"{line.words:,}" for line in report.lines if line.all.people < TESTABLE]
    return [f"Not validated (under {TESTABLE} members): {', '.join(few)} words."] if few else []


def tail_lines(lines: Sequence[Line]) -> list[str]:
    """Return a sentence for each word class in which strangers exceed what a ratio allows."""
    return [
        f"{line.words:,} words: LR > {check.ratio:g} for {check.found:.2%} of strangers in the "
        f"same threads, {check.allowed:.2%} allowed."
        for line in lines
        for check in line.close_tails
        if check.found > check.allowed
    ]


def html(report: Report) -> str:
    """Return the self-test as one page with pictures."""
    return page(
        "What the engine says about members who were split in two",
        kicker="Self-test",
        lead=f"{report.accounts:,} accounts; each of those who wrote enough was cut in two halves, "
        "as if two accounts had written them.",
        sections=[
            section(
                "By length of text",
                FLATTERS,
                table(COLUMNS, [cells(line) for line in report.lines], caption="Measures"),
                paragraph(
                    "Cllr is the cost of the ratios in bits: 0 is perfect, 1 says nothing; Cllr "
                    "min is what perfect calibration would leave. TPR: the share of split members "
                    "found where one in a hundred (1e-2) or a thousand (1e-3) pairs of strangers "
                    "is linked. R@8: the true partner is among the eight most alike.",
                    note=True,
                ),
                *_validation(report),
                *tail_lines(report.lines),
            ),
            *(_class_section(test) for test in report.tests),
        ],
        method=Method(
            "hustings evidence selftest", VERSION, [("Accounts", f"{report.accounts:,}")]
        ),
    )


def _class_section(test: SplitTest) -> Any:
    return section(
        f"{test.words:,} words a side, {len(test.names)} members",
        figure(_tippett(test), title=_tippett_sentence(test)),
        _tippett_table(test),
        figure(_roc(test), title=_roc_sentence(test)),
        _roc_table(test),
        *_calibration(test),
    )


RATIOS = (1, 10, 100, 1000)
FALSE_LINKS = (0.1, 0.01, 0.001)


def _kinds(test: SplitTest) -> list[tuple[str, np.ndarray]]:
    """Return the natural log ratios of each kind of pairs, by name."""
    kinds = [("one person", test.same), ("strangers", test.different)]
    return [*kinds, ("strangers, same threads", test.close)] if len(test.close) else kinds


def _tippett_sentence(test: SplitTest) -> str:
    found, false = (np.mean(ratios > np.log(10)) for ratios in (test.same, test.different))
    return f"A ratio above 10: {found:.0%} of split members, {false:.2%} of strangers"


def _tippett_table(test: SplitTest) -> Any:
    rows = [
        [name, *(f"{np.mean(ratios > np.log(ratio)):.2%}" for ratio in RATIOS)]
        for name, ratios in _kinds(test)
    ]
    columns = ["pairs", *(f"above {ratio:,}" for ratio in RATIOS)]
    return table(columns, rows, caption="Share of pairs with a ratio above 1, 10, 100 and 1,000")


def _roc_sentence(test: SplitTest) -> str:
    found = found_at(test.same, test.different, FALSE_LINKS[-1])
    return f"Where one pair of strangers in a thousand is linked, {found:.0%} of members are found"


def _roc_table(test: SplitTest) -> Any:
    rows = [
        [name, *(f"{found_at(test.same, ratios, rate):.0%}" for rate in FALSE_LINKS)]
        for name, ratios in _kinds(test)[1:]
    ]
    columns = ["measured against", *(f"1 in {1 / rate:,.0f} linked" for rate in FALSE_LINKS)]
    return table(columns, rows, caption="Share of split members found, by false links")


def _tippett(test: SplitTest) -> Any:
    same, different = tippett(test.same), tippett(test.different)
    low = np.floor(min(different[0][0], same[0][0]))
    high = np.ceil(max(different[-1][0], same[-1][0]))
    return chart(
        [
            Series("one person", same, style="step", label_at=float(same[len(same) // 3][0])),
            Series(
                "strangers",
                different,
                style="step",
                label_at=float(different[60 % len(different)][0]),
            ),
        ],
        title="Tippett plot",
        x=Axis("log10 of the likelihood ratio", low=float(low), high=float(high)),
        y=Axis("share of pairs at or above", low=0, high=1),
        guides=[Guide(x=0, label="says nothing", label_height=0.5)],
    )


def _roc(test: SplitTest) -> Any:
    points = [(float(np.log10(x)), y) for x, y in roc_points(test.same, test.different)]
    low = int(np.floor(points[0][0]))
    series = [Series("all strangers", points, style="line")]
    if len(test.close):
        close = [(float(np.log10(x)), y) for x, y in roc_points(test.same, test.close)]
        series.append(Series("same threads", close, style="line"))
    return chart(
        series,
        title="ROC curve",
        x=Axis(
            "share of strangers linked",
            low=low,
            high=0,
            ticks=tuple(range(low, 1)),
            format=lambda value: f"{10.0**value:g}",
        ),
        y=Axis("share of split members found", low=0, high=1),
    )


def _calibration(test: SplitTest) -> list[Any]:
    printed = np.r_[test.same, test.different] / np.log(10)
    best = np.concatenate(pav(test.same, test.different)) / np.log(10)
    inside = np.isfinite(best) & (np.abs(best) < 4) & (np.abs(printed) < 4)
    if not inside.any():  # perfect separation: every best ratio is infinite
        return []
    order = np.argsort(printed[inside], kind="stable")
    chosen = order[np.unique(np.linspace(0, max(len(order) - 1, 0), 150).astype(int))]
    points = [(float(printed[inside][i]), float(best[inside][i])) for i in chosen]
    ticks = tuple(range(-4, 5, 2))
    drawing = chart(
        [Series("measured", points, style="step")],
        title="Calibration",
        x=Axis("log10 of the ratio as printed", low=-4, high=4, ticks=ticks),
        y=Axis("log10 of the best calibrated ratio", low=-4, high=4, ticks=ticks),
        guides=[Guide(label="perfect")],
    )
    title = "Ratios as printed, and as they should have been"
    return [figure(drawing, title=title), _calibration_table(test)]


def _calibration_table(test: SplitTest) -> Any:
    """Return what pairs of each strength turned out to be, beside what was printed."""
    same, different = (ratios / np.log(10) for ratios in (test.same, test.different))
    edges = [-np.inf, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, np.inf]
    rows = []
    for low, high in pairwise(edges):
        shares = [np.mean((low < r) & (r <= high)) for r in (same, different)]
        measured = np.log10(shares[0] / shares[1]) if min(shares) > 0 else None
        rows.append(
            [
                _between(low, high),
                f"{shares[0]:.2%}",
                f"{shares[1]:.3%}",
                "none of one kind" if measured is None else f"{measured:+.1f}".replace("-", "−"),
            ]
        )
    columns = ["log10 as printed", "of split members", "of strangers", "log10 as measured"]
    return table(columns, rows, caption="Pairs by printed ratio, and the ratio of their shares")


def _between(low: float, high: float) -> str:
    """Return a class of printed ratios in words."""
    if low == -np.inf:
        return f"up to {high:.0f}".replace("-", "−")
    return f"above {low:.0f}" if high == np.inf else f"{low:.0f} to {high:.0f}".replace("-", "−")

"""Evidence: what is printed adds up, and the habits that speak loudest are quoted.

Scores are read where a moderator reads them: in lines of SCORES.csv and in ``explain --json``.
"""

from __future__ import annotations

import csv
import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from evidence_rows import NETWORK, largest_gap, usenet_rows
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence.channel_names import CHANNELS
from hustings.algorithms.evidence.channels import PairEvidence
from hustings.config.cli import main as hustings
from hustings.evidence.compare_command import SCORES, score_row
from hustings.evidence.writing import csv_lines

TITLE = "Evidence: what is printed adds up"

SCORES_WANTED = "SCORES.csv: every log10 LR equals the sum of its printed parts to 0.05"
EXPLAIN_WANTED = "explain: every log10 LR equals the sum of its printed parts to 0.05"
HABITS_WANTED = "explain: the ten strongest habits quoted with rates of A, B and the site"
MOST_GAP = 0.05
HABITS = 10
PAIRS, QUICK_PAIRS = 40, 5
WORD_CLASS = (250, 480)
"""Own words of the accounts that are explained: one word class, so that it is fitted once."""


def goals(options: Options) -> Iterator[Goal]:
    """Yield the sums of both commands, and the habits."""
    folder = options.dataset("usenet-1993")
    if folder is None:
        for id, wanted in [("E16.1", SCORES_WANTED), ("E16.2", EXPLAIN_WANTED)]:
            yield not_measured(id, wanted, why="no data")
        yield not_measured("E16.3", HABITS_WANTED, why="no data")
        return
    path = folder / "posts.jsonl.zst"
    rows = usenet_rows(path, quick=options.quick)
    yield scores_goal(rows)
    found = list(explanations(path, pairs_of(rows, QUICK_PAIRS if options.quick else PAIRS)))
    yield explain_goal(found)
    yield habits_goal(found)


def scores_goal(rows: Sequence[PairEvidence]) -> Goal:
    """Read the rows as ``compare`` writes them."""
    printed = list(csv.DictReader(csv_lines(SCORES, map(score_row, rows))))
    gaps = [
        largest_gap(float(line["log10_lr"]), [float(line[name]) for name in CHANNELS])
        for line in printed
    ]
    spoken = sum(all(float(line[name]) for name in ("style", "clock")) for line in printed)
    return sum_goal("E16.1", SCORES_WANTED, gaps, f", {spoken:,} with style and clock")


def sum_goal(id: str, wanted: str, gaps: Sequence[float], what: str) -> Goal:
    most = max(gaps)
    return Goal(
        id,
        wanted,
        reached=f"farthest {most:.4f} of {len(gaps):,} sums{what}",
        met=most <= MOST_GAP,
        distance="" if most <= MOST_GAP else f"{most - MOST_GAP:.3f} too far",
    )


def pairs_of(rows: Sequence[PairEvidence], count: int) -> list[tuple[str, str]]:
    """Return pairs of one word class, evenly over all strengths."""
    low, high = WORD_CLASS
    able = [row for row in rows if low <= min(row.words_a, row.words_b) < high]
    ranked = sorted(able, key=lambda row: (row.log10_ratio, row.a, row.b))
    return [(row.a, row.b) for row in ranked[:: max(1, (len(ranked) - 1) // (count - 1))][:count]]


def explanations(path: Path, pairs: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield what ``explain --json`` prints of each pair; what it fits is kept between pairs."""
    with tempfile.TemporaryDirectory() as home:
        for a, b in pairs:
            command = ["evidence", "explain", str(path), a, b, "--json", "--jobs", "1"]
            command += [word for name in NETWORK for word in ("--network-field", name)]
            printed = StringIO()
            with redirect_stdout(printed):
                status = hustings([*command, "--fitted", f"{home}/kept"])
            if status:
                raise SystemExit("hustings evidence explain failed.")
            yield json.loads(printed.getvalue())


def explain_goal(found: Sequence[Mapping[str, Any]]) -> Goal:
    """Check the sum of the channels, and style and clock as the sums of their views."""
    gaps = []
    for own in (page["evidence"] for page in found):
        gaps.append(largest_gap(own["log10_ratio"], list(own["parts"].values())))
        fitted = own["parts"]["style"] + own["parts"]["clock"]
        gaps.append(largest_gap(fitted, list(own["views"].values())))
    return sum_goal("E16.2", EXPLAIN_WANTED, gaps, f" ({len(found)} pairs: channels, and views)")


def habits_goal(found: Sequence[Mapping[str, Any]]) -> Goal:
    """Count the pages that quote ten habits, loudest first, each with its three rates."""
    whole = sum(quotes_ten(page["habits"]) for page in found)
    fewest = min(len(page["habits"]) for page in found)
    return Goal(
        "E16.3",
        HABITS_WANTED,
        reached=f"{whole} of {len(found)} pairs; fewest habits {fewest}",
        met=whole == len(found),
        distance="" if whole == len(found) else f"{len(found) - whole} pairs without",
    )


def quotes_ten(habits: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether ten named habits stand there, loudest first, with the rates of A, B, site."""
    loudness = [abs(math.log(habit["factor"])) for habit in habits]
    rates = [habit[rate] for habit in habits for rate in ("rate_a", "rate_b", "site")]
    return (
        len(habits) == HABITS
        and all(habit["name"] for habit in habits)
        and all(math.isfinite(rate) and rate >= 0 for rate in rates)
        and loudness == sorted(loudness, reverse=True)
    )

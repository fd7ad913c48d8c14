"""What each ``hustings evidence`` command does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hustings.algorithms.evidence.channels import CHANNELS, PairEvidence, gather
from hustings.algorithms.evidence.sampling import CUTS, Plan
from hustings.algorithms.evidence.site import Site, make_site
from hustings.errors import BadInput
from hustings.evidence import (
    evaluating,
    explain_report,
    explaining,
    scan_report,
    scanning,
    selftesting,
)
from hustings.evidence.engine import local_engine, progress
from hustings.evidence.fitted_files import FittedFiles, fitted_files
from hustings.evidence.reading import Columns, read_pairs, read_posts
from hustings.evidence.voting import scan_votes
from hustings.evidence.writing import csv_lines
from hustings.whole_files import require_writable, write_whole

SCORES = (
    "a",
    "b",
    "words_a",
    "words_b",
    "log10_lr",
    "log10_lr_bound",
    *CHANNELS,
    "validated",
    "note",
)


def load_site(arguments: argparse.Namespace) -> Site:
    """Read POSTS and reduce them to own words; tell on standard error what was left out."""
    columns = Columns(arguments.account_field, tuple(arguments.network_field))
    found = read_posts(arguments.posts, columns=columns)
    for remark in found.remarks():
        sys.stderr.write(f"hustings: {remark}\n")
    progress(f"{len(found.posts):,} posts read")
    return make_site(found.posts, run=local_engine(arguments.jobs))


def score_row(row: PairEvidence) -> list[object]:
    """Return one line of SCORES.csv."""
    return [
        row.a,
        row.b,
        row.words_a,
        row.words_b,
        row.log10_ratio,
        row.shown,
        *(row.parts[name] for name in CHANNELS),
        "yes" if row.validated else "no",
        "; ".join(row.notes),
    ]


@dataclass
class Tally:
    """How many of the pairs that went by could be compared."""

    compared: int = 0

    def counted(self, rows: Iterable[PairEvidence]) -> Iterator[PairEvidence]:
        """Pass the rows on and count them."""
        for row in rows:
            self.compared += bool(row.people)
            yield row


def compare(arguments: argparse.Namespace) -> int:
    """Write SCORES.csv for the pairs of PAIRS.csv."""
    require_writable(arguments.out, inputs=[arguments.posts, arguments.pairs])
    site = load_site(arguments)
    pairs = read_pairs(arguments.pairs, accounts=site.accounts)
    run = local_engine(arguments.jobs)
    plan = Plan(arguments.channels, cuts=CUTS, run=run, progress=progress)
    tally = Tally()
    rows = map(score_row, tally.counted(gather(site, pairs, plan=plan)))
    write_whole(arguments.out, csv_lines(SCORES, rows))
    asked = "1 pair" if len(pairs) == 1 else f"{len(pairs):,} pairs"
    show(f"{asked}, {tally.compared:,} compared; written to {arguments.out}.")
    return 0


def explain(arguments: argparse.Namespace) -> int:
    """Print, or draw, everything about one pair."""
    require_writable(arguments.html, inputs=[arguments.posts])
    kept = _kept(arguments)
    site = kept.site(lambda: load_site(arguments)) if kept else load_site(arguments)
    for name in (arguments.a, arguments.b):
        if name not in site.histories:
            raise BadInput(f"{arguments.posts}: no account {name!r}.")
    run = local_engine(arguments.jobs)
    found = explaining.explain_pair(
        site,
        arguments.a,
        arguments.b,
        channels=arguments.channels,
        run=run,
        keeper=kept,
    )
    if arguments.html:
        write_whole(arguments.html, explain_report.html(found))
    show(found.as_json() if arguments.json else explain_report.text(found))
    return 0


def _kept(arguments: argparse.Namespace) -> FittedFiles | None:
    """Return the directory of ``--fitted``, if it is given."""
    if arguments.fitted is None:
        return None
    options = [arguments.account_field, *arguments.network_field]
    return fitted_files(arguments.fitted, posts=arguments.posts, options=options)


def selftest(arguments: argparse.Namespace) -> int:
    """Split the site's members and print what the engine says about them."""
    require_writable(arguments.html, inputs=[arguments.posts])
    site = load_site(arguments)
    run = local_engine(arguments.jobs)
    report = selftesting.self_test(site, channels=arguments.channels, run=run)
    if arguments.html:
        write_whole(arguments.html, selftesting.html(report))
    show(report.as_json() if arguments.json else selftesting.text(report))
    return 0


def scan(arguments: argparse.Namespace) -> int:
    """List pairs and groups that are worth a look."""
    require_writable(arguments.html, inputs=[arguments.posts, arguments.votes])
    votes = scan_votes(arguments.votes) if arguments.votes else None
    site = load_site(arguments)
    run = local_engine(arguments.jobs)
    found = scanning.scan(
        site,
        channels=arguments.channels,
        innocents=arguments.innocents,
        shuffles=arguments.shuffles,
        run=run,
        votes=votes,
    )
    if arguments.html:
        write_whole(arguments.html, scan_report.html(found))
    show(found.as_json() if arguments.json else scan_report.text(found))
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Run the split-account protocol on known persons and print its table."""
    run = local_engine(arguments.jobs)
    found = evaluating.evaluate(arguments, run=run)
    show(found if arguments.json else evaluating.text(found))
    return 0


def show(result: str | dict[str, Any]) -> None:
    """Print text, or JSON with two-space indentation; names cannot steer the terminal."""
    if isinstance(result, str):
        shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in result)
    else:
        shown = json.dumps(result, indent=2, ensure_ascii=False)
    sys.stdout.write(f"{shown}\n")


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "compare": compare,
    "explain": explain,
    "selftest": selftest,
    "scan": scan,
    "evaluate": evaluate,
}

"""``compare``: write SCORES.csv for the pairs of PAIRS.csv."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hustings.algorithms.evidence.channel_names import CHANNELS
from hustings.algorithms.evidence.channels import PairEvidence, gather
from hustings.algorithms.evidence.sampling import CUTS, Plan
from hustings.algorithms.evidence.wording import counted
from hustings.evidence.engine import local_engine
from hustings.evidence.loading import loaded_site
from hustings.evidence.reading import read_pairs
from hustings.evidence.showing import show
from hustings.evidence.writing import csv_lines
from hustings.progress import progress
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


def run(arguments: argparse.Namespace) -> int:
    """Score the pairs and write them down as they come."""
    require_writable(arguments.out, inputs=[arguments.posts, arguments.pairs])
    with loaded_site(arguments) as site:
        pairs = read_pairs(arguments.pairs, accounts=site.accounts)
        engine = local_engine(arguments.jobs)
        plan = Plan(arguments.channels, cuts=CUTS, run=engine, progress=progress)
        tally = Tally()
        rows = map(score_row, tally.counted(gather(site, pairs, plan=plan)))
        write_whole(arguments.out, csv_lines(SCORES, rows))
    asked = counted(len(pairs), "pair")
    show(f"{asked}, {tally.compared:,} compared; written to {arguments.out}.")
    return 0

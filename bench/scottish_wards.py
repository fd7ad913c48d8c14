"""The Scottish wards of 2017 in ../shared/data/scot-elex: real ballots and the official counts."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hustings.algorithms.counting import Election

Row = dict[str, str]


@dataclass(frozen=True)
class Ward:
    """One ward: its ballots, and the official rows, one a candidate in the ballots' order."""

    name: str
    election: Election
    official: list[Row]

    @property
    def elected(self) -> set[int]:
        return {at for at, row in enumerate(self.official) if row["elected"] == "1"}


def wards(directory: Path) -> Iterator[Ward]:
    """Yield the wards of the data set, in the order of the archive."""
    official: dict[str, list[Row]] = defaultdict(list)
    with gzip.open(directory / "official-2017.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            official[row["ballot_file"]].append(row)
    with zipfile.ZipFile(directory / "ballots-2017.zip") as archive:
        for name in archive.namelist():
            rows = sorted(official[name], key=lambda row: int(row["candidate_no"]))
            yield Ward(name, read_ward(archive.read(name).decode("utf-8-sig")), rows)


def read_ward(text: str) -> Election:
    """Read one ballot file: counts and rankings, then the candidates, then the ward's name."""
    rows = [[cell for cell in row if cell] for row in csv.reader(io.StringIO(text)) if row]
    ballots: dict[tuple[int, ...], int] = {}
    names = []
    for row in rows[1:-1]:
        if row[0].startswith("Candidate "):
            names.append(row[1])
        else:
            ranking = tuple(int(cell) - 1 for cell in row[1:])
            ballots[ranking] = ballots.get(ranking, 0) + int(row[0])
    return Election(rows[-1][0], tuple(names), int(rows[0][1]), ballots)


def official_stages(ward: Ward) -> Iterator[tuple[int, int, Decimal]]:
    """Yield (stage from 1, candidate, votes) for every cell that the official result prints."""
    for candidate, row in enumerate(ward.official):
        yield 1, candidate, Decimal(row["first_prefs"])
        for stage in range(2, 14):
            if row[f"total{stage:02}"]:
                yield stage, candidate, Decimal(row[f"total{stage:02}"])

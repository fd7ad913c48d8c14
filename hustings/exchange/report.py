"""What an import did, and why anything was left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from hustings.exchange.reasons import LEFT_OUT, NOTED
from hustings.exchange.records import Subject
from hustings.exchange.spool import Remark, Spool


@dataclass(slots=True)
class Tally:
    """What became of the stories, or of the comments; ``skipped`` counts by reason."""

    imported: int = 0
    updated: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: str, number: int = 1) -> None:
        """Count an outcome: "imported", "updated", or the reason why nothing was done."""
        if not number:
            return
        if outcome == "imported":
            self.imported += number
        elif outcome == "updated":
            self.updated += number
        else:
            self.skipped[outcome] += number

    def as_json(self) -> dict[str, Any]:
        skipped = dict(sorted(self.skipped.items()))
        return {"imported": self.imported, "updated": self.updated, "skipped": skipped}


@dataclass(slots=True)
class Report:
    """The result of one import, or of what one would do (``dry_run``)."""

    source: str = ""
    dry_run: bool = False
    tallies: dict[Subject, Tally] = field(
        default_factory=lambda: {subject: Tally() for subject in Subject}
    )
    seconds: float = 0.0

    def add_remarks(self, spool: Spool) -> None:
        """Count what the spool noted."""
        for subject, tally in self.tallies.items():
            tally.skipped.update(spool.totals(subject, left_out=True))
            tally.noted.update(spool.totals(subject, left_out=False))

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        counted = {str(subject): tally.as_json() for subject, tally in self.tallies.items()}
        return {**counted, "seconds": round(self.seconds, 3)}


def write_report(report: Report, spool: Spool, file: IO[str]) -> None:
    """Write the counts and a line for everything left out or noted, one by one."""
    head = {"source": report.source, "dry_run": report.dry_run, **report.as_json()}
    noted = {str(s): dict(sorted(tally.noted.items())) for s, tally in report.tallies.items()}
    head |= {"noted_counts": noted, "reasons": LEFT_OUT | NOTED}
    file.write(json.dumps(head, indent=1)[:-2])
    for name, left_out in (("left_out", True), ("noted", False)):
        file.write(f',\n "{name}": [')
        file.writelines(_lines(spool.remarks(left_out=left_out)))
        file.write("]")
    file.write("\n}\n")


def _lines(remarks: Iterator[Remark]) -> Iterator[str]:
    mark = "\n  "
    for remark in remarks:
        line = {"of": remark.subject, "reason": remark.reason, "where": remark.where}
        yield mark + json.dumps(line, ensure_ascii=False)
        mark = ",\n  "


def as_text(report: Report) -> str:
    """Return the result for people, with the sentence behind each reason."""
    lines = [f"Nothing was written: this is what an import of {report.source} would do."]
    lines = lines if report.dry_run else [f"Imported from {report.source}:"]
    for subject, tally in report.tallies.items():
        lines.append(f"  {subject}: {tally.imported} new, {tally.updated} updated")
        lines += [
            f"    {number} left out ({reason}): {LEFT_OUT[reason]}"
            for reason, number in sorted(tally.skipped.items())
        ]
        lines += [
            f"    {number} noted ({reason}): {NOTED[reason]}"
            for reason, number in sorted(tally.noted.items())
        ]
    return "\n".join([*lines, f"  in {report.seconds:.1f} s"])

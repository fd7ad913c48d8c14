"""What an import did, and why anything was left out."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from hustings.exchange.preparing import Step, Totals
from hustings.exchange.reasons import LEFT_OUT, NOTED
from hustings.exchange.records import Subject
from hustings.exchange.spool import Remark


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
    """The result of one import, or of what one would do (``dry_run``).

    ``remarks`` can be read once: what was left out, then what was noted, in the file's order.
    """

    source: str = ""
    dry_run: bool = False
    tallies: dict[Subject, Tally] = field(
        default_factory=lambda: {subject: Tally() for subject in Subject}
    )
    remarks: Iterator[Remark] = field(default_factory=lambda: iter(()))
    seconds: float = 0.0

    def add_totals(self, totals: Totals) -> None:
        """Count what was left out or noted while the file was made ready."""
        for subject, tally in self.tallies.items():
            tally.skipped.update(totals.left_out[subject])
            tally.noted.update(totals.noted[subject])

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        counted = {str(subject): tally.as_json() for subject, tally in self.tallies.items()}
        return {**counted, "seconds": round(self.seconds, 3)}


def remarks(steps: Iterator[Step]) -> Iterator[Remark]:
    """Yield the remarks that are still to come."""
    for step in steps:
        if isinstance(step, list):
            yield from (remark for remark in step if isinstance(remark, Remark))


def write_report(report: Report, file: IO[str]) -> None:
    """Write the counts and a line for everything left out or noted, one by one."""
    head = {"source": report.source, "dry_run": report.dry_run, **report.as_json()}
    noted = {str(s): dict(sorted(tally.noted.items())) for s, tally in report.tallies.items()}
    head |= {"noted_counts": noted, "reasons": LEFT_OUT | NOTED}
    file.write(json.dumps(head, indent=1)[:-2])
    waiting = deque(islice(report.remarks, 1))
    for name, left_out in (("left_out", True), ("noted", False)):
        file.write(f',\n "{name}": [')
        mark = "\n  "
        while waiting and waiting[0].left_out == left_out:
            file.write(mark + _line(waiting.popleft()))
            mark = ",\n  "
            waiting.extend(islice(report.remarks, 1))
        file.write("]")
    file.write("\n}\n")


def _line(remark: Remark) -> str:
    line = {"of": remark.subject, "reason": remark.reason, "where": remark.where}
    return json.dumps(line, ensure_ascii=False)


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

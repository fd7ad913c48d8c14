"""What an import would do, without doing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from hustings.discussions.reads import imported_digests
from hustings.exchange.intake import story_draft
from hustings.exchange.preparing import Readable, ReadyComment, Step, Totals
from hustings.exchange.records import ForeignStory, Subject
from hustings.exchange.report import Report, Tally, remarks
from hustings.stories.reads import imported_digest


def would_import(readable: Readable, steps: Iterator[Step], *, site: int | None) -> Report:
    """Return the report that an import of what was made ready would give; write nothing.

    ``site`` is None where there is no database yet, so that everything is new.
    """
    report = Report(source=readable.source, dry_run=True)
    stories, comments = (report.tallies[subject] for subject in Subject)
    for step in steps:
        match step:
            case ForeignStory():
                draft = story_draft(step, source=readable.source)
                known = site and imported_digest(step.foreign_id, site=site, source=readable.source)
                stories.count(_outcome(known or None, draft.digest))
            case Totals():
                report.add_totals(step)
                break
            case [ReadyComment(), *_]:
                _compare(cast("list[ReadyComment]", step), comments, readable.source, site)
    report.remarks = remarks(steps)
    return report


def _compare(batch: list[ReadyComment], tally: Tally, source: str, site: int | None) -> None:
    """Count what an import of these comments would do. One query."""
    digests = {comment.foreign_id: comment.digest for comment in batch}
    there = imported_digests(digests, site=site, source=source) if site else {}
    for identifier, digest in digests.items():
        tally.count(_outcome(there.get(identifier), digest))


def _outcome(known: bytes | None, digest: bytes) -> str:
    if known is None:
        return "imported"
    return "unchanged" if known == digest else "updated"

"""Write what was made ready from a foreign file (``preparing``) to the site, story by story.

Writing is idempotent by source and foreign id, in transactions of one story or one batch of
comments each: an import that was killed is completed by running it again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from django.db import transaction
from wagtail.models import Site

from hustings.accounts.actions import import_identities
from hustings.discussions.importing import import_comments
from hustings.exchange.errors import AnotherImport
from hustings.exchange.intake import imported_comment, story_draft, writer_of
from hustings.exchange.preparing import Readable, Reading, ReadyComment, Step, Totals
from hustings.exchange.records import ForeignStory, Subject
from hustings.exchange.report import Report, remarks
from hustings.stories.actions import import_story
from hustings.stories.reads import default_site

MOST_IDENTITIES = 20_000
"""Writers whose identities are remembered from batch to batch; bounds the memory."""
Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much (None: not known)."""


def read_all(steps: Iterator[Step], *, progress: Progress) -> Readable:
    """Wait until a file has been read to its end.

    Raises:
        BadInput: the file is broken; nothing was written anywhere.
    """
    for step in steps:
        if isinstance(step, Readable):
            return step
        if isinstance(step, Reading):
            progress("reading", step.records, None)
    raise ValueError("nothing was made ready")


def import_ready(
    readable: Readable, steps: Iterator[Step], *, now: datetime, progress: Progress
) -> Report:
    """Import what was made ready and return what was done; many transactions.

    The report's remarks are still to come from ``steps`` when this returns.
    """
    report = Report(source=readable.source)
    importer = _Importer(site=default_site(), source=readable.source, report=report, now=now)
    done = 0
    for step in steps:
        if isinstance(step, Totals):
            report.add_totals(step)
            break
        done += importer.take(step)
        progress("writing comments", done, readable.comments)
    report.remarks = remarks(steps)
    return report


@dataclass(slots=True)
class _Importer:
    """Writes stories and comments through the rooms' actions."""

    site: Site
    source: str
    report: Report
    now: datetime
    discussion: int = 0
    identities: dict[str, int] = field(default_factory=dict)

    def take(self, step: Step) -> int:
        """Write a story, or the next of its comments; return how many comments that was."""
        match step:
            case ForeignStory():
                self._take_story(step)
            case [ReadyComment(), *_]:
                self._take_comments(cast("list[ReadyComment]", step))
                return len(step)
        return 0

    def _take_story(self, story: ForeignStory) -> None:
        """Create or update a story; the comments that follow go to its discussion."""
        _, discussion, outcome = import_story(
            story_draft(story, source=self.source),
            parent=self.site.root_page,
            site=self.site.pk,
            now=self.now,
        )
        self.discussion = discussion.pk
        self.report.tallies[Subject.STORY].count(outcome)

    @transaction.atomic
    def _take_comments(self, batch: list[ReadyComment]) -> None:
        """Write a batch with its writers' identities, and flush it to disk once."""
        identities = self._identities(batch)
        done = import_comments(
            discussion=self.discussion,
            source=self.source,
            batch=[
                imported_comment(comment, identity=identities.get(comment.foreign_id))
                for comment in batch
            ],
            now=self.now,
        )
        tally = self.report.tallies[Subject.COMMENT]
        tally.count("imported", done.added)
        tally.count("updated", done.updated)
        tally.count("unchanged", done.unchanged)

    def _identities(self, batch: list[ReadyComment]) -> dict[str, int]:
        """Return the identity of each comment's writer by the comment's foreign id."""
        writers = {
            comment.foreign_id: writer
            for comment in batch
            if (writer := writer_of(comment)) is not None
        }
        if len(self.identities) > MOST_IDENTITIES:
            self.identities.clear()
        unknown = [w for w in writers.values() if w.foreign_id not in self.identities]
        self.identities |= import_identities(unknown, site=self.site.pk, source=self.source)
        return {c: self.identities[writer.foreign_id] for c, writer in writers.items()}


@contextmanager
def only_import(directory: Path) -> Iterator[None]:
    """Hold the one place for an import on this machine.

    Raises:
        AnotherImport: one is running.
    """
    lock = os.open(directory / "import.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        os.close(lock)
        raise AnotherImport from busy
    try:
        yield
    finally:
        os.close(lock)

"""Write what was made ready from a foreign file (``preparing``) to the site, story by story.

Writing is idempotent by source and foreign id, in transactions of some small threads or a part of
a large one: an import that was killed is completed by running it again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from django.db import transaction
from wagtail.models import Site

from hustings.accounts.actions import ImportedWriter, import_identities
from hustings.discussions.importing import import_comments
from hustings.exchange.errors import AnotherImport
from hustings.exchange.intake import imported_comment, story_draft, writer_key
from hustings.exchange.preparing import Readable, Reading, ReadyComment, Step, Totals
from hustings.exchange.records import ForeignStory, Subject
from hustings.exchange.report import Report, remarks
from hustings.stories.importing import Placed, import_stories
from hustings.stories.reads import default_site

MOST_IDENTITIES = 20_000
"""Writers whose identities are remembered from batch to batch; bounds the memory."""
ENOUGH = 500
"""Comments that make a transaction worth its flush to disk; readers who post wait for its end."""
STORY_WEIGHS = 20
"""A new story costs what so many comments cost."""
Writable = ForeignStory | list[ReadyComment]
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
    for portion in _portions(_to_be_written(steps, report)):
        done += importer.write(portion)
        progress("writing comments", done, readable.comments)
    report.remarks = remarks(steps)
    return report


def _to_be_written(steps: Iterator[Step], report: Report) -> Iterator[Writable]:
    """Yield stories and comments up to the totals, which go to the report."""
    for step in steps:
        match step:
            case Totals():
                report.add_totals(step)
                return
            case ForeignStory():
                yield step
            case [ReadyComment(), *_]:
                yield cast("list[ReadyComment]", step)


def _portions(found: Iterable[Writable]) -> Iterator[list[Writable]]:
    """Yield as much as one transaction takes at a time."""
    portion: list[Writable] = []
    weight = 0
    for step in found:
        portion.append(step)
        weight += STORY_WEIGHS if isinstance(step, ForeignStory) else len(step)
        if weight >= ENOUGH:
            yield portion
            portion, weight = [], 0
    if portion:
        yield portion


@dataclass(slots=True)
class _Importer:
    """Writes stories and comments through the rooms' actions."""

    site: Site
    source: str
    report: Report
    now: datetime
    discussion: int = 0
    identities: dict[str, int] = field(default_factory=dict)

    @transaction.atomic
    def write(self, portion: list[Writable]) -> int:
        """Write all of it or nothing, flushed to disk once; return how many comments it holds.

        Comments that come before any story belong to the last one of the portion before.
        """
        stories = [step for step in portion if isinstance(step, ForeignStory)]
        batches = [step for step in portion if not isinstance(step, ForeignStory)]
        placed = iter(self._place(stories) if stories else ())
        self._remember_identities(batches)
        for step in portion:
            if isinstance(step, ForeignStory):
                self.discussion = next(placed).discussion
            else:
                self._take_comments(step)
        return sum(map(len, batches))

    def _place(self, stories: list[ForeignStory]) -> list[Placed]:
        """Create or update stories."""
        placed = import_stories(
            [story_draft(story, source=self.source) for story in stories],
            parent=self.site.root_page,
            site=self.site.pk,
            now=self.now,
        )
        for one in placed:
            self.report.tallies[Subject.STORY].count(one.outcome)
        return placed

    def _take_comments(self, batch: list[ReadyComment]) -> None:
        """Write comments of one story."""
        done = import_comments(
            discussion=self.discussion,
            source=self.source,
            batch=[
                imported_comment(comment, identity=self._identity(comment)) for comment in batch
            ],
            now=self.now,
        )
        tally = self.report.tallies[Subject.COMMENT]
        tally.count("imported", done.added)
        tally.count("updated", done.updated)
        tally.count("unchanged", done.unchanged)

    def _identity(self, comment: ReadyComment) -> int | None:
        """Return the identity of a comment's writer."""
        key = writer_key(comment)
        return self.identities[key] if key else None

    def _remember_identities(self, batches: list[list[ReadyComment]]) -> None:
        """Find or make the identities of all who wrote these comments."""
        if len(self.identities) > MOST_IDENTITIES:
            self.identities.clear()
        unknown = {
            key: ImportedWriter(key, comment.name, comment.mail)
            for batch in batches
            for comment in batch
            if (key := writer_key(comment)) and key not in self.identities
        }
        self.identities |= import_identities(
            unknown.values(), site=self.site.pk, source=self.source
        )


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

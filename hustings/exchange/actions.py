"""Bring a foreign file into the site: read all of it first, then write story by story.

Writing is idempotent by source and foreign id, in transactions of one story or one batch of
comments each: an import that was killed is completed by running it again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from wagtail.models import Site

from hustings.accounts.actions import import_identities
from hustings.discussions.importing import BATCH, import_comments
from hustings.exchange.bodies import Body
from hustings.exchange.errors import AnotherImport
from hustings.exchange.intake import comment_body, imported_comment, story_draft, writer_of
from hustings.exchange.records import ForeignComment, ForeignStory, Record, Subject
from hustings.exchange.report import Report
from hustings.exchange.spool import Spool
from hustings.stories.actions import import_story
from hustings.stories.reads import default_site

MOST_IDENTITIES = 20_000
"""Writers whose identities are remembered from batch to batch; bounds the memory."""
Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much (None: not known)."""
Read = tuple[ForeignComment, Body, str]
"""A comment, its body, and the foreign id of the comment it answers."""


def read_all(records: Iterable[Record], *, spool: Spool, now: datetime, progress: Progress) -> None:
    """Read a file to its end into the spool.

    Raises:
        BadInput: the file is broken; nothing was written anywhere else.
    """
    for count in spool.fill(records, now=now):
        progress("reading", count, None)


def import_records(spool: Spool, *, now: datetime, progress: Progress) -> Report:
    """Import what was read and return what was done; many transactions."""
    report = Report(source=spool.source)
    importer = _Importer(site=default_site(), spool=spool, report=report, now=now)
    total, done = spool.count_comments(), 0
    for story in spool.stories():
        discussion = importer.take_story(story)
        for taken in importer.take_comments(story, discussion=discussion):
            done += taken
            progress("writing comments", done, total)
    report.add_remarks(spool)
    return report


@dataclass(slots=True)
class _Importer:
    """Writes stories and comments through the rooms' actions."""

    site: Site
    spool: Spool
    report: Report
    now: datetime
    identities: dict[str, int] = field(default_factory=dict)

    def take_story(self, story: ForeignStory) -> int:
        """Create or update a story; return its discussion."""
        _, discussion, outcome = import_story(
            story_draft(story, source=self.spool.source),
            parent=self.site.root_page,
            site=self.site.pk,
            now=self.now,
        )
        self.report.tallies[Subject.STORY].count(outcome)
        return discussion.pk

    def take_comments(self, story: ForeignStory, *, discussion: int) -> Iterator[int]:
        """Write a story's comments; yield how many each batch took."""
        tally = self.report.tallies[Subject.COMMENT]
        for batch in batches(readable_comments(self.spool, story.key)):
            identities = self._identities(batch)
            done = import_comments(
                discussion=discussion,
                source=self.spool.source,
                batch=[
                    imported_comment(
                        comment,
                        body=body,
                        parent=parent,
                        identity=identities.get(comment.foreign_id),
                    )
                    for comment, body, parent in batch
                ],
                now=self.now,
            )
            tally.count("imported", done.added)
            tally.count("updated", done.updated)
            tally.count("unchanged", done.unchanged)
            yield len(batch)

    def _identities(self, batch: list[Read]) -> dict[str, int]:
        """Return the identity of each comment's writer by the comment's foreign id."""
        writers = {
            comment.foreign_id: writer
            for comment, _, _ in batch
            if (writer := writer_of(comment)) is not None
        }
        unknown = [w for w in writers.values() if w.foreign_id not in self.identities]
        if len(self.identities) > MOST_IDENTITIES:
            self.identities.clear()
            unknown = list(writers.values())
        self.identities |= import_identities(unknown, site=self.site.pk, source=self.spool.source)
        return {c: self.identities[writer.foreign_id] for c, writer in writers.items()}


def batches(found: Iterator[Read]) -> Iterator[list[Read]]:
    """Yield as many as one transaction takes at a time."""
    while batch := list(islice(found, BATCH)):
        yield batch


def readable_comments(spool: Spool, story: str) -> Iterator[Read]:
    """Yield a story's comments that can be imported; note those that cannot.

    Replies to these hang on the next ancestor that can.
    """
    instead: dict[str, str] = {}
    for comment in spool.comments(story):
        parent = comment.parent
        if parent in instead:
            parent = instead[parent]
            spool.remark(False, Subject.COMMENT, "parent-left-out", comment.where)
        body, fault = comment_body(comment)
        if fault:
            instead[comment.foreign_id] = parent
            spool.remark(True, Subject.COMMENT, fault, comment.where)
        else:
            yield comment, body, parent


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

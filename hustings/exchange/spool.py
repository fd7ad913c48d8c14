"""Keep what a reader yields on disk until all of it has been read, then hand it out in order.

Nothing may be written to the site before the whole file proved readable, a parent may follow its
replies in the file, and none of it need fit in memory: so records wait in a temporary SQLite
database, which the system deletes by itself. Its page cache is the only memory that is used.

Comments come out story by story, level by level, oldest first, ties in the order of their numbered
ids or of the file: a parent always before its replies, and the same order however the file was
ordered. Where a parent is missing the comment stands at the top; where it was left out the comment
hangs on the next ancestor that is kept. Comments that lead back into themselves have no place and
are left out.
Comments without a date get seconds after their story's, in the order of the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignState,
    ForeignStory,
    LeftOut,
    Markup,
    Noted,
    Record,
    Source,
    Subject,
)
from hustings.exchange.spool_tables import (
    ADD_COMMENT,
    ADD_LEFT_OUT,
    ADD_REMARK,
    ADD_STORY,
    COMMENTS_OF_STORY,
    DATE_STORIES,
    STEPS,
    STORIES,
    TABLES,
)

CACHE_KIB = 16 * 1024
WAITING = 1000
"""Records that are written to the spool at once."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the report: something left out, or imported otherwise than it stood."""

    left_out: bool
    subject: Subject
    reason: str
    where: str


class Spool:
    """Takes all records of a file, then gives stories and their comments in order."""

    def __init__(self) -> None:
        self.source = ""
        self._comments: list[tuple[object, ...]] = []
        self._remarks: list[Remark] = []
        self._database = sqlite3.connect("", isolation_level=None)
        for setting in (f"cache_size = -{CACHE_KIB}", "journal_mode = OFF", "synchronous = OFF"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(TABLES)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._database.close()

    def fill(self, records: Iterable[Record], *, now: datetime) -> Iterator[int]:
        """Take all records and find every comment's place; yield how many came, now and then.

        ``now`` is the date of stories whose source tells none for them or their comments.
        """
        count = 0
        for count, record in enumerate(records, 1):
            self._take(record)
            if count % WAITING == 0:
                self._write()
                yield count
        self._write()
        self._database.execute(DATE_STORIES, [_stored(now)])
        for step in STEPS:
            self._database.execute(step)
        yield count

    def _take(self, record: Record) -> None:
        match record:
            case ForeignComment():
                self._comments.append(_comment_row(record))
            case Noted():
                self.remark(False, record.subject, record.reason, record.where)
            case LeftOut():
                self.remark(True, record.subject, record.reason, record.where)
                if record.subject is Subject.COMMENT and record.foreign_id:
                    self._write()  # keeps the order of the file
                    values = [record.story, record.foreign_id, record.parent, record.where]
                    self._database.execute(ADD_LEFT_OUT, values)
            case ForeignStory():
                self._add_story(record)
            case Source():
                self.source = record.name

    def _add_story(self, story: ForeignStory) -> None:
        values = [
            story.key, story.foreign_id, story.headline, story.body, story.markup, story.kicker,
            story.standfirst, story.byline, story.url, story.slug, _stored(story.published),
            story.closed,
        ]  # fmt: skip
        if not self._database.execute(ADD_STORY, values).rowcount:
            where = f"story {story.foreign_id}"
            self.remark(True, Subject.STORY, "duplicate-id", where)

    def remark(self, left_out: bool, subject: Subject, reason: str, where: str) -> None:
        """Note a line of the report."""
        self._remarks.append(Remark(left_out, subject, reason, where))
        if len(self._remarks) >= WAITING:
            self._write()

    def _write(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany(ADD_COMMENT, self._comments)
        rows = ((r.left_out, r.subject, r.reason, r.where) for r in self._remarks)
        self._database.executemany(ADD_REMARK, rows)
        self._database.execute("COMMIT")
        self._comments.clear()
        self._remarks.clear()

    def stories(self) -> Iterator[ForeignStory]:
        """Yield the stories, oldest first."""
        for key, identifier, headline, body, markup, *rest in self._database.execute(STORIES):
            kicker, standfirst, byline, url, slug, published, closed = rest
            yield ForeignStory(
                key, identifier, headline, body, Markup(markup), kicker, standfirst, byline, url,
                slug, _moment(published), bool(closed),
            )  # fmt: skip

    def comments(self, story: str) -> Iterator[ForeignComment]:
        """Yield a story's comments, each parent before its replies, all of them dated."""
        for (
            identifier,
            parent,
            name,
            user,
            mail,
            body,
            markup,
            written,
            state,
            up,
            down,
            where,
            tie,
        ) in self._database.execute(COMMENTS_OF_STORY, [story]):
            yield ForeignComment(
                story, identifier, parent, ForeignAuthor(name, user, mail), body, Markup(markup),
                _moment(written), ForeignState(state), up, down, where, tie,
            )  # fmt: skip

    def count_comments(self) -> int:
        """Return how many comments ``comments`` gives over all stories."""
        return self._database.execute("SELECT count(*) FROM queue").fetchone()[0]

    def remarks(self, *, left_out: bool) -> Iterator[Remark]:
        """Yield the lines of the report, in the order they came up."""
        self._write()
        for subject, reason, where in self._database.execute(
            "SELECT subject, reason, place FROM remark WHERE left_out = ? ORDER BY n", [left_out]
        ):
            yield Remark(left_out, Subject(subject), reason, where)

    def totals(self, subject: Subject, *, left_out: bool) -> dict[str, int]:
        """Return how often each reason was given."""
        self._write()
        counted = self._database.execute(
            "SELECT reason, count(*) FROM remark WHERE subject = ? AND left_out = ?"
            " GROUP BY reason ORDER BY reason",
            [subject, left_out],
        )
        return dict(counted.fetchall())


def _comment_row(comment: ForeignComment) -> tuple[object, ...]:
    author = comment.author
    return (
        comment.story, comment.foreign_id, comment.parent, author.name, author.user, author.mail,
        comment.body, comment.markup, _stored(comment.written), comment.state, comment.up,
        comment.down, comment.where,
    )  # fmt: skip


def _stored(moment: datetime | None) -> int | None:
    """Return a moment as microseconds since 1970."""
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def _moment(stored: int) -> datetime:
    return EPOCH + stored * MICROSECOND

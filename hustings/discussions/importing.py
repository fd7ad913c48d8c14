"""Bring comments from elsewhere into a discussion: in batches, idempotent, originals kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from hustings.algorithms import ids
from hustings.discussions.actions import locked_discussion
from hustings.discussions.events import CommentsImported
from hustings.discussions.models import Comment, CommentOrigin, CommentVersion, Discussion, State
from hustings.discussions.posting import Place, place_below
from hustings.journal.actions import record
from hustings.journal.ids import milliseconds_of
from hustings.journal.rows import insert_rows

BATCH = 500
_COMMENT = (
    "id", "site", "discussion_id", "parent_id", "root", "anchor", "path", "depth", "ordinal",
    "number", "identity_id", "text", "html", "state", "created", "published", "edited", "up",
    "down", "votes_set_aside", "imported_up", "imported_down", "replies_made", "branch", "revision",
)  # fmt: skip
_ORIGIN = ("comment_id", "site", "source", "foreign_id", "digest")


class ImportedComment(NamedTuple):
    """One comment as an importer hands it over: cleaned, its author an identity of this site.

    ``parent`` is the foreign id of a comment that was handed over before (in an earlier batch,
    or earlier in this one). ``digest`` (16 bytes) changes when the foreign comment does. ``tie``
    orders comments of the same second: how many of them come before this one.
    """

    foreign_id: str
    parent: str | None
    identity: int | None
    text: str
    html: str
    state: State
    created: datetime
    digest: bytes
    edited: datetime | None = None
    up: int = 0
    down: int = 0
    tie: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What one batch did."""

    added: int
    updated: int
    unchanged: int


def import_comments(
    *, discussion: int, source: str, batch: Sequence[ImportedComment], now: datetime
) -> Imported:
    """Add what is new, update what has changed at its source, leave the rest.

    One transaction and one journal event for the batch (at most 500), a fixed number of queries
    apart from one statement for each parent and branch that grows. Locks the comments it changes
    from the leaves up, then the discussion: the order in which posts and decisions lock.
    A comment whose state was changed here by a decision keeps that state.

    Raises:
        ValueError: the batch is too large or holds a comment twice, or a parent was never handed
            over into this discussion.
    """
    if len(batch) > BATCH:
        raise ValueError(f"at most {BATCH} comments a batch")
    if len({one.foreign_id for one in batch}) < len(batch):
        raise ValueError("a comment is in the batch twice")
    with transaction.atomic():
        _lock_comments(discussion, source, batch)
        place = locked_discussion(discussion)
        known = _known(place.site, source, batch)
        fresh = [one for one in batch if one.foreign_id not in known]
        changed = [
            one
            for one in batch
            if one.foreign_id in known and known[one.foreign_id][1] != one.digest
        ]
        published = _add(place, source, fresh, known, now) if fresh else 0
        for one in changed:
            _update(known[one.foreign_id][0], one, now)
        if fresh or changed:
            _finish(place, fresh, changed, published, now)
    return Imported(
        added=len(fresh), updated=len(changed), unchanged=len(batch) - len(fresh) - len(changed)
    )


def _lock_comments(discussion: int, source: str, batch: Sequence[ImportedComment]) -> None:
    """Lock what is stored of the batch, its parents and their roots. Two queries on PostgreSQL."""
    if not connection.features.has_select_for_update:
        return  # its writers wait in line anyway
    wanted = {one.foreign_id for one in batch} | {one.parent for one in batch if one.parent}
    stored = CommentOrigin.objects.filter(
        site__in=Discussion.objects.filter(pk=discussion).values("site"),
        source=source,
        foreign_id__in=wanted,
        comment__discussion=discussion,
    )
    rows = stored.values_list("comment_id", "comment__root")
    touched = {identifier for row in rows for identifier in row}
    in_order = Comment.objects.filter(pk__in=touched).order_by("-depth", "pk")
    list(in_order.select_for_update(no_key=True).values_list("pk"))


def _known(
    site: int, source: str, batch: Sequence[ImportedComment]
) -> dict[str, tuple[int, bytes]]:
    """Return comment id and digest by foreign id, for the batch and its parents. One query."""
    wanted = {one.foreign_id for one in batch} | {one.parent for one in batch if one.parent}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT foreign_id, comment_id, digest FROM discussions_commentorigin"
            f" WHERE site = %s AND source = %s AND foreign_id IN {_marks(wanted)}",
            [site, source, *wanted],
        )
        return {foreign_id: (pk, bytes(digest)) for foreign_id, pk, digest in cursor.fetchall()}


def _marks(values: Collection[object]) -> str:
    """Return the place of so many values in plain SQL; the ORM takes ten times as long."""
    return f"({', '.join(['%s'] * len(values))})"


def _add(
    discussion: Discussion,
    source: str,
    fresh: Sequence[ImportedComment],
    known: dict[str, tuple[int, bytes]],
    now: datetime,
) -> int:
    """Place and store new comments; return how many of them are published."""
    chosen = _choose_ids(source, fresh)
    parents = _Parents(discussion, fresh, known)
    placed: list[tuple[int, ImportedComment, Place]] = []
    grown: Counter[int] = Counter()
    for one in fresh:
        identifier = chosen[one.foreign_id]
        place = _place(discussion, identifier, one, parents)
        parents.add(one.foreign_id, identifier, place)
        placed.append((identifier, one, place))
        if place.parent and _shown(one):
            grown[place.root] += 1
    _store(discussion, source, placed, parents.replies, grown, now)
    added = {identifier for identifier, _, _ in placed}
    elsewhere = {root: more for root, more in grown.items() if root not in added}
    _count(parents.grown_elsewhere(added), elsewhere)
    return sum(one.state == State.PUBLISHED for one in fresh)


def _shown(one: ImportedComment) -> bool:
    """Tell whether readers see a comment, or its placeholder, where it comes in."""
    return one.state not in (State.HELD, State.HIDDEN)


def _store(
    discussion: Discussion,
    source: str,
    placed: Sequence[tuple[int, ImportedComment, Place]],
    replies: Mapping[int, int],
    branches: Mapping[int, int],
    now: datetime,
) -> None:
    """Insert comments and their origins; the ORM takes five times as long."""
    moment = _stored_moment()
    seen = moment(now)
    rows = (
        (
            identifier, discussion.site, discussion.pk, place.parent, place.root, place.anchor,
            place.path, place.depth, place.ordinal, place.number, one.identity, one.text, one.html,
            one.state.value, moment(one.created), seen if _shown(one) else None,
            one.edited and moment(one.edited), 0, 0, 0, one.up, one.down,
            replies.get(identifier, 0), branches.get(identifier, 0), 1,
        )
        for identifier, one, place in placed
    )  # fmt: skip
    origins = (
        (identifier, discussion.site, source, one.foreign_id, one.digest)
        for identifier, one, _ in placed
    )
    insert_rows("discussions_comment", _COMMENT, rows)
    insert_rows("discussions_commentorigin", _ORIGIN, origins)


def _stored_moment() -> Callable[[datetime], Any]:
    """Return what gives a moment as this database's columns hold it.

    Django's own asks the settings each time: on SQLite a fifteenth of what an import costs.
    """
    if connection.vendor == "sqlite":
        return lambda moment: str(moment.astimezone(UTC).replace(tzinfo=None))
    return connection.ops.adapt_datetimefield_value


def _choose_ids(source: str, fresh: Sequence[ImportedComment]) -> dict[str, int]:
    """Return an unused id for each comment; the same at every import of the same file."""
    chosen: dict[str, int] = {}
    attempt, undecided = 0, list(fresh)
    while undecided:
        candidates = {
            one.foreign_id: ids.imported(
                milliseconds=milliseconds_of(one.created),
                source=source,
                foreign_id=one.foreign_id,
                tie=one.tie,
                attempt=attempt,
            )
            for one in undecided
        }
        taken = _stored_ids(candidates.values()) | set(chosen.values())
        for one in undecided:
            identifier = candidates[one.foreign_id]
            if identifier not in taken:
                taken.add(identifier)
                chosen[one.foreign_id] = identifier
        undecided = [one for one in undecided if one.foreign_id not in chosen]
        attempt += 1
    return chosen


def _stored_ids(candidates: Collection[int]) -> set[int]:
    """Return which of these ids a comment has. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM discussions_comment WHERE id IN {_marks(candidates)}", [*candidates]
        )
        return {pk for (pk,) in cursor.fetchall()}


def _stored_places(discussion: int, comments: Collection[int]) -> list[tuple[Any, ...]]:
    """Return where comments of a discussion stand, and how many replies they had. One query."""
    if not comments:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, root, anchor, path, depth, number, replies_made FROM discussions_comment"
            f" WHERE discussion_id = %s AND id IN {_marks(comments)}",
            [discussion, *comments],
        )
        return cursor.fetchall()


class _Parents:
    """The places that comments of a batch are put under, and the ordinals allotted there."""

    def __init__(
        self,
        discussion: Discussion,
        fresh: Sequence[ImportedComment],
        known: dict[str, tuple[int, bytes]],
    ) -> None:
        stored = {known[one.parent][0] for one in fresh if one.parent in known}
        self.places: dict[int, Place] = {}
        self.replies: dict[int, int] = {}
        self.by_foreign_id = {foreign_id: comment for foreign_id, (comment, _) in known.items()}
        for pk, root, anchor, path, depth, number, replies in _stored_places(discussion.pk, stored):
            self.places[pk] = Place(None, root, anchor, bytes(path), depth, 0, number)
            self.replies[pk] = replies
        self.before = dict(self.replies)

    def add(self, foreign_id: str, identifier: int, place: Place) -> None:
        self.by_foreign_id[foreign_id] = identifier
        self.places[identifier] = place

    def next_ordinal(self, parent: int) -> int:
        self.replies[parent] = self.replies.get(parent, 0) + 1
        return self.replies[parent]

    def grown_elsewhere(self, added: set[int]) -> dict[int, int]:
        """Return the new ordinal counts of parents that were stored before this batch."""
        return {
            parent: made
            for parent, made in self.replies.items()
            if parent not in added and made != self.before.get(parent)
        }


def _place(
    discussion: Discussion, identifier: int, one: ImportedComment, parents: _Parents
) -> Place:
    if one.parent is None:
        discussion.roots_made += 1
        ordinal = discussion.roots_made
        path = ids.path_of(b"", identifier)
        return Place(None, identifier, 0, path, 0, ordinal, str(ordinal))
    parent = parents.by_foreign_id.get(one.parent)
    if parent is None or parent not in parents.places:
        raise ValueError(f"parent {one.parent!r} of {one.foreign_id!r} was not handed over before")
    return place_below(
        identifier,
        parent=parents.places[parent],
        parent_id=parent,
        ordinal=parents.next_ordinal(parent),
    )


def _count(replies: dict[int, int], branches: dict[int, int]) -> None:
    """Write the ordinals made and the branch sizes of comments stored before this batch."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE discussions_comment SET replies_made = %s WHERE id = %s",
            [(made, comment) for comment, made in sorted(replies.items())],
        )
        cursor.executemany(
            "UPDATE discussions_comment SET branch = branch + %s WHERE id = %s",
            [(grown, comment) for comment, grown in sorted(branches.items())],
        )


def _update(comment: int, one: ImportedComment, now: datetime) -> None:
    """Take over the text and totals that changed at the source; the old text is kept."""
    found = Comment.objects.select_for_update(no_key=True).get(pk=comment)
    if found.text != one.text:
        CommentVersion.objects.create(
            site=found.site,
            comment=found,
            text=found.text,
            html=found.html,
            written=found.edited or found.created,
            replaced=now,
        )
    found.text, found.html, found.edited = one.text, one.html, one.edited
    found.imported_up, found.imported_down = one.up, one.down
    found.revision += 1
    found.save(update_fields=["text", "html", "edited", "imported_up", "imported_down", "revision"])
    CommentOrigin.objects.filter(comment=comment).update(digest=one.digest)


def _finish(
    discussion: Discussion,
    fresh: Sequence[ImportedComment],
    changed: Sequence[ImportedComment],
    published: int,
    now: datetime,
) -> None:
    discussion.comments += published
    discussion.revision += 1
    newest = max((one.created for one in fresh), default=None)
    if newest and (discussion.last_comment is None or newest > discussion.last_comment):
        discussion.last_comment = newest
    discussion.save(update_fields=["comments", "revision", "roots_made", "last_comment"])
    happened = CommentsImported(
        site=discussion.site, discussion=discussion.pk, added=len(fresh), updated=len(changed)
    )
    record(happened, now=now)

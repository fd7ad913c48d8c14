"""Posting: the one path on which every query counts.

Plain SQL where the ORM would cost more than the database does (measured: a plain ORM query takes
about 0.2 ms of processor time, most of it outside the database).
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections

from hustings.accounts import access
from hustings.accounts import actions as account_actions
from hustings.accounts.access import Author
from hustings.accounts.models import Identity
from hustings.algorithms import ids
from hustings.algorithms.comment_markup import render_markdown
from hustings.discussions import errors, rules
from hustings.discussions.events import CommentPosted
from hustings.discussions.models import Comment, State
from hustings.discussions.rules import CommentDraft, Facts
from hustings.journal.actions import record
from hustings.journal.ids import milliseconds_of, new_id
from hustings.journal.statements import prepared_cursor
from hustings.journal.transactions import commit_together


class Place(NamedTuple):
    """Where in the tree a new comment stands."""

    parent: int | None
    root: int
    anchor: int
    path: bytes
    depth: int
    ordinal: int
    number: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A draft on its way in: who posts what where, the text cleaned and rendered."""

    author: Author
    discussion: int
    parent: int | None
    text: str
    html: str
    key: bytes | None
    trace: int | None
    now: datetime


def post_comment(
    *,
    author: Author,
    discussion: int,
    draft: CommentDraft,
    now: datetime,
    trace: int | None = None,
) -> Comment:
    """Screen, place and store a comment; it is on disk when this returns.

    Four statements in one transaction whatever the size of thread and site; a reply adds one, a
    reply below the second level another for the root of its branch; an idempotency key or a guest
    add one each. Locks, in this order: the parent, the root, the discussion.
    A draft with an idempotency key that was posted before returns that comment.

    Raises:
        PostingRefused, SignInRequired, NotAllowed, NoSuchDiscussion: nothing was changed.
    """
    access.require_may_post(author, guests_allowed=settings.HUSTINGS_GUESTS)
    text = rules.clean_text(draft.text)
    rules.require_length(text)  # before anything is rendered or sent to the database
    posting = Posting(
        author=author,
        discussion=discussion,
        parent=draft.parent,
        text=text,
        html=render_markdown(text),
        key=_posting_key(author, draft),
        trace=trace,
        now=now,
    )
    try:
        return commit_together(functools.partial(_post, posting))
    except (IntegrityError, errors.PostingRefused):  # the same request came first, just now
        if posting.key and (earlier := _posted_before(discussion, posting.key)):
            return earlier
        raise


def _post(posting: Posting) -> Comment:
    if posting.key and (earlier := _posted_before(posting.discussion, posting.key)):
        return earlier
    site, facts = gather_facts(posting)
    held_for = rules.screen(facts)
    shown = not held_for
    identifier = new_id()
    identity = _guest(posting, identifier, site=site)
    place = _place_under(posting, identifier, shown=shown)
    _record(posting, identifier, site=site, held_for=held_for)  # whatever refuses stands above
    if place is None:
        place = _place_at_top(posting, identifier, shown=shown)
    comment = _comment(posting, identifier, place, site=site, identity=identity, shown=shown)
    _insert(comment)
    if posting.parent is not None:
        newest = posting.now if shown else None
        touch_discussion(posting.discussion, comments=int(shown), last_comment=newest)
    return comment


def _guest(posting: Posting, identifier: int, *, site: int) -> Identity | None:
    """Return a guest's identity, which is of this comment alone; None for an account."""
    if posting.author.account is not None:
        return None
    name = posting.author.guest_name
    return account_actions.create_guest(name, site=site, foreign_id=str(identifier))


def _record(posting: Posting, identifier: int, *, site: int, held_for: tuple[str, ...]) -> None:
    account = posting.author.account
    happened = CommentPosted(
        site=site,
        discussion=posting.discussion,
        comment=identifier,
        parent=posting.parent,
        state=State.HELD if held_for else State.PUBLISHED,
        held_for=held_for,
    )
    actor = account.pk if account else None
    record(happened, now=posting.now, actor=actor, trace=posting.trace)


def _comment(
    posting: Posting,
    identifier: int,
    place: Place,
    *,
    site: int,
    identity: Identity | None,
    shown: bool,
) -> Comment:
    """Return the row to be stored."""
    account = posting.author.account
    return Comment(
        id=identifier,
        site=site,
        discussion_id=posting.discussion,
        parent_id=place.parent,
        root=place.root,
        anchor=place.anchor,
        path=place.path,
        depth=place.depth,
        ordinal=place.ordinal,
        number=place.number,
        account=account,
        identity=identity,
        text=posting.text,
        html=posting.html,
        state=State.PUBLISHED if shown else State.HELD,
        created=posting.now,
        published=posting.now if shown else None,
        posting_key=posting.key,
        guest_trace=None if account else posting.trace,
    )


def _posting_key(author: Author, draft: CommentDraft) -> bytes | None:
    """Return what makes a repeated request the same: the writer and the writer's key."""
    if not draft.idempotency_key:
        return None
    writer = str(author.account.pk) if author.account else f"guest {author.guest_name} {draft.text}"
    return hashlib.blake2b(f"{writer}\0{draft.idempotency_key}".encode(), digest_size=16).digest()


def _posted_before(discussion: int, key: bytes) -> Comment | None:
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT id FROM discussions_comment WHERE discussion_id = %s AND posting_key = %s",
            [discussion, key],
        )
        row = cursor.fetchone()
    return Comment.objects.get(pk=row[0]) if row else None


FIELDS = Comment._meta.concrete_fields
INSERT = (
    f"INSERT INTO discussions_comment ({', '.join(str(field.column) for field in FIELDS)})"
    f" VALUES ({', '.join(['%s'] * len(FIELDS))})"
)
ATTRIBUTES = [field.attname for field in FIELDS]


def _insert(comment: Comment) -> None:
    """Store a new comment: what ``save(force_insert=True)`` does, at a tenth of its price.

    Of all that the columns hold only moments look different in the database; the choices are
    written as their plain text.
    """
    database = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up at each access
    adapt = database.ops.adapt_datetimefield_value
    values = [getattr(comment, name) for name in ATTRIBUTES]
    for place, value in enumerate(values):
        if isinstance(value, datetime):
            values[place] = adapt(value)
        elif isinstance(value, Enum):
            values[place] = value.value
    with prepared_cursor() as cursor:
        cursor.execute(INSERT, values)
    comment._state.adding, comment._state.db = False, database.alias


HISTORY = """,
    (SELECT COUNT(*) FROM discussions_comment c WHERE c.{who} = %s AND c.id >= %s),
    EXISTS (SELECT 1 FROM discussions_comment c WHERE c.{who} = %s AND c.id >= %s
            AND c.discussion_id = d.id AND c.text = %s)"""


def gather_facts(posting: Posting) -> tuple[int, Facts]:
    """Return the discussion's site and what the screens look at. One query."""
    history, values = _history(posting)
    with prepared_cursor() as cursor:
        cursor.execute(
            f"SELECT d.site, d.closed IS NOT NULL, d.premoderated{history}"
            " FROM discussions_discussion d WHERE d.id = %s",
            [*values, posting.discussion],
        )
        row = cursor.fetchone()
    if row is None:
        raise errors.NoSuchDiscussion
    site, closed, premoderated, *past = row
    recent, repeated = past or (0, False)
    return site, Facts(
        text=posting.text,
        guest=posting.author.account is None,
        unlimited=posting.author.unlimited,
        closed=bool(closed),
        premoderated=bool(premoderated),
        recent=recent,
        repeated=bool(repeated),
    )


def _history(posting: Posting) -> tuple[str, list[Any]]:
    """Return the columns that tell what the writer posted lately, and their values.

    None for a load client without limits: counting its own comments would be what it measures.
    """
    account, now = posting.author.account, milliseconds_of(posting.now)
    if posting.author.unlimited:
        return "", []
    who, whose = ("account_id", account.pk) if account else ("guest_trace", posting.trace)
    minute = ids.first_of(now - rules.milliseconds(rules.RATE_WINDOW))
    while_ago = ids.first_of(now - rules.milliseconds(rules.TEXT_REPEAT_WINDOW))
    return HISTORY.format(who=who), [whose, minute, whose, while_ago, posting.text]


def _place_at_top(posting: Posting, identifier: int, *, shown: bool) -> Place:
    """Allot the next top-level ordinal and count the comment, in one statement."""
    newest = posting.now if shown else None
    ordinal = touch_discussion(
        posting.discussion, comments=int(shown), roots=1, last_comment=newest
    )
    return Place(
        parent=None,
        root=identifier,
        anchor=0,
        path=ids.path_of(b"", identifier),
        depth=0,
        ordinal=ordinal,
        number=str(ordinal),
    )


def _place_under(posting: Posting, identifier: int, *, shown: bool) -> Place | None:
    """Lock the parent, allot the next ordinal below it, and count the comment at its root.

    None where there is no parent.

    Raises:
        ParentGone: the parent is elsewhere or not published.
    """
    parent = posting.parent
    if parent is None:
        return None
    with prepared_cursor() as cursor:
        cursor.execute(
            "UPDATE discussions_comment SET replies_made = replies_made + 1,"
            " branch = branch + CASE WHEN parent_id IS NULL THEN %s ELSE 0 END"
            " WHERE id = %s AND discussion_id = %s AND state = 'published'"
            " RETURNING root, anchor, path, depth, number, replies_made",
            [int(shown), parent, posting.discussion],
        )
        row = cursor.fetchone()
        if row is None:
            raise errors.ParentGone
        root, anchor, path, depth, number, ordinal = row
        if depth > 0:
            count_in_branch(root, change=int(shown))
    return place_below(
        identifier,
        parent=Place(None, root, anchor, bytes(path), depth, 0, number),
        parent_id=parent,
        ordinal=ordinal,
    )


def place_below(identifier: int, *, parent: Place, parent_id: int, ordinal: int) -> Place:
    """Return the place of a reply; at level 64 a new path starts, anchored on the parent."""
    depth = parent.depth + 1
    fresh = depth % rules.PATH_LEVELS == 0
    return Place(
        parent=parent_id,
        root=parent.root,
        anchor=parent_id if fresh else parent.anchor,
        path=ids.path_of(b"" if fresh else parent.path, identifier),
        depth=depth,
        ordinal=ordinal,
        number=rules.number_of(parent.number, ordinal=ordinal, depth=depth),
    )


def count_in_branch(root: int, *, change: int) -> None:
    """Add to the ever published comments below a top-level comment; locks it."""
    if change:
        with prepared_cursor() as cursor:
            cursor.execute(
                "UPDATE discussions_comment SET branch = branch + %s WHERE id = %s", [change, root]
            )


def touch_discussion(
    discussion: int, *, comments: int = 0, roots: int = 0, last_comment: datetime | None = None
) -> int:
    """Raise a discussion's revision and counts; return the ordinals allotted at its top so far.

    The last statement of every change where the order allows, so that its lock is short.
    """
    moment = last_comment and connection.ops.adapt_datetimefield_value(last_comment)
    with prepared_cursor() as cursor:
        cursor.execute(
            "UPDATE discussions_discussion SET revision = revision + 1, comments = comments + %s,"
            " roots_made = roots_made + %s, last_comment = COALESCE(%s, last_comment)"
            " WHERE id = %s RETURNING roots_made",
            [comments, roots, moment, discussion],
        )
        row = cursor.fetchone()
    if row is None:
        raise errors.NoSuchDiscussion
    return row[0]

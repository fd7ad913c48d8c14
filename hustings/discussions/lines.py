"""What pages show of comments: the one read that runs over thousands of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from hustings.accounts.models import GUEST_SOURCE
from hustings.discussions.models import Comment, State

BATCH = 500


class Line(NamedTuple):
    """What a page shows of one comment.

    ``account`` is the writer's, also where it claimed what was written without it; None for guests
    and other imported comments. ``joined`` is when the account was made that wrote the comment.
    ``guest`` tells a guest of this site from a person out of an import. ``html`` is what the state
    lets everybody read: empty unless published.
    """

    id: int
    parent: int | None
    parent_number: str
    root: int
    number: str
    depth: int
    account: int | None
    name: str
    staff: bool
    guest: bool
    joined: datetime | None
    created: datetime
    edited: datetime | None
    pinned: bool
    state: str
    score: int
    votes_set_aside: int
    html: str


def lines(identifiers: Iterable[int]) -> dict[int, Line]:
    """Return what pages show of comments, by id. One query for every 500.

    Plain tuples: model instances of 10,000 comments would cost more than the rest of the page.
    """
    found: dict[int, Line] = {}
    wanted = list(identifiers)
    for start in range(0, len(wanted), BATCH):
        rows = Comment.objects.filter(pk__in=wanted[start : start + BATCH])
        found.update((row[0], _line(row)) for row in rows.values_list(*LINE_COLUMNS))
    return found


LINE_COLUMNS = (
    *("id", "parent_id", "parent__number", "root", "number", "depth", "account_id"),
    *("account__name", "account__is_staff", "account__date_joined"),
    *("identity__name", "identity__source"),
    *("identity__claimed_by_id", "identity__claimed_by__name", "identity__claimed_by__is_staff"),
    *("created", "edited", "pinned", "state", "up", "imported_up", "down", "imported_down"),
    *("votes_set_aside", "html"),
)


def _line(row: tuple[Any, ...]) -> Line:
    identifier, parent, parent_number, root, number, depth, account = row[:7]
    account_name, staff, joined, guest_name, source = row[7:12]
    claimed, claimed_name, claimed_staff = row[12:15]
    created, edited, pinned, state, up, imported_up, down, imported_down = row[15:23]
    return Line(
        id=identifier,
        parent=parent,
        parent_number=parent_number or "",
        root=root,
        number=number,
        depth=depth,
        account=account or claimed,
        name=account_name or claimed_name or guest_name or "",
        staff=bool(staff or claimed_staff),
        guest=source == GUEST_SOURCE and not claimed,
        joined=joined,
        created=created,
        edited=edited,
        pinned=pinned is not None,
        state=state,
        score=up + imported_up - down - imported_down,
        votes_set_aside=row[23],
        html=row[24] if state == State.PUBLISHED else "",
    )

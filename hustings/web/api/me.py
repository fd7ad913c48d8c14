"""Who asks, and what is theirs: the one request that makes a shared page personal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from hustings.accounts import access
from hustings.accounts.models import Account
from hustings.discussions import reads
from hustings.moderation.reads import statements_for
from hustings.stories.reads import require_public
from hustings.web.api import items, shapes
from hustings.web.requests import account_of

OWN_COMMENTS_SHOWN = 200
"""The newest of one's own comments in a discussion; older ones are past every window."""

router = Router(tags=["me"])


@router.get("/me", response=shapes.Me)
def get_me(
    request: HttpRequest, discussion: Annotated[shapes.Identifier | None, Query()] = None
) -> HttpResponse:
    """One's name and rights; with `discussion` also one's votes and comments there."""
    account = account_of(request)
    place = None if discussion is None else int(discussion)
    me = shapes.Me(
        name=account.name if account else "",
        signed_in=account is not None,
        rights=rights_of(account, place=place),
        votes=_votes(account, place),
        comments=_comments(account, place, timezone.now()),
    )
    response = items.private(items.answer(me))
    response["Vary"] = "Cookie, Authorization"
    return response


def rights_of(account: Account | None, *, place: int | None) -> shapes.Rights:
    """Return what somebody may do in a discussion (two queries), or anywhere."""
    closed = False
    if place is not None:
        require_public(place)
        closed = reads.discussion(place).closed is not None
    known = account is not None
    return shapes.Rights(
        post=not closed and (known or settings.HUSTINGS_GUESTS),
        vote=known,
        report=known,
        moderate=access.may_moderate(account),
    )


def _votes(account: Account | None, place: int | None) -> dict[str, int]:
    if account is None or place is None:
        return {}
    votes = reads.own_votes(account, discussion_id=place)
    return {str(comment): value for comment, value in votes.items()}


def _comments(account: Account | None, place: int | None, now: datetime) -> list[shapes.OwnComment]:
    if account is None or place is None:
        return []
    mine = reads.newest_own_comments(account, discussion_id=place, limit=OWN_COMMENTS_SHOWN)
    told = {pk: one.text for pk, one in statements_for({comment.pk for comment in mine}).items()}
    return [items.own_comment(one, statement=told.get(one.pk), now=now) for one in mine]

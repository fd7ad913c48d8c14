"""One comment: read, edit, delete, vote on, report it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from hustings.accounts.models import Account
from hustings.discussions import actions, reads
from hustings.discussions.models import Comment
from hustings.stories.reads import require_public
from hustings.web.api import items, shapes
from hustings.web.requests import account_of

router = Router(tags=["comments"])
ADDRESS = "/comments/{identifier:comment}"


@router.get(ADDRESS, response=shapes.CommentItem)
def get_comment(request: HttpRequest, comment: int) -> HttpResponse:
    """One comment; one's own also while it is held or hidden."""
    viewer = account_of(request)
    return _shown(_readable(comment, viewer), viewer)


@router.patch(ADDRESS, response=shapes.CommentItem)
def edit_comment(request: HttpRequest, comment: int, new: shapes.NewText) -> HttpResponse:
    """Replace the text of one's own comment, within 15 minutes; the old version is kept."""
    account = account_of(request)
    found = actions.edit_comment(
        account=account, comment=comment, text=new.text, now=timezone.now()
    )
    return _shown(found, account)


@router.delete(ADDRESS, response=shapes.CommentItem)
def delete_comment(request: HttpRequest, comment: int) -> HttpResponse:
    """Take one's own comment back; it answers with the placeholder that keeps the replies."""
    account = account_of(request)
    found = actions.withdraw_comment(account=account, comment=comment, now=timezone.now())
    return _shown(found, None)


@router.put(f"{ADDRESS}/vote", response=shapes.CommentItem)
def vote(request: HttpRequest, comment: int, new: shapes.NewVote) -> HttpResponse:
    """Vote up (1) or down (-1), or withdraw the vote (0); it answers with the new score."""
    account = account_of(request)
    _readable(comment, account)
    found = actions.cast_vote(account=account, comment=comment, value=new.value, now=timezone.now())
    return _shown(found, account)


@router.post(f"{ADDRESS}/reports", response={201: shapes.ReportItem})
def report(request: HttpRequest, comment: int, new: shapes.NewReport) -> HttpResponse:
    """Report a comment to the moderators; reporting again replaces one's open report."""
    account = account_of(request)
    _readable(comment, account)
    made = actions.report_comment(
        account=account, comment=comment, reason=new.reason, note=new.note, now=timezone.now()
    )
    return items.private(items.answer(items.report_item(made), status=201))


def _readable(comment: int, viewer: Account | None) -> Comment:
    """Return a comment this person may see, in a discussion that everybody may read."""
    found = reads.visible_comment(comment, account=viewer)
    require_public(found.discussion_id)
    return found


def _shown(comment: Comment, viewer: Account | None) -> HttpResponse:
    own = viewer is not None and comment.account_id == viewer.pk
    return items.private(items.answer(items.comment_item(comment, own=own)))

"""The only writes to discussions: what readers, staff and decisions do to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from hustings.accounts import access
from hustings.accounts.models import Account
from hustings.algorithms.comment_markup import render_markdown
from hustings.discussions import errors, events, rules
from hustings.discussions.models import (
    Comment,
    CommentVersion,
    Discussion,
    Report,
    ReportReason,
    State,
    Vote,
)
from hustings.discussions.posting import count_in_branch, post_comment, touch_discussion
from hustings.journal.actions import record

__all__ = [
    "cast_vote",
    "close_discussion",
    "edit_comment",
    "forget_versions",
    "hide_comment",
    "hold_comment",
    "open_discussion",
    "pin_comment",
    "post_comment",
    "publish_comment",
    "reopen_discussion",
    "reopen_reports",
    "report_comment",
    "set_premoderation",
    "settle_reports",
    "withdraw_comment",
]

LONGEST_NOTE = 1000


def locked_comment(comment: int) -> Comment:
    """Lock one comment in the caller's transaction.

    Raises:
        NoSuchComment: there is none of this id.
    """
    found = Comment.objects.select_for_update(no_key=True).filter(pk=comment).first()
    if found is None:
        raise errors.NoSuchComment
    return found


def own_comment(comment: int, account: Account) -> Comment:
    """Lock one comment of this account, or say that there is none."""
    found = locked_comment(comment)
    if found.account_id != account.pk:
        raise errors.NoSuchComment
    return found


def _changed(comment: Comment, *fields: str) -> None:
    """Write these fields of a locked comment and raise its revision."""
    comment.revision += 1
    comment.save(update_fields=[*fields, "revision"])


def _move_to(comment: Comment, state: State, *fields: str, now: datetime) -> None:
    """Put a locked comment into another state and keep the counts right."""
    change = int(state == State.PUBLISHED) - int(comment.state == State.PUBLISHED)
    first_time = state == State.PUBLISHED and comment.published is None
    if first_time:
        comment.published = now
    comment.state = state
    _changed(comment, "state", "published", *fields)
    if first_time and comment.parent_id is not None:
        count_in_branch(comment.root, change=1)
    newest = comment.created if first_time else None
    touch_discussion(comment.discussion_id, comments=change, last_comment=newest)


def _about(comment: Comment) -> dict[str, int]:
    return {"site": comment.site, "discussion": comment.discussion_id, "comment": comment.pk}


@transaction.atomic
def edit_comment(*, account: Account | None, comment: int, text: str, now: datetime) -> Comment:
    """Replace the text of one's own comment within the edit window; the old version is kept.

    The new text passes the same screens for content; a comment that was held stays held.
    """
    account = access.require_account(account)
    found = own_comment(comment, account)
    if found.state not in {State.PUBLISHED, State.HELD}:
        raise errors.NoSuchComment
    if not rules.may_edit(created=found.created, now=now):
        raise errors.EditWindowOver
    text = rules.clean_text(text)
    premoderated = Discussion.objects.values_list("premoderated", flat=True)
    held_for = rules.screen_content(text, premoderated=premoderated.get(pk=found.discussion_id))
    if text == found.text:
        return found
    CommentVersion.objects.create(
        site=found.site,
        comment=found,
        text=found.text,
        html=found.html,
        written=found.edited or found.created,
        replaced=now,
    )
    found.text, found.html, found.edited = text, render_markdown(text), now
    state = State.HELD if held_for else State(found.state)
    _move_to(found, state, "text", "html", "edited", now=now)
    record(events.CommentEdited(**_about(found)), now=now, actor=account.pk)
    return found


@transaction.atomic
def withdraw_comment(*, account: Account | None, comment: int, now: datetime) -> Comment:
    """Take one's own comment back; a placeholder keeps the replies in place."""
    account = access.require_account(account)
    found = own_comment(comment, account)
    if found.state == State.WITHDRAWN:
        return found
    if found.state not in {State.PUBLISHED, State.HELD}:
        raise errors.NoSuchComment
    _move_to(found, State.WITHDRAWN, now=now)
    record(events.CommentWithdrawn(**_about(found)), now=now, actor=account.pk)
    return found


def forget_versions(account: Account) -> int:
    """Delete the earlier texts of everything an account wrote: part of its erasure.

    What stands on a page stays; what its writer had already replaced goes with the person.
    """
    return CommentVersion.objects.filter(comment__account=account).delete()[0]


@transaction.atomic
def cast_vote(*, account: Account | None, comment: int, value: int, now: datetime) -> Comment:
    """Vote up (1) or down (-1), or withdraw the vote (0). Locks the comment.

    The totals are recounted from the rows under that lock, so that they cannot drift.
    """
    account = access.require_account(account)
    if value not in (-1, 0, 1):
        raise errors.NotVotable
    found = locked_comment(comment)
    if found.state != State.PUBLISHED or found.account_id == account.pk:
        raise errors.NotVotable
    mine = Vote.objects.filter(discussion=found.discussion_id, comment=found, account=account)
    if value == 0:
        mine.delete()
    elif not mine.update(value=value, cast=now):
        Vote.objects.create(
            site=found.site,
            discussion_id=found.discussion_id,
            comment=found,
            account=account,
            value=value,
            cast=now,
        )
    recount_votes(found)
    touch_discussion(found.discussion_id)
    record(events.VoteCast(**_about(found), value=value), now=now, actor=account.pk)
    return found


def recount_votes(comment: Comment) -> None:
    """Set a locked comment's totals from its votes."""
    votes = Vote.objects.filter(discussion=comment.discussion_id, comment=comment)
    counted = votes.aggregate(
        up=Count("id", filter=Q(value=1, set_aside__isnull=True)),
        down=Count("id", filter=Q(value=-1, set_aside__isnull=True)),
        aside=Count("id", filter=Q(set_aside__isnull=False)),
    )
    comment.up, comment.down = counted["up"], counted["down"]
    comment.votes_set_aside = counted["aside"]
    _changed(comment, "up", "down", "votes_set_aside")


@transaction.atomic
def report_comment(
    *, account: Account | None, comment: int, reason: str, note: str, now: datetime
) -> Report:
    """Report a published comment to the moderators; reporting again replaces one's open report."""
    account = access.require_account(account)
    note = rules.clean_text(note)
    if reason not in ReportReason.values or len(note) > LONGEST_NOTE:
        raise errors.BadReport(reasons=ReportReason.values, longest_note=LONGEST_NOTE)
    found = locked_comment(comment)
    if found.state != State.PUBLISHED:
        raise errors.NotReportable
    report, _created = Report.objects.update_or_create(
        discussion_id=found.discussion_id,
        comment=found,
        account=account,
        defaults={
            "site": found.site,
            "reason": reason,
            "note": note,
            "created": now,
            "settled": None,
        },
    )
    record(events.CommentReported(**_about(found), reason=reason), now=now, actor=account.pk)
    return report


def settle_reports(*, comment: int, now: datetime) -> int:
    """Mark the open reports of a comment as answered by a decision; return how many."""
    return Report.objects.filter(comment=comment, settled__isnull=True).update(settled=now)


def reopen_reports(*, comment: int, settled: datetime) -> int:
    """Open the reports again that one decision had answered: part of undoing it."""
    return Report.objects.filter(comment=comment, settled=settled).update(settled=None)


@transaction.atomic
def hide_comment(*, comment: int, actor: int | None, now: datetime) -> Comment:
    """Take a comment from every page; text and votes stay. Only ``moderation`` calls this."""
    found = locked_comment(comment)
    if found.state not in {State.PUBLISHED, State.HELD}:
        raise errors.NoSuchComment
    _move_to(found, State.HIDDEN, now=now)
    record(events.CommentHidden(**_about(found)), now=now, actor=actor)
    return found


@transaction.atomic
def publish_comment(*, comment: int, actor: int | None, now: datetime) -> Comment:
    """Show a held or hidden comment. Only ``moderation`` calls this."""
    found = locked_comment(comment)
    if found.state not in {State.HIDDEN, State.HELD}:
        raise errors.NoSuchComment
    _move_to(found, State.PUBLISHED, now=now)
    record(events.CommentPublished(**_about(found)), now=now, actor=actor)
    return found


@transaction.atomic
def hold_comment(*, comment: int, actor: int | None, now: datetime) -> Comment:
    """Put a comment back to waiting: the undo of a decision. Only ``moderation`` calls this."""
    found = locked_comment(comment)
    if found.state not in {State.PUBLISHED, State.HIDDEN}:
        raise errors.NoSuchComment
    _move_to(found, State.HELD, now=now)
    record(events.CommentHeld(**_about(found)), now=now, actor=actor)
    return found


@transaction.atomic
def pin_comment(*, actor: Account, comment: int, pinned: bool, now: datetime) -> Comment:
    """Set a published comment at the head of its discussion, or take it from there."""
    found = locked_comment(comment)
    if pinned and found.state != State.PUBLISHED:
        raise errors.NoSuchComment
    found.pinned = now if pinned else None
    _changed(found, "pinned")
    touch_discussion(found.discussion_id)
    record(events.CommentPinned(**_about(found), pinned=pinned), now=now, actor=actor.pk)
    return found


@transaction.atomic
def open_discussion(*, site: int, now: datetime, identifier: int | None = None) -> Discussion:
    """Create a discussion."""
    chosen = {} if identifier is None else {"id": identifier}
    discussion = Discussion.objects.create(site=site, **chosen)
    record(events.DiscussionOpened(site=site, discussion=discussion.pk), now=now)
    return discussion


def locked_discussion(discussion: int) -> Discussion:
    found = Discussion.objects.select_for_update(no_key=True).filter(pk=discussion).first()
    if found is None:
        raise errors.NoSuchDiscussion
    return found


@transaction.atomic
def close_discussion(
    *, discussion: int, actor: int | None, reason: str = "", now: datetime
) -> Discussion:
    """Take no more comments; readers are told when and why."""
    found = locked_discussion(discussion)
    found.closed, found.closed_by, found.closed_reason = now, actor, reason[:300]
    found.closes = None
    found.revision += 1
    found.save()
    record(events.DiscussionClosed(site=found.site, discussion=found.pk), now=now, actor=actor)
    return found


@transaction.atomic
def reopen_discussion(*, discussion: int, actor: int | None, now: datetime) -> Discussion:
    """Take comments again."""
    found = locked_discussion(discussion)
    found.closed, found.closed_by, found.closed_reason = None, None, ""
    found.revision += 1
    found.save()
    record(events.DiscussionOpened(site=found.site, discussion=found.pk), now=now, actor=actor)
    return found


@transaction.atomic
def set_premoderation(*, discussion: int, premoderated: bool) -> Discussion:
    """Let a moderator read every new comment first, or no longer."""
    found = locked_discussion(discussion)
    found.premoderated = premoderated
    found.revision += 1
    found.save()
    return found


def close_due_discussions(*, now: datetime) -> int:
    """Close the discussions whose closing time has come; called by the timer."""
    due = Discussion.objects.filter(closes__lte=now, closed__isnull=True)
    waiting = list(due.values_list("pk", flat=True))
    return sum(_close_if_due(discussion, now) for discussion in waiting)


@transaction.atomic
def _close_if_due(discussion: int, now: datetime) -> bool:
    """Close under the lock: another node's timer, or a moderator, may have been first."""
    found = locked_discussion(discussion)
    if found.closed is not None or found.closes is None or found.closes > now:
        return False
    close_discussion(discussion=discussion, actor=None, now=now)
    return True

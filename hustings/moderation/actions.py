"""Take a decision, and undo one: row, effect, statement and event in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts import access
from hustings.accounts.models import Account
from hustings.discussions import actions as discussions
from hustings.discussions.errors import NoSuchComment
from hustings.discussions.models import Comment, State
from hustings.journal.actions import record
from hustings.moderation.errors import DecisionRefused, NothingToUndo, ReasonsRequired
from hustings.moderation.events import DecisionTaken
from hustings.moderation.models import Decision, Measure, Statement
from hustings.moderation.rules import UNDO_WINDOW

Effect = Callable[..., Comment]
EFFECTS: dict[str, Effect] = {
    Measure.APPROVE: discussions.publish_comment,
    Measure.RESTORE: discussions.publish_comment,
    Measure.HIDE: discussions.hide_comment,
    Measure.HOLD: discussions.hold_comment,
}
BACK_TO = {
    State.HELD: Measure.HOLD,
    State.PUBLISHED: Measure.RESTORE,
    State.HIDDEN: Measure.HIDE,
}
"""The measure that brings a comment back to the state it was in."""
SILENT = {Measure.DISMISS, Measure.REOPEN}
"""Measures that answer reports or open them again: the comment and its author notice nothing."""


@transaction.atomic
def decide(
    *,
    moderator: Account | None,
    comment: int,
    measure: str,
    rule: str = "",
    reasons: str = "",
    now: datetime,
    undo_of: Decision | None = None,
) -> Decision:
    """Decide about a comment. Locks the comment, then its root, then its discussion.

    From the moment this returns no page shows what it hid; the author finds the statement with
    the comment. Open reports of the comment are answered by it.

    Raises:
        SignInRequired, NotAllowed: not a moderator.
        ReasonsRequired: hiding without telling the author why.
        DecisionRefused: somebody was faster, or the comment is in no state for this.
    """
    moderator = access.require_may_moderate(moderator)
    reasons = reasons.strip()
    if measure not in Measure.values or (measure == Measure.REOPEN and undo_of is None):
        raise DecisionRefused
    if measure == Measure.HIDE and not reasons:
        raise ReasonsRequired
    before = discussions.locked_comment(comment).state
    found = _take_effect(measure, comment, moderator, now)
    answered = 0 if undo_of else discussions.settle_reports(comment=found.pk, now=now)
    if measure == Measure.DISMISS and not answered:
        raise DecisionRefused
    decision = Decision.objects.create(
        site=found.site,
        comment=found,
        measure=measure,
        rule=rule[:100],
        reasons=reasons,
        decided_by=moderator,
        decided=now,
        state_before=before,
        undo_of=undo_of,
        reports=answered,
    )
    _tell_author(decision, found, now)
    happened = DecisionTaken(
        site=found.site,
        decision=decision.pk,
        comment=found.pk,
        measure=measure,
        undo_of=undo_of.pk if undo_of else None,
    )
    record(happened, now=now, actor=moderator.pk)
    return decision


def _take_effect(measure: str, comment: int, moderator: Account, now: datetime) -> Comment:
    effect = EFFECTS.get(measure)
    if effect is None:
        return discussions.locked_comment(comment)
    try:
        return effect(comment=comment, actor=moderator.pk, now=now)
    except NoSuchComment as gone:
        raise DecisionRefused from gone


def _tell_author(decision: Decision, comment: Comment, now: datetime) -> None:
    """Write the statement that the author sees; of answered reports he is told nothing."""
    if decision.measure in SILENT:
        return
    Statement.objects.create(
        decision=decision, account_id=comment.account_id, text=statement_text(decision), made=now
    )


def statement_text(decision: Decision) -> str:
    """Return the sentences for the author: what was done, by which rule, why, and what now."""
    if decision.measure == Measure.HIDE:
        by_rule = _(" under “{rule}”").format(rule=decision.rule) if decision.rule else ""
        done = _("A moderator removed this comment{by_rule}.").format(by_rule=by_rule)
        return f"{done} {decision.reasons}"
    if decision.measure == Measure.HOLD:
        return _("A moderator is looking at this comment again; only you can see it until then.")
    return _("A moderator has read this comment; everybody can see it.")


@transaction.atomic
def undo(*, moderator: Account | None, decision: int, now: datetime) -> Decision:
    """Undo a decision within ten minutes; the undo is a decision of its own.

    Locks the comment, so that no other decision about it can come between.

    Raises:
        NothingToUndo: too late, undone already, decided anew since, or nothing to reverse.
    """
    moderator = access.require_may_moderate(moderator)
    found = Decision.objects.filter(pk=decision).first()
    if found is None or now - found.decided > UNDO_WINDOW:
        raise NothingToUndo
    discussions.locked_comment(found.comment_id)
    _require_latest(found)
    discussions.reopen_reports(comment=found.comment_id, settled=found.decided)
    dismissed = found.measure == Measure.DISMISS
    measure = Measure.REOPEN if dismissed else BACK_TO[State(found.state_before)]
    return decide(
        moderator=moderator,
        comment=found.comment_id,
        measure=measure,
        rule=found.rule,
        reasons=found.reasons or _reasons_before(found, measure),
        now=now,
        undo_of=found,
    )


def _require_latest(found: Decision) -> None:
    """Refuse where the comment was decided about anew since.

    Answered reports are undone only while nothing followed; a change of state also after reports
    were answered, because the state stands on it still. To open reports again is the end of it.

    Raises:
        NothingToUndo: another decision came later.
    """
    later = Decision.objects.filter(comment=found.comment_id, pk__gt=found.pk)
    if found.measure != Measure.DISMISS:
        later = later.exclude(measure__in=SILENT)
    if found.measure == Measure.REOPEN or later.exists():
        raise NothingToUndo


def _reasons_before(decision: Decision, measure: str) -> str:
    """Return the reasons of the removal that comes back when a restoring is undone."""
    earlier = Decision.objects.filter(comment=decision.comment_id, pk__lt=decision.pk)
    same = earlier.filter(measure=measure).order_by("-id")
    return same.values_list("reasons", flat=True).first() or ""

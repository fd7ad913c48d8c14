"""The queue, which is a query, and what was decided about a comment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from hustings.discussions.models import Comment, Report, State
from hustings.moderation.models import Decision, Measure, Statement
from hustings.moderation.rules import UNDO_WINDOW


def queue(*, site: int) -> QuerySet[Comment]:
    """Return what waits for a moderator, oldest first: held comments, then reported ones.

    Each row carries ``open_reports`` and ``reported`` (the first open report's time).
    """
    is_open = Q(report__settled__isnull=True, report__isnull=False)
    rows = Comment.objects.filter(site=site).annotate(
        open_reports=Count("report", filter=is_open),
        reported=Min("report__created", filter=is_open),
    )
    waiting = Q(state=State.HELD) | Q(open_reports__gt=0, state=State.PUBLISHED)
    return rows.filter(waiting).select_related("account", "identity").order_by("id")


def decisions_on(comment: int) -> QuerySet[Decision]:
    """Return the decisions about one comment, newest first."""
    return Decision.objects.filter(comment=comment).order_by("-id")


def statement_for(comment: int) -> Statement | None:
    """Return what the author of a comment is told now, if anything was decided."""
    told = Statement.objects.filter(decision__comment=comment).order_by("-decision_id")
    return told.select_related("decision").first()


def statements_for(comments: set[int]) -> dict[int, Statement]:
    """Return what the authors of comments are told now, by comment. One query."""
    told = Statement.objects.filter(decision__comment__in=comments).order_by("decision_id")
    return {one.decision.comment_id: one for one in told.select_related("decision")}


def rules_broken(comments: set[int]) -> dict[int, str]:
    """Return under which rule comments were hidden, by comment; the latest decides. One query."""
    hiding = Decision.objects.filter(comment__in=comments, measure=Measure.HIDE).order_by("id")
    return dict(hiding.values_list("comment_id", "rule"))


def latest_decisions(*, site: int) -> QuerySet[Decision]:
    rows = Decision.objects.filter(site=site).select_related("comment", "decided_by")
    return rows.order_by("-id")


def open_reports(comments: set[int]) -> QuerySet[Report]:
    """Return the unanswered reports of these comments, oldest first."""
    rows = Report.objects.filter(comment__in=comments, settled__isnull=True)
    return rows.select_related("account").order_by("id")


def undoable(*, site: int, now: datetime) -> QuerySet[Decision]:
    """Return what can still be undone, newest first."""
    recent = latest_decisions(site=site).filter(
        decided__gte=now - UNDO_WINDOW, undone_by__isnull=True, undo_of__isnull=True
    )
    return recent.exclude(measure=Measure.DISMISS)

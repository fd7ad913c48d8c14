"""The queue, which is a query, and what was decided about a comment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Count, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from hustings.discussions.models import Comment, Report, State
from hustings.moderation.models import Decision, Measure, Statement
from hustings.moderation.rules import UNDO_WINDOW


def queue(*, site: int) -> QuerySet[Comment]:
    """Return what waits for a moderator, whatever has waited longest first.

    That is held comments, from the moment they were written, and published ones with open reports,
    from the first of these. Each row carries ``open_reports``, ``reported`` (the first open
    report's time) and ``waiting_since``. It costs what waits, not what the site holds: the ids
    come out of two partial indexes.
    """
    unanswered = Report.objects.filter(site=site, settled__isnull=True).order_by()
    held = Comment.objects.filter(site=site, state=State.HELD).order_by()
    ids = held.values("pk").union(unanswered.values("comment"))
    own = unanswered.filter(comment=OuterRef("pk")).values("comment")
    rows = Comment.objects.filter(pk__in=ids, state__in=(State.HELD, State.PUBLISHED)).annotate(
        open_reports=Coalesce(Subquery(own.annotate(all=Count("pk")).values("all")), 0),
        reported=Subquery(own.annotate(first=Min("created")).values("first")),
        waiting_since=Case(When(state=State.HELD, then="created"), default="reported"),
    )
    writers = rows.select_related("account", "identity__claimed_by")
    return writers.order_by("waiting_since", "id")


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
    return latest_decisions(site=site).filter(
        decided__gte=now - UNDO_WINDOW, undone_by__isnull=True, undo_of__isnull=True
    )

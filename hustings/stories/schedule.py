"""Publish and unpublish what is due; called by a timer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision


def publish_due(*, now: datetime) -> int:
    """Publish the pages whose time has come, each in a transaction of its own; return how many.

    Locks each revision; two timers at once publish it once.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now)
    waiting = list(due.order_by("approved_go_live_at", "pk").values_list("pk", flat=True))
    return sum(_publish(revision, now) for revision in waiting)


@transaction.atomic
def _publish(revision: int, now: datetime) -> bool:
    found = Revision.objects.select_for_update().filter(pk=revision, approved_go_live_at__lte=now)
    if (due := found.first()) is None:
        return False
    due.publish(log_action="wagtail.publish.scheduled")
    return True


def unpublish_due(*, now: datetime) -> int:
    """Take pages down whose time is over, each in a transaction of its own; return how many."""
    over = Page.objects.filter(live=True, expire_at__lte=now)
    waiting = list(over.order_by("expire_at", "pk").values_list("pk", flat=True))
    return sum(_unpublish(page, now) for page in waiting)


@transaction.atomic
def _unpublish(page: int, now: datetime) -> bool:
    found = Page.objects.select_for_update().filter(pk=page, live=True, expire_at__lte=now)
    if (over := found.first()) is None:
        return False
    over.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True

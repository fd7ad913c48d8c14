"""The queue: what is held and what was reported, oldest first, with everything needed to decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.models import Site

from hustings.accounts.access import may_moderate
from hustings.accounts.models import GUEST_SOURCE
from hustings.discussions import reads as discussions
from hustings.discussions.models import Comment, Report, State
from hustings.errors import HustingsError
from hustings.moderation import actions, reads
from hustings.moderation.errors import DecisionRefused
from hustings.moderation.models import Measure
from hustings.stories import reads as stories
from hustings.stories.models import StoryPage
from hustings.web.admin.desk import DeskMixin
from hustings.web.admin.forms import DecisionForm

PAGE = 25
SOON = timedelta(hours=24)
"""What has waited longer than this is marked as late."""


@dataclass(slots=True)
class Case:
    """One comment on the desk, with its context."""

    comment: Comment
    story: StoryPage | None
    answered: Comment | None
    now: datetime
    reports: list[Report] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return self.comment.state == State.HELD

    @property
    def clearing(self) -> str:
        """The measure that finds nothing wrong."""
        return Measure.APPROVE if self.held else Measure.DISMISS

    @property
    def author(self) -> str:
        return discussions.author_name(self.comment) or _("(erased)")

    @property
    def kind(self) -> str:
        """Say who writes without an account: a guest, or somebody out of an import."""
        if self.comment.account_id or not self.comment.identity:
            return ""
        return _("guest") if self.comment.identity.source == GUEST_SOURCE else _("imported")

    @property
    def late(self) -> bool:
        return self.now - self.comment.waiting_since > SOON  # type: ignore[attr-defined]


def cases(*, site: int, now: datetime, start: int = 0) -> list[Case]:
    """Return one page of the queue. Four queries."""
    comments = list(reads.queue(site=site)[start : start + PAGE])
    found = stories.stories_of({comment.discussion_id for comment in comments})
    answered = discussions.comments_by_id({c.parent_id for c in comments if c.parent_id})
    reports: dict[int, list[Report]] = defaultdict(list)
    for report in reads.open_reports({comment.pk for comment in comments}):
        reports[report.comment_id].append(report)
    return [
        Case(
            comment=comment,
            story=found.get(comment.discussion_id),
            answered=answered.get(comment.parent_id) if comment.parent_id else None,
            now=now,
            reports=reports[comment.pk],
        )
        for comment in comments
    ]


class QueueView(DeskMixin, View):
    """Show the queue and take decisions; moderators only."""

    page_title = gettext_lazy("Moderation queue")
    header_icon = "comment"
    template_name = "hustings_admin/queue.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_moderate(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site, now = Site.find_for_request(self.request), timezone.now()
        waiting = reads.queue(site=site.pk).count()
        start = min(_number(self.request.GET.get("from", "")), max(waiting - 1, 0))
        shown = cases(site=site.pk, now=now, start=start)
        undoable = list(reads.undoable(site=site.pk, now=now))
        own = next((one for one in undoable if one.decided_by_id == self.request.user.pk), None)
        return super().get_context_data(
            cases=shown,
            waiting=waiting,
            first=start + 1,
            last=start + len(shown),
            before=max(start - PAGE, 0) if start else None,
            after=start + PAGE if start + PAGE < waiting else None,
            own_last=own,
            earlier=[one for one in undoable if one != own],
            form=DecisionForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            self._act(request)
        except HustingsError as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())  # to the page of the queue one was on

    def _act(self, request: HttpRequest) -> None:
        moderator, now = request.user, timezone.now()
        if undo := request.POST.get("undo", ""):
            actions.undo(moderator=moderator, decision=_number(undo), now=now)  # type: ignore[arg-type]
            messages.success(request, _("The decision was undone."))
            return
        form = DecisionForm(request.POST)
        if not form.is_valid():
            raise DecisionRefused
        actions.decide(
            moderator=moderator,  # type: ignore[arg-type]
            comment=_number(request.POST.get("comment", "")),
            now=now,
            **form.cleaned_data,
        )
        messages.success(request, _("Decided. You can undo it for ten minutes."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0

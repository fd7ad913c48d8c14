"""How the discussion of one story is run: open or closed, premoderated, pinned comments."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from hustings.discussions import actions, reads
from hustings.discussions.models import Discussion
from hustings.errors import HustingsError
from hustings.stories.models import StoryPage
from hustings.stories.reads import discussion_of
from hustings.web.admin.desk import DeskMixin
from hustings.web.admin.forms import DiscussionForm, PinForm


class DiscussionView(DeskMixin, View):
    """Show and change one discussion; for whoever may publish its story."""

    page_title = gettext_lazy("Discussion")
    header_icon = "comment"
    template_name = "hustings_admin/discussion.html"
    story: StoryPage
    discussion: Discussion

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.story = get_object_or_404(StoryPage, pk=kwargs.pop("story"))
        if not self.story.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        identifier = discussion_of(self.story)
        if identifier is None:
            raise Http404(_("The discussion opens when the story is first published."))
        self.discussion = reads.discussion(identifier)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_subtitle(self) -> str:
        return self.story.title

    def path_here(self) -> list[dict[str, Any]]:
        address = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [{"url": address, "label": self.story.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now_set = {
            "open": self.discussion.closed is None,
            "closed_reason": self.discussion.closed_reason,
            "premoderated": self.discussion.premoderated,
        }
        return super().get_context_data(
            story=self.story,
            discussion=self.discussion,
            form=DiscussionForm(initial=now_set),
            pinned=reads.pinned_comments(self.discussion.pk),
            pin_form=PinForm(),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            self._pin(request) if "number" in request.POST else self._run(request)
        except HustingsError as refusal:
            messages.error(request, str(refusal))
        return redirect("hustings_admin:discussion", story=self.story.pk)

    def _run(self, request: HttpRequest) -> None:
        form = DiscussionForm(request.POST)
        form.is_valid()
        wish = form.cleaned_data
        this, actor, now = self.discussion.pk, request.user.pk, timezone.now()
        if wish["open"] and self.discussion.closed:
            actions.reopen_discussion(discussion=this, actor=actor, now=now)
        reason = wish.get("closed_reason", "")
        known = self.discussion.closed and reason == self.discussion.closed_reason
        if not wish["open"] and not known:
            actions.close_discussion(discussion=this, actor=actor, reason=reason, now=now)
        actions.set_premoderation(discussion=this, premoderated=wish["premoderated"])
        messages.success(request, _("Saved. Every page shows it from now on."))

    def _pin(self, request: HttpRequest) -> None:
        form = PinForm(request.POST)
        form.is_valid()
        comment = reads.comment_by_number(
            self.discussion.pk, number=form.cleaned_data.get("number", "").strip()
        )
        actions.pin_comment(
            actor=request.user,  # type: ignore[arg-type]
            comment=comment.pk,
            pinned=form.cleaned_data["pinned"],
            now=timezone.now(),
        )
        messages.success(request, _("Saved. Every page shows it from now on."))

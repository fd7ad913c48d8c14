"""Write a comment or a reply without script: a page with a form, a preview, and the errors.

A draft is never lost: whatever is refused, the form comes back with the text in it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from hustings.accounts.models import Account
from hustings.algorithms.comment_markup import render_markdown
from hustings.discussions import actions, reads, rules
from hustings.discussions.errors import NoSuchComment, ParentGone, TextTooLong
from hustings.discussions.models import Comment, State
from hustings.discussions.rules import CommentDraft
from hustings.errors import HustingsError
from hustings.stories.models import StoryPage
from hustings.web.pages.guest_key import key_of
from hustings.web.pages.readable import readable_comment, readable_story
from hustings.web.requests import account_of, author_of, trace_of

SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the writing form."""

    text: str = ""
    name: str = ""
    key: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Form:
        """Return what was sent; a form opened afresh gets its own idempotency key."""
        sent = request.POST
        key = sent.get("idempotency_key") or secrets.token_hex(16)
        return cls(text=sent.get("text", ""), name=sent.get("name", ""), key=key[:64])


@require_http_methods(["GET", "HEAD", "POST"])
def write_comment(request: HttpRequest, discussion: int) -> HttpResponseBase:
    """Write at the top level."""
    story = readable_story(request, discussion=discussion)
    return _answer(request, discussion=discussion, parent=None, story=story)


@require_http_methods(["GET", "HEAD", "POST"])
def write_reply(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Write an answer to a comment, which stands above the form.

    Where it was removed while somebody wrote, the text can still be posted at the top level.
    """
    parent, story = readable_comment(request, identifier=identifier)
    if parent.state == State.PUBLISHED:
        return _answer(request, discussion=parent.discussion_id, parent=parent, story=story)
    if request.method != "POST":
        raise NoSuchComment
    shown = _shown(Form.of(request), discussion=parent.discussion_id, parent=None, story=story)
    refused = ParentGone()
    return _page(request, {**shown, "refused": refused, "moved": True}, status=refused.status)


def _answer(
    request: HttpRequest, *, discussion: int, parent: Comment | None, story: StoryPage
) -> HttpResponseBase:
    form = Form.of(request)
    shown = _shown(form, discussion=discussion, parent=parent, story=story)
    if request.method != "POST":
        return _page(request, shown)
    if "preview" in request.POST:
        return _page(request, {**shown, **preview_of(form.text)})
    try:
        comment = _post(request, form, discussion=discussion, parent=parent)
    except HustingsError as refused:
        return _page(request, {**shown, "refused": refused}, status=refused.status)
    return HttpResponseRedirect(address_after(comment), status=SEE_OTHER)


def _shown(
    form: Form, *, discussion: int, parent: Comment | None, story: StoryPage
) -> dict[str, Any]:
    """Return what the page of a writing form is about. One query."""
    about = reads.discussion(discussion)
    return {"form": form, "parent": parent, "story": story, "discussion": about}


def _post(request: HttpRequest, form: Form, *, discussion: int, parent: Comment | None) -> Comment:
    now = timezone.now()
    draft = CommentDraft(
        text=form.text,
        parent=parent.pk if parent else None,
        name=form.name,
        idempotency_key=form.key,
    )
    return actions.post_comment(
        author=author_of(request, guest_name=form.name),
        discussion=discussion,
        draft=draft,
        now=now,
        trace=trace_of(request, now=now),
    )


def address_after(comment: Comment) -> str:
    """Return where its writer goes next: the comment's own page, a guest with the key to it."""
    own = f"/c/{comment.pk}?posted=1"
    return own if comment.account_id else f"{own}&key={key_of(comment.pk)}"


def preview_of(text: str) -> dict[str, Any]:
    """Return what the page shows of a draft: how it will look, or what is wrong with it."""
    try:
        cleaned = rules.clean_text(text)
        if len(cleaned) > rules.LONGEST_TEXT:
            raise TextTooLong(limit=rules.LONGEST_TEXT, length=len(cleaned))
    except HustingsError as refused:
        return {"refused": refused}
    return {"preview": mark_safe(render_markdown(cleaned))}  # which makes it safe


def _page(request: HttpRequest, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    account: Account | None = account_of(request)
    around = {
        "account": account,
        "guests": settings.HUSTINGS_GUESTS,
        "longest": rules.LONGEST_TEXT,
        "minutes": int(rules.EDIT_WINDOW.total_seconds() // 60),
        "here": request.get_full_path(),
    }
    return private(render(request, "hustings/write.html", {**around, **shown}, status=status))


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page about one reader out of every cache."""
    response["Cache-Control"] = "private, no-store"
    return response

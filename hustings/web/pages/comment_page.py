"""The page of one comment: everything that who asks may do with it, without script.

Never kept by the page cache. Each form posts to an address of its own and comes back here; what
was refused comes back with the sentence and the draft.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hustings.accounts.models import Account
from hustings.discussions import actions, reads, rules
from hustings.discussions.models import Comment, ReportReason, State
from hustings.errors import HustingsError
from hustings.moderation import reads as moderation
from hustings.stories.models import StoryPage
from hustings.web.pages.guest_key import is_key_of
from hustings.web.pages.readable import readable_comment
from hustings.web.pages.writing import SEE_OTHER, preview_of, private
from hustings.web.requests import account_of

VOTES = {"1": 1, "0": 0, "-1": -1}


@require_safe
def comment_page(request: HttpRequest, identifier: int) -> HttpResponseBase:
    comment, story = readable_comment(request, identifier=identifier)
    return _page(request, comment, story)


@require_POST
def vote(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Vote up or down, or take the vote back."""
    comment, story = readable_comment(request, identifier=identifier)
    value = VOTES.get(request.POST.get("value", ""), 2)  # 2 is refused by the action
    account = account_of(request)
    try:
        actions.cast_vote(account=account, comment=comment.pk, value=value, now=timezone.now())
    except HustingsError as refused:
        return _page(request, comment, story, refused=refused)
    return HttpResponseRedirect(f"/c/{comment.pk}#vote", status=SEE_OTHER)


@require_POST
def report(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Report a comment to the moderators."""
    comment, story = readable_comment(request, identifier=identifier)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    try:
        actions.report_comment(
            account=account_of(request),
            comment=comment.pk,
            reason=reason,
            note=note,
            now=timezone.now(),
        )
    except HustingsError as refused:
        draft = {"reason": reason, "note": note}
        return _page(request, comment, story, refused=refused, report_draft=draft)
    return HttpResponseRedirect(f"/c/{comment.pk}#report", status=SEE_OTHER)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Change the text of one's own comment."""
    comment, story = readable_comment(request, identifier=identifier)
    account = account_of(request)
    if account is None or comment.account_id != account.pk:
        return _page(request, comment, story)
    text = request.POST.get("text", comment.text)
    shown: dict[str, Any] = {"comment": comment, "story": story, "text": text}
    shown["until"] = comment.created + rules.EDIT_WINDOW
    shown["longest"] = rules.LONGEST_TEXT
    if request.method != "POST":
        return private(render(request, "hustings/edit.html", shown))
    if "preview" in request.POST:
        return private(render(request, "hustings/edit.html", {**shown, **preview_of(text)}))
    try:
        actions.edit_comment(account=account, comment=comment.pk, text=text, now=timezone.now())
    except HustingsError as refused:
        shown["refused"] = refused
        return private(render(request, "hustings/edit.html", shown, status=refused.status))
    return HttpResponseRedirect(f"/c/{comment.pk}", status=SEE_OTHER)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Take one's own comment back, after being asked once."""
    comment, story = readable_comment(request, identifier=identifier)
    account = account_of(request)
    if account is None or comment.account_id != account.pk:
        return _page(request, comment, story)
    if request.method != "POST":
        shown = {"comment": comment, "story": story}
        return private(render(request, "hustings/delete.html", shown))
    try:
        actions.withdraw_comment(account=account, comment=comment.pk, now=timezone.now())
    except HustingsError as refused:
        return _page(request, comment, story, refused=refused)
    return HttpResponseRedirect(f"/c/{comment.pk}", status=SEE_OTHER)


@require_safe
def in_thread(request: HttpRequest, identifier: int) -> HttpResponseBase:
    """Lead to the page of the thread that shows a comment, at its place."""
    comment, story = readable_comment(request, identifier=identifier)
    address = story.get_url(request)
    if comment.published is None:
        return HttpResponseRedirect(f"/c/{comment.pk}")
    page = reads.page_holding(comment)
    if page is None:
        at = reads.branch_page_holding(comment)
        query = f"?branch={comment.root}" + (f"&page={at}" if at > 1 else "")
    else:
        query = f"?page={page}" if page > 1 else ""
    return HttpResponseRedirect(f"{address}{query}#c-{comment.pk}")


def _page(
    request: HttpRequest,
    comment: Comment,
    story: StoryPage,
    *,
    refused: HustingsError | None = None,
    report_draft: dict[str, str] | None = None,
) -> HttpResponse:
    """Return the page of a comment as who asks may see it; a refusal stands on top."""
    account = account_of(request)
    mine = account is not None and comment.account_id == account.pk
    keyed = comment.account_id is None and is_key_of(comment.pk, request.GET.get("key", ""))
    shown: dict[str, Any] = {
        "comment": comment,
        "story": story,
        "closed": reads.discussion(comment.discussion_id).closed,
        "account": account,
        "own": mine or keyed,
        "refused": refused,
        "posted": "posted" in request.GET,
        "above": reads.ancestors(comment)[-3:],
        "reasons": ReportReason.choices,
        "report_draft": report_draft or {},
    }
    shown |= _decided(comment, own=mine or keyed)
    if comment.state == State.PUBLISHED:
        shown["versions"] = reads.versions(comment.pk)
    if account is not None:
        shown |= _personal(comment, account, mine=mine)
    status = refused.status if refused else 200
    return private(render(request, "hustings/comment.html", shown, status=status))


def _decided(comment: Comment, *, own: bool) -> dict[str, Any]:
    """Return what a moderator decided: everybody learns the rule, the writer the reasons."""
    decided: dict[str, Any] = {}
    if own:
        decided["statement"] = moderation.statement_for(comment.pk)
    if comment.state == State.HIDDEN:
        decided["rule"] = moderation.rules_broken({comment.pk}).get(comment.pk, "")
    return decided


def _personal(comment: Comment, account: Account, *, mine: bool) -> dict[str, Any]:
    """Return what this account did and may do."""
    if mine:
        may_edit = rules.may_edit(created=comment.created, now=timezone.now())
        editable = comment.state in {State.PUBLISHED, State.HELD}
        until = comment.created + rules.EDIT_WINDOW
        return {"may_edit": may_edit and editable, "may_delete": editable, "until": until}
    return {
        "vote": reads.vote_of(account, comment=comment.pk),
        "report": reads.open_report_of(account, comment=comment.pk),
    }

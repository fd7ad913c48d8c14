"""A reader's own page: what he wrote and what became of it, his name, his data, leaving."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Site

from hustings.accounts import actions
from hustings.accounts.access import require_account
from hustings.accounts.models import Account
from hustings.accounts.rules import LONGEST_NAME
from hustings.discussions import reads
from hustings.discussions.actions import forget_versions
from hustings.errors import HustingsError
from hustings.moderation import reads as moderation
from hustings.stories.reads import stories_of
from hustings.web.pages.writing import SEE_OTHER, private
from hustings.web.requests import account_of

COMMENTS_A_PAGE = 50


@require_safe
@login_required
def own_page(request: HttpRequest) -> HttpResponseBase:
    return _page(request)


@require_POST
@login_required
def rename(request: HttpRequest) -> HttpResponseBase:
    """Take another name; every page shows it from then on."""
    name = request.POST.get("name", "")
    account = _me(request)
    try:
        actions.rename_account(account, name=name, site=_site(request), now=timezone.now())
    except HustingsError as refused:
        return _page(request, refused=refused, name=name)
    return HttpResponseRedirect("/me/", status=SEE_OTHER)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erase who somebody is, after being asked once; what he wrote stays without a name."""
    account = _me(request)
    if request.method != "POST" or request.POST.get("sure") != "yes":
        asked = request.method == "POST"
        return private(render(request, "hustings/erase.html", {"asked": asked}))
    with transaction.atomic():
        actions.erase_account(account, site=_site(request), now=timezone.now())
        forget_versions(account)
        EmailAddress.objects.filter(user=account).delete()
    logout(request)
    return private(render(request, "hustings/erased.html"))


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Hand over everything that is kept under somebody's name, as JSON."""
    account = _me(request)
    response = JsonResponse(_data_of(account), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-comments.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest, *, refused: HustingsError | None = None, name: str = ""
) -> HttpResponseBase:
    """Return the reader's page. Six queries."""
    account = _me(request)
    pages = Paginator(reads.comments_of(account), COMMENTS_A_PAGE)
    listed = pages.get_page(request.GET.get("page"))
    comments = list(listed.object_list)
    stories = stories_of({comment.discussion_id for comment in comments})
    told = moderation.statements_for({comment.pk for comment in comments})
    rows = [(one, stories.get(one.discussion_id), told.get(one.pk)) for one in comments]
    shown: dict[str, Any] = {
        "account": account,
        "rows": rows,
        "listed": listed,
        "refused": refused,
        "name": name or account.name,
        "longest_name": LONGEST_NAME,
    }
    status = refused.status if refused else 200
    return private(render(request, "hustings/own_page.html", shown, status=status))


def _me(request: HttpRequest) -> Account:
    return require_account(account_of(request))


def _site(request: HttpRequest) -> int:
    """Return the site a journal event of this request belongs to."""
    site = Site.find_for_request(request)
    return site.pk if site else 0


def _data_of(account: Account) -> dict[str, Any]:
    """Return an account's data as plain values; ids as strings. Four queries."""
    comments = reads.comments_of(account)
    earlier: dict[int, list[str]] = {}
    for comment, text in reads.earlier_texts_of(account):
        earlier.setdefault(comment, []).append(text)
    columns = ("pk", "number", "text", "state", "created", "edited")
    return {
        "name": account.name,
        "email": account.email,
        "joined": account.date_joined.isoformat(),
        "comments": [
            {
                "id": str(pk),
                "number": number,
                "text": text,
                "state": state,
                "created": created.isoformat(),
                "edited": edited and edited.isoformat(),
                "earlier": earlier.get(pk, []),
            }
            for pk, number, text, state, created, edited in comments.values_list(*columns)
        ],
        "votes": [
            {"comment": str(vote.comment_id), "value": vote.value, "cast": vote.cast.isoformat()}
            for vote in reads.votes_of(account)
        ],
        "reports": [
            {"comment": str(one.comment_id), "reason": one.reason, "note": one.note}
            for one in reads.reports_of(account)
        ],
    }

"""Cross-site request forgery refused without tokens (``docs/decisions/0005``).

Pages that everybody shares cannot hold a token of one reader. Browsers say by themselves where a
request was started: ``Sec-Fetch-Site`` (to secure origins and localhost) and ``Origin`` (with every
POST), and no page can forge either. The rule for methods that change something:

==================  ========================  ==========================  ======================
``Sec-Fetch-Site``  ``Origin``                with cookies                without cookies
==================  ========================  ==========================  ======================
``same-origin``     any                       let through                 let through
absent or ``none``  this site's               let through                 let through
absent or ``none``  another, or ``null``      refused                     refused
absent or ``none``  absent                    refused                     let through (a program)
anything else       any                       refused                     refused
==================  ========================  ==========================  ======================

Bearer requests are exempt: no page can make a browser send that header to another site. The admin
and the account pages keep Django's tokens, because their pages are never shared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from hustings.web.api.problems import problem
from hustings.web.errors import ForeignRequest
from hustings.web.requests import bearer_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
TOKEN_PATHS = ("/admin/", "/account/")
"""Below these Django's own tokens guard every form."""
API_PATHS = "/api/"


def wears_token(request: HttpRequest) -> bool:
    """Tell whether Django's token guards this address, not the rule above."""
    return request.path_info.startswith(TOKEN_PATHS)


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether the rule above refuses a request."""
    if request.method in SAFE_METHODS or bearer_token(request) is not None:
        return False
    site: str | None = request.META.get("HTTP_SEC_FETCH_SITE")
    if site not in (None, "none"):
        return site != "same-origin"
    origin: str | None = request.META.get("HTTP_ORIGIN")
    if origin is not None:
        return origin not in own_origins(request)
    return bool(request.META.get("HTTP_COOKIE"))


def own_origins(request: HttpRequest) -> set[str]:
    """Return the origins that pages of this site have."""
    return {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


class ForgeryMiddleware(CsrfViewMiddleware):
    """Guards every address: by Django's token where pages are private, else by origin.

    It stands in the place of Django's middleware and is one, so that forms of the admin find
    their token. Unlike Django's it asks no view whether it wants to be exempt.
    """

    def process_request(self, request: HttpRequest) -> None:
        if wears_token(request):
            super().process_request(request)

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> Any:
        if wears_token(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        return refusal(request) if is_foreign(request) else None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if wears_token(request):
            return super().process_response(request, response)
        return response


def refusal(request: HttpRequest) -> HttpResponseBase:
    """Answer programs with problem details, people with a page that says what to do."""
    refused = ForeignRequest()
    if request.path_info.startswith(API_PATHS):
        return problem(refused)
    response = render(request, "web/refused.html", {"refused": refused}, status=refused.status)
    response["Cache-Control"] = "private, no-store"
    return response

"""Refusals as pages that say what happened and where to go on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from hustings.errors import HustingsError
from hustings.web.errors import StorageAway
from hustings.web.storage import RETRY_SECONDS, is_storage_fault

API_PATHS = "/api/"
PLAIN = "text/plain; charset=utf-8"


class ProblemsMiddleware:
    """Turns a refusal that no view answered itself into a page with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, HustingsError) or request.path_info.startswith(API_PATHS):
            return None
        heading = _("There is nothing here") if exception.status == 404 else _("Not possible")
        return problem_page(request, heading, str(exception), status=exception.status)


def problem_page(request: HttpRequest, heading: str, sentence: str, *, status: int) -> HttpResponse:
    shown = {"heading": heading, "sentence": sentence}
    response = render(request, "hustings/problem.html", shown, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    sentence = _("The page may have moved, or the address may have been mistyped.")
    return problem_page(request, _("There is nothing here"), sentence, status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return problem_page(request, _("Not possible"), _("You may not do this."), status=403)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    sentence = _("The server could not read what your browser sent.")
    return HttpResponse(sentence, status=400, content_type=PLAIN)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without a template: whatever failed may fail again.

    Django calls this while it handles the error; of storage that is away it says so (503).
    """
    if is_storage_fault(sys.exc_info()[1]):
        away = HttpResponse(str(StorageAway()), status=503, content_type=PLAIN)
        away["Retry-After"] = str(RETRY_SECONDS)
        return away
    sentence = _(
        "Something went wrong on our side; nothing you wrote was changed. Please go back, keep"
        " your text, and try again in a moment."
    )
    return HttpResponse(sentence, status=500, content_type=PLAIN)

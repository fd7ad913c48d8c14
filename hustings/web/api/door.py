"""The API's door: a short way in for programs, and one shape for every failure.

A bearer request needs no session, no message, no token check: it goes straight to its view, past
the rest of the middleware (about 0.1 ms of processor time). Everything else takes the long way.
What Django itself answers on the way (no such address, wrong method, a body too large, a failure)
becomes problem details like any other refusal.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve

from hustings.errors import HustingsError
from hustings.web import errors
from hustings.web.api.problems import CONTENT_TYPE, problem
from hustings.web.requests import bearer_token
from hustings.web.storage import RETRY_SECONDS

API = "/api/v1/"
LONGEST_BODY = 256_000
"""Bytes; the longest comment takes 60,000 in the worst of JSON's spellings."""

Answerer = Callable[[HttpRequest], HttpResponseBase]


def api_door(get_response: Answerer) -> Answerer:
    """Middleware: stands behind the security headers and before everything else."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            return problem(errors.UnknownHost())
        if _length(request) > LONGEST_BODY:
            return problem(errors.BodyTooLarge(limit=LONGEST_BODY))
        return _as_problem(_answer(request, get_response))

    return answer


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0


def _answer(request: HttpRequest, get_response: Answerer) -> HttpResponseBase:
    if request.method != "HEAD":
        return _way_in(request, get_response)(request)
    request.method = "GET"
    try:
        return _way_in(request, get_response)(request)
    finally:
        request.method = "HEAD"  # so that the server leaves the body away


def _way_in(request: HttpRequest, get_response: Answerer) -> Answerer:
    return get_response if bearer_token(request) is None else _short_way


def _short_way(request: HttpRequest) -> HttpResponse:
    found = resolve(request.path_info)
    try:
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except Http404:
        response = problem(errors.NoSuchAddress())
    response["Content-Length"] = str(len(response.content))
    return response


STANDARD: dict[int, type[HustingsError]] = {
    404: errors.NoSuchAddress,
    405: errors.MethodNotAllowed,
    500: errors.InternalError,
    503: errors.StorageAway,
}
"""What Django answers by itself, as pages for people."""


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    kind = STANDARD.get(response.status_code)
    if kind is None or response.headers.get("Content-Type") == CONTENT_TYPE:
        return response
    told = problem(kind(retry_after=RETRY_SECONDS) if kind is errors.StorageAway else kind())
    if "Allow" in response.headers:
        told["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
    return told

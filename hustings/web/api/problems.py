"""Refusals as problem details (RFC 9457): one outer shape for every error of the API.

    {"type": "about:blank", "title": "Too fast", "status": 429, "code": "too-fast",
     "detail": "You have posted a lot just now. …", "retry_after": 60}

Programs go by ``code`` (``docs/reference/errors.md`` lists all), people read ``detail``.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from hustings.errors import HustingsError

CONTENT_TYPE = "application/problem+json"
TITLES = {
    HTTPStatus.BAD_REQUEST: _("Not readable"),
    HTTPStatus.UNAUTHORIZED: _("Not signed in"),
    HTTPStatus.FORBIDDEN: _("Not allowed"),
    HTTPStatus.NOT_FOUND: _("Not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("Not for this method"),
    HTTPStatus.CONFLICT: _("Not possible now"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too large"),
    HTTPStatus.UNPROCESSABLE_ENTITY: _("Not acceptable as it is"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Too fast"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Our mistake"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Not available now"),
}
"""What a status means, in the site's language."""


def problem(refused: HustingsError) -> HttpResponse:
    """Return a refusal as an answer that no cache keeps."""
    response = problem_details(
        status=refused.status, code=refused.code, detail=str(refused), data=refused.data
    )
    if (wait := refused.data.get("retry_after")) is not None:
        response["Retry-After"] = str(wait)
    return response


def problem_details(*, status: int, code: str, detail: str, data: dict[str, Any]) -> HttpResponse:
    """Return problem details; ``data`` can add fields and cannot replace the standard ones."""
    body = data | {
        "type": "about:blank",
        "title": str(TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)),
        "status": status,
        "code": code,
        "detail": detail,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    response["Cache-Control"] = "private, no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response

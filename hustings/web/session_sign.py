"""A cookie that tells our script only whether there is a session.

The session's own cookie is closed to scripts. Without this sign every anonymous reader's browser
would have to ask ``/api/v1/me`` whether it is known; so a page costs them no request more. It
holds nothing, opens nothing and is never read by the server.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

SIGN = "session-here"
"""Named again in ``site.js``."""

Respond = Callable[[HttpRequest], HttpResponseBase]


class SessionSign:
    """Set the sign when the session's cookie is set, take it away with that; stands around it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is not None:
            response.cookies[SIGN] = "1" if session.value else ""
            response.cookies[SIGN].update({**session, "httponly": ""})
        return response

"""What the server refuses before Django is entered, in the shape the address promises."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from hustings.web.freshness.render import Reply
from hustings.web.headers import FILE_HEADERS

API = "/api/"


class Refused(Exception):
    """The request was not even given to Django; ``code`` is one of the API's stable codes."""

    def __init__(self, status: int, code: str, sentence: str, **data: Any) -> None:
        self.status, self.code, self.sentence, self.data = status, code, sentence, data
        super().__init__(sentence)

    def reply(self, path: str) -> Reply:
        """Return problem details below the API's address (RFC 9457), a line of text elsewhere."""
        api = path.startswith(API)
        kind = "application/problem+json" if api else "text/plain; charset=utf-8"
        headers = [*FILE_HEADERS, ("content-type", kind), ("cache-control", "private, no-store")]
        if self.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("retry-after", "1"))
        return Reply(
            self.status, headers, (self._problem() if api else self.sentence + "\n").encode()
        )

    def _problem(self) -> str:
        known = {"type": "about:blank", "title": HTTPStatus(self.status).phrase}
        told = {"status": self.status, "code": self.code, "detail": self.sentence}
        return json.dumps({**self.data, **known, **told})

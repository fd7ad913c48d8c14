"""Editors' changes and the revisions they raise become visible together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]

WHOLE = "/admin/"
"""Below this path Wagtail's own views write, each in many small steps. Not the account pages: they
send mail, and on SQLite nobody could post until the mail server has answered."""
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class OneTransaction:
    """Run each editing request as one transaction: all of it, with its bumps, or nothing.

    Django tells us of a saved row only after the row's own transaction has ended; without this, a
    crash in between would leave a changed page that every cache takes for fresh. Last in
    ``MIDDLEWARE``, so that a refused request (no session, a forged form) never opens one.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.method in READING or not request.path.startswith(WHOLE):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)

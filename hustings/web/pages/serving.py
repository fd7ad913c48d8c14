"""Which view answers for which kind of Wagtail page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page

from hustings.stories.models import FrontPage, PlainPage, SectionPage, StoryPage
from hustings.web.pages.lists import serve_front, serve_section
from hustings.web.pages.plain import serve_plain
from hustings.web.pages.story import serve_story

Serve = Callable[..., HttpResponseBase]
VIEWS: dict[type[Page], Serve] = {
    FrontPage: serve_front,
    SectionPage: serve_section,
    PlainPage: serve_plain,
    StoryPage: serve_story,
}


def serve_reader_page(serve_next: Serve) -> Serve:
    """Answer for our own kinds of page; Wagtail's hook ``on_serve_page``.

    Runs inside Wagtail's own check of restrictions: what comes here may be seen by who asks.
    """

    def serve(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        view = VIEWS.get(type(page))
        return view(page, request) if view else serve_next(page, request, args, kwargs)

    return serve

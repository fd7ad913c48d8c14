"""Pages without a discussion: the rules of the house, who we are, privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from hustings.journal import revisions
from hustings.stories.models import PlainPage
from hustings.web.freshness import depends_on


def serve_plain(page: PlainPage, request: HttpRequest) -> HttpResponseBase:
    response = render(request, "stories/plain_page.html", page.get_context(request))
    if page.get_view_restrictions().exists():
        return response
    return depends_on(response, revisions.story(page.pk))

"""The addresses of the API."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import path, re_path

from hustings.web.api.application import api


def nothing(request: HttpRequest) -> NoReturn:
    """Answer for every other address, so that no page's address is tried below ours."""
    raise Http404


urlpatterns = [path("api/v1/", api.urls), re_path("^api/v1/.*$", nothing)]

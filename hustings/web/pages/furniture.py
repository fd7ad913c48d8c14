"""What stands around every page: the paper's name, its sections, the links at its foot."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from wagtail.models import Site

from hustings.stories import reads


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``paper``; it costs nothing where it is not used."""
    return {"paper": SimpleLazyObject(lambda: paper(request))}


def paper_name(request: HttpRequest) -> str:
    """Return what the paper is called. One query at most."""
    site = Site.find_for_request(request)
    return (site.site_name if site else "") or settings.WAGTAIL_SITE_NAME


def paper(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows. Three queries."""
    site = Site.find_for_request(request)
    found: dict[str, Any] = {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "zone": settings.TIME_ZONE,
        "name": settings.WAGTAIL_SITE_NAME,
        "front": None,
    }
    if site is not None:
        found["front"] = reads.front_page(site)
        found["name"] = site.site_name or settings.WAGTAIL_SITE_NAME
        found["sections"] = list(reads.sections(site))
        found["plain_pages"] = list(reads.plain_pages(site))
    return found

"""What stands around every page: the paper's name, its sections, the links at its foot."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from wagtail.models import Site

from hustings.stories import reads

STATIC_FILES = ("hustings/site.css", "hustings/site.js", "hustings/thread.js")


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``paper``; it costs nothing where it is not used."""
    return {"paper": SimpleLazyObject(lambda: paper(request))}


def paper(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows. Three queries."""
    site = Site.find_for_request(request)
    found: dict[str, Any] = {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "zone": settings.TIME_ZONE,
        "edition": edition(),
        "name": settings.WAGTAIL_SITE_NAME,
        "front": None,
    }
    if site is not None:
        found["front"] = reads.front_page(site)
        found["name"] = site.site_name or settings.WAGTAIL_SITE_NAME
        found["sections"] = list(reads.sections(site))
        found["plain_pages"] = list(reads.plain_pages(site))
    return found


@lru_cache(maxsize=1)
def edition() -> str:
    """Return what changes whenever styles or scripts do; it stands in their addresses."""
    found = (finders.find(name) for name in STATIC_FILES)
    content = b"".join(Path(file).read_bytes() for file in found if isinstance(file, str))
    return hashlib.blake2b(content, digest_size=5).hexdigest()

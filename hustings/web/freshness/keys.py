"""Which requests the fresh-page cache may answer, and what tells their pages apart."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.http.request import split_domain_port, validate_host

NEVER_KEPT = (
    "/account/",
    "/admin/",
    "/api/",
    "/c/",
    "/documents/",
    "/health",
    "/media/",
    "/metrics",
    "/static/",
)
"""Paths below these are for one person, or are no pages; the cache never looks at them."""
LONGEST_PATH = 1_000
PARAMETERS = {
    "order": re.compile(r"[a-z]{1,20}(-[a-z]{1,20}){0,3}"),
    "page": re.compile(r"[1-9][0-9]{0,5}"),
    "view": re.compile(r"all"),
    "branch": re.compile(r"[1-9][0-9]{0,18}"),
}
"""What may change a page. Every other parameter is ignored: a view that is kept never sees it."""


class PageKey(NamedTuple):
    """What tells one kept page from another.

    The language needs no field: it is in the path, or it is the site's one language.
    """

    scheme: str
    host: str
    path: str
    query: str


@functools.lru_cache(maxsize=4096)
def page_query(raw: str) -> str | None:
    """Return the parameters that change a page, in one canonical form.

    None where one of them is malformed or given twice: Django answers that itself. (Unchecked,
    a page for every invented value could push the real ones out of memory.)
    """
    try:
        given = parse_qsl(raw, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    chosen = [(name, value) for name, value in given if name in PARAMETERS]
    if len({name for name, _ in chosen}) < len(chosen):
        return None
    if not all(PARAMETERS[name].fullmatch(value) for name, value in chosen):
        return None
    return "&".join(f"{name}={value}" for name, value in sorted(chosen))


@functools.lru_cache(maxsize=1024)
def known_host(host: str) -> bool:
    """Tell whether this site answers to a Host header at all."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


@functools.lru_cache(maxsize=4096)
def may_be_kept(path: str) -> bool:
    """Tell whether a path is of a kind whose pages may be kept."""
    return len(path) <= LONGEST_PATH and not path.startswith(NEVER_KEPT)


def page_key(*, scheme: str, host: str | None, path: str, query: str) -> PageKey | None:
    """Return the key of a GET or HEAD, or None where only Django may answer."""
    if not host or not may_be_kept(path) or not known_host(host):
        return None
    canonical = page_query(query) if query else ""
    return None if canonical is None else PageKey(scheme, host, path, canonical)


@functools.lru_cache(maxsize=1024)
def accepts_gzip(accepted: str | None) -> bool:
    """Tell whether an Accept-Encoding header lets us send gzip (RFC 9110, section 12.5.3)."""
    if not accepted:
        return False
    weights: dict[str, bool] = {}
    for offer in accepted.lower().split(","):
        coding, _, parameters = offer.partition(";")
        weights[coding.strip()] = not re.search(r"q\s*=\s*0(\.0*)?\s*$", parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))

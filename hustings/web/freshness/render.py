"""Run one request through all of Django, in a snapshot, and make an entry of what may be kept."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpResponseBase

from hustings.web.freshness.keys import PageKey
from hustings.web.freshness.parts import PartsResponse, dependencies
from hustings.web.freshness.snapshot import WriteAttempted, snapshot
from hustings.web.freshness.store import Entry, Headers
from hustings.web.freshness.watch import read_revisions

Environ = dict[str, Any]
Handler = Callable[[WSGIRequest], HttpResponseBase]

MOST_DEPENDENCIES = 1_000
PERSONAL = re.compile(r"\b(private|no-store)\b", re.IGNORECASE)
SHARED = (
    "SCRIPT_NAME",
    "PATH_INFO",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "HTTP_HOST",
    "HTTP_X_FORWARDED_PROTO",
)
"""What of a request its page may depend on. All else (cookies, languages, addresses, conditions)
differs from reader to reader, and does not reach the view."""
OWN_HEADERS = {"content-length", "content-encoding", "etag", "vary", "last-modified"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer that belongs to one request only."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of a miss: an entry for everybody, or a reply to whoever asked, or neither."""

    entry: Entry | None = None
    reply: Reply | None = None
    seconds: float = 0.0


def page_environ(environ: Environ, *, key: PageKey) -> tuple[Environ, bool]:
    """Return the request that all readers of a page share, and whether it differs from this one."""
    shared = {
        name: value for name, value in environ.items() if name in SHARED or name.startswith("wsgi.")
    }
    shared["REQUEST_METHOD"], shared["QUERY_STRING"] = "GET", key.query
    personal = environ.get("HTTP_COOKIE") or environ.get("QUERY_STRING", "") != key.query
    return shared, bool(personal)


def render(handle: Handler, environ: Environ, *, key: PageKey) -> Rendered:
    """Render a page for the cache; on a thread of its own, with a database connection of its own.

    The reply is left out where the request shared by all readers was not the one asked, or where
    the page had to write, or where the database could not show one moment: Django then answers
    the request itself, as it came.
    """
    started = time.perf_counter()
    shared, personal = page_environ(environ, key=key)
    close_old_connections()
    try:
        with ExitStack() as after, snapshot():
            response = handle(WSGIRequest(shared))
            after.callback(response.close)  # inside the snapshot it would close the connection
            entry = make_entry(response, key=key)
            reply = None if entry or personal else whole_reply(response)
    except (WriteAttempted, OperationalError, InterfaceError):
        entry = reply = None
    return Rendered(entry, reply, time.perf_counter() - started)


def may_keep(response: HttpResponseBase) -> bool:
    """Tell whether a response is a page for everybody that says what it depends on."""
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and 0 < len(dependencies(response)) <= MOST_DEPENDENCIES
        and not PERSONAL.search(response.headers.get("Cache-Control", ""))
        and not response.has_header("Content-Encoding")
        and varies <= {"", "accept-encoding"}
    )


def make_entry(response: HttpResponseBase, *, key: PageKey) -> Entry | None:
    """Compress a response and label it with the revisions of the snapshot it was rendered in."""
    if not may_keep(response):
        return None
    if isinstance(response, PartsResponse):
        body = response.spliced()
    else:
        body = gzip.compress(response.content, 6, mtime=0)  # type: ignore[attr-defined]
    revisions = read_revisions(dependencies(response))
    etag = entity_tag(key, revisions, body)
    headers = [
        (name.lower(), value)
        for name, value in response.headers.items()
        if name.lower() not in OWN_HEADERS
    ]
    if not response.has_header("Cache-Control"):
        headers.append(("cache-control", "no-cache"))  # browsers may keep it, and ask each time
    headers += [("vary", "accept-encoding"), ("etag", etag), ("content-encoding", "gzip")]
    return Entry(headers=headers, body=body, etag=etag, revisions=revisions)


def entity_tag(key: PageKey, revisions: dict[str, int], body: bytes) -> str:
    """Return a weak tag of key, revisions and the stream's own checksum.

    Weak, because it stands for the page in either coding. The checksum (the last 8 bytes of a
    gzip stream) tells pages apart that a new release renders otherwise from the same rows.
    """
    facts = repr((tuple(key), sorted(revisions.items()))).encode()
    return f'W/"{hashlib.blake2b(facts + body[-8:], digest_size=12).hexdigest()}"'


def whole_reply(response: HttpResponseBase) -> Reply | None:
    """Return a response that was not kept as the answer to the request that was rendered."""
    if response.streaming:
        return None
    headers = [(name.lower(), value) for name, value in response.headers.items()]
    headers += [("set-cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    return Reply(response.status_code, headers, response.content)  # type: ignore[attr-defined]

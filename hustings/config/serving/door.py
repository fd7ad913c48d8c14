"""The door all requests come through: decides which lane answers, before Django is entered."""

from __future__ import annotations

import asyncio
import functools
import gzip
import ipaddress
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hustings.config.serving.counters import Counters
from hustings.config.serving.django_lane import DjangoLane, send_reply
from hustings.config.serving.environ import Scope, peer_address, reader_scheme, wsgi_environ
from hustings.config.serving.files import File, media_file, send_file, tag_matches
from hustings.config.serving.health import health_reply
from hustings.config.serving.refusals import Refused
from hustings.config.serving.static import StaticFiles
from hustings.web.freshness.keys import accepts_gzip, page_key
from hustings.web.freshness.lane import PageLane
from hustings.web.freshness.render import Reply
from hustings.web.freshness.store import Entry
from hustings.web.headers import FILE_HEADERS

STATIC, MEDIA = "/static/", "/media/"
READING = frozenset({"GET", "HEAD"})
SMALL = 60_000
"""Compressed bytes that are unpacked on the spot; larger pages go to a thread (2 ms and more)."""
ABSENT = Reply(404, [*FILE_HEADERS, ("content-type", "text/plain; charset=utf-8")], b"Not here.\n")
ONLY_READ = Reply(405, [*FILE_HEADERS, ("allow", "GET, HEAD")], b"")

log = logging.getLogger(__name__)


class Door:
    """One worker's application, as granian calls it (RSGI)."""

    def __init__(
        self,
        *,
        pages: PageLane,
        django: DjangoLane,
        static: StaticFiles,
        media: Path,
        counters: Counters,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._pages, self._django, self._static = pages, django, static
        self._media, self._counters, self._pool = media, counters, pool

    async def __call__(self, scope: Scope, proto: Any) -> None:
        try:
            await self._answer(scope, proto)
        except Refused as refused:
            self._counters.add("refused")
            send_reply(proto, refused.reply(scope.path), scope.method == "HEAD")
        except Exception:  # the last resort: a reader must get an answer, and we a trace
            log.exception("%s %s failed", scope.method, scope.path)
            self._counters.add("errors")
            failed = Refused(500, "server-error", "Something went wrong here.")
            send_reply(proto, failed.reply(scope.path))

    async def _answer(self, scope: Scope, proto: Any) -> None:
        path, head = scope.path, scope.method == "HEAD"
        if scope.method in READING and await self._page(scope, proto):
            return
        if path.startswith((STATIC, MEDIA)):
            self._send_file(scope, proto)
        elif path == "/health":
            send_reply(proto, await health_reply(self._pool), head)
        elif path == "/metrics":
            send_reply(proto, self._metrics() if may_see_metrics(scope) else ABSENT, head)
        else:
            self._count_django(await self._django.answer(scope, proto))

    async def _page(self, scope: Scope, proto: Any) -> bool:
        """Answer with a kept page, or with what came of looking for one; False leaves it open."""
        headers = scope.headers
        key = page_key(
            scheme=reader_scheme(scope),
            host=headers.get("host"),
            path=scope.path,
            query=scope.query_string,
        )
        if key is None or headers.get("authorization") is not None:
            return False
        page = await self._pages.page(key, functools.partial(wsgi_environ, scope))
        if isinstance(page, Entry):
            self._counters.add("page_requests")
            await self._send_entry(page, scope, proto)
        elif page is not None:
            self._count_django(page.status)
            send_reply(proto, page, scope.method == "HEAD")
        return page is not None

    async def _send_entry(self, entry: Entry, scope: Scope, proto: Any) -> None:
        headers = scope.headers
        if tag_matches(headers.get("if-none-match"), entry.etag):
            self._counters.add("not_modified")
            kept = ("cache-control", "etag", "vary")
            return proto.response_empty(304, [head for head in entry.headers if head[0] in kept])
        if accepts_gzip(headers.get("accept-encoding")):
            fields, body = entry.headers, entry.body
        else:
            fields, body = entry.identity_headers(), await self._unpacked(entry.body)
        if scope.method == "HEAD":
            return proto.response_empty(200, [*fields, ("content-length", str(len(body)))])
        return proto.response_bytes(200, fields, body)

    async def _unpacked(self, body: bytes) -> bytes:
        if len(body) <= SMALL:
            return gzip.decompress(body)
        return await asyncio.get_running_loop().run_in_executor(self._pool, gzip.decompress, body)

    def _send_file(self, scope: Scope, proto: Any) -> None:
        self._counters.add("file_requests")
        head = scope.method == "HEAD"
        if scope.method not in READING:
            return send_reply(proto, ONLY_READ)
        file = self._file(scope)
        if file is None:
            return send_reply(proto, ABSENT, head)
        send_file(proto, file, scope.headers, head=head)
        return None

    def _file(self, scope: Scope) -> File | None:
        if scope.path.startswith(MEDIA):
            return media_file(self._media, scope.path.removeprefix(MEDIA))
        packed = accepts_gzip(scope.headers.get("accept-encoding"))
        return self._static.get(scope.path.removeprefix(STATIC), gzip=packed)

    def _count_django(self, status: int) -> None:
        self._counters.add("django_requests")
        if status >= 500:
            self._counters.add("errors")

    def _metrics(self) -> Reply:
        kind = ("content-type", "text/plain; version=0.0.4; charset=utf-8")
        return Reply(200, [*FILE_HEADERS, kind], self._counters.text().encode())

    async def close(self) -> None:
        """Let what is being answered finish."""
        self._django.close()
        self._pool.shutdown(wait=True)
        await self._pages.watch.close()


def may_see_metrics(scope: Scope) -> bool:
    """Let only this machine and its private network see figures: not what a proxy hands on."""
    if scope.headers.get("x-forwarded-for") or scope.headers.get("forwarded"):
        return False
    try:
        return ipaddress.ip_address(peer_address(scope)).is_private
    except ValueError:
        return False

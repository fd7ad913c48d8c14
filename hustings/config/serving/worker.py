"""Put one worker process together, after it was forked."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from hustings.config.serving.counters import Counters
from hustings.config.serving.django_lane import DjangoLane
from hustings.config.serving.door import Door
from hustings.config.serving.environ import Scope
from hustings.config.serving.processes import die_with_parent
from hustings.config.serving.static import StaticFiles
from hustings.web.freshness.lane import PageLane
from hustings.web.freshness.postgresql_watch import PostgresqlWatch
from hustings.web.freshness.sqlite_watch import SqliteWatch
from hustings.web.freshness.store import Store
from hustings.web.freshness.watch import Watch

RENDERERS = 2
"""Threads that render pages for the cache; more would only take turns at the interpreter."""

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter from others. With Python's 5 ms a writer that comes
back from the disk waits for readers' work while all other writers wait for it (16 at a time: 428
posts/s against 487, mean of two rounds each)."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What one worker may use."""

    threads: int
    cache_bytes: int


class Worker:
    """What granian loads: makes the door once the worker's event loop is there."""

    def __init__(self, *, counters: Counters, sizes: Sizes, parent: int) -> None:
        self._counters, self._sizes, self._parent = counters, sizes, parent
        self._door: Door

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        die_with_parent(self._parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self._counters.claim()
        self._door = make_door(counters=self._counters, sizes=self._sizes)

    async def __rsgi__(self, scope: Scope, proto: Any) -> None:
        await self._door(scope, proto)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self._door.close())


def make_door(*, counters: Counters, sizes: Sizes) -> Door:
    application = WSGIHandler()
    pool = ThreadPoolExecutor(RENDERERS, thread_name_prefix="pages")
    pages = PageLane(
        store=Store(limit=sizes.cache_bytes),
        watch=make_watch(),
        handle=application.get_response,
        pool=pool,
        count=counters.add,
    )
    return Door(
        pages=pages,
        django=DjangoLane(application, threads=sizes.threads),
        static=StaticFiles(Path(settings.STATIC_ROOT)),
        media=Path(settings.MEDIA_ROOT),
        counters=counters,
        pool=pool,
    )


def make_watch() -> Watch:
    """Return the freshness check for this site's database."""
    if connection.vendor == "sqlite":
        return SqliteWatch(Path(connection.settings_dict["NAME"]))
    parameters = dict(connection.get_connection_params())
    for django_only in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(django_only, None)
    return PostgresqlWatch(parameters)

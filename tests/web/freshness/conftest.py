"""Workers of the cache, as many as a test needs, each with a memory and a connection of its own."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import RequestFactory

from hustings.config.serving.worker import make_watch
from hustings.web.freshness.keys import page_key
from hustings.web.freshness.lane import PageLane
from hustings.web.freshness.render import Reply
from hustings.web.freshness.store import Entry, Store


class CacheWorker:
    """What one worker process is to the cache."""

    def __init__(self, *, limit: int = 10_000_000) -> None:
        self.counted: Counter[str] = Counter()
        self.loop = asyncio.new_event_loop()
        self.pool = ThreadPoolExecutor(2)
        self.lane = PageLane(
            store=Store(limit=limit),
            watch=make_watch(),
            handle=WSGIHandler().get_response,
            pool=self.pool,
            count=lambda name, amount: self.counted.update({name: amount}),
        )

    async def answer(self, path: str, **headers: str) -> Entry | Reply | None:
        request = RequestFactory().get(path, headers=headers)
        key = page_key(
            scheme="http",
            host="testserver",
            path=request.path,
            query=request.META["QUERY_STRING"],
        )
        assert key is not None
        return await self.lane.page(key, lambda: request.META)

    def get(self, path: str, **headers: str) -> Entry | Reply | None:
        return self.loop.run_until_complete(self.answer(path, **headers))

    def text(self, path: str, **headers: str) -> str:
        """Return the page a reader sees; it must be one that was kept."""
        entry = self.get(path, **headers)
        assert isinstance(entry, Entry), entry
        return gzip.decompress(entry.body).decode()

    def close(self) -> None:
        self.loop.run_until_complete(self.lane.watch.close())
        for _ in range(2):
            self.pool.submit(connections.close_all).result()
        self.pool.shutdown()
        self.loop.close()


@pytest.fixture
def workers(committed, settings):
    """Make workers on the plain views of ``tests.served_site``."""
    settings.ROOT_URLCONF = "tests.served_site.urls"
    made: list[CacheWorker] = []

    def make(**options) -> CacheWorker:
        made.append(CacheWorker(**options))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def worker(workers) -> CacheWorker:
    return workers()

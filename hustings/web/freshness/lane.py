"""Answer readers of one page from memory, and let one of them fetch it when it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hustings.web.freshness.keys import PageKey
from hustings.web.freshness.render import Environ, Handler, Rendered, Reply, render
from hustings.web.freshness.store import Entry, Store
from hustings.web.freshness.watch import CheckFailed, Watch

Count = Callable[[str, float], None]
"""Adds to a counter of this name."""


class Flight:
    """One rendering on its way. ``reading`` is set just before it looks at the database."""

    def __init__(self) -> None:
        self.reading = False
        self.landed: asyncio.Task[Rendered]


class PageLane:
    """The fresh-page cache of one worker process; all of it runs on the event loop.

    A request that arrived before a rendering began to read is satisfied by it, whatever is
    committed after. One that arrived later waits for it to land and then asks the database anew.
    """

    def __init__(
        self,
        *,
        store: Store,
        watch: Watch,
        handle: Handler,
        pool: ThreadPoolExecutor,
        count: Count,
    ) -> None:
        self.store, self.watch = store, watch
        self._handle, self._pool, self._count = handle, pool, count
        self._flights: dict[PageKey, Flight] = {}

    async def page(self, key: PageKey, environ: Callable[[], Environ]) -> Entry | Reply | None:
        """Return a fresh entry, or the answer to this request alone, or None: ask Django.

        ``environ`` gives the request as WSGI knows it; it is called on a miss only.
        """
        while True:
            entry = self.store.get(key)
            try:
                if entry is not None and await self.watch.is_fresh(entry):
                    self._count("hits", 1)
                    return entry
            except CheckFailed:
                self._count("failed_checks", 1)
                return None
            flight = self._flights.get(key)
            if flight is None:
                rendered = await asyncio.shield(self._take_off(key, environ()).landed)
                return rendered.entry or rendered.reply
            joined = not flight.reading
            rendered = await asyncio.shield(flight.landed)
            if joined:
                return rendered.entry
            if rendered.entry is None:
                return None

    def _take_off(self, key: PageKey, environ: Environ) -> Flight:
        flight = self._flights[key] = Flight()
        flight.landed = asyncio.create_task(self._fly(key, environ, flight))
        self._count("misses", 1)
        return flight

    async def _fly(self, key: PageKey, environ: Environ, flight: Flight) -> Rendered:
        """Render on a thread. The flight is off the board in the same step in which it lands:
        whoever found it landed, and still there, would wait for it for ever without waiting."""

        def fly() -> Rendered:
            flight.reading = True
            return render(self._handle, environ, key=key)

        try:
            rendered = await asyncio.get_running_loop().run_in_executor(self._pool, fly)
        finally:
            del self._flights[key]
        self._take_over(key, rendered)
        return rendered

    def _take_over(self, key: PageKey, rendered: Rendered) -> None:
        """Keep what a rendering brought, or forget the page that may no longer be kept."""
        pages, size = len(self.store), self.store.size
        if rendered.entry is None:
            self.store.drop(key)
        else:
            self.store.put(key, rendered.entry)
        self._count("render_seconds", rendered.seconds)
        self._count("pages", len(self.store) - pages)
        self._count("page_bytes", self.store.size - size)

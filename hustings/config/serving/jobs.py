"""Threads for work that blocks, and its results on the event loop that waits for them.

    answer = await jobs.do(work, loop)

What ``run_in_executor`` does, with one future and one wake-up of the loop for each job where that
has two futures, their chain, and a lock for every step: a quarter of what a post cost the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

Job = tuple[Callable[[], Any], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Jobs:
    """A fixed number of threads that take jobs in the order in which they come."""

    def __init__(self, threads: int, *, name: str) -> None:
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._work, name=f"{name}_{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def do(self, work: Callable[[], Any], loop: asyncio.AbstractEventLoop) -> asyncio.Future[Any]:
        """Return what will hold the result of ``work``; cancelling it does not stop the work."""
        result = loop.create_future()
        self._queue.put((work, result, loop))
        return result

    def _work(self) -> None:
        while job := self._queue.get():
            work, result, loop = job
            settle: Callable[[Any], None] = result.set_result
            try:
                found = work()
            except BaseException as failure:  # whoever waits must hear of it, and the thread live
                settle, found = result.set_exception, failure
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                loop.call_soon_threadsafe(_settle, settle, result, found)

    def close(self) -> None:
        """Finish what was begun and what waits, then end the threads."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()


def _settle(settle: Callable[[Any], None], result: asyncio.Future[Any], found: Any) -> None:
    if not result.done():  # whoever waited may have gone
        settle(found)

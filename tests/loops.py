"""Coroutines in tests, whatever else runs on the test's own thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on a thread of its own.

    Once a browser test has run, Playwright's loop is the one of pytest's thread.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, story).result()

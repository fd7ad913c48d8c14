"""Run tasks on all cores of this machine: ``--engine local``.

Tasks are plain functions of one picklable argument, so that a cluster can take the same ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

Run = Callable[..., Iterable[Any]]


def cores() -> int:
    """Return the processor cores this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def local_engine(jobs: int) -> Iterator[Run]:
    """Yield a ``map`` that uses ``jobs`` processes, or this one alone."""
    if jobs <= 1:
        yield map
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield pool.map


def progress(message: str) -> None:
    """Tell a person at a terminal what is being done."""
    if sys.stderr.isatty():
        sys.stderr.write(f"… {message}\n")

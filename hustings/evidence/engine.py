"""Run tasks on all cores of this machine: ``--engine local``.

Tasks are plain functions of one picklable argument, so that a cluster can take the same ones.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from typing import Any

AHEAD = 3
"""Tasks made for each process before their results are taken."""

Run = Callable[..., Iterable[Any]]


def cores() -> int:
    """Return the processor cores this process may use."""
    return len(os.sched_getaffinity(0))


def local_engine(jobs: int) -> Run:
    """Return a ``map`` that uses ``jobs`` processes, or this one alone."""
    return map if jobs <= 1 else partial(run_on, jobs)


def run_on(jobs: int, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
    """Yield the results of tasks, carried out by so many processes that end with the last.

    Processes of a command that goes on without them would hold their memory until its end.
    """
    with ProcessPoolExecutor(jobs) as pool:
        yield from mapped(pool, function, tasks, ahead=AHEAD * jobs)


def mapped(
    pool: Executor, function: Callable[[Any], Any], tasks: Iterable[Any], *, ahead: int
) -> Iterator[Any]:
    """Yield the results in the order of the tasks.

    At most ``ahead`` tasks are made before their results are taken: ``Executor.map`` would make
    all of them at once, and with them hold a whole site in memory a second time.
    """
    waiting: deque[Future[Any]] = deque()
    for task in tasks:
        if len(waiting) == ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(function, task))
    while waiting:
        yield waiting.popleft().result()


def progress(message: str) -> None:
    """Tell a person at a terminal what is being done."""
    if sys.stderr.isatty():
        sys.stderr.write(f"… {message}\n")

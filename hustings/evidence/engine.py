"""Run tasks on all cores of this machine: ``--engine local``.

Tasks are plain functions of one picklable argument, so that a cluster can take the same ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Thread
from typing import Any

from hustings.algorithms.evidence.ordered import ordered_map

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
    from concurrent.futures import ProcessPoolExecutor  # slow to import for one that is not used

    with ProcessPoolExecutor(jobs, initializer=_end_with_parent) as pool:
        yield from ordered_map(pool, function, tasks, ahead=AHEAD * jobs)


def _end_with_parent() -> None:
    """End this process when the command that made it is gone, killed perhaps."""

    from multiprocessing import parent_process

    def watch() -> None:
        parent = parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()

"""Carry out tasks in a pool without making all of them at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def ordered_map(
    pool: Executor, function: Callable[[Task], Result], tasks: Iterable[Task], *, ahead: int
) -> Iterator[Result]:
    """Yield the results in the order of the tasks.

    At most ``ahead`` tasks are made before their results are taken: ``Executor.map`` would make
    all of them at once, and with them hold a whole site in memory a second time.
    """
    waiting: deque[Future[Result]] = deque()
    for task in tasks:
        if len(waiting) == ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(function, task))
    while waiting:
        yield waiting.popleft().result()

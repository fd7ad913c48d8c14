"""A generator in a process of its own: the same items, the same errors, no process left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
from itertools import count

import pytest

from hustings.exchange.beside import beside
from hustings.exchange.errors import BrokenFile


def test_items_come_in_order_from_another_process():
    with beside(lambda: iter([os.getpid(), "a", ["b"]])) as items:
        first, *rest = items
    assert first != os.getpid()
    assert rest == ["a", ["b"]]


def test_what_is_raised_there_is_raised_here_with_its_facts():
    def produce():
        yield 1
        raise BrokenFile("line 3: cut off", line=3)

    with beside(produce) as items:
        assert next(items) == 1
        with pytest.raises(BrokenFile, match="line 3: cut off") as raised:
            next(items)
    assert raised.value.data == {"line": 3}


def test_leaving_early_ends_the_process():
    with beside(count) as items:
        assert next(items) == 0
        (process,) = multiprocessing.active_children()
    assert not process.is_alive()


def test_a_killed_process_is_no_silent_end():
    def produce():
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with beside(produce) as items:
        assert next(items) == 1
        with pytest.raises(ChildProcessError, match="was killed"):
            next(items)

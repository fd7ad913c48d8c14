"""Run a generator in a process of its own, beside this one, on the machine's next core.

    with beside(lambda: prepare(records)) as steps:
        for step in steps: …

Items travel through a pipe one by one, so the generator is at most one item ahead and memory stays
flat. What it raises is raised here. The process is forked: begin before threads or connections
are opened here, which it must not inherit.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")

_END = "end"
_ITEM = "item"
_RAISED = "raised"


@contextmanager
def beside(produce: Callable[[], Iterator[T]]) -> Iterator[Iterator[T]]:
    """Start the generator; end its process when the block is left, however it is left."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_all, args=(produce, receiver, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield _received(receiver)
    finally:
        receiver.close()
        process.terminate()
        process.join()


def _received(receiver: Connection) -> Iterator[T]:
    while True:
        try:
            kind, content = receiver.recv()
        except EOFError:
            raise ChildProcessError("the process that reads the file was killed") from None
        if kind == _END:
            return
        if kind == _RAISED:
            raise content
        yield content


def _send_all(produce: Callable[[], Iterator[T]], receiver: Connection, sender: Connection) -> None:
    """Send every item, then the end or what was raised; stop where nobody listens any more."""
    receiver.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process in front decides
    with suppress(BrokenPipeError):
        try:
            for item in produce():
                sender.send((_ITEM, item))
            sender.send((_END, None))
        except BrokenPipeError:
            raise
        except Exception as raised:
            sender.send((_RAISED, raised))

"""Where new ids come from: the clock, this process's node number, a counter.

A node number belongs to one living process: it is a locked file in the data directory. Hosts that
share a database take different ranges by ``HUSTINGS_HOST_NUMBER`` (0 to 31), 16 processes each.
The file also holds a time that no id of this node has passed, so that neither a clock stepping
back nor a restart after one can repeat or reorder the ids of a node.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hustings.algorithms import ids

PROCESSES_PER_HOST = 16
RESERVED_MILLISECONDS = 10_000
"""How far the mark in the file runs ahead of the ids given out."""


class Node:
    """This process's node number and the ids it has given out."""

    def __init__(self, directory: Path, *, host: int) -> None:
        self._lock = threading.Lock()
        self._file, slot = _take_slot(directory)
        self.number = host * PROCESSES_PER_HOST + slot
        self._mark = int(os.pread(self._file, 32, 0) or b"0")
        self._last, self._counter = self._mark, ids.COUNTERS - 1

    def next_id(self, *, milliseconds: int) -> int:
        """Return an id never given out before, not below any earlier one of this node."""
        with self._lock:
            if milliseconds > self._last:
                self._last, self._counter = milliseconds, 0
            elif self._counter + 1 < ids.COUNTERS:
                self._counter += 1
            else:  # the clock stands still, went back, or 4,096 ids went in one millisecond
                self._last, self._counter = self._last + 1, 0
            if self._last >= self._mark:
                self._reserve()
            return ids.compose(milliseconds=self._last, node=self.number, counter=self._counter)

    def _reserve(self) -> None:
        """Move the mark ahead; on disk first, so that a full disk leaves no id unguarded."""
        mark = self._last + RESERVED_MILLISECONDS
        os.pwrite(self._file, b"%032d" % mark, 0)
        os.fsync(self._file)
        self._mark = mark


def _take_slot(directory: Path) -> tuple[int, int]:
    """Lock the first free slot file; it stays locked until this process ends."""
    directory.mkdir(parents=True, exist_ok=True)
    for slot in range(PROCESSES_PER_HOST):
        file = os.open(directory / f"{slot:02}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        return file, slot
    raise ImproperlyConfigured(
        f"More than {PROCESSES_PER_HOST} Hustings processes use {directory}: stop one of them."
    )


_node: Node | None = None
_node_process = 0
_making = threading.Lock()


def this_node() -> Node:
    """Return the node of this process; a forked child gets its own."""
    global _node, _node_process
    if _node is None or _node_process != os.getpid():
        with _making:
            if _node is None or _node_process != os.getpid():
                _node = Node(settings.HUSTINGS_DATA / "nodes", host=settings.HUSTINGS_HOST_NUMBER)
                _node_process = os.getpid()
    return _node


def new_id() -> int:
    """Return a new id that carries the present time."""
    return this_node().next_id(milliseconds=time.time_ns() // 1_000_000)


def milliseconds_of(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

"""Django's SQLite backend, with a fair queue before ``BEGIN IMMEDIATE``.

SQLite's own waiting is a sleep of growing length, after which whoever tries first wins; sixteen
writers then wait for up to seconds while the database is idle in between. Here writers of all
processes queue at a locked file beside the database and are woken as soon as it is their turn.
Readers never touch the file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.db.backends.sqlite3 import base

from hustings.config.sqlite.groups import Writers

Result = TypeVar("Result")
_writers = Writers()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose immediate transactions hold the writers' lock until they end."""

    _turn: int | None = None

    @property
    def queues(self) -> bool:
        name = str(self.settings_dict["NAME"])
        writing = self.transaction_mode in {"IMMEDIATE", "EXCLUSIVE"}
        return writing and not self.is_in_memory_db() and bool(name)

    @property
    def changes(self) -> int:
        """How many rows this connection has changed since it was opened, rolled back or not."""
        return self.connection.total_changes

    def commit_together(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns once that is on disk, or raise what it raises.

        A transaction that is open already takes the work in (``groups.py`` says what it may do).
        """
        self.ensure_connection()  # only then does it know how it begins transactions
        if self.queues and not self.in_atomic_block:
            return _writers.commit(work)
        with transaction.atomic():
            return work()

    def _start_transaction_under_autocommit(self) -> None:
        if self.queues:
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _take_turn(self) -> None:
        if self._turn is None:
            file = f"{self.settings_dict['NAME']}-writers"
            self._turn = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._turn, fcntl.LOCK_EX)

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)  # closing the only descriptor gives the lock up
            self._turn = None

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()


@contextmanager
def deferred(connection: DatabaseWrapper) -> Iterator[None]:
    """Let transactions begun inside read one snapshot instead of queueing as writers."""
    before = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = before

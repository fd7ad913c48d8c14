"""Write in one transaction, in the way in which this database admits the most writers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

Result = TypeVar("Result")


def commit_together(work: Callable[[], Result]) -> Result:
    """Return what ``work`` returns once that is on disk, or raise what it raises.

    On SQLite the works of threads that wait share a commit (``hustings.config.sqlite``); a work
    may then run on another thread's connection, or twice with nothing left of the first time, so
    it must ask for nothing ``on_commit``. PostgreSQL groups commits itself.
    """
    together = getattr(connections[DEFAULT_DB_ALIAS], "commit_together", None)
    if together is not None:
        return together(work)
    with transaction.atomic():
        return work()

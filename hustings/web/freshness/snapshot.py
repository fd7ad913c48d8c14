"""Read a page and its revisions from one moment of the database.

    with snapshot():
        response = …          # every query sees the same moment
        read_revisions(…)     # and so do these

A kept page can then never be labelled newer than what it shows, whatever is committed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction

from hustings.config.sqlite.base import deferred

READS = ("SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA")


class WriteAttempted(BaseException):
    """A page that is being read wants to write: a picture's rendition, a row of a cache.

    Not an ``Exception``: code that swallows those would send the page without the picture, and
    keep it so.
    """


def refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Let reads through (an execution wrapper of Django's).

    A savepoint counts as a write: it is how Django begins ``get_or_create``, before any file is
    stored, and nothing that only reads needs one.
    """
    if not sql.lstrip(" (\n").upper().startswith(READS):
        raise WriteAttempted(sql.split(maxsplit=1)[0])
    return execute(sql, params, many, context)


@contextmanager
def snapshot() -> Iterator[None]:
    """Show one moment of the database, without a lock, to all that reads inside.

    SQLite: a deferred transaction, whose first read fixes the moment. PostgreSQL: REPEATABLE READ.

    Raises:
        WriteAttempted: something inside wanted to write; nothing was written.
    """
    connection.ensure_connection()
    with ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(deferred(connection))  # type: ignore[arg-type]
        stack.enter_context(transaction.atomic())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stack.enter_context(connection.execute_wrapper(refuse_writes))
        yield

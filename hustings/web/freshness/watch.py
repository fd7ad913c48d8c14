"""Ask the database, at every request, whether a kept page is still what it would say now.

Raw SQL on a kept connection: through the ORM the question would cost ten times the answer.
``is_fresh`` may be called from one event loop only, and raises ``CheckFailed`` where the database
does not answer; the request then goes the long way, through Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db import connection

from hustings.web.freshness.store import Entry

DISCUSSION = "discussion:"


class CheckFailed(Exception):
    """The database could not be asked."""


class Watch(Protocol):
    """What answers whether an entry is fresh."""

    async def is_fresh(self, entry: Entry) -> bool:
        """Tell whether no revision of this entry rose before this was called."""
        ...

    async def close(self) -> None: ...


def split_keys(keys: Iterable[str]) -> tuple[list[str], list[int]]:
    """Return the keys in the journal's table, and the discussions whose own column counts.

    Raises:
        ValueError: a discussion's key holds no number.
    """
    of_journal, discussions = [], []
    for key in keys:
        if key.startswith(DISCUSSION):
            discussions.append(int(key.removeprefix(DISCUSSION)))
        else:
            of_journal.append(key)
    return of_journal, discussions


def rows_query(keys: Iterable[str], *, mark: str) -> tuple[str, list[str | int]]:
    """Return one query for (key, revision) of all these, and its values.

    ``mark`` is what stands for a value in the driver's SQL.
    """
    of_journal, discussions = split_keys(keys)
    parts: list[str] = []
    values: list[str | int] = [*of_journal, *discussions]
    if of_journal:
        marks = ", ".join([mark] * len(of_journal))
        parts.append(f"SELECT key, value FROM journal_revision WHERE key IN ({marks})")
    if discussions:
        marks = ", ".join([mark] * len(discussions))
        parts.append(
            f"SELECT '{DISCUSSION}' || id, revision FROM discussions_discussion"
            f" WHERE id IN ({marks})"
        )
    return " UNION ALL ".join(parts), values


def with_absent(keys: Iterable[str], found: Mapping[str, int]) -> dict[str, int]:
    """Return a revision for every key; what has no row was never changed, or is gone: 0."""
    return {key: found.get(key, 0) for key in keys}


def read_revisions(keys: Iterable[str]) -> dict[str, int]:
    """Return the revisions that the current transaction of Django's connection sees. One query."""
    wanted = sorted(set(keys))
    query, values = rows_query(wanted, mark="%s")
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return with_absent(wanted, dict(cursor.fetchall()))

"""Say that something pages show has changed, in the transaction that changes it."""

from __future__ import annotations

from django.db import connection

FURNITURE = "furniture"
NAMES = "names"
LISTS = "list"


def story(page_id: int) -> str:
    """Return the key of one story page."""
    return f"story:{page_id}"


def bump(*keys: str) -> None:
    """Raise these revisions by one, in sorted order so that two writers cannot lock crosswise.

    One statement a key, in the caller's transaction.
    """
    with connection.cursor() as cursor:
        for key in sorted(set(keys)):
            cursor.execute(
                "INSERT INTO journal_revision (key, value) VALUES (%s, 1)"
                " ON CONFLICT (key) DO UPDATE SET value = journal_revision.value + 1",
                [key],
            )


def current(key: str) -> int:
    """Return a revision as this transaction sees it; 0 before its first change. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM journal_revision WHERE key = %s", [key])
        row = cursor.fetchone()
    return row[0] if row else 0

"""Statements that are sent at every post: prepared once, where the database lets us."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def prepared_cursor() -> Any:
    """Return a cursor of Django's for our own plain statements.

    PostgreSQL parses and plans such a statement once for each connection, not each time, and gets
    the values apart from it. Django's own cursors write the values into the statement, since some
    of the ORM's queries need that. SQLite's driver prepares what it is given anyhow.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up at each access
    if database.vendor != "postgresql":
        return database.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs psycopg

    database.ensure_connection()
    with database.wrap_database_errors:
        cursor: Any = ServerBindingCursor
        return database._prepare_cursor(cursor(database.connection))

"""The freshness check on SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hustings.web.freshness.store import Entry
from hustings.web.freshness.watch import CheckFailed, rows_query, with_absent

PATIENCE = 5.0
"""Seconds to wait where the file is locked whole (a recovery after a crash); readers of a log
never wait for a writer."""


class SqliteWatch:
    """Asks ``PRAGMA data_version`` first: unchanged means that nobody has committed anything.

    The number is this connection's own, so it is kept together with the connection it came from.
    It is read before the revisions are: a commit in between is then noticed next time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"{self._file.absolute().as_uri()}?mode=ro",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
        return self._connection

    async def is_fresh(self, entry: Entry) -> bool:
        try:
            connection = self._connected()
            version = (connection, connection.execute("PRAGMA data_version").fetchone())
            if entry.verified == version:
                return True
            query, values = rows_query(entry.revisions, mark="?")
            found = dict(connection.execute(query, values).fetchall())
        except sqlite3.Error as fault:
            await self.close()
            raise CheckFailed from fault
        if with_absent(entry.revisions, found) != entry.revisions:
            return False
        entry.verified = version
        return True

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

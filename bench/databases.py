"""The database a bench runs on: SQLite in the data directory, or a PostgreSQL server of its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

Row = tuple[int, str]


class Sqlite:
    """The file in a data directory."""

    name = "SQLite"
    env = {"HUSTINGS_DATABASE_URL": ""}
    processes: tuple[int, ...] = ()
    """The database's own: none, the server's processes are those that read the file."""

    def rows(self, data: Path, query: str) -> list[Row]:
        database = sqlite3.connect(data / "hustings.sqlite3")
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def is_intact(self, data: Path) -> bool:
        return self.rows(data, "PRAGMA integrity_check") == [("ok",)]


class Postgresql:
    """A server on a folder of its own that flushes each commit, and can be stopped or crashed."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = self.start()
        self.env = {"HUSTINGS_DATABASE_URL": self.url}

    def start(self) -> str:
        return self._script("start")

    @property
    def processes(self) -> tuple[int, ...]:
        """The first of its processes; the others are its children."""
        return (int((self._folder / "data" / "postmaster.pid").read_text().split()[0]),)

    def stop(self) -> None:
        self._script("stop")

    def crash(self) -> None:
        """Stop without finishing anything: what was committed must come back from the log."""
        self._script("stop", "--at-once")

    def _script(self, action: str, *options: str) -> str:
        script = [sys.executable, str(ROOT / "scripts" / "postgresql"), action, str(self._folder)]
        done = subprocess.run([*script, *options], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def rows(self, data: Path, query: str) -> list[Row]:
        import psycopg

        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def is_intact(self, data: Path) -> bool:
        """Read everything; pages carry checksums, so a torn one is an error."""
        query = "SELECT id, data::text FROM journal_event"
        return len(self.rows(data, query)) >= 0


Database = Sqlite | Postgresql


@contextmanager
def database(kind: str) -> Iterator[Database]:
    """Give ``sqlite`` or ``postgresql``; the server and all its data go at the end."""
    if kind == "sqlite":
        yield Sqlite()
        return
    with tempfile.TemporaryDirectory(prefix="hustings-pg-", dir="/tmp") as folder:
        server = Postgresql(Path(folder))
        try:
            yield server
        finally:
            server.stop()

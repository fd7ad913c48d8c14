"""Make one file of everything a site cannot lose, while it is being served.

The file is a zstd-compressed tar: a manifest, the database as it stood at one moment, the media
files, and the site's secret. Keys of traces are left out on purpose: destroying them is what makes
old traces unreadable, and a backup must not undo that.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import zstandard

from hustings import __version__
from hustings.config import bootstrap
from hustings.errors import BadInput

FORMAT = 2
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
TABLES = "tables/"
MEDIA = "media/"
SECRET = "keys/secret"
PAGES_A_STEP = 2000
"""SQLite pages copied before writers get a turn."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write the backup")
    bootstrap.add_data_argument(parser)
    bootstrap.add_json_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    bootstrap.start(arguments)
    bootstrap.require_database()
    result = back_up(arguments.file, now=datetime.now(UTC))
    if arguments.json:
        print(json.dumps(result))
    else:
        print(f"{arguments.file}: {result['bytes']:,} bytes, {result['media']} media files.")
        print("It holds the site's secret and readers' addresses: keep it where only you can read.")
    return 0


def back_up(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the backup; the file appears under its name only when it is whole and on disk.

    Raises:
        BadInput: the file exists already, or cannot be written.
    """
    if target.exists():
        raise BadInput(f"{target} exists already; choose another name.")
    partial = target.with_name(target.name + ".partial")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            media = _write(file, now=now)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    except OSError as failed:
        partial.unlink(missing_ok=True)
        raise BadInput(f"The backup could not be written: {failed}.") from failed
    return {"file": str(target), "bytes": target.stat().st_size, "media": media}


def _write(file: IO[bytes], *, now: datetime) -> int:
    """Write all members; the manifest is last, so that a cut file can be told from a whole one."""
    from django.conf import settings
    from django.db import connection

    compressor = zstandard.ZstdCompressor(level=6, write_checksum=True)
    with (
        compressor.stream_writer(file, closefd=False) as stream,
        tarfile.open(fileobj=stream, mode="w|") as archive,
    ):
        engine = connection.vendor
        tables = _add_sqlite(archive) if engine == "sqlite" else _add_postgresql(archive)
        media = _add_media(archive, Path(settings.MEDIA_ROOT))
        _add_bytes(archive, SECRET, settings.SECRET_KEY.encode())
        manifest = {
            "format": FORMAT,
            "hustings": __version__,
            "engine": engine,
            "made": now.isoformat(),
            "migrations": applied_migrations(),
            "tables": tables,
            "media": media,
        }
        _add_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
    return media


def applied_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, BytesIO(content))


def _add_sqlite(archive: tarfile.TarFile) -> dict[str, list[str]]:
    """Add a copy made by SQLite's own online backup: one moment, writers are not stopped."""
    from django.conf import settings

    with tempfile.TemporaryDirectory(dir=settings.HUSTINGS_DATA, prefix="backup-") as directory:
        copy = Path(directory) / SQLITE
        source = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=30)
        with sqlite3.connect(copy) as target:
            source.execute("BEGIN")  # holds one snapshot, so that writers cannot restart the copy
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES_A_STEP)
        source.close()
        target.close()
        archive.add(copy, SQLITE)
    return {}


@contextmanager
def _one_snapshot() -> Iterator[Any]:
    """Open a PostgreSQL transaction that sees one moment throughout."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def _add_postgresql(archive: tarfile.TarFile) -> dict[str, list[str]]:
    """Add every table as PostgreSQL's own COPY text, all from one snapshot; return their columns.

    The columns are named because a table that grew by migrations may hold them in another order
    than one made afresh.
    """
    tables = {}
    with _one_snapshot() as cursor:
        for table in table_names():
            tables[table] = columns_of(cursor, table)
            _add_table(archive, cursor, table, tables[table])
    return tables


def columns_of(cursor: Any, table: str) -> list[str]:
    """Return the names of a table's columns in the order it holds them."""
    from django.db import connection

    return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def with_columns(table: str, columns: Iterable[str]) -> str:
    """Return a table with its columns as COPY wants them; both are names of our own tables."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({quoted})'


def _add_table(archive: tarfile.TarFile, cursor: Any, table: str, columns: list[str]) -> None:
    with tempfile.TemporaryFile() as spool:
        with cursor.copy(f"COPY {with_columns(table, columns)} TO STDOUT") as copy:
            for block in copy:
                spool.write(block)
        member = tarfile.TarInfo(f"{TABLES}{table}")
        member.size, member.mode = spool.tell(), 0o600
        spool.seek(0)
        archive.addfile(member, spool)


def table_names() -> list[str]:
    """Return the tables of this site: all that the installed models and Django itself use."""
    from django.db import connection

    kept = set(connection.introspection.django_table_names(only_existing=True))
    return sorted(kept | {"web_cache"})


def _add_media(archive: tarfile.TarFile, root: Path) -> int:
    """Add media after the database, so that no row points at a file that is not there yet.

    A file that somebody deletes meanwhile is left out, as its row will be next time.
    """
    count = 0
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with suppress(FileNotFoundError):
                archive.add(path, MEDIA + str(path.relative_to(root)))
                count += 1
    return count

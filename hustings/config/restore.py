"""Bring a backup back into an empty data directory or an empty PostgreSQL database.

Everything is unpacked and proved beside its place first; a file that is cut, of another version
or not a backup at all changes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import zstandard

from hustings.config import backup, bootstrap
from hustings.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that 'backup' made")
    bootstrap.add_data_argument(parser)
    bootstrap.add_json_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    data = Path(arguments.data or os.environ.get("HUSTINGS_DATA") or "hustings-data").absolute()
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=".restore-") as directory:
        unpacked = Path(directory)
        manifest = unpack(arguments.file, unpacked)
        place(unpacked, data, manifest, arguments)
    if arguments.json:
        print(json.dumps({"file": str(arguments.file), "made": manifest["made"]}))
    else:
        print(f"Restored the site as it stood at {manifest['made']} into {data}.")
    return 0


def unpack(file: Path, directory: Path) -> dict[str, Any]:
    """Unpack a backup and return its manifest.

    Raises:
        BadInput: it cannot be read to its end, or is not a backup this version understands.
    """
    try:
        with (
            open(file, "rb") as handle,
            zstandard.ZstdDecompressor().stream_reader(handle) as stream,
            tarfile.open(fileobj=stream, mode="r|") as archive,
        ):
            archive.extractall(directory, filter="data")
    except FileNotFoundError as absent:
        raise BadInput(f"There is no file {file}.") from absent
    except (OSError, EOFError, tarfile.TarError, zstandard.ZstdError, ValueError) as broken:
        raise BadInput(f"{file} is not a whole backup ({broken}); nothing was changed.") from broken
    return read_manifest(file, directory)


def read_manifest(file: Path, directory: Path) -> dict[str, Any]:
    """Return the manifest of an unpacked backup; it was written last.

    Raises:
        BadInput: there is none, or it is of another format.
    """
    try:
        manifest = json.loads((directory / backup.MANIFEST).read_bytes())
        found = manifest["format"]
    except (OSError, ValueError, TypeError, KeyError) as foreign:
        raise BadInput(f"{file} is no backup of a site; nothing was changed.") from foreign
    if found != backup.FORMAT:
        raise BadInput(f"{file} is of format {found}, this reads {backup.FORMAT}.")
    return manifest


def place(
    unpacked: Path, data: Path, manifest: dict[str, Any], arguments: argparse.Namespace
) -> None:
    """Put the proved parts in their places; the database first."""
    if (data / "media").is_dir() and any((data / "media").iterdir()):
        raise BadInput(f"{data} already holds a site; restore into an empty directory.")
    wanted = "postgresql" if os.environ.get("HUSTINGS_DATABASE_URL") else "sqlite"
    if manifest["engine"] != wanted:
        raise BadInput(
            f"This backup is of a {manifest['engine']} site and HUSTINGS_DATABASE_URL says"
            f" {wanted}: set it accordingly."
        )
    if wanted == "sqlite":
        _place_sqlite(unpacked, data)
        _place_files(unpacked, data)
    else:
        _require_new_secret(data)
        os.environ["HUSTINGS_SECRET_KEY"] = (unpacked / backup.SECRET).read_text()
        bootstrap.start(arguments)
        with bootstrap.usable_database():
            _require_empty(manifest)
            _load_postgresql(unpacked, manifest)
        _place_files(unpacked, data)


def _require_new_secret(data: Path) -> None:
    if (data / backup.SECRET).exists():
        raise BadInput(
            f"{data / backup.SECRET} is there already. If a site uses it, restore into an empty"
            " directory; if a command only made it ('check' does), remove it and restore again."
        )


def _place_sqlite(unpacked: Path, data: Path) -> None:
    from hustings.config.environment import SQLITE_NAME

    target, source = data / SQLITE_NAME, unpacked / backup.SQLITE
    if target.exists():
        raise BadInput(f"{target} exists already; restore into an empty directory.")
    connection = sqlite3.connect(source)
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if verdict != "ok":
        raise BadInput(f"The database in the backup is damaged ({verdict}); nothing was changed.")
    data.mkdir(parents=True, exist_ok=True)
    os.chmod(source, 0o600)
    source.rename(target)


def _place_files(unpacked: Path, data: Path) -> None:
    (data / "keys").mkdir(parents=True, exist_ok=True)
    shutil.move(unpacked / backup.SECRET, data / backup.SECRET)
    if (unpacked / "media").is_dir():
        shutil.rmtree(data / "media", ignore_errors=True)
        shutil.move(unpacked / "media", data / "media")


def _require_empty(manifest: dict[str, Any]) -> None:
    """Refuse a database with tables, and a backup of other tables than ours, before any change."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    if connection.introspection.table_names():
        raise BadInput("The PostgreSQL database is not empty; create a fresh one for the restore.")
    ours = MigrationLoader(connection).disk_migrations
    unknown = {f"{app}.{name}" for app, name in ours} ^ set(manifest["migrations"])
    if unknown:
        raise BadInput(
            f"The backup was made by Hustings {manifest['hustings']}, whose tables differ"
            f" ({min(unknown)}): install that version, restore, then upgrade."
        )


def _load_postgresql(unpacked: Path, manifest: dict[str, Any]) -> None:
    """Fill an empty database in one transaction, constraints checked last."""
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic(), connection.cursor() as cursor:
        _require_own_tables(cursor, manifest["tables"])
        quoted = ", ".join(f'"{table}"' for table in manifest["tables"])
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for table, columns in manifest["tables"].items():
            _copy_in(
                cursor, backup.with_columns(table, columns), unpacked / f"{backup.TABLES}{table}"
            )
        for statement in _sequence_resets(cursor):
            cursor.execute(statement)


def _require_own_tables(cursor: Any, tables: dict[str, list[str]]) -> None:
    """Refuse names that are not this version's tables and columns: they become part of SQL."""
    known = backup.table_names()
    for table, columns in tables.items():
        if table not in known or set(columns) != set(backup.columns_of(cursor, table)):
            raise BadInput(f"The backup holds a table {table!r} that no version of ours wrote.")


def _copy_in(cursor: Any, columns: str, file: Path) -> None:
    with open(file, "rb") as rows, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
        while block := rows.read(1 << 20):
            copy.write(block)


def _sequence_resets(cursor: Any) -> list[str]:
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    models = apps.get_models(include_auto_created=True)
    return connection.ops.sequence_reset_sql(no_style(), models)

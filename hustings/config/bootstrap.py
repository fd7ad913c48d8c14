"""Start Django for a command, on the data directory and database it was asked to use.

def add_arguments(parser):
    bootstrap.add_data_argument(parser)

def run(arguments):
    bootstrap.start(arguments)
    from hustings.stories import actions   # only now may models be imported
"""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hustings.errors import BadInput

PREPARING = 0x4855_5354
"""The key of PostgreSQL's advisory lock ("HUST")."""


class NotReady(BadInput):
    """The database cannot be used as it is; the sentence says which command mends it."""

    code = "not-ready"


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="the data directory (default: $HUSTINGS_DATA, else hustings-data)",
    )


def add_json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def start(arguments: argparse.Namespace) -> None:
    """Set Django up.

    Raises:
        BadInput: a setting is wrong; the sentence names it.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    if getattr(arguments, "data", None):
        os.environ["HUSTINGS_DATA"] = arguments.data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.config.settings")
    try:
        with uncollected():
            django.setup()
    except ImproperlyConfigured as wrong:
        raise BadInput(str(wrong)) from wrong
    except OSError as unusable:
        raise BadInput(f"The data directory cannot be used: {unusable}.") from unusable


@contextmanager
def uncollected() -> Iterator[None]:
    """Load modules without looking for garbage among them, then set aside what is there.

    The collector finds next to nothing there and looks again and again. What is set aside is never
    looked through again, neither amid a rendering nor in the processes forked later, which so go
    on sharing its memory.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def require_sound_settings() -> None:
    """Refuse to serve with settings that our own checks call errors.

    Raises:
        BadInput: with the first of them and what to write instead.
    """
    from django.core import checks

    from hustings.web.checks import TAG

    for problem in checks.run_checks(tags=[TAG]):
        if problem.is_serious() and not problem.is_silenced():
            raise BadInput(f"{problem.msg} {problem.hint}")


@contextmanager
def usable_database() -> Iterator[None]:
    """Tell in one line what is wrong with a database or its directory, not where it was noticed.

    Raises:
        NotReady: the database is away, full, read-only, or not ours to write.
    """
    from django.db.utils import Error

    try:
        yield
    except Error as unusable:
        said = " ".join(str(unusable).split()).rstrip(".?")
        raise NotReady(f"The database cannot be used: {said}.") from unusable
    except OSError as unusable:
        raise NotReady(f"The data directory cannot be used: {unusable}.") from unusable


def require_database() -> None:
    """Refuse to work on a database that is away or not of this version.

    Raises:
        NotReady: with the command that mends it.
    """
    with usable_database():
        missing = unapplied_migrations()
        require_no_newer()
    if missing:
        raise NotReady(
            f"The database is not of this version ({len(missing)} migrations to apply):"
            " run 'hustings manage migrate', or start 'hustings serve', which does it."
        )


Migration = tuple[str, str]
"""An app's label and a migration's name."""


def unapplied_migrations() -> list[Any]:
    """Return the steps that bring the database to this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if shipped_migrations() <= recorded_migrations():
        return []  # told from names alone: a start need not load all migrations to do nothing
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def shipped_migrations() -> set[Migration]:
    """Return what lies in the installed apps' folders of migrations."""
    from django.apps import apps

    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([os.path.join(app.path, "migrations")])
    }


def recorded_migrations() -> set[Migration]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def require_no_newer() -> None:
    """Refuse a database that a newer Hustings has changed in ways this one does not know.

    Only our own rooms count: other packages forget migrations that later ones replaced.

    Raises:
        NotReady: with a migration that is not known here.
    """
    rooms = own_labels()
    unknown = sorted(
        f"{label}.{name}"
        for label, name in recorded_migrations() - shipped_migrations()
        if label in rooms
    )
    if unknown:
        raise NotReady(
            f"The database is of a newer Hustings ({unknown[0]} is not known here):"
            " install that version, or restore a backup that this one made."
        )


def own_labels() -> set[str]:
    from django.apps import apps

    return {app.label for app in apps.get_app_configs() if app.name.startswith("hustings.")}


@usable_database()
def prepare_database(*, quiet: bool = True) -> None:
    """Bring the database to this version and give it its front page; twice is once.

    Processes that start together wait for the first.

    Raises:
        NotReady: the database or the data directory cannot be used, or is of a newer version.
    """
    from django.conf import settings
    from django.core.management import call_command

    settings.HUSTINGS_DATA.mkdir(parents=True, exist_ok=True)
    with alone(settings.HUSTINGS_DATA / "preparing"), _empty_database_unsynced():
        require_no_newer()
        if unapplied_migrations():
            call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
        from hustings.stories.actions import prepare_site

        prepare_site(name=settings.WAGTAIL_SITE_NAME, base_url=settings.BASE_URL)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let one process of this machine at a time through; PostgreSQL's own lock does for others."""
    from django.db import connection

    with open(file, "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


@contextmanager
def _empty_database_unsynced() -> Iterator[None]:
    """Spare a new SQLite database the 200 flushes of its migrations: it holds nothing yet."""
    from django.db import connection

    if connection.vendor != "sqlite" or connection.introspection.table_names():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # flushes all of it

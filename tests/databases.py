"""The databases that tests run on: SQLite by default, PostgreSQL where the environment asks for it.

On PostgreSQL the tests that touch no database are left out. Migrations run once, into a template:
for SQLite it is kept from run to run under ``.pytest_cache`` until a migration changes.
(``tests/contracts`` runs them for real.)
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.environment import DATA, POSTGRESQL, ROOT, TEMPLATE, migrate, run_sql

TEMPLATES = ROOT / ".pytest_cache" / "databases"


def sqlite_template() -> Path:
    """Return a migrated database file, made if a migration has changed since the last one."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    file = TEMPLATES / f"{TEMPLATE}.sqlite3"
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in TEMPLATES.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory() as data:
                migrate(HUSTINGS_DATA=data)
                shutil.copy(Path(data) / "hustings.sqlite3", file)
    return file


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run what touches the database; browsers see no difference."""
    if POSTGRESQL:
        chosen = [one for one in items if _touches_database(one)]
        config.hook.pytest_deselected(items=[one for one in items if one not in chosen])
        items[:] = chosen


def _touches_database(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    wanted = "db" in fixtures or "transactional_db" in fixtures
    return (wanted or bool(item.get_closest_marker("django_db"))) and not (
        item.get_closest_marker("browser")
    )


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the prepared database as it is; it goes with its folder or its server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Begin with the template; SQLite's is a file, as a site's is, for threads and processes."""
    from django.db import connection

    chosen = connection.settings_dict["TEST"]
    chosen["MIGRATE"] = False
    if POSTGRESQL:
        chosen["TEMPLATE"], chosen["NAME"] = TEMPLATE, f"tests_{os.getpid()}"
        yield
        run_sql(f"DROP DATABASE IF EXISTS {chosen['NAME']} WITH (FORCE)")  # the server may be kept
    else:
        chosen["NAME"] = DATA / "tests.sqlite3"
        shutil.copy(sqlite_template(), chosen["NAME"])
        yield


@pytest.fixture
def own_database(db):
    """Make databases for processes of a test's own: ``own_database()`` is their environment.

    Migrated unless ``empty=True``. On SQLite it is a file of the data directory, made by whoever
    starts there first.
    """
    made: list[str] = []

    def make(*, empty: bool = False) -> dict[str, str]:
        if not POSTGRESQL:
            return {"HUSTINGS_DATABASE_URL": ""}
        made.append(f"own_{os.getpid()}_{len(made)}")
        run_sql(f"CREATE DATABASE {made[-1]}" + ("" if empty else f" TEMPLATE {TEMPLATE}"))
        server = os.environ["HUSTINGS_DATABASE_URL"]
        return {"HUSTINGS_DATABASE_URL": server.replace("/postgres?", f"/{made[-1]}?")}

    yield make
    for name in made:
        run_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def committed(transactional_db, django_db_serialized_rollback):
    """A database in which commits are real; the start-up rows are put back afterwards."""


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Run tasks in threads that start together: ``at_once(task, task)``.

    Returns what each one returned, or the exception it raised. Needs ``committed``.
    """
    return _run_at_once


def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds that other threads or processes bring about.

    Raises:
        AssertionError: it does not within a time that only a hanging test needs.
    """
    last = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < last, "waited in vain"
        time.sleep(0.005)


def _run_at_once(*tasks: Callable[[], Any]) -> list[Any]:
    from django.db import connections

    ready, results = Barrier(len(tasks)), [None] * len(tasks)

    def run(number: int, task: Callable[[], Any]) -> None:
        try:
            ready.wait()
            results[number] = task()
        except Exception as failure:
            results[number] = failure
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=one) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

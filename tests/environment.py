"""The environment a test run works in, set before Django reads its settings.

Loaded by ``-p tests.environment`` (in ``pyproject.toml``), not by a conftest, because
pytest-django reads the settings before any conftest; hence ``python -m pytest``, which finds it.
Each process of a run has a data directory of its own; on PostgreSQL all share one server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = Path(tempfile.mkdtemp(prefix="hustings-tests-"))
POSTGRESQL = os.environ.get("HUSTINGS_TEST_DATABASE") == "postgresql"
FIRST_PROCESS = "PYTEST_XDIST_WORKER" not in os.environ
PG_TEMPLATE = "hustings_template"


def migrate(**environment: object) -> None:
    """Run every migration in a process of its own."""
    names = {name: str(value) for name, value in environment.items()}
    subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", "manage", "migrate", "--verbosity=0"],
        env=os.environ | names,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _start_postgresql() -> str:
    """Start a server with a migrated template; return the URL that the whole run uses."""
    directory = Path(tempfile.mkdtemp(prefix="hustings-pg-"))
    script = [sys.executable, str(ROOT / "scripts" / "postgresql")]
    started = subprocess.run(
        [*script, "start", str(directory), "--careless"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(subprocess.run, [*script, "stop", str(directory)], check=False)
    url = started.stdout.strip()
    _run_sql(url, f"CREATE DATABASE {PG_TEMPLATE}")
    migrate(HUSTINGS_DATABASE_URL=url.replace("/postgres?", f"/{PG_TEMPLATE}?"))
    return url


def _run_sql(url: str, sql: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)


os.environ["HUSTINGS_DATA"] = str(DATA)
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
if POSTGRESQL and FIRST_PROCESS:
    os.environ["HUSTINGS_DATABASE_URL"] = _start_postgresql()
elif not POSTGRESQL:
    os.environ.pop("HUSTINGS_DATABASE_URL", None)

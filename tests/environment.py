"""The environment a test run works in, set before Django reads its settings.

Loaded by ``-p tests.environment`` (in ``pyproject.toml``), not by a conftest, because
pytest-django reads the settings before any conftest; hence ``python -m pytest``, which finds it.
Each process of a run has a data directory of its own; on PostgreSQL all share one server.

    HUSTINGS_TEST_DATABASE=postgresql            a server for this run, gone with it
    HUSTINGS_TEST_DATABASE=postgresql://…        a server that runs already, such as one that
                                                 'scripts/postgresql start DIR --careless' printed
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = Path(tempfile.mkdtemp(prefix="hustings-tests-"))
WANTED = os.environ.get("HUSTINGS_TEST_DATABASE", "")
POSTGRESQL = WANTED.startswith("postgresql")
FIRST_PROCESS = "PYTEST_XDIST_WORKER" not in os.environ


def schema_digest() -> str:
    """Return a digest of everything that decides what a migrated database looks like."""
    digest = hashlib.sha256((ROOT / "constraints.txt").read_bytes())
    for file in sorted((ROOT / "hustings").glob("*/migrations/*.py")):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


TEMPLATE = f"hustings_{schema_digest()}"
"""The name of the migrated database that tests begin with."""


def migrate(**environment: object) -> None:
    """Run every migration in a process of its own."""
    names = {name: str(value) for name, value in environment.items()}
    subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", "manage", "migrate", "--verbosity=0"],
        env=os.environ | names,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _open_folder() -> str:
    """Return a folder that other users can reach too: PostgreSQL refuses to run as root.

    Its path is short, because a socket's may have no more than about 100 characters.
    """
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        above = [Path(folder).resolve(), *Path(folder).resolve().parents]
        if len(folder) < 60 and all(one.stat().st_mode & 0o001 for one in above):
            return folder
    return tempfile.gettempdir()


def _start_postgresql() -> str:
    """Start a server for this run and return its URL."""
    directory = Path(tempfile.mkdtemp(prefix="hustings-pg-", dir=_open_folder()))
    script = [sys.executable, str(ROOT / "scripts" / "postgresql")]
    started = subprocess.run(
        [*script, "start", str(directory), "--careless"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    atexit.register(subprocess.run, [*script, "stop", str(directory)], check=False)
    return started.stdout.strip()


def _make_template() -> None:
    """Migrate a database of the server, unless it has it: it appears under its name when whole."""
    if run_sql(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
        return
    growing = f"{TEMPLATE}_{os.getpid()}"
    run_sql(f"CREATE DATABASE {growing}")
    url = os.environ["HUSTINGS_DATABASE_URL"]
    migrate(HUSTINGS_DATABASE_URL=url.replace("/postgres?", f"/{growing}?"))
    run_sql(f"ALTER DATABASE {growing} RENAME TO {TEMPLATE}")


def run_sql(sql: str) -> list[tuple[object, ...]]:
    """Run one statement in the server's own database, and return its rows."""
    import psycopg

    with psycopg.connect(os.environ["HUSTINGS_DATABASE_URL"], autocommit=True) as connection:
        found = connection.execute(sql)
        return found.fetchall() if found.description else []


os.environ["HUSTINGS_DATA"] = str(DATA)
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
if POSTGRESQL and FIRST_PROCESS:
    os.environ["HUSTINGS_DATABASE_URL"] = WANTED if "://" in WANTED else _start_postgresql()
    _make_template()
elif not POSTGRESQL:
    os.environ.pop("HUSTINGS_DATABASE_URL", None)

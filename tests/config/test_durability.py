"""Promises about what is stored, kept by real processes on either database."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import ExitStack

import pytest

from bench.crashes import Posters
from bench.freshness import Run, filled
from bench.serving import HUSTINGS, Server, environment
from tests.databases import sqlite_template, until
from tests.environment import POSTGRESQL, run_sql

SECRET = {"HUSTINGS_SECRET_KEY": "5" * 64}
COUNTS = (
    "from hustings.discussions.models import Comment, Discussion;"
    "print(Comment.objects.count(), sum(Discussion.objects.values_list('comments', flat=True)))"
)


@pytest.fixture
def site(tmp_path, own_database):
    """A data directory and database with one story: ``(data, environment, facts)``."""
    data, env = tmp_path / "site", own_database() | SECRET
    data.mkdir()
    if not POSTGRESQL:
        shutil.copy(sqlite_template(), data / "hustings.sqlite3")
    (data / "media").mkdir()
    (data / "media" / "ferry.txt").write_text("a picture")
    return data, env, filled(data, [10], env=env)


@pytest.fixture
def server(site):
    with Server(site[0], "--workers", "1", env=site[1]) as server:
        yield server


@pytest.fixture
def posters(server, site):
    """Clients that post until the test says stop, and report what was acknowledged."""
    clients = Posters(server, site[2], count=3)
    for thread in clients.threads:
        thread.start()
    yield clients
    clients.stop.set()
    for thread in clients.threads:
        thread.join()


def command(data, env, *arguments):
    return subprocess.run(
        [*HUSTINGS, *arguments],
        env=environment(data, env),
        capture_output=True,
        text=True,
        check=False,
    )


def test_backup_made_while_readers_post_holds_one_moment(site, posters, own_database, tmp_path):
    until(lambda: len(posters.acknowledged) >= 5)
    before = len(posters.acknowledged)
    made = command(site[0], site[1], "backup", str(tmp_path / "backup"), "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["media"] == 1
    until(lambda: len(posters.acknowledged) > before)
    elsewhere, env = tmp_path / "elsewhere", own_database(empty=True)
    restored = command(elsewhere, env, "restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    assert (elsewhere / "media" / "ferry.txt").read_text() == "a picture"
    checked = command(elsewhere, env, "check")
    assert checked.returncode == 0, checked.stdout
    rows, counted = command(elsewhere, env, "manage", "shell", "-v0", "-c", COUNTS).stdout.split()
    assert rows == counted
    assert int(rows) >= 10 + before
    again = command(tmp_path / "third", env, "restore", str(tmp_path / "backup"))
    assert (again.returncode == 2) is POSTGRESQL, "a database with tables is never filled"


def test_reader_of_another_node_misses_nothing(site, tmp_path):
    """Two servers, on PostgreSQL with a data directory each: what one takes the other shows."""
    data, env, facts = site
    second = tmp_path / "second" if POSTGRESQL else data
    with ExitStack() as serving:
        nodes = [
            serving.enter_context(
                Server(place, "--workers", "1", "--no-tasks", env=env | {"HUSTINGS_HOST_NUMBER": n})
            )
            for place, n in ((data, "0"), (second, "1" if POSTGRESQL else "0"))
        ]
        found = Run(nodes[0], facts, reads=400, others=nodes[1:]).run(readers=4, writers=1)
    assert (found.missing, found.undead) == (0, 0)
    assert found.reads >= 400
    assert found.changes >= 10


def test_clients_are_put_off_while_the_database_is_away(site, server, posters):
    """A restart of PostgreSQL, as clients meet it: connections die, and new ones are refused."""
    if not POSTGRESQL:
        pytest.skip("SQLite is a file and never away")
    until(lambda: len(posters.acknowledged) >= 5)
    name = site[1]["HUSTINGS_DATABASE_URL"].split("/")[3].split("?")[0]
    run_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    run_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    until(lambda: posters.put_off > 3)
    assert server.request("GET", "/health").status == 503
    page = server.request("GET", next(iter(site[2]["stories"].values()))["path"])
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    run_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
    before = len(posters.acknowledged)
    until(lambda: len(posters.acknowledged) > before + 5)
    assert posters.faults == []
    assert server.request("GET", "/health").status == 200

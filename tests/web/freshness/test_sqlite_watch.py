"""Two questions, the second asked only after somebody has committed."""

import sqlite3

import pytest

from hustings.web.freshness.sqlite_watch import SqliteWatch
from hustings.web.freshness.store import Entry
from hustings.web.freshness.watch import CheckFailed
from tests.loops import run


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "a site's database?.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE journal_revision (key TEXT PRIMARY KEY, value INTEGER)")
        database.execute("CREATE TABLE discussions_discussion (id INTEGER, revision INTEGER)")
        database.execute("INSERT INTO journal_revision VALUES ('names', 3)")
        database.execute("INSERT INTO discussions_discussion VALUES (77, 5)")
    database.close()
    return file


def change(file, sql):
    with sqlite3.connect(file) as database:
        database.execute(sql)
    database.close()


def entry(**revisions):
    known = {"names": 3, "furniture": 0, "discussion:77": 5}
    return Entry(headers=[], body=b"", etag="", revisions=known | revisions)


def ask(watch, kept):
    return run(watch.is_fresh(kept))


def test_unchanged_page_is_fresh_and_then_known_to_be(file):
    watch, kept = SqliteWatch(file), entry()
    assert ask(watch, kept)
    verified = kept.verified
    assert ask(watch, kept)
    assert kept.verified == verified
    run(watch.close())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_revision SET value = 4",
        "INSERT INTO journal_revision VALUES ('furniture', 1)",
        "UPDATE discussions_discussion SET revision = 6",
        "DELETE FROM discussions_discussion",
    ],
)
def test_every_risen_revision_makes_it_stale(file, sql):
    watch, kept = SqliteWatch(file), entry()
    assert ask(watch, kept)
    change(file, sql)
    assert not ask(watch, kept)
    assert not ask(watch, kept)
    run(watch.close())


def test_commit_of_something_else_leaves_it_fresh(file):
    watch, kept = SqliteWatch(file), entry()
    assert ask(watch, kept)
    verified = kept.verified
    change(file, "INSERT INTO journal_revision VALUES ('story:9', 1)")
    assert ask(watch, kept)
    assert kept.verified != verified
    run(watch.close())


def test_what_another_connection_verified_proves_nothing(file):
    """Each connection counts for itself; a number may come round again on a new one."""
    first, second, kept = SqliteWatch(file), SqliteWatch(file), entry()
    assert ask(first, kept)
    change(file, "UPDATE journal_revision SET value = 4")
    assert not ask(second, kept)
    run(first.close())
    run(second.close())


def test_database_that_cannot_be_read_is_said_and_tried_again(tmp_path, file):
    place = tmp_path / "later.sqlite3"
    watch = SqliteWatch(place)
    with pytest.raises(CheckFailed):
        ask(watch, entry())
    file.rename(place)
    assert ask(watch, entry())
    run(watch.close())

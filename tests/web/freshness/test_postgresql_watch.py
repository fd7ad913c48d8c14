"""One query for all who wait, and a connection that comes back; on PostgreSQL only."""

import asyncio

import pytest
from django.db import connection

from hustings.config.serving.worker import make_watch
from hustings.journal import revisions
from hustings.web.freshness.postgresql_watch import PostgresqlWatch
from hustings.web.freshness.store import Entry
from hustings.web.freshness.watch import CheckFailed
from tests.loops import run


@pytest.fixture
def watch(committed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is asked otherwise")
    return make_watch()


def entry(**facts):
    return Entry(headers=[], body=b"", etag="", revisions=facts)


def test_readers_who_wait_share_a_query(watch):
    async def story():
        pages = [entry(names=n % 2 + 1) for n in range(100)]
        revisions_now = await asyncio.gather(*map(watch.is_fresh, pages))
        assert sum(revisions_now) <= 50
        assert watch.queries <= 2
        await watch.close()

    run(story())


def test_question_on_its_way_is_not_joined(watch, monkeypatch):
    """Whoever comes after the query was sent needs one that is sent after he came."""

    async def story():
        sent, answer = asyncio.Event(), asyncio.Event()
        asked = []

        async def query(keys):
            asked.append(set(keys))
            sent.set()
            await answer.wait()
            return {"list": len(asked)}

        monkeypatch.setattr(watch, "_query", query)
        early = asyncio.ensure_future(watch.is_fresh(entry(list=1)))
        await sent.wait()
        late = asyncio.ensure_future(watch.is_fresh(entry(list=2)))
        await asyncio.sleep(0)
        answer.set()
        assert await early
        assert await late
        assert len(asked) == 2

    run(story())


def test_connection_that_died_is_opened_again(watch):
    kept = entry(story=0)

    def kill():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE %s",
                ["SELECT key, value FROM journal_revision WHERE key = ANY%"],
            )
            assert cursor.rowcount == 1

    async def story():
        assert await watch.is_fresh(kept)
        await asyncio.to_thread(kill_elsewhere, kill)
        assert await watch.is_fresh(kept)
        await watch.close()

    run(story())


def kill_elsewhere(kill):
    try:
        kill()
    finally:
        connection.close()


def test_change_is_seen_by_the_next_question(watch):
    kept = entry(furniture=0)

    def bump():
        try:
            revisions.bump("furniture")
        finally:
            connection.close()

    async def story():
        await watch.is_fresh(kept)
        current = await watch._revisions(["furniture"])
        kept.revisions = {"furniture": current.get("furniture", 0)}
        assert await watch.is_fresh(kept)
        await asyncio.to_thread(bump)
        assert not await watch.is_fresh(kept)
        await watch.close()

    run(story())


def test_database_that_is_away_is_said_and_nobody_waits_for_ever():
    async def story():
        watch = PostgresqlWatch({"host": "127.0.0.1", "port": 1, "dbname": "none"})
        for _ in range(2):
            with pytest.raises(CheckFailed):
                await watch.is_fresh(entry(names=1))

    run(story())

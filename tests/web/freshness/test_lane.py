"""Who is satisfied by whose rendering: the lane alone, with a database that tests command."""

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from hustings.web.freshness import lane as lanes
from hustings.web.freshness.keys import PageKey
from hustings.web.freshness.lane import PageLane
from hustings.web.freshness.render import Rendered, Reply
from hustings.web.freshness.store import Entry, Store
from hustings.web.freshness.watch import CheckFailed
from tests.loops import run

KEY = PageKey("http", "localhost", "/story/", "")


class Database:
    """A revision, and the watch that compares entries with it."""

    revision = 1
    away = False

    async def is_fresh(self, entry):
        if self.away:
            raise CheckFailed
        return entry.revisions == {"story:1": self.revision}

    async def close(self):
        pass


class Site:
    """A lane whose renderings wait for the test at chosen points."""

    def __init__(self, monkeypatch, *, threads=1):
        self.database, self.counted = Database(), Counter()
        self.may_begin, self.may_end = threading.Event(), threading.Event()
        self.has_read = threading.Event()
        self.renderings = 0
        self.outcome = None
        self.pool = ThreadPoolExecutor(threads)
        monkeypatch.setattr(lanes, "render", self.render)
        self.lane = PageLane(
            store=Store(limit=10**6),
            watch=self.database,
            handle=None,
            pool=self.pool,
            count=lambda name, amount: self.counted.update({name: amount}),
        )

    def render(self, handle, environ, *, key):
        self.renderings += 1
        revision = self.database.revision
        self.has_read.set()
        assert self.may_end.wait(10)
        if self.outcome is not None:
            return self.outcome
        entry = Entry([], b"%d" % revision, "", {"story:1": revision})
        return Rendered(entry, None, 0.25)

    def ask(self):
        return asyncio.ensure_future(self.lane.page(KEY, dict))

    async def read(self):
        """Wait until a rendering has read the database."""
        await asyncio.to_thread(self.has_read.wait, 10)
        self.has_read.clear()


@pytest.fixture
def site(monkeypatch):
    site = Site(monkeypatch)
    yield site
    site.may_end.set()
    site.pool.shutdown()


def test_second_reader_gets_the_kept_page(site):
    async def story():
        site.may_end.set()
        first, second = await site.ask(), await site.ask()
        assert first is second
        assert (site.counted["misses"], site.counted["hits"]) == (1, 1)
        assert site.counted["render_seconds"] == 0.25
        assert site.counted["pages"] == 1

    run(story())


def test_risen_revision_is_rendered_anew(site):
    async def story():
        site.may_end.set()
        assert (await site.ask()).body == b"1"
        site.database.revision = 2
        assert (await site.ask()).body == b"2"

    run(story())


def test_readers_who_came_before_the_rendering_began_share_it(site):
    async def story():
        busy = threading.Event()
        site.pool.submit(busy.wait, 10)  # the only thread is busy: the rendering cannot begin
        readers = [site.ask() for _ in range(20)]
        await asyncio.sleep(0)
        site.database.revision = 5  # committed before anything was read: all must see it
        site.may_end.set()
        busy.set()
        pages = await asyncio.gather(*readers)
        assert {page.body for page in pages} == {b"5"}
        assert site.renderings == 1

    run(story())


def test_reader_who_came_after_it_began_to_read_never_gets_an_older_page(site):
    async def story():
        early = site.ask()
        await site.read()
        site.database.revision = 2  # acknowledged while the first rendering is under way
        late = site.ask()
        await asyncio.sleep(0)
        site.may_end.set()
        assert (await early).body == b"1"
        assert (await late).body == b"2"
        assert site.renderings == 2

    run(story())


def test_late_reader_takes_the_landed_page_if_nothing_changed(site):
    async def story():
        early = site.ask()
        await site.read()
        late = site.ask()
        await asyncio.sleep(0)
        site.may_end.set()
        assert await early is await late
        assert site.renderings == 1

    run(story())


def test_reader_who_comes_in_the_moment_of_landing_does_not_spin(site):
    """Found by hammering: the rendering had ended, and its landing had yet to be noticed."""

    async def story():
        early = site.ask()
        await site.read()
        site.may_end.set()
        while site.counted["render_seconds"] == 0:
            late = site.ask()  # one of these comes in between
            await asyncio.sleep(0)
        assert await asyncio.wait_for(late, 5) is await early

    run(story())


def test_reader_who_leaves_does_not_take_the_rendering_with_him(site):
    async def story():
        first = site.ask()
        await site.read()
        first.cancel()
        second = site.ask()
        await asyncio.sleep(0)
        site.may_end.set()
        assert (await second).body == b"1"
        assert site.renderings == 1

    run(story())


def test_answer_to_one_request_is_never_given_to_another(site):
    reply = Reply(200, [("set-cookie", "session=mine")], b"mine")
    site.outcome = Rendered(None, reply)

    async def story():
        busy = threading.Event()
        site.pool.submit(busy.wait, 10)
        asked, joined = site.ask(), site.ask()
        await asyncio.sleep(0)
        site.may_end.set()
        busy.set()
        assert await asked is reply
        assert await joined is None
        assert len(site.lane.store) == 0

    run(story())


def test_page_that_may_no_longer_be_kept_is_dropped(site):
    async def story():
        site.may_end.set()
        await site.ask()
        site.database.revision = 2
        site.outcome = Rendered(None, None)
        assert await site.ask() is None
        assert len(site.lane.store) == 0
        assert site.counted["pages"] == 0

    run(story())


def test_unanswered_check_sends_the_reader_to_django(site):
    async def story():
        site.may_end.set()
        await site.ask()
        site.database.away = True
        assert await site.ask() is None
        assert site.counted["failed_checks"] == 1

    run(story())


def test_failed_rendering_is_told_to_all_and_remembered_by_none(site, monkeypatch):
    def fail(handle, environ, *, key):
        raise OSError("disk full")

    async def story():
        monkeypatch.setattr(lanes, "render", fail)
        with pytest.raises(OSError, match="disk full"):
            await site.ask()
        site.may_end.set()
        monkeypatch.setattr(lanes, "render", site.render)
        assert (await site.ask()).body == b"1"

    run(story())

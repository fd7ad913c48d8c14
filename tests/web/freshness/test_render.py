"""What may be kept, and from which moment of the database it is."""

import gzip
import json
import threading
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from hustings.journal import revisions
from hustings.web.freshness import depends_on
from hustings.web.freshness.keys import PageKey
from hustings.web.freshness.render import Reply, entity_tag, render
from hustings.web.freshness.snapshot import WriteAttempted, snapshot
from hustings.web.freshness.store import Entry
from hustings.web.freshness.watch import read_revisions

KEY = PageKey("http", "testserver", "/page/", "")


def elsewhere(work):
    """Do something on another connection, and wait until it is committed."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def rendered(view, **extra):
    return render(view, RequestFactory().get("/page/", **extra).META, key=KEY)


def test_kept_page_unpacks_to_what_django_says(worker, client, site):
    assert worker.text("/front/") == client.get("/front/").content.decode()


def test_nothing_of_one_reader_reaches_a_kept_view(worker):
    page = worker.text(
        "/kept/echo/?page=2&utm_source=mail",
        cookie="sessionid=secret",
        accept_language="de",
        user_agent="A",
        referer="http://elsewhere.example/",
        if_none_match='"x"',
        range="bytes=0-5",
    )
    assert "secret" not in page
    assert json.loads(page) == {"QUERY_STRING": "page=2", "REQUEST_METHOD": "GET"}


@pytest.mark.parametrize("kind", ["cookie", "private", "no-store", "vary", "redirect", "error"])
def test_what_is_for_one_reader_is_never_kept(worker, kind):
    for _ in range(2):
        assert isinstance(worker.get(f"/refused/{kind}/"), Reply)
    assert len(worker.lane.store) == 0


def test_undeclared_page_with_cookies_is_left_to_django(worker):
    assert worker.get("/undeclared/", cookie="name=Ada") is None
    anonymous = worker.get("/undeclared/")
    assert (anonymous.status, anonymous.body) == (200, b"for nobody")


def test_undeclared_page_with_own_parameters_is_left_to_django(worker):
    assert worker.get("/echo/?q=ferry") is None


def test_entry_has_all_headers_of_the_response(worker):
    entry = worker.get("/front/")
    headers = dict(entry.headers)
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "accept-encoding"
    assert headers["cache-control"] == "no-cache"
    assert headers["etag"] == entry.etag
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-length" not in headers


@pytest.mark.usefixtures("committed")
def test_commit_during_rendering_leaves_the_page_marked_older():
    """The page shows the old row, so its label must be the old revision."""
    revisions.bump("story:1")

    def view(request):
        before = read_revisions(["story:1"])["story:1"]
        elsewhere(lambda: revisions.bump("story:1"))
        after = read_revisions(["story:1"])["story:1"]
        return depends_on(HttpResponse(f"{before} {after}"), "story:1")

    entry = rendered(view).entry
    assert gzip.decompress(entry.body) == b"1 1"
    assert entry.revisions["story:1"] == 1
    assert read_revisions(["story:1"]) == {"story:1": 2}


@pytest.mark.usefixtures("committed")
def test_rendering_neither_waits_for_writers_nor_stops_them():
    def view(request):
        elsewhere(lambda: revisions.bump("list"))  # would deadlock if rendering held the lock
        return depends_on(HttpResponse("read"), "list")

    with transaction.atomic():
        revisions.bump("story:1")  # a writer in the middle of its transaction
        thread = []
        elsewhere(lambda: thread.append(rendered_reading()))
    assert thread[0].entry is not None
    assert rendered(view).entry is not None


def rendered_reading():
    return rendered(lambda request: depends_on(HttpResponse("read"), "list"))


def test_page_that_must_write_is_rendered_by_django_and_kept_the_next_time(worker, client):
    assert worker.get("/writes/") is None
    assert cache.get("greeting") is None
    assert client.get("/writes/").content == b"hello"
    assert worker.text("/writes/") == "hello"


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO journal_revision (key, value) VALUES ('x', 1)",
        "UPDATE journal_revision SET value = 9",
        "  delete from journal_revision",
        "SAVEPOINT before",
        "CREATE TABLE x (y int)",
    ],
)
def test_snapshot_lets_nothing_write(sql):
    before = read_revisions(["x"])
    with pytest.raises(WriteAttempted), snapshot(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert read_revisions(["x"]) == before


@pytest.mark.usefixtures("committed")
def test_code_that_swallows_errors_cannot_hide_a_write():
    def view(request):
        with suppress(Exception):
            revisions.bump("list")
        return depends_on(HttpResponse("without its picture"), "list")

    result = rendered(view)
    assert result.entry is None
    assert result.reply is None


@pytest.mark.usefixtures("committed")
def test_connection_writes_again_after_a_snapshot():
    with snapshot():
        read_revisions(["list"])
    revisions.bump("list")
    assert read_revisions(["list"])["list"] >= 1


@pytest.mark.usefixtures("committed")
def test_too_many_dependencies_are_not_kept():
    def view(request):
        return depends_on(HttpResponse(), *(f"discussion:{n}" for n in range(2000)))

    assert rendered(view).entry is None


def test_etag_tells_pages_revisions_and_contents_apart():
    tags = {
        entity_tag(KEY, {"list": 1}, b"gzip trailer"),
        entity_tag(KEY, {"list": 2}, b"gzip trailer"),
        entity_tag(KEY._replace(query="page=2"), {"list": 1}, b"gzip trailer"),
        entity_tag(KEY, {"list": 1}, b"gzip TRAILER"),
    }
    assert len(tags) == 4
    assert entity_tag(KEY, {"list": 1}, b"gzip trailer") in tags


def test_head_shares_the_entry_of_get(worker):
    request = RequestFactory().head("/front/")
    key = PageKey("http", "testserver", "/front/", "")
    entry = worker.loop.run_until_complete(worker.lane.page(key, lambda: request.META))
    assert isinstance(entry, Entry)
    assert worker.get("/front/") is entry


@pytest.mark.usefixtures("committed")
def test_renderings_of_a_thread_share_a_connection():
    def after_rendering() -> object:
        rendered(lambda _request: HttpResponse(str(revisions.current("page"))))
        return connection.connection

    first = after_rendering()
    assert first is not None
    assert after_rendering() is first

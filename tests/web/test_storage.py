"""A full disk or a database that is away: a clear 503, nothing half done, and then it goes on."""

from __future__ import annotations

import errno
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection

from hustings.discussions.models import Comment
from hustings.journal.models import Event
from hustings.web.storage import is_storage_fault


@contextmanager
def nothing_can_be_stored():
    """Let the real database refuse writes: SQLite's file may not grow, PostgreSQL only reads."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("VACUUM")  # leaves no free pages
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute("SET default_transaction_read_only = on")
        try:
            yield
        finally:
            cursor.execute(
                "PRAGMA max_page_count = 4294967294"
                if sqlite
                else "SET default_transaction_read_only = off"
            )


@pytest.fixture
def address(committed, discussion) -> str:
    return f"/api/v1/discussions/{discussion}/comments"


TEXT = "A thought that needs room. " * 180
"""Of several pages, so that the database has to grow."""


def test_full_disk_is_told_and_nothing_is_half_done(address, api):
    events = Event.objects.count()
    with nothing_can_be_stored():
        refused = api.post(address, {"text": TEXT, "parent": None})
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert refused.json()["code"] == "storage-away"
    assert not Comment.objects.exists()
    assert Event.objects.count() == events
    assert api.post(address, {"text": TEXT, "parent": None}).status_code == 201


def test_reader_without_script_is_told_in_words(address, signed_in, discussion):
    signed_in.raise_request_exception = False
    page = f"/discussion/{discussion}/write"
    with nothing_can_be_stored():
        refused = signed_in.post(page, {"text": TEXT, "idempotency_key": "once"})
    assert refused.status_code == 503
    assert refused["Retry-After"] == "5"
    assert "try again in a minute" in refused.content.decode()
    assert not Comment.objects.exists()
    assert signed_in.post(page, {"text": TEXT, "idempotency_key": "once"}).status_code == 303


@pytest.mark.django_db
def test_query_that_is_our_mistake_is_no_storage_fault():
    with pytest.raises(DatabaseError) as mistake, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert not is_storage_fault(mistake.value)


@pytest.mark.parametrize(
    ("fault", "passes"),
    [
        (OperationalError("connection refused"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (ValueError("a mistake"), False),
        (None, False),
    ],
)
def test_only_what_passes_is_a_storage_fault(fault, passes):
    assert is_storage_fault(fault) is passes

"""Our own plain statements are prepared by PostgreSQL, and are Django's in all else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from hustings.journal.statements import prepared_cursor


def add(key: str) -> None:
    with prepared_cursor() as cursor:
        cursor.execute("INSERT INTO journal_revision (key, value) VALUES (%s, %s)", [key, 1])


def test_statement_is_seen_by_whatever_watches_djangos(db, django_assert_num_queries):
    with django_assert_num_queries(1) as watched:
        add("seen")
    assert "journal_revision" in watched[0]["sql"]


def test_statement_fails_as_djangos_own_would(committed):
    add("twice")
    with pytest.raises(IntegrityError):
        add("twice")


def test_postgresql_keeps_the_plan_of_a_statement_sent_often(committed):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's driver keeps plans by itself")
    for number in range(8):
        add(f"often {number}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["INSERT INTO journal_revision%"],
        )
        assert cursor.fetchone() == (1,)

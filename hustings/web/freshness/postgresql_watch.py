"""The freshness check on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import psycopg

from hustings.web.freshness.store import Entry
from hustings.web.freshness.watch import DISCUSSION, CheckFailed, split_keys, with_absent

PATIENCE = 5.0
"""Seconds after which a database that does not answer is taken for gone."""
QUERY = (
    "SELECT key, value FROM journal_revision WHERE key = ANY(%s) UNION ALL"
    f" SELECT '{DISCUSSION}' || id, revision FROM discussions_discussion WHERE id = ANY(%s)"
)


class _Question:
    """One query to come: what it will ask for, and where its answer appears."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.answer: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()


class PostgresqlWatch:
    """Puts the questions of all requests that wait into one query.

    A request joins the question that has not been sent yet, never the one on its way: the query
    that answers it started after it arrived. So at most one query is on its way and one gathers.
    """

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Take the connection's parameters as psycopg knows them."""
        self._parameters = parameters
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._gathering: _Question | None = None
        self._asking: asyncio.Task[None] | None = None
        self.queries = 0

    async def is_fresh(self, entry: Entry) -> bool:
        current = await self._revisions(entry.revisions)
        return with_absent(entry.revisions, current) == entry.revisions

    async def _revisions(self, keys: Iterable[str]) -> dict[str, int]:
        if self._gathering is None:
            self._gathering = _Question()
        question = self._gathering
        question.keys.update(keys)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(question.answer)

    async def _ask(self) -> None:
        while (question := self._gathering) is not None:
            self._gathering = None
            try:
                question.answer.set_result(await self._query(question.keys))
            except Exception as fault:  # whatever it was, those who wait must hear of it
                failed = CheckFailed()
                failed.__cause__ = fault
                question.answer.set_exception(failed)
        self._asking = None

    async def _query(self, keys: set[str]) -> dict[str, int]:
        """Ask once, and once more on a new connection if the kept one had died."""
        kept = self._connection is not None
        try:
            return await asyncio.wait_for(self._query_once(keys), PATIENCE)
        except (psycopg.OperationalError, TimeoutError):
            await self.close()
            if not kept:
                raise
            return await asyncio.wait_for(self._query_once(keys), PATIENCE)

    async def _query_once(self, keys: set[str]) -> dict[str, int]:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                **self._parameters, autocommit=True
            )
        self.queries += 1
        cursor = await self._connection.execute(QUERY, list(split_keys(keys)))
        return dict(await cursor.fetchall())

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

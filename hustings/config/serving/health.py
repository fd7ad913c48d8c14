"""Say whether this worker can do its work: reach the database."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, close_old_connections, connection

from hustings import __version__
from hustings.web.freshness.render import Reply
from hustings.web.headers import FILE_HEADERS

PATIENCE = 5.0
"""Seconds after which a database that does not answer counts as away."""


def database_answers() -> bool:
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM journal_revision LIMIT 1")
        return True
    except Error:
        connection.close()
        return False


async def health_reply(pool: ThreadPoolExecutor) -> Reply:
    """Return 200 while the database answers, else 503."""
    loop = asyncio.get_running_loop()
    try:
        well = await asyncio.wait_for(loop.run_in_executor(pool, database_answers), PATIENCE)
    except TimeoutError:
        well = False
    facts = {
        "status": "ok" if well else "unavailable",
        "database": connection.vendor,
        "version": __version__,
    }
    headers = [*FILE_HEADERS, ("content-type", "application/json"), ("cache-control", "no-store")]
    return Reply(200 if well else 503, headers, json.dumps(facts).encode() + b"\n")

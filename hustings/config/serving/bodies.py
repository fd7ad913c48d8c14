"""A request's body, read as it comes: bounded in length and patience, refused in words."""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable
from typing import IO, Any

from hustings.config.serving.environ import Scope
from hustings.config.serving.refusals import Refused

IN_MEMORY = 1 << 20
"""Bytes of a body kept in memory; the rest goes to a temporary file."""
SHORT = 64_000
"""Bytes of a declared body that is taken in one piece, without a loop over its parts."""
LONGEST_BODY = 3_000_000
"""Bytes that readers may send: the longest comment many times over."""
LONGEST_UPLOAD = 2_000_000_000
"""Bytes that editors may send: a video. They have signed in before Django reads the form."""
UPLOADS = "/admin/"
MOST_DROPPED = 64_000_000
"""Bytes of a body too long that are read and dropped, so that its sender hears the answer."""
BODY_PATIENCE = 30.0
"""Seconds without a byte after which a body counts as abandoned."""
DROP_PATIENCE = 2.0
"""The same for a body that is too long and only read so that its sender hears why."""
BODILESS = frozenset({"GET", "HEAD"})


async def read_body(scope: Scope, proto: Any) -> tuple[IO[bytes], int]:
    """Return a request's body, to be read from its beginning, and its length in bytes.

    Raises:
        Refused: it is too long, or its sender has stopped in the middle.
    """
    declared = scope.headers.get("content-length")
    if declared is None and (scope.method in BODILESS or "transfer-encoding" not in scope.headers):
        return io.BytesIO(), 0
    limit = LONGEST_UPLOAD if scope.path.startswith(UPLOADS) else LONGEST_BODY
    if declared is not None and (not declared.isdecimal() or int(declared) > limit):
        await _drop_rest(aiter(proto))
        raise _too_long(limit)
    if declared is not None and int(declared) <= SHORT:
        whole = await _patiently(proto())
        return io.BytesIO(whole), len(whole)
    return await _kept(aiter(proto), limit)


async def _kept(parts: AsyncIterator[bytes], limit: int) -> tuple[IO[bytes], int]:
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  its reader closes it
    length = 0
    try:
        while part := await _next(parts):
            length += len(part)
            if length > limit:
                await _drop_rest(parts)
                raise _too_long(limit)
            body.write(part)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


def _too_long(limit: int) -> Refused:
    return Refused(413, "body-too-large", f"At most {limit} bytes can be sent here.", limit=limit)


async def _drop_rest(parts: AsyncIterator[bytes]) -> None:
    """Read on without keeping anything, within bounds.

    A client that is still sending when the connection closes sees a broken pipe, not the reason.
    """
    dropped = 0
    with contextlib.suppress(Refused):
        while dropped < MOST_DROPPED and (part := await _next(parts, DROP_PATIENCE)):
            dropped += len(part)


async def _next(parts: AsyncIterator[bytes], patience: float = BODY_PATIENCE) -> bytes:
    """Return the next part of a body, empty at its end."""
    try:
        return await _patiently(parts.__anext__(), patience)  # granian: anext() cannot be cancelled
    except StopAsyncIteration:
        return b""


async def _patiently(coming: Awaitable[bytes], patience: float = BODY_PATIENCE) -> bytes:
    """Wait for a part of a body.

    Raises:
        Refused: its sender has stopped in the middle.
    """
    try:
        async with asyncio.timeout(patience):
            return await coming
    except TimeoutError as silence:
        sentence = "The rest of the request did not come."
        raise Refused(408, "body-incomplete", sentence) from silence

"""Everything that is neither a kept page nor a file: Django, on a bounded number of threads."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from hustings.config.serving.environ import Environ, Scope, wsgi_environ
from hustings.config.serving.refusals import Refused
from hustings.web.freshness.render import Reply

WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1 << 20
"""Bytes of a body kept in memory; the rest goes to a temporary file."""
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
SEND_PATIENCE = 60.0
"""Seconds a client may take to accept a part of a streamed answer."""
BODILESS = frozenset({"GET", "HEAD"})
MOST_WAITING = 256
"""Requests that may wait for a thread; the next ones are told to come back."""


class DjangoLane:
    """Runs a WSGI application on threads of its own; called from the event loop."""

    def __init__(self, application: WsgiApplication, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._threads = threads
        self._inside = 0

    async def answer(self, scope: Scope, proto: Any) -> int:
        """Answer one request and return the status that was sent."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            length = await read_body(scope, proto, body)  # who sends slowly takes nobody's place
            answer = await self._wait(wsgi_environ(scope, body, length=length), proto)
        if isinstance(answer, Reply):
            send_reply(proto, answer, scope.method == "HEAD")
            return answer.status
        return answer

    async def _wait(self, environ: Environ, proto: Any) -> Reply | int:
        """Wait in line for a thread, if the line is not too long already."""
        if self._inside >= self._threads + MOST_WAITING:
            raise Refused(503, "busy", "Too many requests are waiting. Please try again.")
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            job = loop.run_in_executor(self._pool, self._run, environ, proto, loop)
            return await asyncio.shield(job)
        finally:
            self._inside -= 1

    def _run(self, environ: Environ, proto: Any, loop: asyncio.AbstractEventLoop) -> Reply | int:
        """Call Django, on a thread; return its answer, or the status of one already streamed."""
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            said[:] = [int(status[:3]), [(name.lower(), value.strip()) for name, value in headers]]

        result = self._application(environ, start_response)
        try:
            status, headers = said
            if not getattr(result, "streaming", False) or environ["REQUEST_METHOD"] == "HEAD":
                return Reply(status, headers, b"".join(result))
            self._stream(status, headers, result, proto, loop)
            return status
        finally:
            if hasattr(result, "close"):
                result.close()

    def _stream(
        self,
        status: int,
        headers: list[tuple[str, str]],
        chunks: Iterable[bytes],
        proto: Any,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Send a long answer as it is made, no faster than the client takes it."""

        async def opened() -> Any:
            return proto.response_stream(status, headers)

        transport = asyncio.run_coroutine_threadsafe(opened(), loop).result()
        for chunk in chunks:
            sent = asyncio.run_coroutine_threadsafe(transport.send_bytes(chunk), loop)
            sent.result(SEND_PATIENCE)

    def close(self) -> None:
        """Let requests that are being answered finish."""
        self._pool.shutdown(wait=True)


def send_reply(proto: Any, reply: Reply, head: bool = False) -> None:
    """Send a whole answer; to HEAD, and where the status says so, without its body."""
    bodiless = reply.status in {204, 304}
    headers = [(name, value) for name, value in reply.headers if name != "content-length"]
    if head and not bodiless:
        headers.append(("content-length", str(len(reply.body))))
    with contextlib.suppress(RuntimeError):  # the client has gone
        if head or bodiless:
            proto.response_empty(reply.status, headers)
        else:
            proto.response_bytes(reply.status, headers, reply.body)


async def read_body(scope: Scope, proto: Any, target: IO[bytes]) -> int:
    """Copy a request's body, rewind it and return its length in bytes.

    Raises:
        Refused: it is too long, or its sender has stopped in the middle.
    """
    declared = scope.headers.get("content-length")
    if declared is None and (scope.method in BODILESS or "transfer-encoding" not in scope.headers):
        return 0
    limit = LONGEST_UPLOAD if scope.path.startswith(UPLOADS) else LONGEST_BODY
    parts, received = aiter(proto), 0
    too_long = is_beyond(declared, limit)
    while not too_long and (part := await next_part(parts, BODY_PATIENCE)):
        target.write(part)
        received += len(part)
        too_long = received > limit
    if too_long:
        await drop_rest(parts)
        raise Refused(
            413, "body-too-large", f"At most {limit} bytes can be sent here.", limit=limit
        )
    target.seek(0)
    return received


def is_beyond(declared: str | None, limit: int) -> bool:
    """Tell whether a declared length is over a limit, or no length at all."""
    return declared is not None and (not declared.isdecimal() or int(declared) > limit)


async def next_part(parts: AsyncIterator[bytes], patience: float) -> bytes:
    """Return the next bytes of a body, empty at its end.

    Raises:
        Refused: none came for a while.
    """
    try:
        async with asyncio.timeout(patience):
            return await parts.__anext__()  # anext() with a default cannot be cancelled: granian
    except StopAsyncIteration:
        return b""
    except TimeoutError as silence:
        sentence = "The rest of the request did not come."
        raise Refused(408, "body-incomplete", sentence) from silence


async def drop_rest(parts: AsyncIterator[bytes]) -> None:
    """Read on without keeping anything, within bounds.

    A client that is still sending when the connection closes sees a broken pipe, not the reason.
    """
    dropped = 0
    with contextlib.suppress(Refused):
        while dropped < MOST_DROPPED and (part := await next_part(parts, DROP_PATIENCE)):
            dropped += len(part)

"""Everything that is neither a kept page nor a file: Django, on a bounded number of threads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hustings.config.serving.bodies import read_body
from hustings.config.serving.environ import Environ, Scope, wsgi_environ
from hustings.config.serving.refusals import Refused
from hustings.web.freshness.render import Reply

WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SEND_PATIENCE = 60.0
"""Seconds a client may take to accept a part of a streamed answer."""
MOST_WAITING = 256
"""Requests that may wait for a thread; the next ones are told to come back."""


class DjangoLane:
    """Runs a WSGI application on threads of its own; called from the event loop."""

    def __init__(self, application: WsgiApplication, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._most_inside = threads + MOST_WAITING
        self._inside = 0

    async def answer(self, scope: Scope, proto: Any) -> int:
        """Answer one request and return the status that was sent."""
        body, length = await read_body(scope, proto)  # who sends slowly takes nobody's place
        with body:
            answer = await self._wait(wsgi_environ(scope, body, length=length), proto)
        if isinstance(answer, Reply):
            send_reply(proto, answer, scope.method == "HEAD")
            return answer.status
        return answer

    async def _wait(self, environ: Environ, proto: Any) -> Reply | int:
        """Wait in line for a thread, if the line is not too long already."""
        if self._inside >= self._most_inside:
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

"""Everything that is neither a kept page nor a file: Django, on a bounded number of threads."""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from typing import IO, Any

from hustings.config.serving.environ import Environ, Scope, wsgi_environ
from hustings.config.serving.jobs import Jobs
from hustings.web.freshness.render import Reply
from hustings.web.headers import FILE_HEADERS

WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1 << 20
"""Bytes of a body kept in memory; the rest goes to a temporary file."""
SHORT = 64_000
"""Bytes of a declared body that is taken in one piece, which costs half of what parts do."""
LONGEST_BODY = 3_000_000
"""Bytes that readers may send: the longest comment many times over."""
LONGEST_UPLOAD = 2_000_000_000
"""Bytes that editors may send: a video. They have signed in before Django reads the form."""
UPLOADS = "/admin/"
BODY_PATIENCE = 30.0
"""Seconds without a byte after which a body counts as abandoned."""
SEND_PATIENCE = 60.0
"""Seconds a client may take to accept a part of a streamed answer."""
BODILESS = frozenset({"GET", "HEAD"})
MOST_WAITING = 256
"""Requests that may wait for a thread; the next ones are told to come back."""


class Refused(Exception):
    """The request was not even given to Django."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence
        super().__init__(sentence)

    def reply(self) -> Reply:
        headers = [*FILE_HEADERS, ("content-type", "text/plain; charset=utf-8")]
        if self.status == 503:
            headers.append(("retry-after", "1"))
        return Reply(self.status, headers, f"{self.sentence}\n".encode())


class DjangoLane:
    """Runs a WSGI application on threads of its own; called from the event loop."""

    def __init__(self, application: WsgiApplication, *, threads: int) -> None:
        self._application = application
        self._jobs = Jobs(threads, name="django")
        self._most_inside = threads + MOST_WAITING
        self._inside = 0

    async def answer(self, scope: Scope, proto: Any) -> int:
        """Answer one request and return the status that was sent."""
        if self._inside >= self._most_inside:
            raise Refused(503, "Too many requests are waiting. Please try again.")
        self._inside += 1
        try:
            body, length = await read_body(scope, proto)
            with body:
                environ = wsgi_environ(scope, body, length=length)
                loop = asyncio.get_running_loop()
                answer = await self._jobs.do(lambda: self._run(environ, proto, loop), loop)
        finally:
            self._inside -= 1
        if isinstance(answer, Reply):
            send_reply(proto, answer, scope.method == "HEAD")
            return answer.status
        return answer

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
        self._jobs.close()


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


async def read_body(scope: Scope, proto: Any) -> tuple[IO[bytes], int]:
    """Return a request's body, to be read from its beginning, and its length in bytes.

    Raises:
        Refused: it is too long, or its sender has stopped in the middle.
    """
    declared = scope.headers.get("content-length")
    if declared is None and (scope.method in BODILESS or "transfer-encoding" not in scope.headers):
        return io.BytesIO(), 0
    limit = LONGEST_UPLOAD if scope.path.startswith(UPLOADS) else LONGEST_BODY
    too_long = Refused(413, f"At most {limit} bytes can be sent here.")
    if declared is not None and (not declared.isdecimal() or int(declared) > limit):
        raise too_long
    if declared is not None and int(declared) <= SHORT:
        whole = await patiently(proto())
        return io.BytesIO(whole), len(whole)
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  its reader closes it
    try:
        length = 0
        parts = aiter(proto)
        while part := await patiently(anext(parts, b"")):
            length += len(part)
            if length > limit:
                raise too_long
            body.write(part)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


async def patiently(coming: Awaitable[bytes]) -> bytes:
    """Wait for a part of a body.

    Raises:
        Refused: its sender has stopped in the middle.
    """
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            return await coming
    except TimeoutError as silence:
        raise Refused(408, "The rest of the request did not come.") from silence

"""Fetch one page from the web for an import: http and https only, bounded in size and time."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from io import BytesIO
from typing import IO

from hustings.exchange.errors import CannotFetch, TooLarge
from hustings.exchange.readers.page import LARGEST_PAGE, host_of

QUIET_SECONDS = 20
"""How long the other side may say nothing."""
WHOLE_SECONDS = 120
"""How long a page may take altogether."""
CHUNK = 64 * 1024


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to the web only, not to ftp, which Python's own handler allows."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not host_of(newurl):
            raise CannotFetch(f"{req.full_url} sends us on to {newurl[:200]}: no web page.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str) -> tuple[BytesIO, str, str]:
    """Return a page's bytes, the address it was found at, and the encoding it declares ("").

    Raises:
        CannotFetch: no web address, no answer in time, or an answer that is no page.
        TooLarge: more than ``LARGEST_PAGE`` bytes.
    """
    if not host_of(address):
        raise CannotFetch(f"{address[:200]} is no web address: it must begin with http(s)://.")
    headers = {"User-Agent": "Hustings import", "Accept": "text/html, text/plain;q=0.9"}
    opener = urllib.request.build_opener(_WebOnly)
    try:
        request = urllib.request.Request(address, headers=headers)
        with opener.open(request, timeout=QUIET_SECONDS) as answer:
            content = _bounded(answer, address)
            return BytesIO(content), answer.url, answer.headers.get_content_charset("")
    except urllib.error.HTTPError as refused:
        raise CannotFetch(f"{address} answers {refused.code} {refused.reason}.") from refused
    except (OSError, HTTPException, ValueError) as failed:
        reason = getattr(failed, "reason", failed)
        raise CannotFetch(f"{address} cannot be fetched: {reason}.") from failed


def _bounded(answer: IO[bytes], address: str) -> bytes:
    deadline = time.monotonic() + WHOLE_SECONDS
    content = bytearray()
    while chunk := answer.read(CHUNK):
        content += chunk
        if len(content) > LARGEST_PAGE:
            raise TooLarge(f"{address} has more than {LARGEST_PAGE >> 20} MiB.")
        if time.monotonic() > deadline:
            raise CannotFetch(f"{address} took more than {WHOLE_SECONDS} seconds.")
    return bytes(content)

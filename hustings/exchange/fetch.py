"""Fetch one page from the web for an import: http and https only, bounded in size and time."""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from email.message import Message
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
MOST_REDIRECTS = 5
PAGES = ("text/", "application/xhtml+xml", "application/xml")
"""Beginnings of the content types that can be pages; a server that names none may send one too."""


def is_private(address: str) -> bool:
    """Tell whether a host is not out on the web: this machine, a private network, a link's own.

    The name is resolved again when it is fetched; a name server that answers differently then is
    not caught.
    """
    try:
        found = socket.getaddrinfo(host_of(address), None)
    except (OSError, UnicodeError):
        return False  # fetching says what is wrong
    return not all(ipaddress.ip_address(one[4][0]).is_global for one in found)


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows few redirects, to the web only: not to ftp, which Python's own handler allows.

    A page out on the web cannot send us into a private network; whoever names a private address
    means it.
    """

    max_redirections = MOST_REDIRECTS

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        sends = f"{req.full_url} sends us on to {newurl[:200]}"
        if not host_of(newurl):
            raise CannotFetch(f"{sends}: no web page.")
        if is_private(newurl) and not self._private:
            raise CannotFetch(f"{sends}, on a private network: give that address if you mean it.")
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
    opener = urllib.request.build_opener(_WebOnly(private=is_private(address)))
    try:
        request = urllib.request.Request(address, headers=headers)
        with opener.open(request, timeout=QUIET_SECONDS) as answer:
            require_page(answer.headers, address)
            content = _bounded(answer, address)
            return BytesIO(content), answer.url, answer.headers.get_content_charset("")
    except urllib.error.HTTPError as refused:
        raise CannotFetch(f"{address} answers {refused.code} {refused.reason}.") from refused
    except (OSError, HTTPException, ValueError) as failed:
        reason = getattr(failed, "reason", failed)
        raise CannotFetch(f"{address} cannot be fetched: {reason}.") from failed


def require_page(headers: Message, address: str) -> None:
    """Refuse a picture, a PDF or anything else that is no page.

    Raises:
        CannotFetch: the content type is none of ``PAGES``.
    """
    kind = headers.get_content_type() if headers.get("Content-Type") else "text/html"
    if not kind.startswith(PAGES):
        raise CannotFetch(f"{address} is {kind}, no page: give the address of the story itself.")


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

"""A request as WSGI knows it, made from what the server was sent; nothing believed unproved."""

from __future__ import annotations

import functools
import io
import ipaddress
import sys
from typing import IO, Any, Protocol

from django.conf import settings

from hustings.web.requests import networks

Environ = dict[str, Any]

FORWARDING = ("x-forwarded-", "forwarded", "x-real-ip")
"""Headers that only a proxy we trust may set; from anybody else they are dropped."""


class RequestHeaders(Protocol):
    """Header fields as granian hands them over, names in lower case."""

    def __contains__(self, key: str) -> bool: ...

    def get(self, key: str, default: Any = None) -> Any: ...

    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """A request as granian hands it over (RSGI); ``path`` is already unquoted."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: RequestHeaders


def peer_address(scope: Scope) -> str:
    """Return the address at the other end of the connection."""
    return scope.client.rpartition(":")[0].strip("[]")


@functools.lru_cache(maxsize=4096)
def is_trusted_proxy(address: str) -> bool:
    """Tell whether HUSTINGS_TRUSTED_PROXIES names an address."""
    trusted = networks(tuple(settings.HUSTINGS_TRUSTED_PROXIES))
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def reader_scheme(scope: Scope) -> str:
    """Return the scheme the reader used, by the word of a trusted proxy if there is one."""
    if (
        settings.SECURE_PROXY_SSL_HEADER
        and scope.headers.get("x-forwarded-proto") == settings.SECURE_PROXY_SSL_HEADER[1]
        and is_trusted_proxy(peer_address(scope))
    ):
        return "https"
    return scope.scheme


def wsgi_environ(scope: Scope, body: IO[bytes] | None = None, *, length: int = 0) -> Environ:
    """Return the environment of PEP 3333; ``body`` holds ``length`` bytes.

    Names with underscores are dropped: in an environment they could not be told from hyphens.
    """
    host, _, port = scope.server.rpartition(":")
    address = peer_address(scope)
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body or io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    add_headers(environ, scope.headers, forwarded=is_trusted_proxy(address))
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def add_headers(environ: Environ, headers: RequestHeaders, *, forwarded: bool) -> None:
    for name, value in headers.items():
        if "_" in name or (not forwarded and name.startswith(FORWARDING)):
            continue
        variable = name.upper().replace("-", "_")
        if name not in {"content-type", "content-length"}:
            variable = f"HTTP_{variable}"
        if variable in environ:
            value = environ[variable] + ("; " if name == "cookie" else ",") + value
        environ[variable] = value

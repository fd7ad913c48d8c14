"""Who asks, and from where: the only place that reads sessions, bearer tokens and addresses.

    author = author_of(request, guest_name=form["name"])
    trace = trace_of(request, now=now)

A request with an ``Authorization: Bearer`` header is judged by that token alone: its cookies are
ignored, and a token that nobody has is refused instead of being taken for a guest.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from hustings.accounts import actions as accounts
from hustings.accounts import reads
from hustings.accounts.access import Author
from hustings.accounts.errors import BadToken
from hustings.accounts.models import Account

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BEARER = "bearer "
KNOWN_AUTHOR = "hustings.author"
"""Where the answer is kept for the rest of the request (as WSGI programs keep their own facts)."""
IPV6_PREFIX = 64
"""Bits of an IPv6 address that one household or phone keeps; the rest changes by the hour."""


def bearer_token(request: HttpRequest) -> str | None:
    """Return the bearer token a request carries, or None."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    if header[: len(BEARER)].lower() != BEARER:
        return None
    return header[len(BEARER) :].strip()


def author_of(request: HttpRequest, *, guest_name: str = "") -> Author:
    """Return who is about to write: an account, or a guest of this name.

    One query for a bearer token, two for a session; asked again, none.

    Raises:
        BadToken: the bearer token belongs to nobody.
    """
    author = request.META.get(KNOWN_AUTHOR)
    if author is None:
        author = request.META[KNOWN_AUTHOR] = _look_up(request)
    return author if author.account else replace(author, guest_name=guest_name)


def account_of(request: HttpRequest) -> Account | None:
    """Return the account of who asks, or None.

    Raises:
        BadToken: the bearer token belongs to nobody.
    """
    return author_of(request).account


def _look_up(request: HttpRequest) -> Author:
    token = bearer_token(request)
    if token is None:
        return Author(account=_signed_in(request))
    author = reads.author_by_token(token) if token.isascii() else None
    if author is None:
        raise BadToken
    return author


def _signed_in(request: HttpRequest) -> Account | None:
    """Return the account of the session, out of the lazy wrapping Django puts around it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return getattr(user, "_wrapped", user)


@functools.lru_cache(maxsize=8)
def networks(words: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the networks that these addresses and networks name.

    Raises:
        ImproperlyConfigured: one of them is neither.
    """
    try:
        return tuple(ipaddress.ip_network(word, strict=False) for word in words)
    except ValueError as fault:
        raise ImproperlyConfigured(
            f"HUSTINGS_TRUSTED_PROXIES: {fault}; write addresses or networks such as 10.0.0.0/8."
        ) from fault


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from; empty where the server knows none.

    ``X-Forwarded-For`` counts only as far as trusted proxies wrote it: read from the right, the
    first address that is no trusted proxy is the client. What stands left of it anybody could
    have written. An entry that is no address ends the search at the proxy that handed it on.
    """
    trusted = networks(tuple(settings.HUSTINGS_TRUSTED_PROXIES))
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    for hop in reversed(forwarded.split(",") if trusted and forwarded else ()):
        if found is None or not _is_in(found, trusted):
            break
        before = _parsed(hop)
        if before is None:
            break
        found = before
    return str(found) if found else ""


def _is_in(address: Address, trusted: tuple[Network, ...]) -> bool:
    return any(address in network for network in trusted)


WITH_PORT = re.compile(r"^(?:\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[^:]+):\d+)$")


@functools.lru_cache(maxsize=256)
def _parsed(word: str) -> Address | None:
    """Return an address; a port and IPv6's way of writing IPv4 are taken off."""
    word = word.strip()
    if found := WITH_PORT.match(word):
        word = found["six"] or found["four"]
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def address_for_trace(address: str) -> str:
    """Return what of an address stays the same from one hour to the next."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return address


BROWSERS = (  # the first that is named decides: each of them also names those below it
    ("edg", "edge"),
    ("opr/", "opera"),
    ("firefox", "firefox"),
    ("fxios", "firefox"),
    ("crios", "chrome"),
    ("chrome", "chrome"),
    ("safari", "safari"),
)
SYSTEMS = (
    ("android", "android"),
    ("iphone", "ios"),
    ("ipad", "ios"),
    ("windows", "windows"),
    ("mac os", "mac"),
    ("cros", "chromeos"),
    ("linux", "linux"),
)


def client_class(request: HttpRequest) -> str:
    """Return a coarse class such as "firefox on linux": nothing that marks one person."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:500].lower()
    browser = next((name for sign, name in BROWSERS if sign in agent), "other")
    system = next((name for sign, name in SYSTEMS if sign in agent), "other")
    return f"{browser} on {system}"


def trace_of(request: HttpRequest, *, now: datetime) -> int:
    """Return the id of the trace this request leaves: keyed digests, never the address."""
    address = address_for_trace(client_address(request))
    return accounts.record_trace(address=address, client=client_class(request), now=now)

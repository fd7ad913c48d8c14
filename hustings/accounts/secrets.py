"""Keys that live outside the database, and what is digested with them."""

from __future__ import annotations

import functools
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

EPOCH_DAYS = 30
TRACE_DAYS = 90
"""How long a trace is kept (evidence needs three epochs; longer serves nobody)."""


def epoch_of(now: datetime) -> int:
    """Return the number of the 30-day epoch a moment lies in."""
    return int(now.timestamp()) // (EPOCH_DAYS * 86_400)


def expiry_of(now: datetime) -> datetime:
    return now.astimezone(UTC) + timedelta(days=TRACE_DAYS)


def epoch_key(epoch: int) -> bytes:
    """Return the key of one epoch; it is made on first use and destroyed with its traces."""
    return _kept_key(settings.HUSTINGS_DATA / "keys" / f"trace-{epoch}")


@functools.lru_cache(maxsize=2)  # opening the file for each post is a tenth of what a post costs
def _kept_key(file: Path) -> bytes:
    return settings.HUSTINGS_MAKE_KEY(file)


def trace_digest(value: str, *, epoch: int) -> bytes:
    """Return an address or client class as a keyed digest (HMAC-SHA-256)."""
    return hmac.digest(epoch_key(epoch), value.encode(), "sha256")


def address_digest(email: str) -> bytes:
    """Return an e-mail address as a keyed digest, to be compared with a verified one later."""
    key = hashlib.sha256(b"identity:" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, email.strip().casefold().encode(), "sha256")


def token_digest(token: str) -> bytes:
    """Return what is kept of a bearer token."""
    return hashlib.sha256(token.encode()).digest()

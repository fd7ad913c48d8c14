"""The key to a guest's own comment: part of an address, so that no cookie is needed.

Whoever holds it may see the comment while it waits and what was decided about it; it allows no
change. It is signed with the site's secret and never expires.
"""

from __future__ import annotations

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

SALT = "hustings.guest-comment"


def key_of(comment: int) -> str:
    """Return the key of a comment."""
    return Signer(salt=SALT).signature(str(comment))


def is_key_of(comment: int, key: str) -> bool:
    """Tell whether a key belongs to a comment; an empty one never does."""
    return bool(key) and constant_time_compare(key, key_of(comment))

"""Compressed pieces of threads, kept for the next page that holds the same piece.

Bounded by bytes, least recently used first out. A piece's key names everything it shows, so
nothing in here can ever be stale; at worst it is not found.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable

from hustings.web.freshness import Part

BYTES = 64 * 1024 * 1024
"""Memory for the pieces of one process: about 15 threads of 10,000 comments."""


class PartMemo:
    """A bounded map from what a piece shows to the piece. Safe between threads."""

    def __init__(self, *, limit: int = BYTES) -> None:
        self._limit = limit
        self._held = 0
        self._parts: OrderedDict[Hashable, Part] = OrderedDict()
        self._lock = threading.Lock()

    def found(self, keys: Iterable[Hashable]) -> dict[Hashable, Part]:
        """Return the pieces that are kept under these keys."""
        with self._lock:
            here = {key: self._parts[key] for key in keys if key in self._parts}
            for key in here:
                self._parts.move_to_end(key)
        return here

    def keep(self, parts: dict[Hashable, Part]) -> None:
        """Keep these pieces, and forget the longest unused ones over the limit."""
        with self._lock:
            for key, part in parts.items():
                if (replaced := self._parts.pop(key, None)) is not None:
                    self._held -= weight(replaced)
                self._parts[key] = part
                self._held += weight(part)
            while self._held > self._limit and self._parts:
                _key, oldest = self._parts.popitem(last=False)
                self._held -= weight(oldest)


def weight(part: Part) -> int:
    """Return the bytes a piece holds in memory, near enough."""
    return len(part.html) + len(part.block.deflated) + 300

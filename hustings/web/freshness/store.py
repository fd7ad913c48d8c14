"""Complete compressed pages in memory, within a limit."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from hustings.web.freshness.keys import PageKey

Headers = list[tuple[str, str]]

OVERHEAD = 4_000
"""Bytes that an entry's headers, keys and containers take besides its body (measured)."""


@dataclass(slots=True, eq=False)
class Entry:
    """One kept page: a 200 with all its headers, and the revisions it was rendered from.

    ``headers`` name the coding and the ETag; ``revisions`` are those read in the same snapshot as
    the page. ``verified`` is the database's own version at which they were last seen unchanged
    (SQLite only).
    """

    headers: Headers
    body: bytes
    etag: str
    revisions: dict[str, int]
    verified: object = field(default=None)

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD + 100 * len(self.revisions)

    def identity_headers(self) -> Headers:
        """Return the headers for a client that refuses gzip."""
        return [header for header in self.headers if header[0] != "content-encoding"]


class Store:
    """Entries by key, least recently read first out. Used from the event loop only."""

    def __init__(self, *, limit: int) -> None:
        """Hold at most ``limit`` bytes."""
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[PageKey, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: PageKey) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: PageKey, entry: Entry) -> None:
        """Keep an entry, unless it alone is over the limit; drop others as needed."""
        self.drop(key)
        if entry.size > self.limit:
            return
        self._entries[key] = entry
        self.size += entry.size
        while self.size > self.limit:
            _, dropped = self._entries.popitem(last=False)
            self.size -= dropped.size

    def drop(self, key: PageKey) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size -= entry.size

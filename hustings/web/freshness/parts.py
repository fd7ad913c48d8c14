"""What a view says to the fresh-page cache: its page in parts, and what the page depends on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase

from hustings.algorithms import gzip_splice
from hustings.algorithms.gzip_splice import Block
from hustings.journal import revisions

KEY = re.compile(r"furniture|names|list|(story|discussion):[0-9]{1,19}")
AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page, compressed once; whoever makes it may keep it for the next page."""

    html: bytes
    block: Block

    @classmethod
    def of(cls, html: bytes) -> Part:
        """Compress a piece (about 5 ms for 200 comments); any cut between two bytes will do."""
        return cls(html, gzip_splice.compress(html))


class PartsResponse(HttpResponse):
    """A page made of parts. The cache splices their compressed forms; others read ``content``."""

    def __init__(self, parts: Iterable[Part], **options: Any) -> None:
        super().__init__(**options)
        self.parts = tuple(parts)
        self._container = [part.html for part in self.parts]
        self.headers["Content-Length"] = str(sum(part.block.length for part in self.parts))

    def spliced(self) -> bytes:
        """Return the whole page as one gzip stream."""
        return gzip_splice.splice(part.block for part in self.parts)


def depends_on(response: AnyResponse, *keys: str) -> AnyResponse:
    """Let a response be kept until one of these revisions rises, and return it.

    Keys are those of ``hustings.journal.revisions`` and ``discussion:ID``. ``furniture`` and
    ``names`` are added to every page. A response that was never given here is never kept. The
    view sees of the request only scheme, host, path and the parameters order, page, view, branch.

    Raises:
        ValueError: there is no such kind of key.
    """
    if unknown := [key for key in keys if not KEY.fullmatch(key)]:
        raise ValueError(f"no page can depend on {unknown}")
    every = {*dependencies(response), *keys, revisions.FURNITURE, revisions.NAMES}
    vars(response)["depends_on"] = tuple(sorted(every))
    return response


def dependencies(response: HttpResponseBase) -> tuple[str, ...]:
    """Return the keys a response was declared to depend on, sorted; none if it never was."""
    return vars(response).get("depends_on", ())

"""A page of a thread as compressed pieces, of which a new comment changes one or two.

Where a piece ends is decided by the comments themselves (``ends_chunk``), so an insertion moves no
other boundary. A piece is kept under a key of everything it shows; a page of 10,000 comments is
then rebuilt by reading ids and revisions, and rendering the piece that is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from hustings.algorithms.threads import FACTS, Node
from hustings.discussions.lines import lines as comment_lines
from hustings.discussions.models import State
from hustings.discussions.reads import ThreadPage
from hustings.moderation import reads as moderation
from hustings.web.freshness import Part
from hustings.web.pages.comment_html import Place, comment_html
from hustings.web.pages.memo import PartMemo
from hustings.web.pages.words import words

SPREAD = 0x9E3779B97F4A7C15
"""2^64 divided by the golden ratio: multiplying by it spreads ids over the high bits."""
CHUNK_BITS = 7
"""One comment in 2^7 ends a chunk."""
LONGEST_CHUNK = 256

_memo = PartMemo()


@dataclass(frozen=True, slots=True)
class Frame:
    """What all comments of a page share: revision of names, the story's author, the top's depth."""

    names: int
    story_author: int | None = None
    top: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some comments in a row, their facts, and the key of everything they show."""

    nodes: Sequence[Node]
    facts: memoryview
    key: Hashable

    def placed(self, *, top: int) -> Iterator[tuple[int, Place]]:
        """Return each comment's id and how it stands on a page whose top is at level ``top``."""
        below, folded = self.facts[2::FACTS], self.facts[3::FACTS]
        for node, answers, away in zip(self.nodes, below, folded, strict=True):
            yield node.id, Place(indent=node.depth - top, answers=answers, folded=away)


def thread_parts(page: ThreadPage, *, frame: Frame) -> list[Part]:
    """Return the comments of a page in order, rendered where they were not yet.

    No query when nothing changed; else one for every 500 comments rendered, and one if any of
    them was removed by a moderator.
    """
    chunks = list(_chunks(page, frame))
    kept = _memo.found(chunk.key for chunk in chunks)
    missing = [chunk for chunk in chunks if chunk.key not in kept]
    if missing:
        fresh = _render(missing, frame)
        _memo.keep(fresh)
        kept = {**kept, **fresh}
    return [kept[chunk.key] for chunk in chunks]


def ends_chunk(identifier: int) -> bool:
    """Tell whether a chunk ends with this comment: so for one in 128, by its id alone."""
    return ((identifier * SPREAD) & 0xFFFFFFFFFFFFFFFF) >> (64 - CHUNK_BITS) == 0


def cut_chunks(identifiers: Sequence[int]) -> Iterator[slice]:
    """Cut a row of comments where their ids say so, and at 256 in any case."""
    start = 0
    for end in (at for at, one in enumerate(identifiers, start=1) if ends_chunk(one)):
        yield from _short_enough(start, end)
        start = end
    yield from _short_enough(start, len(identifiers))


def _short_enough(start: int, end: int) -> Iterator[slice]:
    for first in range(start, end, LONGEST_CHUNK):
        yield slice(first, min(first + LONGEST_CHUNK, end))


def _chunks(page: ThreadPage, frame: Frame) -> Iterator[Chunk]:
    """Cut a page into chunks; what runs over all its comments makes no object for any of them."""
    shared = (get_language(), frame.names, frame.story_author, frame.top)
    facts = memoryview(page.facts).cast("q")
    for cut in cut_chunks(facts[::FACTS].tolist()):
        said = facts[cut.start * FACTS : cut.stop * FACTS]
        digest = hashlib.blake2b(said, digest_size=16).digest()
        yield Chunk(page.nodes[cut], said, (*shared, digest))


def _render(chunks: Sequence[Chunk], frame: Frame) -> dict[Hashable, Part]:
    lines = comment_lines(node.id for chunk in chunks for node in chunk.nodes)
    hidden = {line.id for line in lines.values() if line.state == State.HIDDEN}
    rules = moderation.rules_broken(hidden) if hidden else {}
    said = words()

    def html(comment: int, place: Place) -> str:
        return comment_html(
            lines[comment],
            place=place,
            words=said,
            story_author=frame.story_author,
            rule=rules.get(comment, ""),
        )

    return {
        chunk.key: Part.of(
            "".join(html(*one) for one in chunk.placed(top=frame.top) if one[0] in lines).encode()
        )
        for chunk in chunks
    }

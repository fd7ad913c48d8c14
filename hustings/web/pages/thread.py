"""A page of a thread as compressed pieces, of which a new comment changes one or two.

Where a piece ends is decided by the comments themselves (``ends_chunk``), so an insertion moves no
other boundary. A piece is kept under a key of everything it shows; a page of 10,000 comments is
then rebuilt by reading ids and revisions, and rendering the piece that is new.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from hustings.algorithms.threads import Node
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
    """Some comments in a row, and the key of everything they show."""

    nodes: Sequence[Node]
    key: Hashable


def thread_parts(page: ThreadPage, *, frame: Frame) -> list[Part]:
    """Return the comments of a page in order, rendered where they were not yet.

    No query when nothing changed; else one for every 500 comments rendered, and one if any of
    them was removed by a moderator.
    """
    chunks = list(_chunks(page, frame))
    kept = _memo.found(chunk.key for chunk in chunks)
    missing = [chunk for chunk in chunks if chunk.key not in kept]
    if missing:
        fresh = _render(missing, page, frame)
        _memo.keep(fresh)
        kept = {**kept, **fresh}
    return [kept[chunk.key] for chunk in chunks]


def ends_chunk(identifier: int) -> bool:
    """Tell whether a chunk ends with this comment: so for one in 128, by its id alone."""
    return ((identifier * SPREAD) & 0xFFFFFFFFFFFFFFFF) >> (64 - CHUNK_BITS) == 0


def cut_chunks(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """Cut a row of comments where their ids say so, and at 256 in any case."""
    start = 0
    for at, node in enumerate(nodes, start=1):
        if ends_chunk(node.id) or at - start >= LONGEST_CHUNK:
            yield nodes[start:at]
            start = at
    if start < len(nodes):
        yield nodes[start:]


def _chunks(page: ThreadPage, frame: Frame) -> Iterator[Chunk]:
    shared = (get_language(), frame.names, frame.story_author, frame.top)
    for nodes in cut_chunks(page.nodes):
        yield Chunk(nodes, (*shared, _digest(nodes, page, frame.top)))


def _digest(nodes: Sequence[Node], page: ThreadPage, top: int) -> bytes:
    """Return a digest of which comments stand here, in which revision, and of their counts.

    The hot loop of a page that has changed in one place: no objects, one array.
    """
    below, folded = page.descendants, page.folded
    facts = array("q")
    for node in nodes:
        count = below.get(node.id, 0)
        facts.append(node.id)
        facts.append(node.revision)
        facts.append(count if node.depth == top or not count else 1)
        facts.append(folded.get(node.id, 0))
    return hashlib.blake2b(facts.tobytes(), digest_size=16).digest()


def _place(node: Node, page: ThreadPage, top: int) -> Place:
    """Return how a comment stands here; below the top of a branch only whether it has answers.

    A count on every comment would change all the pieces above a new one.
    """
    below = page.descendants.get(node.id, 0)
    indent = node.depth - top
    answers = below if indent == 0 else min(below, 1)
    return Place(indent=indent, answers=answers, folded=page.folded.get(node.id, 0))


def _render(chunks: Sequence[Chunk], page: ThreadPage, frame: Frame) -> dict[Hashable, Part]:
    lines = comment_lines(node.id for chunk in chunks for node in chunk.nodes)
    hidden = {line.id for line in lines.values() if line.state == State.HIDDEN}
    rules = moderation.rules_broken(hidden) if hidden else {}

    def html(node: Node) -> str:
        return comment_html(
            lines[node.id],
            place=_place(node, page, frame.top),
            words=said,
            story_author=frame.story_author,
            rule=rules.get(node.id, ""),
        )

    said = words()
    return {
        chunk.key: Part.of("".join(html(node) for node in chunk.nodes if node.id in lines).encode())
        for chunk in chunks
    }

"""The order and the pages of a thread, on plain values.

A thread is a list of ``Node``: one per comment that has a place on the page. Nodes of one branch
come from the database in (anchor, path) order; ``preorder`` hangs the parts below level 64 on the
comments they are anchored on. Pages are cut at branches.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Node(NamedTuple):
    """One comment's place: its branch, its path, its depth, and its revision."""

    id: int
    root: int
    anchor: int
    path: bytes
    depth: int
    revision: int


class Root(NamedTuple):
    """A top-level comment and how many comments stand below it."""

    id: int
    branch: int


class Branch(NamedTuple):
    """A top-level comment with everything below it in thread order, and its ``facts``."""

    nodes: list[Node]
    facts: bytes

    @classmethod
    def of(cls, ordered: list[Node]) -> Branch:
        """Return a branch that is shown whole; linear in its comments."""
        return cls(ordered, facts(ordered, descendants(ordered)))


FACTS = 4
"""How many numbers ``facts`` gives for each comment: id, revision, comments below, folded."""


def preorder(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes so that each comment is followed by its answers, branches by root id.

    Linear apart from the sort; any depth.
    """
    segments: dict[int, list[Node]] = {}
    for node in sorted(nodes, key=_by_place):
        segments.setdefault(node.anchor, []).append(node)
    ordered: list[Node] = []
    waiting = [iter(segments.pop(0, ()))]
    while waiting:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            continue
        ordered.append(following)
        if below := segments.pop(following.id, None):
            waiting.append(iter(below))
    return ordered


def _by_place(node: Node) -> tuple[int, int, bytes]:
    return node.root, node.anchor, node.path


def by_root_order(nodes: Sequence[Node], roots: Sequence[int]) -> list[Node]:
    """Return preordered nodes with their branches in the order of ``roots``."""
    branches: dict[int, list[Node]] = {root: [] for root in roots}
    for node in nodes:
        if node.root in branches:
            branches[node.root].append(node)
    return [node for root in roots for node in branches[root]]


def order_roots(roots: Iterable[Root], *, order: str) -> list[Root]:
    """Return roots ``oldest``, ``newest`` or ``most-discussed`` first; ties by age.

    Raises:
        ValueError: another order.
    """
    return in_order(sorted(roots), order=order, size=lambda root: root.branch)


def in_order(oldest: list[T], *, order: str, size: Callable[[T], int]) -> list[T]:
    """Return branches that come oldest first in another order; ``size`` tells how discussed.

    Raises:
        ValueError: no such order.
    """
    if order == "oldest":
        return oldest
    if order == "newest":
        return oldest[::-1]
    if order == "most-discussed":
        return sorted(oldest, key=lambda branch: -size(branch))
    raise ValueError(f"unknown order {order!r}")


def cut_pages(roots: Sequence[Root], *, limit: int) -> list[list[Root]]:
    """Return the roots of each page: as many whole branches as ``limit`` comments allow.

    A branch over the limit has a page to itself, on which only its first ``limit`` are shown.
    """
    pages: list[list[Root]] = []
    room = 0
    for root in roots:
        size = 1 + root.branch
        if size > room:
            pages.append([])
            room = limit
        pages[-1].append(root)
        room -= size
    return pages


def first_page(roots: Sequence[Root], *, limit: int) -> list[Root]:
    """Return the roots of the first page that ``cut_pages`` would cut."""
    room = limit
    for count, root in enumerate(roots):
        room -= 1 + root.branch
        if room < 0:
            return list(roots[: max(count, 1)])
    return list(roots)


def end_of_part(ordered: Sequence[Node], *, start: int, limit: int) -> int:
    """Return where a stretch of at most ``limit`` comments from ``start`` on ends.

    Before the last branch that does not fit whole; inside a branch only where it alone is longer.
    """
    furthest = start + limit
    if len(ordered) <= furthest:
        return len(ordered)
    heads = (i for i in range(furthest, start, -1) if ordered[i].depth == 0)
    return next(heads, furthest)


def branch_of(ordered: Sequence[Node], comment: int) -> list[Node]:
    """Return a comment and everything below it, out of a preordered thread."""
    start = next((i for i, node in enumerate(ordered) if node.id == comment), None)
    if start is None:
        return []
    end = start + 1
    while end < len(ordered) and ordered[end].depth > ordered[start].depth:
        end += 1
    return list(ordered[start:end])


def descendants(ordered: Sequence[Node]) -> dict[int, int]:
    """Return how many comments stand below each one of a preordered list. Linear, any depth."""
    counts = dict.fromkeys((node.id for node in ordered), 0)
    line: list[Node] = []
    for node in ordered:
        while line and line[-1].depth >= node.depth:
            _end_branch(line, counts)
        line.append(node)
    while line:
        _end_branch(line, counts)
    return counts


def _end_branch(line: list[Node], counts: dict[int, int]) -> None:
    """Take the last comment off the line of ancestors and count its branch where it hangs."""
    ended = line.pop()
    if line:
        counts[line[-1].id] += counts[ended.id] + 1


def facts(
    ordered: Sequence[Node],
    counts: Mapping[int, int],
    *,
    folded: Mapping[int, int] | None = None,
    top: int = 0,
) -> bytes:
    """Return all that decides how these comments look, as numbers of 8 bytes (``array("q")``).

    For each its id, its revision, how many comments stand below it, and how many of them are
    folded away. Below level ``top`` the third is only 1 or 0: a count there is shown to nobody and
    would change with every answer further down.
    """
    away = folded or {}
    numbers = array("q")
    for node in ordered:
        below = counts.get(node.id, 0)
        shown = below if node.depth == top else min(below, 1)
        numbers.extend((node.id, node.revision, shown, away.get(node.id, 0)))
    return numbers.tobytes()


def fold(ordered: Sequence[Node], *, depth: int) -> tuple[list[Node], dict[int, int]]:
    """Leave out what is deeper than ``depth`` levels; tell where, and how many.

    Returns the nodes that stay, and for each of them that lost answers how many it lost.
    """
    kept: list[Node] = []
    folded: dict[int, int] = {}
    for node in ordered:
        if node.depth <= depth:
            kept.append(node)
        elif kept:
            folded[kept[-1].id] = folded.get(kept[-1].id, 0) + 1
    return kept, folded

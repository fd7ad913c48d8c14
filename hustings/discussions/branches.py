"""The places of a thread's comments, read branch by branch and remembered between reads.

A change to a thread of 10,000 comments touches one branch. The others are kept in this process,
each under a mark that the database computes: how many comments it shows and the sum of their
revisions. Comments never lose their place and revisions only rise, so that a mark once left never
comes back: an equal mark is an equal branch, and nothing kept can be stale.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db import connection

from hustings.algorithms import threads
from hustings.algorithms.threads import Branch, Node

Mark = tuple[int, int, int]
"""A branch's root, how many comments it shows, and the sum of their revisions."""

KEPT_COMMENTS = 50_000
"""Comments whose places one process remembers: about 20 MB."""
ASKED_BY_NAME = 500
"""Branches one query may ask for; where more have changed, the whole thread is read."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A thread as it was read last: its marks, and its branches by root."""

    marks: frozenset[Mark] = frozenset()
    branches: Mapping[int, Branch] = field(default_factory=dict)

    @property
    def comments(self) -> int:
        """How many comments it holds."""
        return sum(comments for _root, comments, _revisions in self.marks)


class Memory:
    """The threads read last, by discussion. Safe between threads of the process."""

    def __init__(self, *, limit: int = KEPT_COMMENTS) -> None:
        self._limit = limit
        self._held = 0
        self._threads: OrderedDict[int, Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, discussion: int) -> Remembered:
        """Return what is remembered of a discussion; nothing, if it is not."""
        with self._lock:
            if discussion in self._threads:
                self._threads.move_to_end(discussion)
            return self._threads.get(discussion, Remembered())

    def keep(self, discussion: int, thread: Remembered) -> None:
        """Remember a thread, and forget those unused longest over the limit."""
        with self._lock:
            self._held -= self._threads.pop(discussion, Remembered()).comments
            self._threads[discussion] = thread
            self._held += thread.comments
            while self._held > self._limit:
                _discussion, forgotten = self._threads.popitem(last=False)
                self._held -= forgotten.comments


_memory = Memory()


def whole_branches(discussion_id: int) -> list[Branch]:
    """Return every branch of a thread, oldest first.

    For readers only: what a transaction wrote and may still take back must not be remembered.
    One query, and one more for the branches that are not remembered as they are. Sets and
    dictionaries are compared and copied whole: a loop over the branches would cost most of all.
    """
    known, marks = _memory.of(discussion_id), _marks(discussion_id)
    changed = [root for root, *_ in set(marks).difference(known.marks)]
    if not changed:
        return [known.branches[root] for root, *_ in marks]
    found = {**known.branches, **_branches(discussion_id, changed)}
    _memory.keep(discussion_id, Remembered(frozenset(marks), found))
    return [found[root] for root, *_ in marks]


def nodes(discussion_id: int, *, branches: Sequence[int] | None = None) -> list[Node]:
    """Return the places of a thread's comments, or of some branches, in thread order. One query."""
    chosen, values = "", [discussion_id]
    if branches is not None:
        if not branches:
            return []
        chosen = f" AND root IN ({', '.join(['%s'] * len(branches))})"
        values = [discussion_id, *branches]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, root, anchor, path, depth, revision FROM discussions_comment"
            f" WHERE discussion_id = %s AND published IS NOT NULL{chosen}",
            values,
        )
        return threads.preorder(
            Node(one, root, anchor, bytes(path), depth, revision)
            for one, root, anchor, path, depth, revision in cursor.fetchall()
        )


def _marks(discussion_id: int) -> list[Mark]:
    """Return the mark of every branch, oldest first; the sums are the database's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, COUNT(*), CAST(SUM(revision) AS bigint) FROM discussions_comment"
            " WHERE discussion_id = %s AND published IS NOT NULL GROUP BY root ORDER BY root",
            [discussion_id],
        )
        return cursor.fetchall()


def _branches(discussion_id: int, roots: Sequence[int]) -> dict[int, Branch]:
    chosen = roots if len(roots) <= ASKED_BY_NAME else None
    by_root = groupby(nodes(discussion_id, branches=chosen), key=attrgetter("root"))
    return {root: Branch.of(list(found)) for root, found in by_root}

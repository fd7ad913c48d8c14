"""One commit for all who wait: how SQLite, which admits one writer at a time, keeps up with many.

    comment = connection.commit_together(lambda: store(comment))   # on disk when this returns

A commit costs a flush to disk and the taking of the writers' turn, whatever it holds. So threads
that come while another one of their process is writing do not queue for a turn each: one of them
leads, does the work of all who wait in one transaction on its own connection, and everybody is
answered after that commit. Nobody waits for company: alone, a caller leads itself and pays nothing
more. Processes take turns as before (``base.py``).

Whoever is refused before anything was written hurts nobody. A work that fails later spoils its
group: the transaction is rolled back and each work done again, in a transaction of its own.
Savepoints would spare that, and cost every post more than the group saves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

if TYPE_CHECKING:
    from hustings.config.sqlite.base import DatabaseWrapper

Result = TypeVar("Result")
Work = Callable[[], Any]
"""What is to be written, on the connection of whichever thread calls it. It may be called twice:
nothing of the first time is then left in the database. It asks for nothing to be run ``on_commit``:
a failure there would look like one of the commit."""

LARGEST = 64
"""Works in one transaction; the reply to the first waits for the last."""


class Spoilt(Exception):
    """A work failed after it had written: the group cannot be committed."""


class Waiting:
    """One thread's work, and how it ended."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._result: Any = None
        self._failure: BaseException | None = None
        self._called = threading.Lock()
        self._called.acquire()
        self.ended = False

    def sleep(self) -> None:
        """Wait for the end, or for one's turn to lead."""
        self._called.acquire()

    def wake(self) -> None:
        self._called.release()

    def do(self, database: DatabaseWrapper) -> None:
        """Do the work inside the group's transaction.

        Raises:
            Spoilt: it failed and may have changed something.
        """
        before = database.changes
        try:
            self.succeed(self._work())
        except DatabaseError as failure:  # the database may have ended the transaction itself
            raise Spoilt from failure
        except BaseException as failure:
            if database.changes != before:
                raise Spoilt from failure
            self.fail(failure)

    def do_alone(self) -> None:
        """Do the work in a transaction of its own, as if it had never been tried."""
        try:
            with transaction.atomic():
                result = self._work()
        except BaseException as failure:  # it is raised again in the thread it belongs to
            self.fail(failure)
        else:
            self.succeed(result)

    def succeed(self, result: Any) -> None:
        self._result, self._failure, self.ended = result, None, True

    def fail(self, failure: BaseException) -> None:
        self._failure, self.ended = failure, True

    def outcome(self) -> Any:
        """Return what the work returned, or raise what it raised."""
        if self._failure is not None:
            raise self._failure
        return self._result


class Writers:
    """The threads of one process that write to one database; one of them leads at a time."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._line: list[Waiting] = []
        self._led = False

    def commit(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns once that is on disk, or raise what it raises."""
        mine = Waiting(work)
        if not self._may_lead(mine):
            mine.sleep()
        if not mine.ended:
            self._lead(mine)
        return cast("Result", mine.outcome())

    def _may_lead(self, mine: Waiting) -> bool:
        """Take the lead where nobody has it; else stand in line."""
        with self._mutex:
            if self._led:
                self._line.append(mine)
                return False
            self._led = True
            return True

    def _lead(self, mine: Waiting) -> None:
        """Commit what waits, hand the lead on, and wake those who can be answered."""
        group = [mine]
        try:
            self._commit_group(group)
        finally:
            self._hand_on()
            for one in group[1:]:
                one.wake()

    def _commit_group(self, group: list[Waiting]) -> None:
        """Commit the leader's work and, added to the list, that of all in line by then."""
        database = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
        try:
            with transaction.atomic():
                group += self._leave_line()  # who came while another process had its turn
                for one in group:
                    one.do(database)
        except BaseException as failure:  # whatever it was, everybody must be answered
            if len(group) == 1:
                mine = group[0]
                mine.fail((isinstance(failure, Spoilt) and failure.__cause__) or failure)
            else:
                for one in group:
                    one.do_alone()

    def _leave_line(self) -> list[Waiting]:
        with self._mutex:
            called = self._line[: LARGEST - 1]
            del self._line[: LARGEST - 1]
        return called

    def _hand_on(self) -> None:
        """Let the first in line lead, if there is one."""
        with self._mutex:
            self._led = bool(self._line)
            if self._led:
                self._line.pop(0).wake()

"""Sealing while others seal and write: real threads, real commits, events that commit late."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from hustings.discussions.events import DiscussionOpened
from hustings.journal import actions
from hustings.journal.models import Event as Row
from tests.databases import until

SITE = 7
WAITING = (
    "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
)


def record_one(now, *, number=0):
    return actions.record(DiscussionOpened(site=SITE, discussion=number), now=now)


def chain() -> list[tuple[int, int]]:
    """Return (position, id) of what is sealed, in order."""
    sealed = Row.objects.filter(site=SITE, position__isnull=False)
    return list(sealed.order_by("position").values_list("position", "pk"))


def insert(identifier: int, now) -> None:
    Row.objects.create(
        id=identifier, site=SITE, kind="discussion-opened", data={"discussion": 1}, created=now
    )


class Writer:
    """Records events in transactions of one to four, some of which change their mind."""

    def __init__(self, seed: int, now) -> None:
        self.chance, self.now, self.kept = random.Random(seed), now, []

    def __call__(self) -> None:
        for number in range(40):
            with transaction.atomic():
                made = [record_one(self.now + timedelta(number)) for _ in range(self.many())]
                if self.chance.random() < 0.2:
                    transaction.set_rollback(True)
                    made = []
            self.kept += made

    def many(self) -> int:
        return self.chance.randint(1, 4)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sealers_beside_writers_chain_every_event_once(committed, at_once, now, seed, monkeypatch):
    """Whatever the interleaving: no gap, nothing twice, and what is sealed once stays as it is."""
    monkeypatch.setattr(actions, "SEAL_BATCH", 5)
    writers = [Writer(seed * 10 + number, now) for number in range(3)]
    writing = threading.Event()
    seen: list[list[tuple[int, int]]] = []

    def seal_while_they_write():
        while not writing.is_set():
            actions.seal(site=SITE)
            seen.append(chain())
            actions.verify(site=SITE)

    def write_then_say_so():
        try:
            results = at_once(*writers)
        finally:
            writing.set()
        assert results == [None] * 3

    outcomes = at_once(seal_while_they_write, seal_while_they_write, write_then_say_so)
    assert outcomes == [None] * 3
    actions.seal(site=SITE)
    whole = chain()
    assert [position for position, _ in whole] == list(range(1, len(whole) + 1))
    assert sorted(identifier for _, identifier in whole) == sorted(
        identifier for writer in writers for identifier in writer.kept
    )
    assert all(earlier == whole[: len(earlier)] for earlier in seen)
    assert actions.verify(site=SITE) == len(whole)


def test_lower_id_that_commits_later_is_chained_after(committed, at_once, now):
    """The sealer follows commits, not ids: a reader of the chain has not gone past it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets nobody else write before the slow one has committed")
    open_transaction, sealed = threading.Event(), threading.Event()
    ids = {}

    def slow_writer():
        with transaction.atomic():
            ids["low"] = record_one(now)
            open_transaction.set()
            assert sealed.wait(20)

    def quick_writer_and_sealer():
        assert open_transaction.wait(20)
        ids["high"] = record_one(now)
        assert actions.seal(site=SITE) == 1
        sealed.set()

    assert at_once(slow_writer, quick_writer_and_sealer) == [None, None]
    assert ids["low"] < ids["high"]
    assert actions.seal(site=SITE) == 1
    assert chain() == [(1, ids["high"]), (2, ids["low"])]
    assert actions.verify(site=SITE) == 2


def test_sealer_that_sees_other_events_waits_for_the_one_before_it(
    committed, at_once, now, monkeypatch
):
    """Locks on the events alone would let both append to the same end of the chain."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's write transactions take turns")
    monkeypatch.setattr(actions, "SEAL_BATCH", 2)
    record_one(now)
    record_one(now)
    in_the_middle, go_on = threading.Event(), threading.Event()
    chained = actions.chained

    def pause(*arguments):
        if not in_the_middle.is_set():
            in_the_middle.set()
            assert go_on.wait(20)
        return chained(*arguments)

    monkeypatch.setattr(actions, "chained", pause)

    def second_sealer():
        assert in_the_middle.wait(20)
        insert(1, now)  # lower ids, committed while the first sealer works
        insert(2, now)
        return actions.seal(site=SITE)

    def let_the_first_go_on():
        assert in_the_middle.wait(20)
        until(is_somebody_waiting)
        go_on.set()

    outcomes = at_once(lambda: actions.seal(site=SITE), second_sealer, let_the_first_go_on)
    assert sum(outcomes[:2]) == 4, outcomes
    assert outcomes[2] is None
    assert actions.verify(site=SITE) == 4


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0

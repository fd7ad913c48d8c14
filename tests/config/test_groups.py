"""Writers that wait are committed together, and each of them is answered as if it were alone."""

import threading
from threading import get_ident

import pytest
from django.db import IntegrityError, connection, transaction

from hustings.config.sqlite import base, groups
from hustings.journal.models import Revision
from hustings.journal.transactions import commit_together
from tests.environment import POSTGRESQL

pytestmark = pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL groups commits itself")
PATIENCE = 30


class Refused(Exception):
    """What a work raises that does not like what it sees."""


def add(key):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_revision (key, value) VALUES (%s, 1)", [key])
    return get_ident()


def add_then_refuse(key):
    add(key)
    raise Refused


def refuse():
    raise Refused


def stored():
    return sorted(Revision.objects.filter(key__startswith="test-").values_list("key", flat=True))


@pytest.fixture
def one_group(committed, at_once, monkeypatch):
    """Run works that all come while somebody is writing; they form the next group.

    Returns what each returned or raised.
    """
    writers = groups.Writers()
    monkeypatch.setattr(base, "_writers", writers)

    def run(*works):
        begun, everybody_waits = threading.Event(), threading.Event()

        def hold_up_the_line():
            begun.set()
            assert everybody_waits.wait(PATIENCE)

        def come(work):
            assert begun.wait(PATIENCE)
            return commit_together(work)

        def watch():
            assert begun.wait(PATIENCE)
            while len(writers._line) < len(works):
                pass
            everybody_waits.set()

        first = [lambda: commit_together(hold_up_the_line), watch]
        return at_once(*first, *[lambda work=work: come(work) for work in works])[len(first) :]

    return run


def test_those_who_wait_share_a_transaction(one_group):
    """One thread does the work of all, and everybody gets the result of the own work."""
    threads = one_group(*[lambda n=n: (add(f"test-{n}"), n) for n in range(5)])
    assert len({thread for thread, _ in threads}) == 1
    assert [n for _, n in threads] == [0, 1, 2, 3, 4]
    assert stored() == [f"test-{n}" for n in range(5)]


def test_one_that_is_refused_does_not_touch_the_others(one_group):
    results = one_group(lambda: add("test-1"), refuse, lambda: add("test-2"))
    assert isinstance(results[1], Refused)
    assert results[0] == results[2]  # still one group
    assert stored() == ["test-1", "test-2"]


@pytest.mark.parametrize(
    ("spoiler", "failure"),
    [
        (lambda: add_then_refuse("test-spoilt"), Refused),
        (lambda: add("test-1") and add("test-1"), IntegrityError),
    ],
    ids=["refused after writing", "failed in the database"],
)
def test_one_that_fails_late_is_undone_and_the_others_are_stored_once(one_group, spoiler, failure):
    keys = ["test-2", "test-3", "test-4"]
    before, spoilt, *after = one_group(
        lambda: add(keys[0]), spoiler, *[lambda key=key: add(key) for key in keys[1:]]
    )
    assert isinstance(spoilt, failure)
    assert all(isinstance(result, int) for result in [before, *after])
    assert stored() == keys


def test_a_work_sees_what_the_one_before_it_in_the_group_wrote(one_group):
    def add_once():
        return "there already" if stored() else add("test-1")

    results = one_group(add_once, add_once, add_once)
    assert results.count("there already") == 2
    assert stored() == ["test-1"]


def test_the_line_moves_on_after_a_failure(committed):
    for work, failure in ((refuse, Refused), (lambda: add_then_refuse("test-1"), Refused)):
        with pytest.raises(failure):
            commit_together(work)
    assert stored() == []
    commit_together(lambda: add("test-1"))
    assert stored() == ["test-1"]


def test_an_open_transaction_takes_the_work_in(committed):
    with transaction.atomic():
        commit_together(lambda: add("test-1"))
        assert stored() == ["test-1"]
        transaction.set_rollback(True)
    assert stored() == []


def test_threads_that_come_and_go_are_all_answered(committed, at_once):
    """Leads are handed on while others come: nobody is forgotten, nobody is done twice."""

    def come_and_go(name):
        return [commit_together(lambda n=n: add(f"test-{name}-{n}")) for n in range(20)]

    results = at_once(*[lambda name=name: come_and_go(name) for name in range(8)])
    assert all(isinstance(result, list) for result in results), results
    assert len(stored()) == 160

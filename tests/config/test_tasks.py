"""What no request asks for: due rows, written into the past, are done by the next look at them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from hustings.config import tasks
from hustings.config.tasks import LONGEST_TASK, Timer, run_due, take_up_lost_tasks
from hustings.discussions.actions import close_due_discussions
from hustings.discussions.models import Discussion
from hustings.journal.models import Event
from hustings.stories.models import StoryPage
from hustings.stories.schedule import publish_due, unpublish_due


@pytest.fixture
def hour_ago(now):
    return now - timedelta(hours=1)


def schedule(story, moment, **fields):
    """Let an editor's next version of a story be due at a moment."""
    draft = StoryPage.objects.get(pk=story.pk)
    for name, value in {**fields, "go_live_at": moment}.items():
        setattr(draft, name, value)
    draft.save_revision(approved_go_live_at=moment)


def look_once():
    """Do what the process beside a server does in one round, with its own clock."""
    run_due(dict.fromkeys(tasks.timers(), 0.0))


def test_one_look_publishes_expires_closes_and_seals(
    committed, story, section, discussion, hour_ago
):
    schedule(story, hour_ago, title="On time")
    over = section.add_child(instance=StoryPage(title="Over", slug="over", expire_at=hour_ago))
    Discussion.objects.filter(pk=discussion).update(closes=hour_ago)
    look_once()
    assert StoryPage.objects.get(pk=story.pk).title == "On time"
    assert not StoryPage.objects.get(pk=over.pk).live
    assert Discussion.objects.get(pk=discussion).closed
    look_once()
    assert not Event.objects.filter(position=None).exists()
    assert Event.objects.filter(kind="discussion-closed").count() == 1


def test_what_is_not_due_is_left_alone(committed, story, discussion, now):
    later = now + timedelta(hours=1)
    schedule(story, later, title="Too soon", expire_at=later)
    Discussion.objects.filter(pk=discussion).update(closes=later)
    look_once()
    found = StoryPage.objects.get(pk=story.pk)
    assert (found.title, found.live) == ("Ferry fares to double", True)
    assert Discussion.objects.get(pk=discussion).closed is None


def test_two_nodes_timers_do_each_thing_once(committed, at_once, story, discussion, hour_ago, now):
    Discussion.objects.filter(pk=discussion).update(closes=hour_ago)
    assert sum(at_once(*[lambda: close_due_discussions(now=now)] * 3)) == 1
    schedule(story, hour_ago, title="On time")
    assert sum(at_once(*[lambda: publish_due(now=now)] * 3)) == 1
    StoryPage.objects.filter(pk=story.pk).update(expire_at=hour_ago)
    assert sum(at_once(*[lambda: unpublish_due(now=now)] * 3)) == 1
    assert Event.objects.filter(kind="discussion-closed").count() == 1


def test_reopened_discussion_is_not_closed_again_by_a_late_timer(discussion, now, monkeypatch):
    """The timer found it due; before it had the lock a moderator took the closing time away."""
    Discussion.objects.filter(pk=discussion).update(closes=now)
    locked = close_due_discussions.__globals__["locked_discussion"]

    def reopened_meanwhile(identifier):
        Discussion.objects.filter(pk=identifier).update(closes=None)
        return locked(identifier)

    monkeypatch.setitem(close_due_discussions.__globals__, "locked_discussion", reopened_meanwhile)
    assert close_due_discussions(now=now) == 0
    assert Discussion.objects.get(pk=discussion).closed is None


def test_timer_that_fails_is_told_and_the_others_run(db, caplog):
    def fail():
        raise OperationalError("the server closed\n the connection")

    ran = SimpleNamespace(times=0)

    def count():
        ran.times += 1

    due = dict.fromkeys([Timer("first", 5, fail), Timer("second", 5, count)], 0.0)
    run_due(due)
    run_due(due)
    assert ran.times == 1, "five seconds have not gone by"
    assert len(caplog.records) == 1
    assert caplog.records[0].getMessage() == (
        "The timer 'first' failed. the server closed the connection"
    )
    assert caplog.records[0].exc_info is None


def test_task_of_a_killed_process_is_taken_up_again(db, now):
    def running(since):
        return DBTaskResult.objects.create(
            status=TaskResultStatus.RUNNING,
            started_at=since,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="hustings.nowhere",
            backend_name="default",
            run_after=get_date_max(),
        ).pk

    lost, busy = running(now - LONGEST_TASK - timedelta(seconds=1)), running(now)
    assert take_up_lost_tasks(now=now) == 1
    assert [one.pk for one in DBTaskResult.objects.ready()] == [lost]
    assert [one.pk for one in DBTaskResult.objects.running()] == [busy]

"""Run what no request asks for: timers and the queue of tasks.

'hustings serve' starts this by itself; on its own it is for a site of several nodes, whose
servers run with --no-tasks. Everything due is a row, so a killed process strands nothing.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hustings.config import bootstrap

PAUSE = 1.0
"""Seconds between two looks at timers and queue."""
STOP_PATIENCE = 10.0
LONGEST_TASK = timedelta(minutes=15)
"""After so long a task that still says it runs has lost the process that ran it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timer:
    """Something done every so many seconds."""

    name: str
    seconds: float
    run: Callable[[], Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    bootstrap.add_data_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    bootstrap.start(arguments)
    bootstrap.require_database()
    print("hustings: running timers and tasks", flush=True)
    work_until(stop_signal())
    return 0


def work(parent: int) -> None:
    """Be the process beside the server: end with it, or on SIGTERM."""
    from hustings.config.serving.processes import die_with_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the server, which tells us
    die_with_parent(parent)
    work_until(stop_signal())


def stop_signal() -> threading.Event:
    """Return what is set when this process is asked to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop


def work_until(stop: threading.Event) -> None:
    """Run timers here and the queue on a thread, so that a long task delays no publication."""
    queue = threading.Thread(target=run_queue, args=(stop,), daemon=True)
    queue.start()
    due = dict.fromkeys(timers(), 0.0)
    while not stop.is_set():
        run_due(due)
        stop.wait(PAUSE)
    queue.join(STOP_PATIENCE)


def run_due(due: dict[Timer, float]) -> None:
    """Run the timers whose time has come; one that fails is logged and comes again."""
    from django.db import close_old_connections

    for timer, moment in due.items():
        if time.monotonic() < moment:
            continue
        due[timer] = time.monotonic() + timer.seconds
        close_old_connections()
        try:
            timer.run()
        except Exception as fault:  # whatever one timer meets, the others go on
            log_failure(f"The timer {timer.name!r} failed.", fault)


def log_failure(said: str, fault: Exception) -> None:
    """Log where it failed; of a database that is away, which passes, only that it is."""
    from hustings.web.storage import is_storage_fault

    if is_storage_fault(fault):
        log.warning("%s %s", said, " ".join(str(fault).split()))
    else:
        log.error(said, exc_info=fault)


def timers() -> list[Timer]:
    from django.core.management import call_command
    from django.utils import timezone

    from hustings.accounts.actions import forget_expired_traces
    from hustings.discussions.actions import close_due_discussions
    from hustings.journal.actions import seal, sites_waiting
    from hustings.stories.schedule import publish_due, unpublish_due

    return [
        Timer("publish scheduled pages", 5, lambda: publish_due(now=timezone.now())),
        Timer("unpublish expired pages", 5, lambda: unpublish_due(now=timezone.now())),
        Timer("close discussions", 5, lambda: close_due_discussions(now=timezone.now())),
        Timer("seal the journal", 5, lambda: [seal(site=site) for site in sites_waiting()]),
        Timer("take up lost tasks", 60, lambda: take_up_lost_tasks(now=timezone.now())),
        Timer("forget traces", 3600, lambda: forget_expired_traces(now=timezone.now())),
        Timer("forget sessions", 3600, lambda: call_command("clearsessions")),
        Timer("forget tasks", 3600, lambda: call_command("prune_db_task_results", verbosity=0)),
    ]


def take_up_lost_tasks(*, now: datetime) -> int:
    """Let tasks be run again whose process was killed while it ran them; return how many.

    A task may therefore run twice: those of Wagtail (search, references) bring what they keep up
    to date and may.
    """
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    lost = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_TASK)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def run_queue(stop: threading.Event) -> None:
    """Run queued tasks as they come."""
    from django.db import close_old_connections
    from django_tasks_db.models import DBTaskResult

    while not stop.is_set():
        close_old_connections()
        try:
            if DBTaskResult.objects.ready().exists():  # asked without the writers' lock
                queue_worker().run()
        except Exception as fault:  # the database was away; the tasks are still there
            log_failure("The queue of tasks could not be read.", fault)
        stop.wait(PAUSE)


def queue_worker() -> Any:
    """Return a worker that runs all that waits and then ends."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"hustings-{os.getpid()}-{time.monotonic_ns()}",
    )

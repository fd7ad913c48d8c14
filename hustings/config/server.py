"""Serve a site: bring the database and static files up to date, then answer on one port.

Workers answer requests; beside them one process publishes what is due, closes discussions whose
time has come, seals the journal and runs tasks ('hustings tasks'). SIGTERM or Ctrl+C stops
everything after the requests being answered are finished.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from hustings.config import bootstrap

STOP_PATIENCE = 30
"""Seconds that workers may take to finish what they are answering."""
MOST_WORKERS_BY_DEFAULT = 4
CONNECTIONS = 4096
"""Open connections a worker accepts before further ones wait in the kernel."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    bootstrap.add_data_argument(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port_number, default=8000, help="port (%(default)s)")
    parser.add_argument(
        "--workers",
        type=positive,
        default=min(os.cpu_count() or 1, MOST_WORKERS_BY_DEFAULT),
        help="processes that answer requests (default: one a core, at most 4)",
    )
    parser.add_argument(
        "--threads", type=positive, default=8, help="requests a worker gives Django at a time (8)"
    )
    parser.add_argument(
        "--cache", type=positive, default=128, metavar="MB", help="kept pages in a worker (128 MB)"
    )
    parser.add_argument(
        "--no-tasks", action="store_true", help="leave timers and tasks to 'hustings tasks'"
    )


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def port_number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port; write 1 to 65535")
    return number


def run(arguments: argparse.Namespace) -> int:
    from hustings.config.serving.processes import allow_many_files, require_free_port

    require_free_port(arguments.host, arguments.port)
    os.environ.setdefault("HUSTINGS_BASE_URL", f"http://localhost:{arguments.port}")
    bootstrap.start(arguments)
    bootstrap.require_sound_settings()
    allow_many_files()
    prepare()
    with bootstrap.uncollected():
        load()
    greet()
    serve(arguments)
    return 0


def say(sentence: str) -> None:
    print(f"hustings: {sentence}", flush=True)


@bootstrap.usable_database()
def prepare() -> None:
    """Bring database and static files up to date; processes that start together take turns.

    Raises:
        NotReady: the database or the data directory cannot be used.
    """
    from django.conf import settings
    from django.db import connections

    from hustings.config.serving import static

    missing = bootstrap.unapplied_migrations()
    if missing:
        say(f"preparing the database ({len(missing)} migrations) …")
    bootstrap.prepare_database()
    root = Path(settings.STATIC_ROOT)
    with bootstrap.alone(settings.HUSTINGS_DATA / "collecting"):
        if not static.is_collected(root):
            say("collecting and compressing static files …")
            static.collect(root)
    connections.close_all()  # no connection may cross into a worker


def greet() -> None:
    """Say where the site is, and how the first editor of a new one gets in."""
    from django.conf import settings
    from django.db import connections

    from hustings.web.admin.setup import setup_link

    say(f"the site is at {settings.BASE_URL}/")
    if link := setup_link():
        say(f"make the first editor's account, once, within a day: {link}")
    connections.close_all()  # no connection may cross into a worker


def load() -> None:
    """Load what every worker needs, once, before they are forked."""
    from django.conf import settings

    import_module(settings.ROOT_URLCONF)  # all views
    import_module("hustings.config.serving.worker")
    import_module("granian.server")


def serve(arguments: argparse.Namespace) -> None:
    """Run the workers and, unless told otherwise, the process for timers and tasks."""
    from hustings.config import tasks
    from hustings.config.serving.processes import Companion

    companion = None if arguments.no_tasks else Companion(tasks.work)
    if companion:
        companion.start()
    say(f"serving http://{arguments.host}:{arguments.port} with {arguments.workers} workers")
    try:
        run_workers(arguments)
    finally:
        if companion:
            companion.stop()
    say("stopped")


def run_workers(arguments: argparse.Namespace) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from hustings.config.serving.counters import Counters
    from hustings.config.serving.worker import Sizes, Worker

    worker = Worker(
        counters=Counters(workers=arguments.workers),
        sizes=Sizes(threads=arguments.threads, cache_bytes=arguments.cache * 1_000_000),
        parent=os.getpid(),
    )
    server = Server(
        "hustings",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.RSGI,
        workers=arguments.workers,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE,
    )
    load: Callable[..., Any] = lambda: worker  # noqa: E731
    server.serve(target_loader=load, wrap_loader=False)

"""Fill a lively sample site and serve it: a newspaper in an invented town, with its readers.

Run again, it serves what is there; nothing is filled twice.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from hustings.config import bootstrap, server
from hustings.errors import BadInput

DEMO_DATA = "demo-data"
PAPER = "The Lunnhaven Lookout"


class NotASample(BadInput):
    """The data directory holds somebody's own site."""

    code = "not-a-sample"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    server.add_arguments(parser)
    parser.add_argument("--fill-only", action="store_true", help="fill, do not serve")
    parser.set_defaults(data=os.environ.get("HUSTINGS_DATA") or DEMO_DATA)


def run(arguments: argparse.Namespace) -> int:
    from hustings.config.serving.processes import allow_many_files, require_free_port

    if not arguments.fill_only:
        require_free_port(arguments.host, arguments.port)
    os.environ.setdefault("HUSTINGS_BASE_URL", f"http://localhost:{arguments.port}")
    os.environ.setdefault("HUSTINGS_SITE_NAME", PAPER)
    bootstrap.start(arguments)
    bootstrap.require_sound_settings()
    server.prepare()
    fill()
    server.greet()
    if not arguments.fill_only:
        allow_many_files()
        server.serve(arguments)
    return 0


def fill() -> None:
    """Fill the site unless it is filled.

    Raises:
        NotASample: there are stories here that are not the sample's.
    """
    from django.db import connections

    from hustings.config.sample import load
    from hustings.stories.reads import default_site

    site = default_site()
    require_sample_or_empty(site.pk)
    began = time.monotonic()
    with shown_progress() as progress:
        filled = load.fill(site, now=datetime.now(UTC), progress=progress)
    if filled.comments:
        took = time.monotonic() - began
        server.say(
            f"filled with {filled.stories} stories, {filled.comments} comments and"
            f" {filled.votes} votes in {took:.1f} s"
        )
    connections.close_all()  # no connection may cross into a worker


def require_sample_or_empty(site: int) -> None:
    from hustings.config.sample import pages
    from hustings.stories.models import StoryOrigin, StoryPage

    ours = StoryOrigin.objects.filter(site=site, source=pages.SOURCE)
    if StoryPage.objects.exists() and not ours.exists():
        raise NotASample(
            "The data directory holds a site of its own; the sample goes into an empty one:"
            " choose another with --data DIR."
        )


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("stories", total=None)

        def report(said: str, done: int, of: int) -> None:
            bar.update(task, description=said, completed=done, total=of)

        yield report

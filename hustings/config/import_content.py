"""Bring a story and its thread, or a whole site, in from elsewhere.

  hustings import page FILE-or-URL     a saved page, HTML or numbered text
  hustings import wordpress FILE.xml   a WordPress export

The whole file is read first: if it is broken, nothing is written. What was imported before is
found again by its source and id there, so importing twice changes nothing, and an import that was
stopped is completed by running it again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hustings.config import bootstrap
from hustings.errors import BadInput
from hustings.exchange.beside import beside
from hustings.exchange.compressed import unpacked
from hustings.exchange.preparing import prepare
from hustings.exchange.readers.reader import HEAD, ReadOptions
from hustings.exchange.readers.registry import KINDS, choose_reader

if TYPE_CHECKING:
    from hustings.exchange.actions import Progress
    from hustings.exchange.preparing import Step
    from hustings.exchange.report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = "; ".join(f"{name}: {what}" for name, (what, _) in KINDS.items())
    parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=kinds)
    parser.add_argument("file", metavar="FILE", help="the file; for 'page' also http(s)://…")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    parser.add_argument("--report", metavar="FILE.json", type=Path, help="write every reason there")
    parser.add_argument("--source", default="", help="the name to find imported things again by")
    parser.add_argument("--url", default="", help="the address of a saved page")
    parser.add_argument("--encoding", default="", help="of a page (default: declared, else UTF-8)")
    parser.add_argument(
        "--time-zone", default="UTC", help="of dates without one, e.g. Europe/London (default UTC)"
    )
    parser.add_argument(
        "--trash", action="store_true", help="keep the places of comments in WordPress's trash"
    )
    parser.add_argument("--pingbacks", action="store_true", help="import pingbacks and trackbacks")
    bootstrap.add_data_argument(parser)
    bootstrap.add_json_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    began = time.monotonic()
    options = read_options(arguments)
    with ExitStack() as stack:
        file, options = opened(arguments, options, stack)
        head = file.read(HEAD)
        file.seek(0)
        reader = choose_reader(arguments.kind, head=head, name=options.name)
        steps = stack.enter_context(
            beside(lambda: prepare(reader.read(file, options), now=datetime.now(UTC)))
        )
        bootstrap.start(arguments)
        with shown_progress() as progress:
            report = do_import(steps, arguments, progress=progress)
        report.seconds = time.monotonic() - began
        give_report(report, arguments)
    return 0


def read_options(arguments: argparse.Namespace) -> ReadOptions:
    """Return what the reader is told.

    Raises:
        BadInput: an unknown time zone, or a report that could not be written.
    """
    try:
        zone = ZoneInfo(arguments.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise BadInput(
            f"--time-zone {arguments.time_zone!r} is not known; write it like Europe/London."
        ) from unknown
    if arguments.report and not arguments.report.absolute().parent.is_dir():
        raise BadInput(f"--report {arguments.report}: there is no such directory.")
    return ReadOptions(
        name=Path(arguments.file).name or arguments.file,
        source=arguments.source[:200],
        address=arguments.url,
        encoding=arguments.encoding,
        zone=zone,
        trash=arguments.trash,
        pingbacks=arguments.pingbacks,
    )


def opened(
    arguments: argparse.Namespace, options: ReadOptions, stack: ExitStack
) -> tuple[BinaryIO, ReadOptions]:
    """Open the file, or fetch the page.

    Raises:
        BadInput: there is no such file, or the address cannot be fetched.
    """
    if arguments.kind == "page" and "://" in arguments.file:
        from hustings.exchange.fetch import fetch

        page, found_at, encoding = fetch(arguments.file)
        encoding = options.encoding or encoding
        return page, replace(options, name=arguments.file, fetched=found_at, encoding=encoding)
    try:
        file = Path(arguments.file).open("rb")  # noqa: SIM115 - the stack closes it
    except OSError as unreadable:
        raise BadInput(f"{arguments.file} cannot be read: {unreadable.strerror}.") from unreadable
    return unpacked(stack.enter_context(file), name=options.name), options


def do_import(
    steps: Iterator[Step], arguments: argparse.Namespace, *, progress: Progress
) -> Report:
    """Import, or find out what would be imported."""
    from django.conf import settings

    from hustings.exchange.actions import import_ready, only_import, read_all
    from hustings.exchange.reads import would_import

    readable = read_all(steps, progress=progress)
    if arguments.dry_run:
        return would_import(readable, steps, site=known_site())
    bootstrap.prepare_database()
    with only_import(settings.HUSTINGS_DATA):
        return import_ready(readable, steps, now=datetime.now(UTC), progress=progress)


def known_site() -> int | None:
    """Return the site that an import would go to, None where there is no database yet."""
    from django.db import DatabaseError, connection

    from hustings.stories.reads import default_site

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return None  # looking would make the file
    try:
        bootstrap.require_database()
        return default_site().pk
    except (bootstrap.NotReady, DatabaseError):
        return None


def give_report(report: Report, arguments: argparse.Namespace) -> None:
    """Print the counts, and write every reason to the file asked for."""
    from hustings.exchange.report import as_text, write_report

    if arguments.report:
        try:
            with open(arguments.report, "w", encoding="utf-8") as file:
                write_report(report, file)
        except OSError as failed:
            raise BadInput(
                f"The import is done, but {arguments.report} cannot be written: {failed.strerror}."
            ) from failed
    print(json.dumps(report.as_json()) if arguments.json else as_text(report))


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give something to tell progress to; it is shown on standard error if a person may look."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=None)

        def tell(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tell

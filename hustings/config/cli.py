"""The command line: ``hustings COMMAND …``.

A command is one module that is imported only when it is asked for, so that a count of ballots
starts without Django and ``hustings --help`` answers at once. Such a module offers

    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(arguments: argparse.Namespace) -> int: ...

``run`` returns the exit status: 0, or 1 where the answer itself is "no" (a check that failed).
A ``hustings.errors.HustingsError`` becomes one line on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from hustings import __version__
from hustings.errors import HustingsError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("hustings.config.demo", "fill a lively sample site and serve it"),
    "serve": ("hustings.config.server", "serve the site on one port"),
    "tasks": ("hustings.config.tasks", "run timers and tasks, where servers do not"),
    "backup": ("hustings.config.backup", "make one file of everything, while serving"),
    "restore": ("hustings.config.restore", "bring a backup back into an empty place"),
    "check": ("hustings.config.check", "explain what is wrong, and prove what is right"),
    "import": ("hustings.config.import_content", "bring in a saved page or a WordPress site"),
    "ballots": ("hustings.ballots.files", "count, publish and verify ballots, on files alone"),
    "opinion": ("hustings.opinion.files", "opinion groups, ranks and audits from files of votes"),
    "evidence": ("hustings.evidence.files", "how alike accounts write; copies; groups in step"),
    "manage": ("hustings.config.manage", "Django's and Wagtail's own commands"),
}


def command_table() -> str:
    """Return the commands and what each is for, one a line."""
    return "\n".join(f"  {name:<10} {summary}" for name, (_, summary) in COMMANDS.items())


def top_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hustings",
        description="The news site and the readers' discussion under it.",
        epilog=f"commands:\n{command_table()}\n\n'hustings COMMAND --help' explains one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"hustings {__version__}")
    parser.add_argument("command", metavar="COMMAND", choices=list(COMMANDS))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def command_parser(name: str, module: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"hustings {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return parser


def run_command(name: str, arguments: Sequence[str]) -> int:
    module = importlib.import_module(COMMANDS[name][0])
    if hasattr(module, "run_raw"):  # a command that hands its arguments on (``manage``)
        return module.run_raw(list(arguments))
    return module.run(command_parser(name, module).parse_args(arguments))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; the console script's entry."""
    chosen = top_parser().parse_args(argv)
    try:
        return run_command(chosen.command, chosen.arguments)
    except HustingsError as refusal:
        print(f"hustings: {refusal}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone: ``hustings … | head``
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("hustings: stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())

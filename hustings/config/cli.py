"""The command line: ``hustings COMMAND …``.

A command is one module that is imported only when it is asked for, so that a count of ballots
starts without Django and ``hustings --help`` answers at once. Such a module offers

    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    def run(arguments: argparse.Namespace) -> int: ...

``run`` returns the exit status: 0, or 1 where the answer itself is "no" (a check that failed).
A ``hustings.errors.HustingsError`` becomes one line on standard error and exit status 2, and so do
arguments that make no sense and an output that has no room.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from hustings import __version__
from hustings.errors import BadInput, HustingsError

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


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class OneLineParser(argparse.ArgumentParser):
    """A parser that refuses in one line, as everything else does, and shows no usage unasked."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message}; '{self.prog} --help' explains.")


def top_parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
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
    parser = OneLineParser(
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


def one_line(sentence: str) -> str:
    """Return a refusal as one line; what it quotes of a file cannot steer the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(sentence.split()))


def discard_output() -> None:
    """Point standard output elsewhere, so that flushing it at the end does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; the console script's entry."""
    try:
        chosen = top_parser().parse_args(argv)
        status = run_command(chosen.command, chosen.arguments)
        sys.stdout.flush()  # now, where it can still be said that it failed
        return status
    except HustingsError as refusal:
        print(f"hustings: {one_line(str(refusal))}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone: ``hustings … | head``
        discard_output()
        return 0
    except OSError as failure:
        if failure.errno not in NO_ROOM:
            raise
        discard_output()
        print(f"hustings: cannot write: {failure.strerror}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("hustings: stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())

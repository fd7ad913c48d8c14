"""Evidence about sockpuppets, brigades and copies, from a file of posts.

A likelihood ratio says how much more probable what we see is if one person runs both accounts
than if two members of this site do. It is no probability of guilt, and nothing here decides.

POSTS is JSON Lines, plain, gzip or zstd: id, account, t (ISO, UTC), thread, parent, text.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from threadpoolctl import threadpool_limits

from hustings.algorithms.evidence.channel_names import CHANNELS
from hustings.algorithms.evidence.protocol import WORD_CLASSES
from hustings.errors import BadInput
from hustings.evidence.engine import cores

FEWEST_FOLDS = 3
"""A model is learned from the people outside two folds; somebody must be left."""


def channel_list(value: str) -> tuple[str, ...]:
    """Return the channels named in ``style,clock``, in their usual order."""
    chosen = {name.strip() for name in value.split(",") if name.strip()}
    unknown = sorted(chosen - set(CHANNELS))
    if unknown or not chosen:
        wrong = f"no channel {', '.join(unknown)}" if unknown else "none is named"
        raise BadInput(f"--channels: {wrong}; there are {', '.join(CHANNELS)}.")
    return tuple(name for name in CHANNELS if name in chosen)


def word_list(value: str) -> tuple[int, ...]:
    """Return the word counts named in ``250,1000``."""
    try:
        words = tuple(int(part) for part in value.split(","))
    except ValueError as problem:
        raise BadInput(f"--words: {value!r} is no list of numbers.") from problem
    if min(words) < WORD_CLASSES[0]:
        raise BadInput(f"--words: at least {WORD_CLASSES[0]} words a side.")
    return words


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("posts", metavar="POSTS", type=Path, help="JSON Lines, plain, gzip or zstd")
    parser.add_argument(
        "--account-field",
        default="account",
        metavar="FIELD",
        help="field that names the account (default: %(default)s)",
    )
    parser.add_argument(
        "--network-field",
        action="append",
        default=[],
        metavar="FIELD",
        help="field with a hashed network value; may be given several times",
    )
    parser.add_argument(
        "--channels",
        default=",".join(CHANNELS),
        metavar="LIST",
        help=f"which channels enter, out of {','.join(CHANNELS)} (default: %(default)s)",
    )
    parser.add_argument("--engine", choices=["local"], default="local", help="where tasks run")
    parser.add_argument(
        "--jobs",
        type=int,
        default=cores(),
        metavar="N",
        help="processes of the local engine (default: one a core)",
    )


def _results(parser: argparse.ArgumentParser, *, html: bool) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    if html:
        parser.add_argument(
            "--html", type=Path, metavar="FILE", help="write a report with pictures"
        )


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pairs", type=Path, required=True, metavar="PAIRS.csv", help="columns a,b: two accounts"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="SCORES.csv", help="the file to write"
    )


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help="an account")
    parser.add_argument("b", metavar="B", help="another account")
    parser.add_argument(
        "--fitted",
        type=Path,
        metavar="DIR",
        help="keep there what is fitted on POSTS, so that the next pair is quick; private",
    )
    _results(parser, html=True)


def _selftest(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(channels="style,clock")
    _results(parser, html=True)


def _scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--innocents",
        type=float,
        default=1.0,
        metavar="N",
        help="cut the list of pairs at so many expected innocent pairs (default 1)",
    )
    parser.add_argument(
        "--shuffles",
        type=int,
        default=50,
        metavar="N",
        help="shuffles that say how many groups chance shows (default %(default)s)",
    )
    parser.add_argument(
        "--votes",
        type=Path,
        metavar="VOTES.csv",
        help="a conversation's votes as Polis exports them: voters who agree more than camps do",
    )
    _results(parser, html=True)


def _evaluate(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(channels="style,clock")
    parser.add_argument(
        "--person-field",
        default="author",
        metavar="FIELD",
        help="field that names the person (default: %(default)s)",
    )
    parser.add_argument(
        "--words",
        default=",".join(map(str, WORD_CLASSES)),
        metavar="LIST",
        help="words a side (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the draws")
    parser.add_argument(
        "--folds",
        type=int,
        default=0,
        metavar="N",
        help="folds of the cross-fitting (default: by size)",
    )
    _results(parser, html=False)


COMMANDS = {
    "compare": (_compare, "write likelihood ratios for a list of pairs"),
    "explain": (_explain, "show everything about one pair"),
    "selftest": (_selftest, "split members in two and see what the engine says of them"),
    "scan": (_scan, "list pairs and groups worth a look on the whole site"),
    "evaluate": (_evaluate, "measure how known persons, split in two, are told from strangers"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the five commands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")
    for name, (describe, summary) in COMMANDS.items():
        sentence = f"{summary[0].upper()}{summary[1:]}."
        command = actions.add_parser(name, help=summary, description=sentence)
        _common(command)
        describe(command)


def run(arguments: argparse.Namespace) -> int:
    """Run one command; raises ``BadInput`` for anything that cannot be read."""
    if arguments.jobs < 1:
        raise BadInput("--jobs: at least 1.")
    if getattr(arguments, "shuffles", 1) < 1:
        raise BadInput("--shuffles: at least 1.")
    if getattr(arguments, "seed", 0) < 0:
        raise BadInput("--seed: a whole number from 0 on.")
    if getattr(arguments, "folds", 0) != 0 and arguments.folds < FEWEST_FOLDS:
        raise BadInput(f"--folds: at least {FEWEST_FOLDS}, or 0 for as many as fit.")
    if not getattr(arguments, "innocents", 1.0) > 0:
        raise BadInput("--innocents: more than 0.")
    arguments.channels = channel_list(arguments.channels)
    if "words" in arguments:
        arguments.words = word_list(arguments.words)
    # Each command is a module of its own: one pair's page need not wait for what a scan imports.
    command = importlib.import_module(f"hustings.evidence.{arguments.action}_command")
    # Several cores that multiply small matrices together mostly wait for each other, and burn
    # processor time in doing so; cores are used by processes and threads of our own.
    with threadpool_limits(1, "blas"):
        status: int = command.run(arguments)
    return status

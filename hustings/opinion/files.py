"""Opinion groups from files of votes, without a site.

  hustings opinion map --votes votes.csv --comments comments.csv --html map.html
  hustings opinion rank --votes participants-votes.csv.gz --json
  hustings opinion recompute snapshot.json
  hustings opinion attack --votes votes.csv
  hustings opinion export --votes votes.csv --out participants-votes.csv

Votes are Polis's long votes.csv (voter-id, comment-id, vote, and timestamp where there is one) or
its wide participants-votes.csv, plain or gzip.
"""

from __future__ import annotations

import argparse

from hustings.opinion import (
    attack_command,
    export_command,
    map_command,
    rank_command,
    recompute_command,
)

SUBCOMMANDS = {
    "map": (map_command, "draw the opinion map"),
    "rank": (rank_command, "order comments, with every rank beside"),
    "recompute": (recompute_command, "check a snapshot byte for byte"),
    "attack": (attack_command, "see what a brigade could do to this thread"),
    "export": (export_command, "write Polis's participants-votes.csv"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for name, (module, summary) in SUBCOMMANDS.items():
        sentence = f"{summary[0].upper()}{summary[1:]}."
        command = commands.add_parser(name, help=summary, description=sentence)
        module.add_arguments(command)
        command.set_defaults(run_subcommand=module.run)


def run(arguments: argparse.Namespace) -> int:
    status: int = arguments.run_subcommand(arguments)
    return status

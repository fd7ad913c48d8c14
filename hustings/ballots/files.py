"""Count ballots, publish them as a bundle that anybody can recount, and check such bundles.

    hustings ballots count --rule scottish-stv WARD.blt
    hustings ballots key KEYFILE
    hustings ballots bundle --rule scottish-stv --key KEYFILE --out WARD.zip WARD.blt
    hustings ballots verify WARD.zip
    hustings ballots tamper WARD.zip

Works on files alone; nothing of a site is needed. Methods and limits: docs/methods/ballots.md.
"""

from __future__ import annotations

import argparse

from hustings.ballots import (
    bundle_command,
    count_command,
    key_command,
    tamper_command,
    verify_command,
)

SUBCOMMANDS = {
    "count": count_command,
    "key": key_command,
    "bundle": bundle_command,
    "verify": verify_command,
    "tamper": tamper_command,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    subparsers = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for name, module in SUBCOMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        subparser = subparsers.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(subparser)


def run(arguments: argparse.Namespace) -> int:
    return SUBCOMMANDS[arguments.subcommand].run(arguments)

"""Publish a closed ballot as one ZIP file that anybody can count again.

The ballots come from a BLT file. --receipts gives their receipt codes in the order of the log
(CSV: receipt,ranking); without it, codes and order are made at random. Without --key the bundle is
signed with a key that is used once and thrown away: that proves no more than that it agrees with
itself.
"""

from __future__ import annotations

import argparse
import csv
import io
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hustings.algorithms.counting import CountRefused, Election
from hustings.algorithms.counting.bundle import ClosedBallot, bundle_files
from hustings.algorithms.counting.container import pack_bundle
from hustings.algorithms.counting.ed25519 import public_key_of
from hustings.algorithms.counting.manifest import MANIFEST, parse_manifest
from hustings.algorithms.counting.papers import Ranking
from hustings.algorithms.counting.receipts import (
    CODE,
    FEWEST_PUBLISHED,
    OPEN,
    SEALED,
    receipt_code,
)
from hustings.ballots.count_command import add_rule_arguments
from hustings.ballots.count_report import ballots_word
from hustings.ballots.key_command import read_key
from hustings.ballots.reading import read_election, read_text
from hustings.ballots.recount_source import recount_source
from hustings.errors import BadInput
from hustings.progress import progress
from hustings.whole_files import require_writable, write_whole

MOST_RECEIPTS = 5_000_000  # every ballot in a bundle has its own, weights or not
CODE_BITS = 125


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.blt", help="the ballots")
    add_rule_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="BUNDLE", help="the ZIP file")
    parser.add_argument("--id", help="the ballot's id (default: the file's name)")
    parser.add_argument(
        "--roll", type=int, metavar="N", help="how many could vote (default: all who did)"
    )
    parser.add_argument(
        "--mode",
        choices=(OPEN, SEALED),
        default=OPEN,
        help="open: rankings stand beside their receipt codes; sealed: apart from them",
    )
    parser.add_argument("--receipts", type=Path, metavar="CSV", help="codes, in the log's order")
    parser.add_argument("--key", type=Path, metavar="KEYFILE", help="what to sign with")


def run(arguments: argparse.Namespace) -> int:
    read = [arguments.file, arguments.receipts, arguments.key]
    require_writable(arguments.out, inputs=read)
    closed = closed_ballot(arguments, read_election(arguments.file))
    progress(f"log and count of {len(closed.receipts):,} {ballots_word(len(closed.receipts))}")
    secret = read_key(arguments.key) if arguments.key else secrets.token_bytes(32)
    try:
        files = bundle_files(closed, secret=secret, recount=recount_source())
        archive = pack_bundle(files)
    except (CountRefused, ValueError) as refusal:
        raise BadInput(f"{arguments.file}: {refusal}.") from refusal
    progress(f"writing {len(archive) >> 20:,} MiB")
    write_whole(arguments.out, archive)
    manifest = parse_manifest(files[MANIFEST])
    cast = f"{manifest.ballots} {ballots_word(manifest.ballots)}"
    print(f"{arguments.out}: {cast}, log root {manifest.log_root}")
    print(f"public key {public_key_of(secret).hex()}{'' if arguments.key else ' (used once)'}")
    if len(closed.receipts) < FEWEST_PUBLISHED:
        print(f"fewer than {FEWEST_PUBLISHED} ballots: only totals and the log are published")
    return 0


def closed_ballot(arguments: argparse.Namespace, election: Election) -> ClosedBallot:
    """Return the ballot that the arguments describe. Raises ``BadInput`` where they disagree."""
    cast = sum(election.ballots.values())
    roll = cast if arguments.roll is None else arguments.roll
    if cast > MOST_RECEIPTS:
        raise BadInput(f"{arguments.file}: {cast} ballots; a bundle holds {MOST_RECEIPTS}.")
    if roll < cast:
        raise BadInput(f"{arguments.file}: {cast} ballots, but --roll says {roll} could vote.")
    progress(f"receipt codes of {cast:,} {ballots_word(cast)}")
    if arguments.receipts:
        receipts = read_receipts(arguments.receipts, election)
    else:
        receipts = random_receipts(election)
    return ClosedBallot(
        ballot_id=arguments.id or arguments.file.stem,
        election=election,
        receipts=tuple(receipts),
        rule=arguments.rule,
        seats=election.seats if arguments.seats is None else arguments.seats,
        roll=roll,
        mode=arguments.mode,
        quorum=arguments.quorum,
    )


def random_receipts(election: Election) -> list[tuple[str, Ranking]]:
    """Return a fresh code for every ballot, in an order that says nothing."""
    rankings = [ranking for ranking, papers in election.ballots.items() for _ in range(papers)]
    secrets.SystemRandom().shuffle(rankings)
    return [(receipt_code(secrets.randbits(CODE_BITS)), ranking) for ranking in rankings]


def read_receipts(path: Path, election: Election) -> list[tuple[str, Ranking]]:
    """Return the receipts of a CSV file; they must be the ballots of the election.

    Raises ``BadInput`` with the line.
    """
    receipts = list(receipt_rows(path, len(election.candidates)))
    if len({code for code, _ in receipts}) < len(receipts):
        raise BadInput(f"{path}: a receipt code stands there twice.")
    if Counter(ranking for _, ranking in receipts) != election.ballots:
        raise BadInput(f"{path}: these are not the ballots of the BLT file.")
    return receipts


def receipt_rows(path: Path, candidates: int) -> Iterator[tuple[str, Ranking]]:
    rows = csv.reader(io.StringIO(read_text(path)))
    if next(rows, None) != ["receipt", "ranking"]:
        raise BadInput(f"{path}: line 1: the columns must be “receipt,ranking”.")
    numbers = {str(index + 1): index for index in range(candidates)}
    for row in rows:
        if len(row) != 2 or not CODE.fullmatch(row[0]):
            raise BadInput(f"{path}: line {rows.line_num}: not a receipt code and a ranking.")
        try:
            yield row[0], tuple(numbers[token] for token in row[1].split())
        except KeyError as unknown:
            raise BadInput(f"{path}: line {rows.line_num}: no candidate {unknown}.") from unknown

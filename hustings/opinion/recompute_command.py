"""``hustings opinion recompute``: is a snapshot what the method makes of its votes?"""

from __future__ import annotations

import argparse
import gzip
import zlib
from pathlib import Path

from hustings.algorithms.opinion.mapping import Earlier
from hustings.algorithms.opinion.snapshot import decode, digest, read_earlier, recompute
from hustings.errors import BadInput
from hustings.opinion.inputs import add_vote_arguments, load, show
from hustings.opinion.sources import open_bytes
from hustings.opinion.words import CONTROL


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "snapshot", type=Path, metavar="SNAPSHOT", help="what 'map --snapshot' wrote"
    )
    add_vote_arguments(parser, votes="check too that it was made of these votes")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 where every byte is the same, else 1 with the first line that is not."""
    if not arguments.votes and (arguments.comments or arguments.agree):
        raise BadInput("--comments and --agree say how to read --votes, which is missing.")
    given = read_bytes(arguments.snapshot)
    try:
        again = recompute(given)
        held = decode(given).matrix.digest()
    except ValueError as error:
        raise BadInput(f"{arguments.snapshot}: {error}.") from error
    if given != again:
        show(f"Differs: {first_difference(given, again)}")
        return 1
    if arguments.votes and load(arguments).votes.matrix.digest() != held:
        show(f"The snapshot is in itself right, but made of other votes than {arguments.votes}.")
        return 1
    show(f"The same, byte for byte: {len(given):,} bytes, SHA-256 {digest(given)}")
    return 0


def read_bytes(path: Path) -> bytes:
    """Return a file's content, unpacked; raises ``BadInput``."""
    try:
        with open_bytes(path) as file:
            return file.read()
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
        raise BadInput(f"{path}: cannot be read ({error}).") from error


def read_snapshot_earlier(path: Path) -> Earlier:
    """Return what a map keeps of the one in this snapshot; raises ``BadInput``."""
    try:
        return read_earlier(read_bytes(path))
    except ValueError as error:
        raise BadInput(f"{path}: {error}.") from error


def first_difference(given: bytes, again: bytes) -> str:
    """Return where two snapshots part, by line."""
    ours, theirs = again.split(b"\n"), given.split(b"\n")
    for line, (own, other) in enumerate(zip(ours, theirs, strict=False), start=1):
        if own != other:
            return f"line {line} is {readable(other)}, computed {readable(own)}"
    return f"it has {len(theirs)} lines, computed {len(ours)}"


def readable(line: bytes) -> str:
    text = line.decode(errors="replace").lstrip().translate(CONTROL)
    return text if len(text) <= 60 else text[:60] + "…"

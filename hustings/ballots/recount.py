"""Check a ballot bundle and count its ballots again, with nothing but Python (3.9 or newer).

    python3 recount.py                             the bundle unpacked around this file
    python3 recount.py BUNDLE.zip                  a bundle as it was published
    python3 recount.py BUNDLE.zip --out MINE.json  write the result of the new count

Prints what was found. Ends with 0 where everything holds, 1 where something does not, and 2 where
the bundle cannot be read or MINE.json not be written. Where everything holds, MINE.json is, byte
for byte, the result.json of the bundle.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hustings.algorithms.counting.blt import CONTROL
from hustings.algorithms.counting.check import Verdict, check_bundle
from hustings.algorithms.counting.container import MOST_BYTES, NotABundle, unpack_bundle
from hustings.algorithms.counting.manifest import BUNDLE_FILES


def read_bundle(path: Path) -> dict[str, bytes]:
    """Return the files of a bundle, packed or unpacked; a folder may hold others besides.

    Raises ``NotABundle`` for an archive that is none, ``OSError`` where it cannot be read.
    """
    if path.is_dir():
        there = [path / name for name in BUNDLE_FILES if (path / name).is_file()]
        return {entry.name: entry.read_bytes() for entry in there}
    if path.stat().st_size > 2 * MOST_BYTES:
        raise NotABundle("the file is larger than any bundle")
    return unpack_bundle(path.read_bytes())


def verdict_text(verdict: Verdict, *, known: bool) -> str:
    """Return what was found, for people; what a forger wrote cannot steer the terminal.

    ``known`` says that the publisher's key or the log's root was given.
    """
    return "\n".join(CONTROL.sub("\ufffd", line) for line in verdict_lines(verdict, known=known))


def verdict_lines(verdict: Verdict, *, known: bool) -> Iterator[str]:
    manifest = verdict.manifest
    if manifest:
        yield f"{manifest.title}: {manifest.ballots} of {manifest.roll} people voted"
        yield f"rule:      {manifest.rule}, version {manifest.rule_version}"
        yield f"log root:  {manifest.log_root}"
    if verdict.signer:
        yield f"signed by: {verdict.signer}"
    if verdict.result:
        winners = json.loads(verdict.result)["winners"]
        yield f"winners:   {', '.join(winners) or 'nobody'} (counted again from the ballots)"
    elif manifest and not verdict.problems:
        yield "too few ballots to publish them: the log holds, but nobody else can count"
    for problem in verdict.problems:
        yield f"PROBLEM:   {problem}"
    if not verdict.problems:
        yield "Everything holds."
    if not verdict.problems and not known:
        yield "It agrees with itself: compare key or log root with what the publisher showed."


def recount_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parent
    parser.add_argument("bundle", type=Path, nargs="?", default=here, help="ZIP file or folder")
    parser.add_argument("--out", type=Path, help="write the result of the new count to this file")
    parser.add_argument("--key", help="the publisher's public key, in hexadecimal digits")
    parser.add_argument("--root", help="the log's root as the publisher showed it")
    return parser.parse_args(argv)


def recount_main(argv: Sequence[str] | None = None) -> int:
    """Check, count, print; the entry of the one-file program."""
    arguments = recount_arguments(argv)
    try:
        files = read_bundle(arguments.bundle)
        verdict = check_bundle(files, key=arguments.key, root=arguments.root)
        if arguments.out and verdict.result and not verdict.problems:
            arguments.out.write_bytes(verdict.result.encode())
    except NotABundle as damage:
        return refused(arguments.bundle, str(damage))
    except OSError as failure:
        return refused(failure.filename or arguments.bundle, failure.strerror or str(failure))
    print(verdict_text(verdict, known=bool(arguments.key or arguments.root)))
    return 1 if verdict.problems else 0


def refused(place: object, reason: str) -> int:
    print(f"recount: {place}: {reason}.", file=sys.stderr)
    return 2

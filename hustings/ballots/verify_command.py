"""Check a bundle: hashes, signature, log, seed, and a count made anew.

Ends with 0 where everything holds and 1 where something does not. --receipt shows that one ballot
is in the log, and in an open bundle what it says.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hustings.algorithms.counting.check import Verdict, check_bundle
from hustings.algorithms.counting.container import NotABundle
from hustings.algorithms.counting.manifest import BALLOTS_CSV, LOG, Manifest
from hustings.algorithms.counting.merkle import inclusion_proof, verify_inclusion
from hustings.algorithms.counting.receipts import OPEN, commitment, log_entries
from hustings.algorithms.counting.result import json_text
from hustings.ballots.recount import read_bundle, verdict_lines
from hustings.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="ZIP file or unpacked folder")
    parser.add_argument("--key", type=hexadecimal, help="the publisher's public key")
    parser.add_argument("--root", type=hexadecimal, help="the log's root as it was shown")
    parser.add_argument("--receipt", metavar="CODE", help="a receipt to find in the log")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def hexadecimal(text: str) -> str:
    """Return 32 bytes in hexadecimal digits; anything else is a mistake in the argument."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("64 hexadecimal digits are expected")
    return text.lower()


def run(arguments: argparse.Namespace) -> int:
    try:
        files = read_bundle(arguments.bundle)
    except OSError as failure:
        raise BadInput(f"{arguments.bundle}: {failure.strerror or failure}.") from failure
    except NotABundle as damage:
        verdict = Verdict(None, "", (str(damage),), None)
    else:
        verdict = check_bundle(files, key=arguments.key, root=arguments.root)
    if arguments.json:
        print(json_text(verdict_facts(verdict)), end="")
    else:
        print("\n".join(verdict_lines(verdict)))
    if arguments.receipt and verdict.manifest and not verdict.problems:
        print("\n".join(receipt_lines(files, verdict.manifest, arguments.receipt)))
    return 1 if verdict.problems else 0


def verdict_facts(verdict: Verdict) -> dict[str, object]:
    return {
        "holds": not verdict.problems,
        "problems": list(verdict.problems),
        "signer": verdict.signer,
        "log_root": verdict.manifest.log_root if verdict.manifest else None,
        "recounted": verdict.result is not None,
    }


def receipt_lines(files: Mapping[str, bytes], manifest: Manifest, code: str) -> Iterator[str]:
    """Yield where the receipt stands in the log, with its proof. Raises ``BadInput`` if nowhere."""
    rows = files.get(BALLOTS_CSV, b"").decode().split("\n")[1:-1]
    said = next((row for row in rows if row.partition(",")[0] == code.strip().upper()), None)
    if said is None:
        raise BadInput(f"There is no receipt {code} in this bundle.")
    code, _, text = said.partition(",")
    is_open = manifest.commitments == OPEN
    ranking = tuple(int(token) - 1 for token in text.split()) if is_open else None
    entry = commitment(manifest.ballot, code, ranking)
    log = files[LOG].decode().split()
    index, entries = log.index(entry), log_entries(log)
    proof = inclusion_proof(entries, index)
    root = bytes.fromhex(manifest.log_root)
    if not verify_inclusion(entries[index], index=index, size=len(log), proof=proof, root=root):
        raise BadInput("The log does not prove this receipt.")
    yield f"receipt {code}: entry {index + 1} of {len(log)} in the log"
    if ranking is not None:
        names = ", ".join(manifest.candidates[candidate] for candidate in ranking)
        yield f"it says: {names or 'nothing'}"
    yield f"proof:    {' '.join(step.hex() for step in proof) or 'the root itself'}"

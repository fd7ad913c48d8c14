"""Check a bundle: hashes, signature, log, seed, and a count made anew.

Ends with 0 where everything holds, 1 where something does not or the receipt is not there, and 2
where the bundle cannot be read: a damaged ZIP file, too.
Without --key or --root a bundle can only be shown to agree with itself. --receipt shows that one
ballot is in the log, and in an open bundle what it says.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hustings.algorithms.counting.check import Verdict, check_bundle
from hustings.algorithms.counting.container import NotABundle
from hustings.algorithms.counting.manifest import BALLOTS_CSV, LOG, Manifest
from hustings.algorithms.counting.merkle import inclusion_proof, verify_inclusion
from hustings.algorithms.counting.receipts import OPEN, TOTALS, commitment, log_entries
from hustings.algorithms.counting.result import json_text
from hustings.ballots.recount import read_bundle, verdict_text
from hustings.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="ZIP file or unpacked folder")
    parser.add_argument("--key", type=hexadecimal, metavar="HEX", help="the publisher's public key")
    parser.add_argument(
        "--root", type=hexadecimal, metavar="HEX", help="the log's root as it was shown"
    )
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
        raise BadInput(f"{arguments.bundle}: {damage}.") from damage
    verdict = check_bundle(files, key=arguments.key, root=arguments.root)
    asked = arguments.receipt is not None and not verdict.problems
    receipt = None
    if asked and verdict.manifest:
        receipt = find_receipt(files, verdict.manifest, arguments.receipt)
    if arguments.json:
        facts = verdict_facts(verdict)
        about = {} if arguments.receipt is None else {"receipt": receipt and asdict(receipt)}
        print(json_text({**facts, **about}), end="")
    else:
        print(verdict_text(verdict, known=bool(arguments.key or arguments.root)))
        if asked:
            print("\n".join(receipt_lines(receipt, arguments.receipt)))
    return 1 if verdict.problems or (asked and receipt is None) else 0


def verdict_facts(verdict: Verdict) -> dict[str, object]:
    return {
        "holds": not verdict.problems,
        "problems": list(verdict.problems),
        "signer": verdict.signer,
        "log_root": verdict.manifest.log_root if verdict.manifest else None,
        "recounted": verdict.result is not None,
    }


@dataclass(frozen=True)
class Receipt:
    """A receipt in the log: its entry (from 1) of so many, and the proof in hexadecimal digits.

    ``says`` holds the names ranked, best first, in an open bundle; ``None`` in a sealed one.
    """

    code: str
    entry: int
    entries: int
    says: list[str] | None
    proof: list[str]


def find_receipt(files: Mapping[str, bytes], manifest: Manifest, code: str) -> Receipt | None:
    """Return where a receipt of a bundle that holds stands in the log; ``None`` if nowhere.

    Raises ``BadInput`` for a bundle that publishes no receipts.
    """
    if manifest.published == TOTALS:
        raise BadInput("This bundle holds totals and the log only: no receipt can be found in it.")
    code = code.strip().upper()
    rows = files[BALLOTS_CSV].decode().split("\n")[1:-1]
    said = next((row for row in rows if row.partition(",")[0] == code), None)
    if said is None:
        return None
    text = said.partition(",")[2]
    is_open = manifest.commitments == OPEN
    ranking = tuple(int(token) - 1 for token in text.split()) if is_open else None
    log = files[LOG].decode().split()
    index, entries = log.index(commitment(manifest.ballot, code, ranking)), log_entries(log)
    proof = inclusion_proof(entries, index)
    root = bytes.fromhex(manifest.log_root)
    if not verify_inclusion(entries[index], index=index, size=len(log), proof=proof, root=root):
        raise BadInput("The log does not prove this receipt.")
    says = None if ranking is None else [manifest.candidates[candidate] for candidate in ranking]
    return Receipt(code, index + 1, len(log), says, [step.hex() for step in proof])


def receipt_lines(receipt: Receipt | None, code: str) -> Iterator[str]:
    """Yield for people where a receipt stands."""
    if receipt is None:
        yield f"PROBLEM:   there is no receipt {code} in this bundle"
        return
    yield f"receipt {receipt.code}: entry {receipt.entry} of {receipt.entries} in the log"
    if receipt.says is not None:
        yield f"it says: {', '.join(receipt.says) or 'nothing'}"
    yield f"proof:    {' '.join(receipt.proof) or 'the root itself'}"

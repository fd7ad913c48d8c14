"""Checking a bundle: that it agrees with itself, with its signature, and with a count made anew.

    verdict = check_bundle(files, key=None)
    verdict.problems        # () where everything holds

What it cannot see: a forger with his own key can make a bundle that agrees with itself. Against
that, ``key`` and ``root`` take the publisher's public key and the log's head as they were shown
while people voted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hustings.algorithms.counting.blt import BallotFileError, parse_blt, write_blt
from hustings.algorithms.counting.ed25519 import verify_signature
from hustings.algorithms.counting.election import CountRefused, Election
from hustings.algorithms.counting.manifest import (
    BALLOTS_BLT,
    BALLOTS_CSV,
    LOG,
    MANIFEST,
    README,
    RECOUNT,
    RESULT,
    SIGNATURE,
    BadManifest,
    Manifest,
    file_hashes,
    parse_manifest,
    signature_text,
)
from hustings.algorithms.counting.merkle import log_root
from hustings.algorithms.counting.papers import Ranking
from hustings.algorithms.counting.receipts import (
    BALLOTS,
    CODE,
    FEWEST_PUBLISHED,
    OPEN,
    SEALED,
    TOTALS,
    commitment,
    log_entries,
    lot_seed,
    ranking_text,
)
from hustings.algorithms.counting.result import json_text, result_facts
from hustings.algorithms.counting.rules import count_election


@dataclass(frozen=True)
class Verdict:
    """What a check found: the manifest, who signed, every problem, and the result made anew.

    ``result`` is ``None`` where nothing could be counted again (totals only, or a problem).
    """

    manifest: Manifest | None
    signer: str
    problems: tuple[str, ...]
    result: str | None


class Broken(Exception):
    """A problem that ends the check, because nothing after it would mean anything."""


def check_bundle(
    files: Mapping[str, bytes], *, key: str | None = None, root: str | None = None
) -> Verdict:
    """Check everything that a bundle claims, in the order in which one claim rests on another.

    ``key`` and ``root`` are the publisher's public key and the log's head, in hexadecimal digits,
    where they are known from elsewhere.
    """
    manifest, signer, result = None, "", None
    problems: list[str] = []
    try:
        if MANIFEST not in files:
            raise Broken(f"{MANIFEST} is missing: this is no bundle, or a part of one")
        manifest = parse_manifest(files[MANIFEST])
        signer = check_signature(files, key=key)
        check_files(files, manifest)
        log = check_log(files[LOG], manifest, root=root)
        problems += check_numbers(manifest)
        if manifest.published == BALLOTS:
            election = check_ballots(files, manifest, log)
            result = recount(election, manifest)
            if result.encode() != files[RESULT]:
                raise Broken(f"{RESULT} is not what the ballots give when they are counted again")
    except (Broken, BadManifest) as problem:
        problems.append(str(problem))
    return Verdict(manifest, signer, tuple(problems), result)


def check_signature(files: Mapping[str, bytes], *, key: str | None) -> str:
    """Return the signer's public key. Raises ``Broken`` unless he signed this manifest."""
    try:
        facts = json.loads(files.get(SIGNATURE, b"").decode("utf-8"))
        public, signature = str(facts["public_key"]), str(facts["signature"])
        key_bytes, signature_bytes = bytes.fromhex(public), bytes.fromhex(signature)
    except (ValueError, TypeError, KeyError, RecursionError) as failure:
        raise Broken(f"{SIGNATURE} is missing or cannot be read") from failure
    if signature_text(key_bytes, signature_bytes).encode() != files[SIGNATURE]:
        raise Broken(f"{SIGNATURE} is not written as in this format")
    if not verify_signature(files[MANIFEST], signature=signature_bytes, key=key_bytes):
        raise Broken("the signature does not belong to this manifest")
    if key is not None and key.lower() != public:
        raise Broken(f"signed with the key {public}, not with the publisher's")
    return public


def check_files(files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Raise ``Broken`` unless exactly the files of the format are there and hash as signed."""
    if manifest.published not in (BALLOTS, TOTALS) or manifest.commitments not in (OPEN, SEALED):
        raise Broken("the manifest names a kind of bundle that does not exist")
    wanted = {LOG, RESULT, RECOUNT, README}
    if manifest.published == BALLOTS:
        wanted |= {BALLOTS_BLT, BALLOTS_CSV}
    there = set(files) - {MANIFEST, SIGNATURE}
    for name in sorted(wanted - there):
        raise Broken(f"{name} is missing")
    for name in sorted(there - wanted):
        raise Broken(f"{name} does not belong in a bundle")
    hashes = file_hashes({name: files[name] for name in wanted})
    for name in hashes:
        if manifest.files.get(name) != hashes[name]:
            raise Broken(f"{name} was changed after the manifest was signed")
    if manifest.files != hashes:
        raise Broken("the manifest lists files that do not belong in a bundle")


def check_log(content: bytes, manifest: Manifest, *, root: str | None) -> list[str]:
    """Return the commitments. Raises ``Broken`` unless the log gives the root and the seed."""
    lines = content.decode("ascii", "replace").split("\n")
    log = lines[:-1]
    if lines[-1] or not all(len(line) == 64 and is_lower_hex(line) for line in log):
        raise Broken(f"{LOG} is not one commitment a line")
    head = log_root(log_entries(log))
    if head.hex() != manifest.log_root or len(log) != manifest.ballots:
        raise Broken("the log does not give the root and the number in the manifest")
    if root is not None and root.lower() != manifest.log_root:
        raise Broken("the log's root is not the one shown by the publisher")
    if lot_seed(head, manifest.ballot) != manifest.seed:
        raise Broken("the seed for lots does not follow from the log and the ballot's id")
    return log


def is_lower_hex(text: str) -> bool:
    return not text.strip("0123456789abcdef")


def check_numbers(manifest: Manifest) -> Iterator[str]:
    """Yield what the manifest's own numbers contradict."""
    if manifest.ballots > manifest.roll:
        yield f"{manifest.ballots} ballots, but only {manifest.roll} people could vote"
    if (manifest.ballots < FEWEST_PUBLISHED) != (manifest.published == TOTALS):
        yield f"ballots are published from {FEWEST_PUBLISHED} on, and not below"


def check_ballots(files: Mapping[str, bytes], manifest: Manifest, log: list[str]) -> Election:
    """Return the election. Raises ``Broken`` unless BLT, CSV, log and manifest say the same."""
    try:
        election = parse_blt(files[BALLOTS_BLT].decode("utf-8"))
    except (BallotFileError, UnicodeDecodeError) as failure:
        raise Broken(f"{BALLOTS_BLT}: {failure}") from failure
    said = (manifest.title, tuple(manifest.candidates), manifest.seats)
    withdrawn = frozenset(number - 1 for number in manifest.withdrawn)
    if write_blt(election).encode() != files[BALLOTS_BLT]:
        raise Broken(f"{BALLOTS_BLT} is not written in the order of its rankings")
    if (election.title, election.candidates, election.seats) != said:
        raise Broken(f"{BALLOTS_BLT} and the manifest differ in title, candidates or seats")
    if election.withdrawn != withdrawn or sum(election.ballots.values()) != manifest.ballots:
        raise Broken(f"{BALLOTS_BLT} and the manifest differ in withdrawals or number of ballots")
    check_receipts(files[BALLOTS_CSV], manifest, election, log)
    return election


def check_receipts(content: bytes, manifest: Manifest, election: Election, log: list[str]) -> None:
    """Raise ``Broken`` unless the receipts are the log's, and in open mode the ballots too."""
    sealed = manifest.commitments == SEALED
    head, *rows = content.decode("utf-8", "replace").split("\n")
    if head != ("receipt" if sealed else "receipt,ranking") or not rows or rows.pop():
        raise Broken(f"{BALLOTS_CSV} is not written as in this format")
    if any(rows[at] >= rows[at + 1] for at in range(len(rows) - 1)):
        raise Broken(f"{BALLOTS_CSV} is not in the order of its receipt codes")
    if sealed:
        receipts: list[tuple[str, Ranking | None]] = [(row, None) for row in rows]
    else:
        receipts, ballots = read_rankings(rows, election)
        if ballots != election.ballots:
            raise Broken(f"{BALLOTS_CSV} and {BALLOTS_BLT} do not hold the same ballots")
    codes = {code for code, _ in receipts}
    if len(codes) != len(rows) or not all(CODE.fullmatch(code) for code in codes):
        raise Broken(f"{BALLOTS_CSV} has a receipt code twice, or one that cannot be")
    made = [commitment(manifest.ballot, code, ranking) for code, ranking in receipts]
    if sorted(made) != sorted(log):
        raise Broken(f"{BALLOTS_CSV} does not hold the ballots that the log committed to")


def read_rankings(
    rows: list[str], election: Election
) -> tuple[list[tuple[str, Ranking | None]], dict[Ranking, int]]:
    """Return (code, ranking) of each row and the ballots they make, read through the BLT's."""
    known = {ranking_text(ranking): ranking for ranking in election.ballots}
    receipts: list[tuple[str, Ranking | None]] = []
    ballots: dict[Ranking, int] = {}
    for row in rows:
        code, _, text = row.partition(",")
        if text not in known:
            raise Broken(f"{BALLOTS_CSV} has a ranking that {BALLOTS_BLT} does not have")
        ranking = known[text]
        receipts.append((code, ranking))
        ballots[ranking] = ballots.get(ranking, 0) + 1
    return receipts, ballots


def recount(election: Election, manifest: Manifest) -> str:
    """Return the result file of a new count. Raises ``Broken`` where it cannot be counted."""
    try:
        count = count_election(
            election,
            rule=manifest.rule,
            seats=manifest.seats,
            seed=manifest.seed,
            quorum=manifest.quorum,
        )
    except CountRefused as refusal:
        raise Broken(f"the ballots cannot be counted: {refusal}") from refusal
    if count.version != manifest.rule_version:
        raise Broken(
            f"version {manifest.rule_version} of the rule is asked for; this counts {count.version}"
        )
    return json_text(result_facts(election, count, seed=manifest.seed, quorum=manifest.quorum))

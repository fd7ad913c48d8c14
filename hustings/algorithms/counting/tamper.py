"""The verifier's own enemy: random tamperings with a bundle, from careless to careful.

    for tampering in tamperings(archive, random=Random(1), runs=1000):
        assert not passes(tampering.archive, key=publisher_key)

A *careless* forger changes some files and leaves the rest; a *careful* one makes every file, hash
and the manifest anew and keeps the old signature; a *signing* one signs all of it with a key of his
own, which only shows when the publisher's key is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from hustings.algorithms.counting.blt import parse_blt
from hustings.algorithms.counting.bundle import ClosedBallot, bundle_files
from hustings.algorithms.counting.check import check_bundle
from hustings.algorithms.counting.container import NotABundle, pack_bundle, unpack_bundle
from hustings.algorithms.counting.election import CountRefused
from hustings.algorithms.counting.manifest import (
    BALLOTS_BLT,
    BALLOTS_CSV,
    LOG,
    MANIFEST,
    RECOUNT,
    RESULT,
    SIGNATURE,
    parse_manifest,
)
from hustings.algorithms.counting.papers import Ranking
from hustings.algorithms.counting.receipts import OPEN, commitment, ranking_text, receipt_code

Files = dict[str, bytes]
Receipts = list[tuple[str, Ranking]]


@dataclass(frozen=True)
class Tampering:
    """What was done (``kind``), how carefully (``depth``), and the archive that came of it."""

    kind: str
    depth: str
    archive: bytes


def passes(archive: bytes, *, key: str) -> bool:
    """Tell whether the verifier finds nothing wrong."""
    try:
        return not check_bundle(unpack_bundle(archive), key=key).problems
    except NotABundle:
        return False


def reopen(files: Files) -> ClosedBallot:
    """Return the ballot behind an open bundle. Raises ``ValueError`` for any other bundle."""
    manifest = parse_manifest(files[MANIFEST])
    if manifest.commitments != OPEN or BALLOTS_CSV not in files:
        raise ValueError("only an open bundle with its ballots can be tampered with")
    election = parse_blt(files[BALLOTS_BLT].decode())
    known = {ranking_text(ranking): ranking for ranking in election.ballots}
    rows = [row.split(",") for row in files[BALLOTS_CSV].decode().split("\n")[1:-1]]
    by_entry = {
        commitment(manifest.ballot, code, known[text]): (code, known[text]) for code, text in rows
    }
    return ClosedBallot(
        ballot_id=manifest.ballot,
        election=election,
        receipts=tuple(by_entry[entry] for entry in files[LOG].decode().split()),
        rule=manifest.rule,
        seats=manifest.seats,
        roll=manifest.roll,
        mode=OPEN,
        quorum=manifest.quorum,
    )


def tamperings(archive: bytes, *, random: Random, runs: int) -> Iterator[Tampering]:
    """Yield ``runs`` tamperings, each of which really changes the archive."""
    files = unpack_bundle(archive)
    closed = reopen(files)
    made = 0
    while made < runs:
        tampering = tamper_once(files, closed, archive, random)
        if tampering.archive != archive:
            made += 1
            yield tampering


def tamper_once(files: Files, closed: ClosedBallot, archive: bytes, random: Random) -> Tampering:
    kind = random.choice([*BALLOT_KINDS, *FILE_KINDS, "archive byte"])
    if kind == "archive byte":
        return Tampering(kind, "careless", change_byte(archive, random))
    if kind in FILE_KINDS:
        changed = dict(files)
        FILE_KINDS[kind](changed, random)
        return Tampering(kind, "careless", pack_bundle(changed))
    depth = random.choice(["careless", "careful", "signing"])
    return Tampering(kind, depth, forge(files, closed, kind, depth, random))


def forge(files: Files, closed: ClosedBallot, kind: str, depth: str, random: Random) -> bytes:
    """Change the ballots and make the bundle anew, as far as this forger goes."""
    receipts = list(closed.receipts)
    BALLOT_KINDS[kind](receipts, closed, random)
    forged = replace(closed, receipts=tuple(receipts), roll=max(closed.roll, len(receipts)))
    stranger = random.getrandbits(256).to_bytes(32, "big")
    try:
        anew = bundle_files(forged, secret=stranger, recount=files[RECOUNT].decode())
    except CountRefused:
        return pack_bundle(files)
    if depth == "careful":
        anew[SIGNATURE] = files[SIGNATURE]
    if depth == "careless":
        kept = [name for name in files if name in (MANIFEST, SIGNATURE) or random.randrange(2)]
        anew.update({name: files[name] for name in kept})
    return pack_bundle(anew)


def change_ballot(receipts: Receipts, closed: ClosedBallot, random: Random) -> None:
    at = random.randrange(len(receipts))
    receipts[at] = (receipts[at][0], other_ranking(closed, random))


def add_ballot(receipts: Receipts, closed: ClosedBallot, random: Random) -> None:
    ballot = (receipt_code(random.getrandbits(125)), other_ranking(closed, random))
    receipts.insert(random.randrange(len(receipts) + 1), ballot)


def drop_ballot(receipts: Receipts, closed: ClosedBallot, random: Random) -> None:
    del receipts[random.randrange(len(receipts))]


def swap_ballots(receipts: Receipts, closed: ClosedBallot, random: Random) -> None:
    """Give two codes each other's ranking."""
    one, other = random.sample(range(len(receipts)), 2)
    (code, ranking), (other_code, other_said) = receipts[one], receipts[other]
    receipts[one], receipts[other] = (code, other_said), (other_code, ranking)


def reorder_log(receipts: Receipts, closed: ClosedBallot, random: Random) -> None:
    one, other = random.sample(range(len(receipts)), 2)
    receipts[one], receipts[other] = receipts[other], receipts[one]


def other_ranking(closed: ClosedBallot, random: Random) -> Ranking:
    candidates = closed.election.standing
    most = 1 if closed.rule == "yes-no" else len(candidates)
    return tuple(random.sample(candidates, random.randint(1, most)))


def change_byte(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ random.randint(1, 255)]) + content[at + 1 :]


def change_file_byte(files: Files, random: Random) -> None:
    name = random.choice(sorted(files))
    files[name] = change_byte(files[name], random)


def change_line(files: Files, random: Random) -> None:
    """Exchange two lines of the manifest, the result or the log."""
    name = random.choice([MANIFEST, RESULT, LOG])
    lines = files[name].split(b"\n")
    one, other = random.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    files[name] = b"\n".join(lines)


def drop_file(files: Files, random: Random) -> None:
    del files[random.choice(sorted(files))]


def add_file(files: Files, random: Random) -> None:
    files[f"extra-{random.randrange(1000)}.txt"] = b"trust me\n"


BALLOT_KINDS: dict[str, Callable[[Receipts, ClosedBallot, Random], None]] = {
    "change a ballot": change_ballot,
    "add a ballot": add_ballot,
    "drop a ballot": drop_ballot,
    "swap two ballots": swap_ballots,
    "reorder the log": reorder_log,
}
FILE_KINDS: dict[str, Callable[[Files, Random], None]] = {
    "change a byte": change_file_byte,
    "exchange two lines": change_line,
    "drop a file": drop_file,
    "add a file": add_file,
}

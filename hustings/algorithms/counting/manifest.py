"""The manifest of a bundle: what was asked, how it was counted, and what the files hash to.

It is the one file that is signed; everything else hangs on its hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from hustings.algorithms.counting.result import json_text

FORMAT = "hustings ballots 1"
MANIFEST, SIGNATURE, LOG, RESULT = "manifest.json", "signature.json", "log.txt", "result.json"
BALLOTS_BLT, BALLOTS_CSV, RECOUNT, README = "ballots.blt", "ballots.csv", "recount.py", "README.txt"
BUNDLE_FILES = (MANIFEST, SIGNATURE, LOG, RESULT, BALLOTS_BLT, BALLOTS_CSV, RECOUNT, README)


@dataclass(frozen=True)
class Manifest:
    """The facts of a closed ballot.

    ``commitments`` is "open" (the log holds code and ranking) or "sealed" (the code alone);
    ``published`` is "ballots", or "totals" where they were too few to publish.
    ``roll`` is how many people could vote (the size of the frozen list), ``ballots`` how many did,
    ``log_root`` the head of the Merkle log, ``seed`` what lots were drawn from, ``files`` the
    SHA-256 of every other file but the signature.
    """

    format: str
    ballot: str
    title: str
    rule: str
    rule_version: str
    seats: int
    quorum: int
    commitments: str
    published: str
    candidates: list[str]
    withdrawn: list[int]
    roll: int
    ballots: int
    log_root: str
    seed: str
    files: dict[str, str]

    def text(self) -> str:
        return json_text(asdict(self))


class BadManifest(ValueError):
    """The manifest cannot be understood; the sentence says why."""


def parse_manifest(content: bytes) -> Manifest:
    """Read a manifest; only the very bytes that ``Manifest.text`` writes are accepted.

    Raises ``BadManifest``.
    """
    try:
        facts = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as failure:
        raise BadManifest("manifest.json is not JSON in UTF-8") from failure
    if not isinstance(facts, dict) or list(facts) != [field.name for field in fields(Manifest)]:
        raise BadManifest("manifest.json does not have the fields of this format")
    if not all(well_typed(name, fact) for name, fact in facts.items()):
        raise BadManifest("manifest.json has a field of the wrong kind")
    manifest = Manifest(**facts)
    if manifest.format != FORMAT or manifest.text() != content.decode("utf-8"):
        raise BadManifest(f"manifest.json is not written as in the format “{FORMAT}”")
    return manifest


def well_typed(name: str, fact: object) -> bool:
    """Tell whether a fact of the manifest has the kind that its field has."""
    if name in ("seats", "quorum", "roll", "ballots"):
        return type(fact) is int and fact >= 0
    if name == "candidates":
        return isinstance(fact, list) and all(isinstance(entry, str) for entry in fact)
    if name == "withdrawn":
        return isinstance(fact, list) and all(type(entry) is int and entry > 0 for entry in fact)
    if name == "files":
        return isinstance(fact, dict) and all(isinstance(entry, str) for entry in fact.values())
    return isinstance(fact, str)


def signature_text(key: bytes, signature: bytes) -> str:
    """Return the text of ``signature.json``."""
    facts = {"algorithm": "Ed25519", "public_key": key.hex(), "signature": signature.hex()}
    return json_text(facts)


def file_hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file, in order of their names."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}

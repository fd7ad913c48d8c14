"""The bundle: everything that anybody needs to repeat a count, made from a closed ballot.

    files = bundle_files(closed, secret=…, recount=…)
    archive = pack_bundle(files)

What is in it: ``manifest.json`` and its ``signature.json``; ``ballots.blt`` and ``ballots.csv``
(receipt codes, in open mode each with its ranking); ``log.txt``, the commitments in the order of
the log; ``result.json`` with every stage; ``recount.py``, which checks all of this with Python
alone; and a ``README.txt``. Under 50 ballots there are totals and the log only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from hustings.algorithms.counting.blt import write_blt
from hustings.algorithms.counting.ed25519 import public_key_of, sign_message
from hustings.algorithms.counting.election import Count, Election
from hustings.algorithms.counting.manifest import (
    BALLOTS_BLT,
    BALLOTS_CSV,
    FORMAT,
    LOG,
    MANIFEST,
    README,
    RECOUNT,
    RESULT,
    SIGNATURE,
    Manifest,
    file_hashes,
    signature_text,
)
from hustings.algorithms.counting.merkle import log_root
from hustings.algorithms.counting.papers import Ranking
from hustings.algorithms.counting.receipts import (
    BALLOTS,
    FEWEST_PUBLISHED,
    SEALED,
    TOTALS,
    commitment,
    log_entries,
    lot_seed,
    receipts_csv,
)
from hustings.algorithms.counting.result import json_text, result_facts
from hustings.algorithms.counting.rules import count_election

README_TEXT = """This is a closed ballot that anybody can count again.

    python3 recount.py --out my-result.json

checks every file here and counts the ballots again; my-result.json is then the
same, byte for byte, as result.json. Any Python from 3.9 on will do; nothing has to be
installed. recount.py is made of the counter's own source text: read it, or write your own
from the rule that manifest.json names.

Compare the public key in signature.json, and the head of the log ("log_root" in
manifest.json), with what the publisher showed while people voted: a forger can make a
bundle that agrees with itself, but not one that agrees with those two.
"""


@dataclass(frozen=True)
class ClosedBallot:
    """A ballot that is over: the question, the rule, and each ballot with its receipt code.

    ``receipts`` stand in the order of the log. ``election`` gives candidates and title; its ballots
    are taken from the receipts. ``mode`` is "open" or "sealed". ``roll`` is how many could vote.
    """

    ballot_id: str
    election: Election
    receipts: tuple[tuple[str, Ranking], ...]
    rule: str
    seats: int
    roll: int
    mode: str
    quorum: int = 0

    @property
    def sealed(self) -> bool:
        return self.mode == SEALED

    @property
    def published(self) -> str:
        """Return what is published: the ballots, or totals where they are too few."""
        return TOTALS if len(self.receipts) < FEWEST_PUBLISHED else BALLOTS

    def cast_election(self) -> Election:
        """Return the election with the ballots of the receipts, identical ones grouped."""
        ballots = dict(Counter(ranking for _, ranking in self.receipts))
        return replace(self.election, seats=self.seats, ballots=ballots)

    def log(self) -> list[str]:
        """Return the commitments in the order of the log."""
        return [
            commitment(self.ballot_id, code, None if self.sealed else ranking)
            for code, ranking in self.receipts
        ]


def bundle_files(closed: ClosedBallot, *, secret: bytes, recount: str) -> dict[str, bytes]:
    """Return the bundle's files by name.

    ``secret`` are the 32 bytes of the Ed25519 key, ``recount`` the text of ``recount.py``.
    Raises ``CountRefused`` where the rule cannot count the ballots.
    """
    election, log = closed.cast_election(), closed.log()
    root = log_root(log_entries(log))
    seed = lot_seed(root, closed.ballot_id)
    count = count_election(
        election, rule=closed.rule, seats=closed.seats, seed=seed, quorum=closed.quorum
    )
    files = published_files(closed, election, count, seed=seed)
    files[LOG] = "".join(f"{entry}\n" for entry in log).encode()
    files[RECOUNT], files[README] = recount.encode(), README_TEXT.encode()
    manifest = Manifest(
        format=FORMAT,
        ballot=closed.ballot_id,
        title=election.title,
        rule=closed.rule,
        rule_version=count.version,
        seats=closed.seats,
        quorum=closed.quorum,
        commitments=closed.mode,
        published=closed.published,
        candidates=list(election.candidates),
        withdrawn=[index + 1 for index in sorted(election.withdrawn)],
        roll=closed.roll,
        ballots=len(closed.receipts),
        log_root=root.hex(),
        seed=seed,
        files=file_hashes(files),
    )
    return signed(files, manifest, secret=secret)


def published_files(
    closed: ClosedBallot, election: Election, count: Count, *, seed: str
) -> dict[str, bytes]:
    """Return the result and, where there are enough of them, the ballots."""
    totals_only = closed.published == TOTALS
    facts = result_facts(election, count, seed=seed, quorum=closed.quorum, totals_only=totals_only)
    result = {RESULT: json_text(facts).encode()}
    if totals_only:
        return result
    csv = receipts_csv(closed.receipts, sealed=closed.sealed)
    return {**result, BALLOTS_BLT: write_blt(election).encode(), BALLOTS_CSV: csv.encode()}


def signed(files: dict[str, bytes], manifest: Manifest, *, secret: bytes) -> dict[str, bytes]:
    """Return the files with the manifest and the signature over its bytes."""
    text = manifest.text().encode()
    signature = signature_text(public_key_of(secret), sign_message(text, secret=secret))
    return {**files, MANIFEST: text, SIGNATURE: signature.encode()}

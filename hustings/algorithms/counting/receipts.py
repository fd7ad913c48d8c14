"""Receipts and the log: what a reader keeps, and what is published while people vote.

A receipt is a code of 125 random bits. While people vote, the log shows one commitment for each
ballot, the SHA-256 of ballot id, code and ranking, in which nobody can read the ranking without the
code. Afterwards everybody can make the commitments again from the published codes and rankings.

In *sealed* mode rankings are published apart from the codes, so the commitment holds the code alone
and proves that a ballot was received, not what it said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from hustings.algorithms.counting.papers import Ranking

OPEN, SEALED = "open", "sealed"
BALLOTS, TOTALS = "ballots", "totals"
FEWEST_PUBLISHED = 50  # ballots: below this, rankings could be guessed back to their writers

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_GROUPS, CODE_GROUP = 5, 5
CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_GROUP}}}(?:-[{CODE_LETTERS}]{{{CODE_GROUP}}}){{4}}")


def receipt_code(number: int) -> str:
    """Return the code for a random number of 125 bits, as in ``7Q0AZ-…`` (five groups of five)."""
    letters = [CODE_LETTERS[number >> 5 * at & 31] for at in range(CODE_GROUPS * CODE_GROUP)]
    groups = [letters[at : at + CODE_GROUP] for at in range(0, len(letters), CODE_GROUP)]
    return "-".join("".join(group) for group in groups)


def ranking_text(ranking: Ranking) -> str:
    """Return candidate numbers as on the ballot paper, from 1: ``"3 1 2"``."""
    return " ".join([str(index + 1) for index in ranking])


def commitment(ballot_id: str, code: str, ranking: Ranking | None) -> str:
    """Return the log's entry as hexadecimal digits; without a ranking it commits to the code."""
    said = "sealed" if ranking is None else ranking_text(ranking)
    return hashlib.sha256(f"hustings ballot\n{ballot_id}\n{code}\n{said}\n".encode()).hexdigest()


def log_entries(commitments: Iterable[str]) -> list[bytes]:
    """Return the entries whose Merkle tree is the log: the 32 bytes of each commitment."""
    return [bytes.fromhex(entry) for entry in commitments]


def lot_seed(root: bytes, ballot_id: str) -> str:
    """Return the seed for lots, known to nobody before the log is closed."""
    return hashlib.sha256(root + ballot_id.encode()).hexdigest()


def receipts_csv(receipts: Sequence[tuple[str, Ranking]], *, sealed: bool) -> str:
    """Return the published receipts in order of their codes, with rankings unless sealed."""
    if sealed:
        return "".join(["receipt\n", *sorted(f"{code}\n" for code, _ in receipts)])
    rows = sorted([f"{code},{ranking_text(ranking)}\n" for code, ranking in receipts])
    return "".join(["receipt,ranking\n", *rows])

"""The append-only log as a Merkle tree, and proofs that an entry stands in it.

Source: RFC 9162 (Certificate Transparency 2.0), sections 2.1.1 and 2.1.3: SHA-256, leaves hashed
after a zero byte, inner nodes after a one byte, an odd node carried up unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def levels(entries: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield the hashes of every level, from the leaves to the root."""
    level = [leaf_hash(entry) for entry in entries]
    yield level
    while len(level) > 1:
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
        yield level


def log_root(entries: Sequence[bytes]) -> bytes:
    """Return the tree head of the log; of an empty log, the hash of nothing."""
    if not entries:
        return hashlib.sha256(b"").digest()
    *_, top = levels(entries)
    return top[0]


def inclusion_proof(entries: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes beside the path from entry ``index`` up to the root."""
    proof = []
    for level in levels(entries):
        sibling = index ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        index //= 2
    return proof


def verify_inclusion(
    entry: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether ``proof`` shows ``entry`` at ``index`` of the log of ``size`` with this root.

    Follows RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash(entry)
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root

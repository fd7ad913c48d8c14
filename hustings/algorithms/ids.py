"""64-bit, time-ordered identifiers: layout and arithmetic.

From the highest bit: one zero bit (so that signed 64-bit columns hold it), 42 bits of milliseconds
since 1970 (until 2109), 9 bits of node, 12 bits of counter. Sorting ids sorts by time.

    >>> identifier = compose(milliseconds=1_700_000_000_000, node=3, counter=7)
    >>> split(identifier)
    (1700000000000, 3, 7)

An imported record gets an id that carries its original time and is the same at every import of
the same record: see ``imported``. The clock and the counter live in ``hustings.journal.ids``.
"""

from __future__ import annotations

import hashlib

NODE_BITS = 9
COUNTER_BITS = 12
TIME_BITS = 42

NODES = 1 << NODE_BITS
COUNTERS = 1 << COUNTER_BITS
LATEST_MILLISECOND = (1 << TIME_BITS) - 1

WIDTH = 8
"""Bytes of one id in a path: big-endian, so that bytes sort as the numbers do."""


def compose(*, milliseconds: int, node: int, counter: int) -> int:
    """Return the id made of its three parts.

    Raises:
        ValueError: a part does not fit its bits.
    """
    if not (0 <= milliseconds <= LATEST_MILLISECOND and 0 <= node < NODES):
        raise ValueError(f"time {milliseconds} ms or node {node} does not fit an id")
    if not 0 <= counter < COUNTERS:
        raise ValueError(f"counter {counter} does not fit an id")
    return (milliseconds << (NODE_BITS + COUNTER_BITS)) | (node << COUNTER_BITS) | counter


def split(identifier: int) -> tuple[int, int, int]:
    """Return milliseconds since 1970, node and counter of an id."""
    return (
        identifier >> (NODE_BITS + COUNTER_BITS),
        (identifier >> COUNTER_BITS) & (NODES - 1),
        identifier & (COUNTERS - 1),
    )


def first_of(milliseconds: int) -> int:
    """Return the lowest id that a moment can have; useful as the bound of a range."""
    return compose(milliseconds=milliseconds, node=0, counter=0)


def imported(
    *, milliseconds: int, source: str, foreign_id: str, tie: int = 0, attempt: int = 0
) -> int:
    """Return the id of an imported record: its original second, its place in that, then a digest.

    Foreign times are often whole seconds, minutes or days, so records of one second are told apart
    by ``tie``, how many come before it there: up to 512,000 keep their order. Records of different
    origin with the same time and tie have 4,096 ids; on a collision the caller asks again with the
    next ``attempt``, which has twice as many. Times outside 1970 to 2109 are moved to the edge.
    """
    name = f"{source}\0{foreign_id}\0{attempt}".encode()
    noise = int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big")
    second = min(max(milliseconds, 0), LATEST_MILLISECOND - 1000) // 1000
    whole_second = 1000 << (NODE_BITS + COUNTER_BITS)
    within = tie * COUNTERS + noise % (COUNTERS << min(attempt, 18))
    return second * whole_second + within % whole_second


def path_of(ancestors: bytes, identifier: int) -> bytes:
    """Return the path of a record: the ids from the root down to itself."""
    return ancestors + identifier.to_bytes(WIDTH, "big")


def path_ids(path: bytes) -> list[int]:
    """Return the ids along a path, root first."""
    return [int.from_bytes(path[i : i + WIDTH], "big") for i in range(0, len(path), WIDTH)]


def path_end(path: bytes) -> bytes:
    """Return the first path after everything below ``path``: the open end of a range read."""
    return path + b"\xff" * WIDTH

"""Ties: what earlier stages decide, and lots that anybody can draw again.

A lot gives every tied candidate a ticket, SHA-256 of the published seed, the stage and the
candidate's name, and takes the lowest. Nobody can know it before the seed is known, and everybody
gets the same afterwards, in whatever order the candidates stand in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from hustings.algorithms.counting.election import Tie


def ticket(name: str, *, seed: str, stage: int) -> str:
    """Return the candidate's ticket as hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{stage}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()


def draw(tied: Iterable[int], *, names: Sequence[str], seed: str, stage: int) -> int:
    """Return the candidate with the lowest ticket (of the same name: the first on the paper)."""
    return min(tied, key=lambda index: (ticket(names[index], seed=seed, stage=stage), index))


def settle(
    question: str,
    tied: Sequence[int],
    *,
    history: Sequence[Sequence[int]],
    pick: Callable[[Iterable[int]], int],
    names: Sequence[str],
    seed: str,
) -> Tie:
    """Choose among candidates with equal votes: by the latest stage that tells them apart, or lot.

    ``history`` holds everybody's votes at the end of each stage up to now. ``pick`` is ``max`` or
    ``min``: who goes first at the latest stage where the votes of those tied were unequal. Those
    who share that place are compared at the stages before; equal at all stages, a lot decides.
    Source: SSI 2011/399, Schedule 1, rules 50(2)-(3) and 52(2).
    """
    left = list(tied)
    for number in range(len(history), 0, -1):
        votes = history[number - 1]
        wanted = pick(votes[index] for index in left)
        left = [index for index in left if votes[index] == wanted]
        if len(left) == 1:
            return Tie(question, tuple(tied), left[0], number)
    drawn = draw(left, names=names, seed=seed, stage=len(history) + 1)
    return Tie(question, tuple(tied), drawn, None)

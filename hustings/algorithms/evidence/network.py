"""Shared network values: much where few members have them, nothing where many do.

A value is a keyed hash of an address prefix, a program or a cookie, with its kind before a colon
(``host:ab12``). A university or a mobile carrier is used by many members and weighs little. Kinds
that go together (whoever shares a host shares its organisation) say the same thing once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

WEIGHT = 0.5
"""Weight of a cue for which the self-test has no positives."""

MOST_OF_KIND = 1.0
"""log10: one kind of value alone never says more than LR 10 (a household, a school, a carrier)."""

MOST = 2.0
"""log10: all kinds together never say more than LR 100."""

TOGETHER = 0.5
"""Kinds of which more than half of the sharing pairs share the other too are one piece of news."""

LEAST_SEEN = 5
"""Pairs that must share a kind before anything is said about what goes with it."""

Values = Mapping[str, frozenset[str]]


def log10_ratios(values: Values, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Return log10 likelihood ratios of shared values; ``values`` holds each account's own."""
    users = Counter(value for own in values.values() for value in own)
    tied = tied_kinds(values)
    return np.array([_ratio(values[a] & values[b], users, len(values), tied) for a, b in pairs])


def kind_of(value: str) -> str:
    """Return the kind of a value: what stands before the colon."""
    return value.partition(":")[0]


def tied_kinds(values: Values) -> frozenset[frozenset[str]]:
    """Return the pairs of kinds of which one mostly follows from the other on this site.

    Counted over the pairs of accounts that share a value of one kind; a few of them show nothing.
    """
    sharing = {kind: sharing_pairs(values, kind) for kind in sorted(_kinds(values))}
    found = []
    for one, two in combinations(sharing, 2):
        both = len(sharing[one] & sharing[two])
        fewer = min(len(sharing[one]), len(sharing[two]))
        if fewer >= LEAST_SEEN and both > TOGETHER * fewer:
            found.append(frozenset({one, two}))
    return frozenset(found)


def _kinds(values: Values) -> set[str]:
    return {kind_of(value) for own in values.values() for value in own}


MOST_USERS = 200
"""Values of more members are left out of the count of sharing pairs; they weigh nothing anyway."""


def sharing_pairs(values: Values, kind: str) -> set[tuple[str, str]]:
    """Return the pairs of accounts that share a value of this kind (but for common values)."""
    users: dict[str, list[str]] = {}
    for name in sorted(values):
        for value in values[name]:
            if kind_of(value) == kind:
                users.setdefault(value, []).append(name)
    few = (names for names in users.values() if len(names) <= MOST_USERS)
    return {pair for names in few for pair in combinations(names, 2)}


FEW_USERS = 5
"""A value of so few members may be one person's."""


def sharing_rare_values(values: Values, names: Sequence[str]) -> np.ndarray:
    """Return a mask, names x names, of who shares a value that at most ``FEW_USERS`` have."""
    users: dict[str, list[str]] = {}
    for name, own in values.items():
        for value in own:
            users.setdefault(value, []).append(name)
    place = {name: number for number, name in enumerate(names)}
    mask = np.zeros((len(names), len(names)), dtype=bool)
    for having in users.values():
        if len(having) <= FEW_USERS:
            known = [place[name] for name in having if name in place]
            mask[np.ix_(known, known)] = True
    np.fill_diagonal(mask, False)
    return mask


def _ratio(
    shared: frozenset[str],
    users: Counter[str],
    members: int,
    tied: frozenset[frozenset[str]],
) -> float:
    weights: dict[str, float] = {}
    for value in shared:
        weight = -WEIGHT * float(np.log10(users[value] / members))
        kind = kind_of(value)
        weights[kind] = min(max(weights.get(kind, 0.0), weight), MOST_OF_KIND)
    counted: list[str] = []
    for kind in sorted(weights, key=lambda name: (-weights[name], name)):
        if all(frozenset({kind, other}) not in tied for other in counted):
            counted.append(kind)
    return min(sum(weights[kind] for kind in counted), MOST)

"""Shared network values: much where few members have them, nothing where many do.

A value is a keyed hash of an address prefix, a program or a cookie, with its kind before a colon
(``host:ab12``). A university or a mobile carrier is used by many members and weighs little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

WEIGHT = 0.5
"""Weight of a cue for which the self-test has no positives."""

MOST_OF_KIND = 1.0
"""log10: one kind of value alone never says more than LR 10 (a household, a school, a carrier)."""

MOST = 2.0
"""log10: all kinds together never say more than LR 100."""


def log10_ratios(
    values: Mapping[str, frozenset[str]], pairs: Sequence[tuple[str, str]]
) -> np.ndarray:
    """Return log10 likelihood ratios of shared values; ``values`` holds each account's own."""
    users = Counter(value for own in values.values() for value in own)
    return np.array([_ratio(values[a] & values[b], users, len(values)) for a, b in pairs])


def _ratio(shared: frozenset[str], users: Counter[str], members: int) -> float:
    kinds: dict[str, float] = {}
    for value in shared:
        kind = value.partition(":")[0]
        weight = -WEIGHT * float(np.log10(users[value] / members))
        kinds[kind] = min(max(kinds.get(kind, 0.0), weight), MOST_OF_KIND)
    return min(sum(kinds.values()), MOST)

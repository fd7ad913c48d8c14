"""Pairs of usenet-1993 as ``hustings evidence compare`` has them, by all five channels.

It is the data set with network values; most pairs are of 250 words, so that little is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np

from hustings.algorithms.evidence.calibration import TESTABLE
from hustings.algorithms.evidence.channel_names import CHANNELS
from hustings.algorithms.evidence.channels import PairEvidence, gather
from hustings.algorithms.evidence.sampling import CUTS, Plan
from hustings.algorithms.evidence.site import Site, make_site
from hustings.evidence.reading import Columns, read_posts

NETWORK = ("host", "org")
ACCOUNTS, QUICK_ACCOUNTS = 400, 150
ROUNDING = 0.0005
"""Half of the last printed digit."""


@cache
def usenet_rows(path: Path, *, quick: bool) -> Sequence[PairEvidence]:
    """Return the evidence about all pairs of some accounts (worked out once in a process).

    Those who share a network value with another stand first: of them ratios are highest.
    """
    site = make_site(read_posts(path, columns=Columns("account", NETWORK)).posts)
    accounts = _tied_first(site)[: QUICK_ACCOUNTS if quick else ACCOUNTS]
    plan = Plan(CHANNELS, cuts=0 if quick else CUTS)
    return list(gather(site, list(combinations(sorted(accounts), 2)), plan=plan))


def _tied_first(site: Site) -> list[str]:
    users: dict[str, set[str]] = {}
    for name in site.comparable:
        for value in site.networks[name]:
            users.setdefault(value, set()).add(name)
    fewest = {
        name: min((len(users[v]) for v in site.networks[name] if len(users[v]) > 1), default=0)
        for name in site.comparable
    }
    return sorted(fewest, key=lambda name: (fewest[name] == 0, fewest[name], name))


def strongest_excess(rows: Sequence[PairEvidence]) -> tuple[float, float]:
    """Return by how much (log10) shown ratios exceed their bounds; negative: they stay within.

    The upper bound is ten times the members that were split for the test of a pair's word class,
    the lower one 1/30. Where fewer than 60 were, nothing but 0 may be shown at all.
    """
    above = max(row.shown - _most(row) for row in rows) - ROUNDING
    below = max(-np.log10(30.0) - row.shown for row in rows) - ROUNDING
    return float(above), float(below)


def _most(row: PairEvidence) -> float:
    return float(np.log10(10 * row.people)) if row.people >= TESTABLE else 0.0


def largest_gap(ratio: float, parts: Sequence[float]) -> float:
    """Return how far a printed ratio is from the sum of its printed parts."""
    return abs(ratio - sum(parts))

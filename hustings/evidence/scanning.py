"""A whole site: pairs and groups that are worth a look, cut by the expected number of innocents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.calibration import Interval, expected_innocents, verbal
from hustings.algorithms.evidence.channels import (
    PairEvidence,
    evidence_of,
    other_channels,
)
from hustings.algorithms.evidence.compare import Scores, score_pairs
from hustings.algorithms.evidence.copygroups import copy_groups
from hustings.algorithms.evidence.groups import expected_by_chance, in_step, trace_matrix
from hustings.algorithms.evidence.sampling import Plan, Run
from hustings.algorithms.evidence.site import Site
from hustings.evidence.engine import progress

MOST_PEOPLE = 400
"""Members split for a scan: fewer than for single pairs, so that a whole site takes a minute."""

MOST_LISTED = 500
"""Pairs in a list; nobody reads more."""

MOST_NAMED = 20

VISIT = 3600.0
"""Seconds: two posts in one thread within the same hour leave the same trace."""

SEED = 11


@dataclass(frozen=True)
class ListedPair:
    """A pair worth a look, and how many innocent pairs as strong are expected on the site."""

    evidence: PairEvidence
    innocents: Interval


@dataclass(frozen=True)
class ListedGroup:
    """Accounts that act in step; not "the same person"."""

    accounts: Sequence[str]
    shared: float


@dataclass(frozen=True)
class Scan:
    """What a scan of a site found."""

    accounts: int
    compared: int
    pairs: Sequence[ListedPair]
    copy_groups: Sequence[ListedGroup]
    groups: Sequence[ListedGroup]
    groups_by_chance: float
    innocents: float

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return asdict(self)


def scan(site: Site, *, channels: Sequence[str], innocents: float, shuffles: int, run: Run) -> Scan:
    """Score all pairs of accounts with enough words, and look for groups among all accounts."""
    names = sorted(site.comparable)
    one, two = np.triu_indices(len(names), k=1)
    plan = Plan(channels, most_people=MOST_PEOPLE, run=run, progress=progress)
    scores = score_pairs(site, names, one, two, plan=plan)
    pairs = _strongest(site, names, one, two, scores, channels=channels, innocents=innocents)
    progress("groups")
    matrix = traces(site)
    return Scan(
        len(site.accounts),
        len(one),
        pairs,
        [_named(site, group.accounts, len(group.posts)) for group in copy_groups(site.shingles)],
        [_named(site, group.members, group.shared) for group in in_step(matrix)],
        expected_by_chance(matrix, shuffles=shuffles, seed=SEED),
        innocents,
    )


def _named(site: Site, members: Sequence[int], shared: float) -> ListedGroup:
    return ListedGroup([site.accounts[member] for member in members], float(shared))


def traces(site: Site) -> Any:
    """Return accounts x traces: visits to a thread within one hour, and shared sentences."""
    number = {name: place for place, name in enumerate(site.accounts)}
    found: dict[tuple[str, int], int] = {}
    accounts, numbers = [], []
    for post, time in zip(site.posts, site.times.tolist(), strict=True):
        if post.thread and time == time:
            trace = found.setdefault((post.thread, int(time // VISIT)), len(found))
            accounts.append(number[post.account])
            numbers.append(trace)
    for group in copy_groups(site.shingles):
        accounts += list(group.accounts)
        numbers += [len(found)] * len(group.accounts)
        found["\x00copy", len(found)] = len(found)
    return trace_matrix(np.array(accounts, dtype=np.int64), np.array(numbers, dtype=np.int64))


def _strongest(
    site: Site,
    names: Sequence[str],
    one: np.ndarray,
    two: np.ndarray,
    scores: Scores,
    *,
    channels: Sequence[str],
    innocents: float,
) -> list[ListedPair]:
    fitted = scores.style + scores.clock
    chosen: list[tuple[int, Interval]] = []
    for size, test in scores.tests.items():
        here = np.flatnonzero(scores.word_class == size)
        for place in here[np.argsort(-fitted[here], kind="stable")][:MOST_LISTED].tolist():
            expected = expected_innocents(
                float(fitted[place]), different=test.different, pairs=len(one)
            )
            if expected.value > innocents:
                break
            chosen.append((place, expected))
    pairs = [(names[one[place]], names[two[place]]) for place, _ in chosen]
    others = other_channels(site, pairs, channels) if pairs else {}
    listed = [
        ListedPair(
            evidence_of(site, pair, {n: float(v[i]) for n, v in others.items()}, scores, place),
            expected,
        )
        for i, (pair, (place, expected)) in enumerate(zip(pairs, chosen, strict=True))
    ]
    return sorted(listed, key=lambda row: (-row.evidence.log10_ratio, row.evidence.a))


def text(found: Scan) -> str:
    """Return the scan for a terminal."""
    lines = [
        f"{found.accounts:,} accounts, {found.compared:,} pairs compared.",
        f"Pairs with at most {found.innocents:g} innocent pairs as strong expected: "
        f"{len(found.pairs)}.",
        *(_pair_line(row) for row in found.pairs),
        "",
        f"Texts put up by several accounts: {len(found.copy_groups)}.",
        *(f"  {group.shared:.0f} posts by {_names(group)}" for group in found.copy_groups[:50]),
        "",
        f"Groups that act in step: {len(found.groups)}; by chance alone "
        f"{found.groups_by_chance:.2f} are expected.",
        *(f"  {_names(g)} ({g.shared:.1f} shared traces a pair)" for g in found.groups),
        "",
        "A list is a reason to look, never a reason to act; acting in step is not one person.",
    ]
    return "\n".join(lines)


def _names(group: ListedGroup) -> str:
    more = len(group.accounts) - MOST_NAMED
    return ", ".join(group.accounts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _pair_line(row: ListedPair) -> str:
    e = row.evidence
    return (
        f"  {e.a}  {e.b}  log10 LR {e.shown:+.2f} ({verbal(e.shown)}); innocents as strong: "
        f"{row.innocents.value:.2g} (to {row.innocents.high:.2g})"
    )

"""A whole site: pairs and groups that are worth a look, cut by the expected number of innocents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hustings.algorithms.evidence.calibration import TESTABLE, Interval, expected_innocents
from hustings.algorithms.evidence.channels import (
    PairEvidence,
    evidence_of,
    other_channels,
)
from hustings.algorithms.evidence.compare import Scores
from hustings.algorithms.evidence.copygroups import CopyGroup
from hustings.algorithms.evidence.groups import Group, expected_by_chance, in_step
from hustings.algorithms.evidence.sampling import Plan, Run
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.site_traces import site_copies, site_traces
from hustings.algorithms.evidence.strongest import Strongest, strongest_pairs
from hustings.evidence.voting import VoteScan
from hustings.progress import progress

FOLDS = 3
"""Folds of a scan: six models, where pairs of a list have up to 36."""

MOST_PEOPLE = 600
"""Members split for a scan: fewer than for single pairs, so that a whole site takes a minute."""

COHORT = 200
"""Members with whom each side is compared for normalisation: a third of those of single pairs."""

MOST_LISTED = 500
"""Pairs in a list; nobody reads more."""

MOST_QUOTED = 80
"""Characters of a text that are quoted in a list."""

SEED = 11


@dataclass(frozen=True)
class ListedPair:
    """A pair worth a look, and how many innocent pairs as strong are expected on the site."""

    evidence: PairEvidence
    innocents: Interval


@dataclass(frozen=True)
class ListedText:
    """One text and who put it up: posts by id in time order, ``shared`` of them, within seconds."""

    accounts: Sequence[str]
    shared: int
    posts: Sequence[str]
    seconds: float
    begins: str


@dataclass(frozen=True)
class ListedGroup:
    """Accounts that act in step; not "the same person".

    ``shared`` is the mean number of traces a pair shares; ``strength`` the log10 by which the
    group stands out of all groups of its size.
    """

    accounts: Sequence[str]
    shared: float
    strength: float


@dataclass(frozen=True)
class Scan:
    """What a scan of a site found."""

    accounts: int
    compared: int
    pairs: Sequence[ListedPair]
    copy_groups: Sequence[ListedText]
    groups: Sequence[ListedGroup]
    groups_by_chance: float
    innocents: float
    votes: VoteScan | None = None
    unvalidated: int = 0
    """Pairs of accounts with enough words that no self-test stands behind: they are not listed."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return asdict(self)


def scan(
    site: Site,
    *,
    channels: Sequence[str],
    innocents: float,
    shuffles: int,
    run: Run,
    votes: VoteScan | None = None,
) -> Scan:
    """Score all pairs of accounts with enough words, and look for groups among all accounts."""
    of_pairs = _pairs(site, channels=channels, innocents=innocents, run=run)
    progress("texts with several accounts")
    copies = site_copies(site)
    progress(f"groups in step, and in {shuffles} shuffles")
    found = site_traces(site, copies)
    return Scan(
        len(site.accounts),
        of_pairs.compared,
        of_pairs.listed,
        [_listed_text(site, group) for group in copies],
        [_listed_group(site, group) for group in in_step(found)],
        expected_by_chance(found, shuffles=shuffles, seed=SEED),
        innocents,
        votes,
        of_pairs.unvalidated,
    )


@dataclass(frozen=True)
class ScannedPairs:
    """How many pairs were compared, those worth a look, and how many cannot be validated."""

    compared: int = 0
    listed: Sequence[ListedPair] = ()
    unvalidated: int = 0


def _pairs(site: Site, *, channels: Sequence[str], innocents: float, run: Run) -> ScannedPairs:
    """Compare all pairs that can be validated, and list those worth a look.

    Only style and clock can look through all pairs; without them there are groups alone. Accounts
    of another language are left out before: they are so much more like each other than like the
    members that their pairs would fill the list.
    """
    if not {"style", "clock"} & set(channels):
        return ScannedPairs()
    names = sorted(site.comparable - site.foreign)
    compared = pairs_among(len(names))
    plan = Plan(
        channels,
        folds=FOLDS,
        most_people=MOST_PEOPLE,
        cohort=COHORT,
        run=run,
        progress=progress,
    )
    tested = [
        found
        for found in strongest_pairs(site, names, most=MOST_LISTED, plan=plan)
        if found.scores.tests[found.size].people >= TESTABLE
    ]
    worth = [
        pair
        for found in tested
        for pair in _worth_a_look(names, found, compared, innocents=innocents)
    ]
    validated = sum(found.pairs for found in tested)
    unvalidated = pairs_among(len(site.comparable)) - validated
    return ScannedPairs(compared, _with_other_channels(site, worth, channels), unvalidated)


def pairs_among(accounts: int) -> int:
    """Return how many pairs so many accounts form."""
    return accounts * (accounts - 1) // 2


def _listed_text(site: Site, group: CopyGroup) -> ListedText:
    times = site.times[list(group.posts)]
    known = times[np.isfinite(times)]
    return ListedText(
        accounts=[site.accounts[member] for member in group.accounts],
        shared=len(group.posts),
        posts=[site.posts[post].id for post in group.posts],
        seconds=float(np.ptp(known)) if len(known) else 0.0,
        begins=_beginning(site.posts[group.posts[0]].text),
    )


def _beginning(text: str) -> str:
    """Return the first words of a post, on one line."""
    line = " ".join(text[: 4 * MOST_QUOTED].split())
    return line if len(line) <= MOST_QUOTED else line[:MOST_QUOTED].rsplit(" ", 1)[0] + " …"


def _listed_group(site: Site, group: Group) -> ListedGroup:
    members = [site.accounts[member] for member in group.members]
    return ListedGroup(members, group.shared, group.strength)


@dataclass(frozen=True)
class Worth:
    """A pair worth a look: its place in the scores of its class."""

    pair: tuple[str, str]
    scores: Scores
    place: int
    innocents: Interval


def _worth_a_look(
    names: Sequence[str], found: Strongest, compared: int, *, innocents: float
) -> Iterator[Worth]:
    """Yield pairs of a class, strongest first, as long as few innocent ones are expected."""
    scores = found.scores
    different = scores.tests[found.size].different
    for place, ratio in enumerate((scores.style + scores.clock).tolist()):
        expected = expected_innocents(ratio, different=different, pairs=compared)
        if expected.value > innocents:
            break
        pair = names[found.one[place]], names[found.two[place]]
        yield Worth(pair, scores, place, expected)


def _with_other_channels(
    site: Site, worth: Sequence[Worth], channels: Sequence[str]
) -> list[ListedPair]:
    others = other_channels(site, [own.pair for own in worth], channels) if worth else {}
    listed = [
        ListedPair(
            evidence_of(
                site, own.pair, {n: float(v[i]) for n, v in others.items()}, own.scores, own.place
            ),
            own.innocents,
        )
        for i, own in enumerate(worth)
    ]
    return sorted(listed, key=lambda row: (-row.evidence.log10_ratio, row.evidence.a))

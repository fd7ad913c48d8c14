"""All evidence about pairs of accounts: one likelihood ratio as the sum of its channels.

    style     how both write                 fitted on this site (``compare``)
    clock     when both write                fitted on this site
    copies    passages both have             stranger rate measured on this site, at most LR 10
    threads   meeting and answering          from the tail of a shuffle, between 1/3 and 10
    network   shared network values          from their rarity on this site, at most LR 100

Channels without known positives can never weigh more than that, and none triggers anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from hustings.algorithms.evidence import network, topic
from hustings.algorithms.evidence.calibration import TESTABLE, bounded
from hustings.algorithms.evidence.channel_names import CHANNELS
from hustings.algorithms.evidence.classes import ClassTest
from hustings.algorithms.evidence.clock import LEAST_POSTS
from hustings.algorithms.evidence.compare import Scores, score_pairs
from hustings.algorithms.evidence.crossfit import CLOCK_VIEWS
from hustings.algorithms.evidence.sampling import Plan
from hustings.algorithms.evidence.site import LEAST_OWN, LEAST_WORDS, Site
from hustings.algorithms.evidence.threads import ThreadCues
from hustings.algorithms.evidence.wording import counted

DIGITS = 3
"""Digits of a printed log10 likelihood ratio; the sum of printed parts is exact to 0.005."""

Array = np.ndarray
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PairEvidence:
    """One pair of accounts: log10 likelihood ratios by channel, their sum, and what stands behind.

    ``log10_ratio`` is the calibrated sum of the parts; ``shown`` what a moderator may be shown
    after haircut and bounds (0 where the site could not be validated).
    """

    a: str
    b: str
    words_a: int
    words_b: int
    parts: Mapping[str, float]
    notes: Sequence[str]
    log10_ratio: float = 0.0
    shown: float = 0.0
    validated: bool = False
    people: int = 0
    """Members split for the self-test of the pair's word class."""
    tested_words: int = 0
    views: Mapping[str, float] = field(default_factory=dict)
    """Parts of style and clock by view, in log10."""


def gather(
    site: Site,
    pairs: Pairs,
    *,
    plan: Plan,
) -> Iterator[PairEvidence]:
    """Yield the evidence about pairs of accounts, all of which are in the site, in their order.

    Rows are put together as they are asked for: hundreds of thousands of pairs take little memory.
    """
    enough = [i for i, (a, b) in enumerate(pairs) if comparable(site, a, b)]
    names = sorted({name for i in enough for name in pairs[i]})
    number = {name: place for place, name in enumerate(names)}
    one, two = (
        np.array([number[pairs[i][side]] for i in enough], dtype=np.int64) for side in (0, 1)
    )
    scores = score_pairs(site, names, one, two, plan=plan)
    place = np.full(len(pairs), -1)
    place[enough] = np.arange(len(enough))
    others = other_channels(site, pairs, plan.channels)
    for i, pair in enumerate(pairs):
        known = None if place[i] < 0 else int(place[i])
        yield evidence_of(site, pair, {name: others[name][i] for name in others}, scores, known)


def comparable(site: Site, a: str, b: str) -> bool:
    """Return whether both are accounts with enough own words, and not one and the same."""
    return a != b and a in site.comparable and b in site.comparable


def other_channels(site: Site, pairs: Pairs, channels: Sequence[str]) -> dict[str, Array]:
    """Return the log10 likelihood ratios of copies, threads and network, by channel."""
    found = {}
    if "copies" in channels:
        rates = site.copy_rates
        shared = [_copied(site, a, b) for a, b in pairs]
        known = {count: rates.log10_ratio(count) for count in set(shared)}
        found["copies"] = np.array([known[count] for count in shared])
    if "threads" in channels:
        found["threads"] = ThreadCues(site).log10_ratios(pairs)
    if "network" in channels:
        found["network"] = network.log10_ratios(site.networks, pairs)
    return found


def _copied(site: Site, a: str, b: str) -> int:
    return sum(copy.runs for copy in site.copies.get((min(a, b), max(a, b)), []))


def evidence_of(
    site: Site,
    pair: tuple[str, str],
    others: Mapping[str, float],
    scores: Scores,
    place: int | None,
) -> PairEvidence:
    """Put one pair together; ``place`` is its place in ``scores``, None if it cannot be scored."""
    words = site.account_words[pair[0]], site.account_words[pair[1]]
    if place is None:
        return PairEvidence(*pair, *words, dict.fromkeys(CHANNELS, 0.0), _refusal(site, *pair))
    test = scores.tests.get(int(scores.word_class[place]))
    people = test.people if test else 0
    validated = people >= TESTABLE and site.foreign.isdisjoint(pair)
    fitted = {"style": float(scores.style[place]), "clock": float(scores.clock[place])}
    log10 = {name: value / float(np.log(10)) for name, value in fitted.items()}
    parts = {name: _rounded((dict(others) | log10).get(name, 0.0)) for name in CHANNELS}
    total = _rounded(sum(parts.values()))
    views = {
        name: float(value / np.log(10))
        for name, value in zip(scores.found.names, scores.found.parts[place], strict=True)
    }
    blind = bool(scores.found.blind[place])
    return PairEvidence(
        *pair,
        *words,
        parts,
        [
            *_notes(site, pair, test, fitted=scores.found.names[:-1], unusual_form=blind),
            *([topic.NOTE] if not blind and topic.topic_words_only(views) else []),
        ],
        log10_ratio=total,
        shown=_rounded(float(bounded(np.array(total), authors=people))) if validated else 0.0,
        validated=validated,
        people=people,
        tested_words=test.words if test else 0,
        views=views,
    )


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0  # no minus zero


def _refusal(site: Site, a: str, b: str) -> list[str]:
    if a == b:
        return ["the same account twice"]
    few = [_of_own_words(site, name) for name in (a, b) if name not in site.comparable]
    notes = [f"too little text: {', '.join(few)}"]
    if copied := _copied(site, a, b):
        notes.append(f"copies: {counted(copied, 'rare passage')} of eight words shared")
    return notes


def _of_own_words(site: Site, name: str) -> str:
    words, written = site.account_words[name], site.written[name]
    if words < LEAST_OWN * written:
        return f"{name} copied most of its {written} words"
    return f"{name} has {words} own words of {LEAST_WORDS} needed"


def _notes(
    site: Site,
    pair: tuple[str, str],
    test: ClassTest | None,
    *,
    fitted: Sequence[str],
    unusual_form: bool,
) -> list[str]:
    """Return what must be known beside a pair's ratio; ``fitted`` are the views that made it."""
    notes = []
    if test is None and not fitted:
        notes.append("neither style nor clock among the channels: not validated")
    elif test is None:
        notes.append("not validated here: too few members can be split for a self-test")
    elif test.people < TESTABLE:
        notes.append(f"not validated here: only {test.people} members can be split; ranks only")
    if test and test.words < 0.8 * min(site.account_words[name] for name in pair):
        notes.append(f"tested at {test.words} words a side")
    if unusual_form:
        notes.append("unusual form: letters only were compared")
    if copied := _copied(site, *pair):
        passages = counted(copied, "rare passage")
        notes.append(f"copies: {passages} of eight words shared, not counted as style")
    if not site.foreign.isdisjoint(pair):
        notes.append("another language than most members write: not validated")
    few_posts = any(len(site.histories[name].posts) < LEAST_POSTS for name in pair)
    if few_posts and not set(CLOCK_VIEWS).isdisjoint(fitted):
        notes.append("under 5 posts: the clock says nothing")
    return notes

"""Evidence: another site's model, and a site of 60 people.

The engine has no way to be given a model from outside but a kept directory (``--fitted``); what
another file left there must be fitted anew. A small site is 60 people drawn from those of the list
who can be split at 1,000 words: everything (vocabulary, habits, metric, weights, calibration) is
learned from their halves alone. The whole site's models judge the same halves, so that both are
compared on the same pairs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evidence_halves import Halves, chosen, same, site_of_persons, strangers, vocabulary_of
from goals import Goal, Options, not_measured
from split_accounts import record

from hustings.algorithms.evidence.calibration import TESTABLE
from hustings.algorithms.evidence.measures import cllr, roc_auc
from hustings.algorithms.evidence.sampling import site_vocabulary
from hustings.algorithms.evidence.site import Site, Splits, split

TITLE = "Evidence: another site's model, and a site of 60 people"

REFUSED_WANTED = "a model of another file is never used"
CLLR_WANTED = "60 local testable people, 1,000 words: Cllr at most 1.3 times the whole site's"
TAIL_WANTED = "60 local testable people: strangers with LR > 1,000 at most 1 in 1,000"

WORDS = 1000
DRAWS, QUICK_DRAWS = 12, 2
MOST_TIMES, TAIL = 1.3, 1000
FEW_ACCOUNTS = 40
"""Accounts of either file that is tried with the other's model."""


@dataclass(frozen=True)
class Draw:
    """Natural log ratios of the halves of 60 people by their own models and the whole site's."""

    local: np.ndarray
    whole: np.ndarray

    def costs(self) -> tuple[float, float]:
        """Return both Cllr."""
        return tuple(cllr(same(r), strangers(r)) for r in (self.local, self.whole))

    def areas(self) -> tuple[float, float]:
        """Return both AUC."""
        return tuple(roc_auc(same(r), strangers(r)) for r in (self.local, self.whole))


def goals(options: Options) -> Iterator[Goal]:
    """Yield whether another file's model is refused, and what 60 people are worth."""
    folder = options.dataset("public-list-1992-2000")
    if folder is None:
        for id, wanted in [("E14.1", REFUSED_WANTED), ("E14.2", CLLR_WANTED)]:
            yield not_measured(id, wanted, why="no data")
        yield not_measured("E14.3", TAIL_WANTED, why="no data")
        return
    site = site_of_persons(folder / "posts.jsonl.zst")
    yield refusal_goal(site)
    draws = list(small_sites(site, draws=QUICK_DRAWS if options.quick else DRAWS))
    yield cost_goal(draws)
    yield tail_goal(draws)


def small_sites(site: Site, *, draws: int) -> Iterator[Draw]:
    """Yield so many sites of 60 people."""
    splits = split(site.histories, words=WORDS, seed=0)
    whole = Halves(site, splits, vocabulary=site_vocabulary(site)).of_known()
    for seed in range(draws):
        few = np.random.default_rng(seed).choice(len(splits.names), TESTABLE, replace=False)
        places = np.sort(few)
        yield Draw(_by_themselves(site, splits, places), whole[np.ix_(places, places)])


def _by_themselves(site: Site, splits: Splits, places: np.ndarray) -> np.ndarray:
    people = frozenset(splits.names[place] for place in places.tolist())
    vocabulary = vocabulary_of(site, people)
    return Halves(site, chosen(splits, people), vocabulary=vocabulary).of_known()


def cost_goal(draws: list[Draw]) -> Goal:
    """Return the mean costs over the draws."""
    costs = np.array([draw.costs() for draw in draws])
    local, whole = costs.mean(axis=0)
    auc_local, auc_whole = np.mean([draw.areas() for draw in draws], axis=0)
    times = local / whole
    return Goal(
        "E14.2",
        CLLR_WANTED,
        reached=f"{times:.2f} times: Cllr {local:.3f} against {whole:.3f} (AUC {auc_local:.3f} and "
        f"{auc_whole:.3f}), means of {len(draws)} draws; single draws "
        f"{np.min(costs[:, 0] / costs[:, 1]):.2f} to {np.max(costs[:, 0] / costs[:, 1]):.2f} times",
        met=bool(times <= MOST_TIMES),
        distance="" if times <= MOST_TIMES else f"{times - MOST_TIMES:.2f} too much",
    )


def tail_goal(draws: list[Draw]) -> Goal:
    """Return how many strangers get a ratio above 1,000 from a small site's models."""
    ratios = np.concatenate([strangers(draw.local) for draw in draws])
    above = int((ratios > np.log(TAIL)).sum())
    times = above * TAIL / len(ratios)
    return Goal(
        "E14.3",
        TAIL_WANTED,
        reached=f"{above} of {len(ratios):,} pairs in {len(draws)} draws: 1 in "
        f"{len(ratios) / max(above, 1):,.0f}"
        + ("" if above else " or fewer")
        + ", before haircut and bounds",
        met=times <= 1,
        distance="" if times <= 1 else f"{times:.1f} times too many",
        baseline="another corpus's model used as it is: 36 % (prototype)",
    )


def refusal_goal(site: Site) -> Goal:
    """Explain a pair by a directory that another file's models were kept in, and by a new one."""
    with tempfile.TemporaryDirectory() as home:
        ours, theirs = Path(home) / "ours.jsonl", Path(home) / "theirs.jsonl"
        kept, fresh = Path(home) / "kept", Path(home) / "fresh"
        accounts = _busiest(site)
        for path, own in ((ours, accounts[0::2]), (theirs, accounts[1::2])):
            path.write_text("".join(_lines(site, frozenset(own))))
        explained(theirs, *accounts[1:4:2], kept)
        found = [explained(ours, *accounts[0:3:2], where) for where in (kept, fresh)]
    alike = found[0] == found[1]
    ratio = json.loads(found[1])["evidence"]["log10_ratio"]
    return Goal(
        "E14.1",
        REFUSED_WANTED,
        reached="a pair explained with a directory fitted on another file gets "
        + ("the same answer to the byte as" if alike else "ANOTHER answer than")
        + f" with a new one (log10 {ratio:+.2f})",
        met=alike and ratio != 0,
    )


def _busiest(site: Site) -> list[str]:
    """Return accounts of some thousand words each, whose posts make small files."""
    counts = Counter(post.account for post in site.posts)
    able = [name for name in site.comparable if site.account_words[name] in range(1200, 4000)]
    return sorted(able, key=lambda name: (-counts[name], name))[: 2 * FEW_ACCOUNTS]


def _lines(site: Site, accounts: frozenset[str]) -> Iterator[str]:
    for post in site.posts:
        if post.account in accounts:
            yield record(post, account=post.account, id=post.id, text=post.text)


def explained(posts: Path, a: str, b: str, fitted: Path) -> bytes:
    """Return what ``explain --json`` prints."""
    command = [sys.executable, "-m", "hustings.config.cli", "evidence", "explain", str(posts), a, b]
    command += ["--fitted", str(fitted), "--channels", "style", "--json", "--jobs", "1"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

"""The goals by the other road: split accounts written to a file, and all their pairs compared.

    python bench/split_accounts.py POSTS --words 250 [--channels style,clock] [--disguise form]

Every person of POSTS (field ``author``) who has so many words in two thread-disjoint halves becomes
two accounts, ``A-…`` and ``B-…``, of exactly so many words. ``hustings evidence compare`` gets the
file and all pairs A x B, as a stranger would give them, and is judged by its ``log10_lr``.
``--disguise form`` puts every B into lower case without punctuation, ``--disguise spelling`` swaps
his spelling variants (``disguises``); ``--around`` adds the posts of everybody else. Of the pairs
to which style gives a ratio of 3 or more it prints how many of one person and of two are noted as
standing out by topic words only.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from disguises import CHANGES, Change, change_by

from hustings.algorithms.evidence.calibration import LOWER_BOUND
from hustings.algorithms.evidence.measures import Performance, performance, ranking
from hustings.algorithms.evidence.sampling import choose_people
from hustings.algorithms.evidence.sides import first_words
from hustings.algorithms.evidence.site import Post, Site, Splits, make_site, split
from hustings.algorithms.evidence.topic import NOTE, STANDS_OUT
from hustings.evidence.reading import Columns, read_posts


@dataclass(frozen=True)
class Outcome:
    """What the scores of all pairs are worth, and what they cost."""

    measures: Performance
    within_8: float
    lowest_same: float
    """The smallest log10 likelihood ratio of a pair that is one person."""
    cleared: int
    """Pairs that are one person with a likelihood ratio below 1/30."""
    topical: str
    seconds: float
    processor: float
    gigabytes: float

    def __str__(self) -> str:
        m = self.measures
        return (
            f"{m.people} people: AUC {m.auc:.4f}, Cllr {m.cllr:.3f} (min {m.cllr_min:.3f}), "
            f"TPR {m.found_1e2:.3f} / {m.found_1e3:.3f}, R@8 {self.within_8:.3f}, lowest same "
            f"{self.lowest_same:+.2f} ({self.cleared} below 1/30); {self.seconds:.0f} s, "
            f"{self.processor:.0f} s of processor, {self.gigabytes:.2f} GB\n{self.topical}"
        )


def record(post: Post, *, account: str, id: str, text: str) -> str:
    """Return one line of POSTS."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(post.time))
    fields = {"id": id, "account": account, "t": moment, "thread": post.thread, "text": text}
    return json.dumps(fields) + "\n"


def split_lines(site: Site, splits: Splits, *, change: Change) -> Iterator[str]:
    """Yield the posts of the split accounts, the last of each cut to the exact number of words.

    ``change`` rewrites the posts of every second half.
    """
    for name, sides in zip(splits.names, splits.pairs, strict=True):
        for letter, side in zip("AB", sides, strict=True):
            for place, number in enumerate(side.posts):
                post, last = site.posts[number], place == len(side.posts) - 1
                text = first_words(post.text, side.last_words) if last else post.text
                text = change(text) if letter == "B" else text
                yield record(post, account=f"{letter}-{name}", id=f"{letter}{post.id}", text=text)


def other_lines(site: Site, splits: Splits) -> Iterator[str]:
    """Yield the posts of everybody who was not split."""
    known = set(splits.names)
    for post in site.posts:
        if post.account not in known:
            yield record(post, account=post.account, id=post.id, text=post.text)


def compared(
    posts: Path,
    *,
    words: int,
    channels: str = "style",
    disguise: str | None = None,
    around: bool = False,
    most: int | None = None,
) -> Outcome:
    """Write the files, run the command, and measure what it wrote; of ``most`` people at most."""
    site = make_site(read_posts(posts, columns=Columns("author")).posts)
    splits = split(site.histories, words=words, seed=0)
    splits = choose_people(splits, most=most or len(splits.names), seed=0)
    with tempfile.TemporaryDirectory() as home:
        files = [Path(home) / name for name in ("posts.jsonl", "pairs.csv", "scores.csv")]
        with files[0].open("w") as out:
            out.writelines(split_lines(site, splits, change=change_by(disguise)))
            out.writelines(other_lines(site, splits) if around else ())
        with files[1].open("w") as out:
            out.write("a,b\n")
            out.writelines(f"A-{a},B-{b}\n" for a in splits.names for b in splits.names)
        del site
        used = run_compare(*files, channels=channels)
        return outcome(files[2], people=len(splits.names), used=used)


def outcome(scores: Path, *, people: int, used: tuple[float, ...]) -> Outcome:
    """Measure SCORES.csv of all pairs A x B; ``used`` is what it cost."""
    ratios = read_ratios(scores, people)
    same, stranger = np.diag(ratios), ~np.eye(people, dtype=bool)
    return Outcome(
        performance(same * np.log(10), ratios[stranger] * np.log(10)),
        ranking(ratios).within_8,
        float(same.min()),
        int((same < LOWER_BOUND).sum()),
        topic_words(scores),
        *used,
    )


def run_compare(posts: Path, pairs: Path, out: Path, *, channels: str) -> tuple[float, ...]:
    """Run the command; returns seconds, seconds of processor time and peak memory in GB."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "hustings.config.cli", "evidence", "compare", posts]
    command += ["--pairs", pairs, "--out", out, "--channels", channels, "--jobs", "1"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("hustings evidence compare failed.")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6


def read_ratios(path: Path, people: int) -> np.ndarray:
    """Return ``log10_lr`` as A x B; the rows stand in the order of the pairs."""
    with path.open() as source:
        values = [float(row["log10_lr"]) for row in csv.DictReader(source)]
    return np.array(values).reshape(people, people)


def topic_words(scores: Path) -> str:
    """Return how many pairs that stand out by style are noted to do so by topic words only."""
    strong, noted = Counter[str](), Counter[str]()
    with scores.open() as source:
        for row in csv.DictReader(source):
            kind = "one person" if row["a"][2:] == row["b"][2:] else "two people"
            strong[kind] += float(row["style"]) >= STANDS_OUT
            noted[kind] += NOTE in row["note"]
    return "topic words only: " + ", ".join(
        f"{noted[kind]:,} of {strong[kind]:,} of {kind}" for kind in sorted(strong)
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("posts", type=Path)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--channels", default="style")
    parser.add_argument("--disguise", choices=sorted(CHANGES))
    parser.add_argument("--around", action="store_true")
    chosen = vars(parser.parse_args())
    print(compared(chosen.pop("posts"), **chosen))


if __name__ == "__main__":
    main()

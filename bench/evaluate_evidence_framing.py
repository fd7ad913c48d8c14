"""Evidence: somebody posts another's texts with some words changed, to frame him.

Framers post all texts of list people who have enough words, a year later, with every so many words
replaced by a word of somebody else, added, or left out. What is left of theirs as own words is
style that could be taken for the victim's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence.shingles import own_tokens
from hustings.algorithms.evidence.site import LEAST_WORDS, Post, make_site
from hustings.evidence.reading import Columns, read_posts

TITLE = "Evidence: framing by changed copies"

WANTED = "another's text with changed words shows as copies and is no style"
VICTIMS = 40
YEAR = 365 * 86400.0

Words = list[str]
Draw = Callable[[], str]
Change = Callable[[Words, int, Draw], Words]


def replaced(words: Words, every: int, draw: Draw) -> Words:
    """Return the words with one in ``every`` replaced."""
    return [draw() if place % every == 0 else word for place, word in enumerate(words)]


def added(words: Words, every: int, draw: Draw) -> Words:
    """Return the words with another behind one in ``every``."""
    return [
        new
        for place, word in enumerate(words)
        for new in ([word, draw()] if place % every == 0 else [word])
    ]


def left_out(words: Words, every: int, draw: Draw) -> Words:
    """Return the words without one in ``every``."""
    return [word for place, word in enumerate(words) if place % every]


WAYS: Mapping[str, tuple[Change, int]] = {
    "every third replaced": (replaced, 3),
    "every fifth replaced": (replaced, 5),
    "every seventh replaced": (replaced, 7),
    "one added after every third": (added, 3),
    "every fifth left out": (left_out, 5),
}


@dataclass(frozen=True)
class Framed:
    """What became of the framers of one way."""

    left: float
    """Share of their words that counts as their own."""
    comparable: int
    shown: int
    """Framers whose copies are shown beside their victim."""


def goals(options: Options) -> Iterator[Goal]:
    """Yield one goal for each way of changing a text."""
    folder = options.dataset("public-list-1992-2000")
    if folder is None:
        yield not_measured("E6.3", WANTED, why="no data")
        return
    posts = list(read_posts(folder / "posts.jsonl.zst", columns=Columns("author")).posts)
    if options.quick:
        posts = posts[: len(posts) // 4]
    for number, (name, (change, every)) in enumerate(WAYS.items()):
        found = framed(posts, change=change, every=every, random=np.random.default_rng(number))
        met = found.comparable == 0 and found.shown == VICTIMS
        yield Goal(
            f"E6.3 {name}",
            WANTED,
            reached=f"{found.left:.3f} of the words of {VICTIMS} framers count as their own, "
            f"{found.comparable} can be compared at all, {found.shown} are shown as copies",
            met=met,
        )


def framed(
    posts: Sequence[Post], *, change: Change, every: int, random: np.random.Generator
) -> Framed:
    """Let each victim be framed by an account of its own."""
    by_account: dict[str, list[Post]] = {}
    for post in posts:
        by_account.setdefault(post.account, []).append(post)
    able = sorted(a for a, own in by_account.items() if _words(own) >= 2 * LEAST_WORDS)
    others = [word for post in posts[:2000] for word in _tokens(post.text)]

    def draw() -> str:
        return others[int(random.integers(len(others)))]

    victims = random.choice(able, VICTIMS, replace=False).tolist()
    copies = [
        replace(
            post,
            id=f"framing {post.id}",
            account=f"framer of {victim}",
            thread=f"framing {post.thread}",
            parent="",
            time=post.time + YEAR,
            text=" ".join(change(_tokens(post.text), every, draw)),
        )
        for victim in victims
        for post in by_account[victim]
    ]
    site = make_site([*posts, *copies])
    framers = {victim: f"framer of {victim}" for victim in victims}
    before = sum(int(site.unquoted_words[site.histories[f].posts].sum()) for f in framers.values())
    return Framed(
        sum(site.account_words[framer] for framer in framers.values()) / before,
        len(site.comparable.intersection(framers.values())),
        sum((min(v, f), max(v, f)) in site.copies for v, f in framers.items()),
    )


def _tokens(text: str) -> Words:
    return [found.group() for found in own_tokens(text)]


def _words(posts: Sequence[Post]) -> int:
    return sum(len(_tokens(post.text)) for post in posts)

"""Evidence: copies of known propaganda among honest posts.

The tweets of the known accounts are spread as comments over the list's threads, at the times of
list posts. What is a copy is found a second time by plain sets of eight words, without hashes,
filters or the engine's groups: another account's post has four fifths of the shorter one's runs of
eight own words outside quotation marks, and both have twelve own words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence.copygroups import LEAST_WORDS, SHARED, CopyGroup
from hustings.algorithms.evidence.shingles import LEAST_QUOTED, QUOTATION, SHINGLE, own_tokens
from hustings.algorithms.evidence.site import Site, make_site
from hustings.algorithms.evidence.site_traces import site_copies
from hustings.evidence.reading import Columns, read_posts

TITLE = "Evidence: one text, several accounts"

RECALL_WANTED = "recall 0.98 of copies with 12 own words and 80 % shared shingles"
FALSE_WANTED = "at most 1 false copy group per 100,000 honest posts"
QUICK_ACCOUNTS = 120

Shingled = dict[int, frozenset[tuple[str, ...]]]


def goals(options: Options) -> Iterator[Goal]:
    """Yield recall, false groups, and quotations."""
    tweets, posts = (options.dataset(name) for name in ("ira-tweets", "public-list-1992-2000"))
    if tweets is None or posts is None:
        yield not_measured("E6", RECALL_WANTED, why="no data")
        return
    site = mixed_site(tweets / "tweets.jsonl.zst", posts / "posts.jsonl.zst", quick=options.quick)
    groups = site_copies(site)
    shingled = {
        post: found
        for post in range(len(site.posts))
        if (found := plain_shingles(site.posts[post].text))
    }
    yield recall_goal(site, groups, shingled)
    yield false_goal(site, groups, shingled)


def mixed_site(tweets: Path, posts: Path, *, quick: bool) -> Site:
    """Spread the tweets over the threads and times of the list (fixed seed)."""
    honest = read_posts(posts, columns=Columns("account")).posts
    spread = read_posts(tweets, columns=Columns("author")).posts
    random = np.random.default_rng(0)
    if quick:
        accounts = sorted({post.account for post in spread})
        chosen = set(random.choice(accounts, QUICK_ACCOUNTS, replace=False).tolist())
        spread = [post for post in spread if post.account in chosen]
        honest = honest[: len(honest) // 4]
    places = random.integers(0, len(honest), len(spread))
    moved = [
        replace(
            post,
            id=f"ira {number}",
            account=f"ira {post.account}",
            thread=honest[place].thread,
            time=honest[place].time + float(random.integers(0, 86400)),
        )
        for number, (post, place) in enumerate(zip(spread, places.tolist(), strict=True))
    ]
    return make_site([*honest, *moved])


def is_known(site: Site, post: int) -> bool:
    return site.posts[post].account.startswith("ira ")


def plain_shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of eight own words outside quotations of a post; none under twelve words."""
    parts = QUOTATION.sub(
        lambda quoted: "\0" if len(quoted.group()) > LEAST_QUOTED else quoted.group(), text
    ).split("\0")
    found: set[tuple[str, ...]] = set()
    count = 0
    for part in parts:
        words = [token.group().lower() for token in own_tokens(part)]
        count += len(words)
        found.update(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(found) if count >= LEAST_WORDS else frozenset()


def recall_goal(site: Site, groups: Sequence[CopyGroup], shingled: Shingled) -> Goal:
    """Return which share of the known copies stands in a group."""
    known = {post: own for post, own in shingled.items() if is_known(site, post)}
    copies = copies_by_words(site, known)
    grouped = {post for group in groups for post in group.posts}
    recall = len(copies & grouped) / max(len(copies), 1)
    return Goal(
        "E6.1",
        RECALL_WANTED,
        reached=f"{recall:.4f} of {len(copies):,} copies among {len(known):,} tweets of 12 words "
        f"and {len(site.posts):,} posts",
        met=recall >= 0.98,
        distance="" if recall >= 0.98 else f"{0.98 - recall:.3f} too few",
    )


def copies_by_words(site: Site, shingled: Shingled) -> set[int]:
    """Return the posts of which another account has a copy, by sets of words."""
    holders: dict[tuple[str, ...], list[int]] = {}
    for post, own in shingled.items():
        for shingle in own:
            holders.setdefault(shingle, []).append(post)
    copies = set()
    for post, own in shingled.items():
        shared = Counter(other for shingle in own for other in holders[shingle][:400])
        account = site.posts[post].account
        if any(
            number >= SHARED * min(len(own), len(shingled[other]))
            and site.posts[other].account != account
            for other, number in shared.items()
        ):
            copies.add(post)
    return copies


def false_goal(site: Site, groups: Sequence[CopyGroup], shingled: Shingled) -> Goal:
    """Return how many groups of honest posts are no copies by their words, and how many are."""
    honest = [group for group in groups if not any(is_known(site, post) for post in group.posts)]
    mixed = sum(
        0 < sum(is_known(site, post) for post in group.posts) < len(group.posts) for group in groups
    )
    false = sum(not linked_by_words(group, shingled) for group in honest) + mixed
    posts = sum(not is_known(site, post) for post in range(len(site.posts)))
    rate = false / posts * 100_000
    return Goal(
        "E6.2",
        FALSE_WANTED,
        reached=f"{rate:.2f} per 100,000 ({false} groups whose words do not bear it out, {mixed} "
        f"that mix tweets and list); besides, {len(honest)} groups among {posts:,} list posts do "
        f"repeat one text (forwards, adverts, posts sent twice)",
        met=rate <= 1,
        distance="" if rate <= 1 else f"{rate - 1:.1f} too many",
    )


def linked_by_words(group: CopyGroup, shingled: Shingled) -> bool:
    """Return whether every post of a group is a copy of another of its posts, by words."""
    own = [shingled.get(post, frozenset()) for post in group.posts]
    return all(
        any(
            one is not two and len(one & two) >= SHARED * min(len(one), len(two)) > 0 for two in own
        )
        for one in own
    )

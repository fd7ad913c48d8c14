"""What the accounts of a site have in common: texts put up by several, and visits in step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hustings.algorithms.evidence.copygroups import CopyGroup, copy_groups
from hustings.algorithms.evidence.own_words import strip_quotations
from hustings.algorithms.evidence.shingles import Shingles, find_shingles
from hustings.algorithms.evidence.sides import count_words
from hustings.algorithms.evidence.site import Site
from hustings.algorithms.evidence.traces import Traces, trace_table

Array = np.ndarray


def account_numbers(site: Site) -> Array:
    """Return the number of each post's account among ``site.accounts``."""
    number = {name: place for place, name in enumerate(site.accounts)}
    return np.array([number[post.account] for post in site.posts], dtype=np.int64)


def thread_numbers(site: Site) -> Array:
    """Return the number of each post's thread, -1 where it has none."""
    names = {name: number for number, name in enumerate(sorted({p.thread for p in site.posts}))}
    return np.array([names[p.thread] if p.thread else -1 for p in site.posts], dtype=np.int64)


def site_copies(site: Site) -> list[CopyGroup]:
    """Return the texts that several accounts of the site put up.

    A line that an account repeats is no style, but a post that is nothing else was posted again
    and again: it counts here, with all its unquoted words.
    """
    repeated = {
        number: strip_quotations(post.text)
        for number, post in enumerate(site.posts)
        if not site.unquoted_words[number]
    }
    words = site.unquoted_words.copy()
    for number, text in repeated.items():
        words[number] = count_words(text)
    shingles = _with_texts(site.shingles, repeated, account_numbers(site))
    return copy_groups(shingles, words=words, threads=thread_numbers(site))


def _with_texts(shingles: Shingles, texts: dict[int, str], accounts: Array) -> Shingles:
    """Return the shingles with those of some more posts behind them (not sorted in)."""
    posts = np.array(list(texts), dtype=np.int64)
    more = find_shingles(list(texts.values()), accounts=accounts[posts], times=np.zeros(len(posts)))
    return Shingles(
        np.concatenate([shingles.hashes, more.hashes]),
        np.concatenate([shingles.posts, posts[more.posts]]),
        np.concatenate([shingles.places, more.places]),
        np.concatenate([shingles.accounts, more.accounts]),
    )


def site_traces(site: Site, copies: Sequence[CopyGroup]) -> Traces:
    """Return who was in which thread in the same hours, and who put up the same texts.

    Posts without a thread or a time leave no trace in time.
    """
    threads = thread_numbers(site)
    timed = np.flatnonzero((threads >= 0) & np.isfinite(site.times))
    moments = np.nan_to_num(site.times, nan=0.0)
    return trace_table(
        account_numbers(site)[timed],
        threads[timed],
        moments[timed],
        texts=[(group.accounts, float(moments[group.posts[0]])) for group in copies],
        count=len(site.accounts),
    )

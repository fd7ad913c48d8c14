"""Posts that several accounts put up almost word for word.

Each post is sketched by its eight smallest shingle hashes (bottom-k MinHash, Broder 1997). Posts
that share one are candidates; two posts are copies if most shingles of the shorter stand in the
longer. A candidate is compared with a few representatives of its bucket only, so that a text
posted a thousand times costs thousands of comparisons, not a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from hustings.algorithms.evidence.copies import SHINGLE, Shingles

SKETCH = 8
"""Smallest hashes kept of each post."""

REPRESENTATIVES = 5
SHARED = 0.8
"""Share of the shorter post's shingles that must stand in the other."""

LEAST_WORDS = 12

Array = np.ndarray


@dataclass(frozen=True)
class CopyGroup:
    """Posts with one text, and the accounts that put it up (numbers)."""

    posts: tuple[int, ...]
    accounts: tuple[int, ...]


def copy_groups(shingles: Shingles) -> list[CopyGroup]:
    """Return groups of near-identical posts by at least two accounts, largest first."""
    order = np.argsort(shingles.posts, kind="stable")
    posts, starts = np.unique(shingles.posts[order], return_index=True)
    ends = np.append(starts[1:], len(order))
    hashes = shingles.hashes[order]
    long = ends - starts >= LEAST_WORDS - SHINGLE + 1
    texts = {
        int(post): np.unique(hashes[a:b])
        for post, a, b in zip(posts[long], starts[long], ends[long], strict=True)
    }
    owner = {
        int(post): int(shingles.accounts[order[a]])
        for post, a in zip(posts[long], starts[long], strict=True)
    }
    links = _links(texts)
    if not links:
        return []
    members = sorted({post for link in links for post in link})
    number = {post: place for place, post in enumerate(members)}
    one, two = (np.array([number[link[side]] for link in links]) for side in (0, 1))
    graph = sparse.csr_matrix((np.ones(len(one)), (one, two)), shape=(len(members),) * 2)
    return _groups(connected_components(graph, directed=False)[1], members, owner)


def _links(texts: dict[int, Array]) -> list[tuple[int, int]]:
    sketch = [(value, post) for post, own in texts.items() for value in own[:SKETCH].tolist()]
    links, bucket, representatives = [], -1, list[int]()
    for value, post in sorted(sketch):
        if value != bucket:
            bucket, representatives = value, [post]
            continue
        found = next((r for r in representatives if _copies(texts[r], texts[post])), None)
        if found is not None:
            links.append((found, post))
        elif len(representatives) < REPRESENTATIVES:
            representatives.append(post)
    return links


def _copies(one: Array, two: Array) -> bool:
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared >= SHARED * min(len(one), len(two))


def _groups(label: Array, members: list[int], owner: dict[int, int]) -> list[CopyGroup]:
    groups: dict[int, list[int]] = {}
    for post, group in zip(members, label.tolist(), strict=True):
        groups.setdefault(group, []).append(post)
    found = [
        CopyGroup(tuple(posts), tuple(sorted({owner[post] for post in posts})))
        for posts in groups.values()
    ]
    several = [group for group in found if len(group.accounts) > 1]
    return sorted(several, key=lambda group: (-len(group.accounts), group.posts))

"""Made-up votes whose camps are known."""

import numpy as np
import pytest

from hustings.algorithms.opinion.matrix import VoteMatrix


def camps_of(sizes, *, comments=24, shared=6, seed=1, sees=0.8, firm=0.9):
    """Return votes of camps: on ``shared`` comments all agree, on the others each its own way."""
    random = np.random.default_rng(seed)
    wanted = random.choice([-1, 1], (len(sizes), comments))
    wanted[0] = -wanted[1]
    wanted[:, :shared] = 1
    votes = []
    for camp, size in enumerate(sizes):
        for member in range(size):
            for comment in np.flatnonzero(random.random(comments) < sees):
                own = wanted[camp, comment] if random.random() < firm else random.choice([-1, 0, 1])
                votes.append((f"{camp}-{member}", str(comment), int(own)))
    return VoteMatrix.from_votes(votes)


@pytest.fixture
def two_camps():
    return camps_of([60, 40])


@pytest.fixture
def make_camps():
    return camps_of

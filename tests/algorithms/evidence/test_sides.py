"""Sides counted in batches of accounts: each as if it were counted alone."""

import numpy as np

from hustings.algorithms.evidence import sides
from hustings.algorithms.evidence.protocol import Draw

TEXTS = ["One, two; three.", "Four five -- and SIX!", "one two (three) four", "Seven? eight, nine"]
DRAWS = [Draw((2, 0), 2), Draw((1,), 4), Draw((0, 2), 4), Draw((3, 1), 2)]


def counted(draws):
    vocabulary = sides.choose_vocabulary(
        [Draw((post,), 99) for post in range(4)] * 4, TEXTS, kept_words=frozenset({"one", "two"})
    )
    return sides.count_sides(
        draws,
        TEXTS,
        post_words=np.array([3, 4, 4, 3]),
        owners=np.array([0, 1, 0, 1]),
        vocabulary=vocabulary,
        clock_bins=np.array([0, 5, -1, 47]),
    )


def test_sides_counted_together_are_those_counted_alone(monkeypatch):
    monkeypatch.setattr(sides, "BATCH", 3)
    together = counted(DRAWS)
    for row, draw in enumerate(DRAWS):
        alone = counted([draw])
        for family, counts in alone.families.items():
            here = together.dense(family, 99, np.array([row]))
            assert counts.values.any()
            assert here.tolist() == alone.dense(family, 99, np.array([0])).tolist()
        assert together.words[row] == alone.words[0]
        assert together.form[row] == alone.form[0]
        assert together.clock[row].tolist() == alone.clock[0].tolist()

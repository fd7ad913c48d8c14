"""How steadily people keep to their habits: how much of each habit's spread lies between people.

Posts of many people are cut in two, once or several times. A habit's intraclass correlation is the
covariance of its standardised rates in the two parts over their variance. Few people, or few who
have the habit at all, show it badly, so it is drawn to that of habits about as widespread, the more
the less it can be known (empirical Bayes).

Sums over different people can be added up, so they are taken once for the people of each fold. The
scale on which rates are standardised cancels out but for clipping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.evidence.counts import Counts
from hustings.algorithms.evidence.metric import Standard, smoothed, standardised

ALIKE = 101
"""Habits about as widespread, to whose correlation that of a habit is drawn."""

MEASURED = 301
"""Habits about as widespread from which it is measured how much correlations differ."""

LEAST_CORRELATION, MOST_CORRELATION = 0.1, 0.95
"""Least correlation of a habit, as a share of its family's, and the most."""

NOTHING = 1e-9
"""Added where a sum over a habit that nobody has would be divided by."""

Array = np.ndarray


@dataclass(frozen=True)
class Cuts:
    """Posts of people cut in two: rows of the first and second parts, and whose they are.

    Cuts of one person stand together.
    """

    left: Array
    right: Array
    person: Array


@dataclass(frozen=True)
class Steadiness:
    """Sums over people, each the mean over his cuts; one entry per habit."""

    people: int
    level: Array
    """Sum of standardised rates ``z``, of both parts on the average."""
    spread: Array
    """Sum of the squares of ``z``."""
    product: Array
    """Sum of the products of ``z`` of the two parts."""
    squared: Array
    """Sum of the squares of these products."""

    def __add__(self, other: Steadiness) -> Steadiness:
        return Steadiness(
            self.people + other.people,
            self.level + other.level,
            self.spread + other.spread,
            self.product + other.product,
            self.squared + other.squared,
        )

    def correlations(self) -> Array:
        """Return each habit's correlation between parts of one person's posts, as believed."""
        level = self.level / self.people
        shared = self.product - level**2 * self.people
        spread = self.spread - level**2 * self.people + NOTHING
        found = shared / spread
        usual = smoothed(shared, width=ALIKE) / smoothed(spread, width=ALIKE)
        believed = usual + self._belief(found - usual, spread) * (found - usual)
        least = max(LEAST_CORRELATION * shared.sum() / spread.sum(), 1e-4)
        return np.clip(believed, least, MOST_CORRELATION).astype(np.float32)

    def _belief(self, apart: Array, spread: Array) -> Array:
        """Return how far each correlation is to be believed that is ``apart`` from the usual.

        Its variance by chance is that of a mean over people, and falls as 1/``spread``: a rare
        habit has little. What correlations vary beyond that is true; the best known tell most.
        """
        each = smoothed(self.squared, width=MEASURED) / smoothed(spread, width=MEASURED)
        chance = each / spread
        beyond = smoothed(spread**2 * (apart**2 - chance), width=MEASURED)
        true = np.maximum(beyond / smoothed(spread**2, width=MEASURED), 0.0)
        return np.asarray(true / (true + chance + NOTHING))


def steadiness(
    counts: Counts, words: Array, cuts: Cuts, *, standards: Sequence[Standard]
) -> Steadiness:
    """Add up how alike the parts of people's posts are in each habit of a family."""
    starts = np.flatnonzero(np.diff(cuts.person, prepend=-1))
    each = np.diff(starts, append=len(cuts.person))
    share = (1 / np.repeat(each, each)).astype(np.float32)
    blocks = []
    for columns in counts.blocks(len(standards[0].mean)):
        one, two = (
            standardised(standards, counts, words, rows, columns)
            for rows in (cuts.left, cuts.right)
        )
        blocks.append(_sums(one, two, share=share, starts=starts))
    return Steadiness(len(starts), *(np.concatenate(part) for part in zip(*blocks, strict=True)))


def _sums(one: Array, two: Array, *, share: Array, starts: Array) -> list[Array]:
    """Return the four sums over cuts of which each counts by its share; overwrites both parts.

    A person's cuts begin at ``starts``. Few passes are made, as a scan waits for them.
    """
    level = share @ one + share @ two
    product = one * two
    spread = share @ np.square(one, out=one) + share @ np.square(two, out=two)
    if len(starts) < len(share):
        product = np.add.reduceat(product * share[:, None], starts, axis=0)
    squared = np.einsum("ij,ij->j", product, product)
    return [level / 2, spread / 2, product.sum(axis=0), squared]

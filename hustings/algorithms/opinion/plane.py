"""The plane of opinions: the two axes along which readers differ most (principal components).

Votes not cast are filled with the comment's mean, as Polis does; a mean-filled cell is zero once
the mean is taken off, so everything stays sparse. Axes are the leading eigenvectors of the
comments' Gram matrix, found exactly and not, as in Polis, by warm-started power iteration.
Small et al. (2021), "Polis: Scaling deliberation by mapping high dimensional opinion spaces".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh

from hustings.algorithms.opinion.matrix import BoolArray, FloatArray, VoteMatrix

AXES = 2
DENSE_MOST = 600  # comments: up to here the whole Gram matrix is decomposed
NEGLIGIBLE = 1e-12  # strength of an axis, relative to the strongest or to the variance
TOLERANCE = 1e-9  # relative error of a strength when the Gram matrix is not written out


@dataclass(frozen=True)
class Plane:
    """Means of the comments, the two axes (2 by comments) and each one's share of the variance."""

    mean: FloatArray
    axes: FloatArray
    shares: FloatArray

    def widened(self, kept: BoolArray) -> Plane:
        """Return the plane over all comments: those not ``kept`` weigh nothing."""
        mean = np.zeros(len(kept))
        axes = np.zeros((AXES, len(kept)))
        mean[kept], axes[:, kept] = self.mean, self.axes
        return Plane(mean, axes, self.shares)


def fit_plane(matrix: VoteMatrix) -> Plane:
    """Return the plane of these votes; axes that the votes do not have are zero."""
    comments = len(matrix.comments)
    seen = np.bincount(matrix.columns, minlength=comments)
    total = np.bincount(matrix.columns, weights=matrix.votes, minlength=comments)
    mean = total / np.maximum(seen, 1)
    centred = matrix.csr(matrix.votes - mean[matrix.columns])
    variance = float(np.square(centred.data).sum())
    axes, strengths = leading_axes(centred) if variance > 0 else no_axes(comments)
    return Plane(mean, axes, strengths / max(variance, NEGLIGIBLE))


def no_axes(comments: int) -> tuple[FloatArray, FloatArray]:
    return np.zeros((AXES, comments)), np.zeros(AXES)


def leading_axes(centred: sparse.csr_array) -> tuple[FloatArray, FloatArray]:
    """Return the two strongest axes and their strengths (eigenvalues), each sign fixed."""
    comments = centred.shape[1]
    if comments <= DENSE_MOST:
        top = [max(comments - AXES, 0), comments - 1]
        strengths, vectors = eigh((centred.T @ centred).toarray(), subset_by_index=top)
    else:
        operator, start = gram_operator(centred), start_vector(comments)
        strengths, vectors = eigsh(operator, k=AXES, v0=start, tol=TOLERANCE)
    axes, strength = np.zeros((AXES, comments)), np.zeros(AXES)
    found = min(AXES, comments)
    axes[:found] = vectors[:, ::-1].T[:found]
    strength[:found] = np.maximum(strengths[::-1][:found], 0.0)
    axes[strength <= NEGLIGIBLE * strength[0]] = 0.0
    return fix_signs(axes), strength


def gram_operator(centred: sparse.csr_array) -> LinearOperator:
    """Return the Gram matrix as a product: with many comments it is never written out."""
    comments = centred.shape[1]
    return LinearOperator(
        (comments, comments), matvec=lambda vector: centred.T @ (centred @ vector), dtype=float
    )


def start_vector(length: int) -> FloatArray:
    """Return a fixed start without symmetry, so that the iteration always takes one road."""
    return 1.0 + np.arange(length) / length


def fix_signs(axes: FloatArray) -> FloatArray:
    """Turn each axis so that its largest entry is positive: eigenvectors have no sign."""
    largest = np.argmax(np.round(np.abs(axes), 9), axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    return axes * np.where(signs == 0, 1.0, signs)[:, None]


def positions(matrix: VoteMatrix, plane: Plane, *, damping: float) -> FloatArray:
    """Return where each person stands: people by 2.

    A person's projection is divided by √(share + damping), the share of the comments that he voted
    on. Polis has no damping, which throws those who cast few votes far out and decides its groups
    by them.
    """
    loads = matrix.csr(matrix.votes - plane.mean[matrix.columns]) @ plane.axes.T
    share = np.maximum(matrix.votes_per_person, 1) / max(matrix.shape[1], 1)
    return loads / np.sqrt(share + damping)[:, None]

"""The two axes: right by a dense computation, fixed in sign, scaled as Polis scales."""

import numpy as np
import pytest

from hustings.algorithms.opinion import plane as plane_module
from hustings.algorithms.opinion.matrix import VoteMatrix
from hustings.algorithms.opinion.plane import fit_plane, positions


def dense_axes(matrix):
    """Return the axes by filling in means and a full singular value decomposition."""
    filled = np.full(matrix.shape, np.nan)
    filled[matrix.row_of_vote, matrix.columns] = matrix.votes
    filled = np.where(np.isnan(filled), np.nanmean(filled, axis=0), filled)
    _, _, axes = np.linalg.svd(filled - filled.mean(axis=0), full_matrices=False)
    return axes[:2]


def test_axes_are_the_principal_components_of_mean_filled_votes(two_camps):
    cosines = np.abs((fit_plane(two_camps).axes * dense_axes(two_camps)).sum(axis=1))
    assert cosines == pytest.approx([1, 1], abs=1e-9)


def test_the_iteration_for_many_comments_finds_the_same_axes(two_camps, monkeypatch):
    exact = fit_plane(two_camps)
    monkeypatch.setattr(plane_module, "DENSE_MOST", 0)
    iterated = fit_plane(two_camps)
    assert np.abs(iterated.axes - exact.axes).max() < 1e-6
    assert iterated.shares == pytest.approx(exact.shares, rel=1e-8)


def test_the_largest_entry_of_each_axis_is_positive(two_camps):
    axes = fit_plane(two_camps).axes
    assert (axes[[0, 1], np.abs(axes).argmax(axis=1)] > 0).all()


def test_without_damping_a_place_is_scaled_as_polis_scales():
    matrix = VoteMatrix.from_votes(
        [("1", "a", 1), ("1", "b", 1), ("2", "a", -1), ("2", "b", -1), ("3", "a", 1)]
    )
    plane = fit_plane(matrix)
    place = positions(matrix, plane, damping=0)[2]
    # one vote of two comments: the projection times √(2 / 1)
    assert place == pytest.approx(plane.axes[:, 0] * (1 - plane.mean[0]) * np.sqrt(2))


def test_damping_holds_back_those_with_few_votes(two_camps):
    plane = fit_plane(two_camps)
    free, damped = (np.abs(positions(two_camps, plane, damping=d)) for d in (0, 0.2))
    assert (damped <= free + 1e-12).all()


@pytest.mark.parametrize(
    "votes",
    [[], [("1", "a", 1)], [("1", "a", 1), ("2", "a", 1)], [("1", "a", 1), ("2", "a", -1)]],
)
def test_votes_without_two_axes_have_zeros_for_those_missing(votes):
    matrix = VoteMatrix.from_votes(votes)
    plane = fit_plane(matrix)
    assert plane.axes.shape == (2, len(matrix.comments))
    assert not plane.axes[1].any()
    assert np.isfinite(positions(matrix, plane, damping=0.2)).all()

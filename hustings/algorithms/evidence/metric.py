"""Learn from known people which habits hold still in one writer and differ between writers.

Rates are standardised over the site. Directions in which one person's two halves differ are
damped (within-class covariance normalisation, Hatch and others 2006), and each habit is weighted
by a power of its intraclass correlation: how much of its spread lies between people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLIP = 4.0
"""Standard deviations beyond which a rate counts no further."""

DAMPING = 0.9
"""Share of the spherical part in the within-person covariance."""

POWER = 0.75
"""Exponent of the intraclass correlation; 1/2 to 1 measured alike, 3/4 best by a hair."""

PRIOR_PEOPLE = 15.0
"""A habit's correlation is shrunk to the mean of all habits as by so many people."""

MOST_DIRECTIONS = 250
"""People whose differences are damped; more cost time and change nothing measurable."""

Array = np.ndarray


@dataclass(frozen=True)
class Metric:
    """A linear map of standardised rates, after which cosines compare writers."""

    mean: Array
    spread: Array
    directions: Array
    shrink: Array
    weight: Array

    def embed(self, rates: Array) -> Array:
        """Return unit vectors, one row per text."""
        z = np.clip((rates - self.mean) / self.spread, -CLIP, CLIP)
        z -= ((z @ self.directions) * self.shrink) @ self.directions.T
        z *= self.weight
        return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-9)


def square_root_rates(counts: Array, words: Array) -> Array:
    """Return square roots of occurrences per 1,000 words (their noise is nearly constant)."""
    return np.sqrt(counts * np.float32(1000.0) / words[:, None].astype(np.float32))


def fit_metric(left: Array, right: Array) -> Metric:
    """Fit on the rates of known people's halves: ``left[i]`` and ``right[i]`` are one person."""
    both = np.concatenate([left, right])
    mean, spread = both.mean(axis=0), both.std(axis=0) + np.float32(1e-6)
    a = np.clip((left - mean) / spread, -CLIP, CLIP)
    b = np.clip((right - mean) / spread, -CLIP, CLIP)
    directions, shrink = _within(((a - b) / np.float32(np.sqrt(2)))[:MOST_DIRECTIONS])
    return Metric(mean, spread, directions, shrink, _correlation(a, b) ** np.float32(POWER))


def _correlation(a: Array, b: Array) -> Array:
    shared = (a * b).mean(axis=0)
    total = ((a**2).mean(axis=0) + (b**2).mean(axis=0)) / 2 + np.float32(1e-6)
    found = np.clip(shared / total, 0.0, 0.95)
    people = len(a)
    return (people * found + PRIOR_PEOPLE * found.mean()) / (people + PRIOR_PEOPLE)


def _within(difference: Array) -> tuple[Array, Array]:
    """Return the directions of within-person difference and how much of each to take away."""
    gram = difference @ difference.T / len(difference)
    values, vectors = np.linalg.eigh(gram.astype(np.float64))
    kept = values > 1e-6 * max(values.max(initial=0.0), 1e-30)
    values, vectors = values[kept], vectors[:, kept]
    scale = np.sqrt(values * len(difference))
    directions = difference.T @ (vectors / scale).astype(np.float32)
    floor = DAMPING * values.sum() / difference.shape[1]
    shrink = 1 - np.sqrt(floor / (floor + (1 - DAMPING) * values))
    return directions, shrink.astype(np.float32)

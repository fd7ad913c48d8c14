"""A map as plain values, ready for JSON: the stable shape of ``hustings opinion map --json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from hustings.algorithms.opinion.mapping import OpinionMap
from hustings.algorithms.opinion.ranks import wilson_bound
from hustings.algorithms.opinion.representative import Side

DECIMALS = 6


def map_record(opinion_map: OpinionMap) -> dict[str, Any]:
    """Return k, groups, participants and comments; comments stand from first to last."""
    groups = opinion_map.groups
    return {
        "k": groups.k,
        "clarity": {
            str(k): {name: rounded(value) for name, value in asdict(clarity).items()}
            for k, clarity in groups.clarity.items()
        },
        "firmness": None if groups.firmness is None else rounded(groups.firmness),
        "history": {"candidate": groups.history.candidate, "times": groups.history.times},
        "axes": [rounded(share) for share in opinion_map.plane.shares],
        "groups": [group_record(opinion_map, index) for index in range(len(opinion_map.names))],
        "participants": opinion_map.group_of(),
        "places": places(opinion_map),
        "consensus": [side_record(opinion_map, side) for side in opinion_map.consensus],
        "comments": comment_records(opinion_map),
    }


def rounded(value: float) -> float:
    """Return a float with six decimals, never -0.0."""
    return round(float(value), DECIMALS) + 0.0


def places(opinion_map: OpinionMap) -> dict[str, list[float]]:
    """Return the place of everybody who is in the map."""
    inside = np.flatnonzero(opinion_map.labels >= 0).tolist()
    points = (np.round(opinion_map.points[inside], DECIMALS) + 0.0).tolist()
    return {opinion_map.matrix.people[row]: at for row, at in zip(inside, points, strict=True)}


def group_record(opinion_map: OpinionMap, index: int) -> dict[str, Any]:
    chosen = opinion_map.labels == index
    centre = opinion_map.points[chosen].mean(axis=0)
    return {
        "id": opinion_map.names[index],
        "size": int(chosen.sum()),
        "centre": [rounded(value) for value in centre],
        "representative": [
            side_record(opinion_map, side) for side in opinion_map.representative[index]
        ],
    }


def side_record(opinion_map: OpinionMap, side: Side) -> dict[str, Any]:
    return {
        "comment": opinion_map.matrix.comments[side.comment],
        "answer": "agree" if side.agrees else "disagree",
        "successes": side.successes,
        "trials": side.trials,
        "share": side.share,
        "z": side.z,
        "ratio": side.ratio,
        "ratio_z": side.ratio_z,
        "best_agreed": side.best_agreed,
    }


def comment_records(opinion_map: OpinionMap) -> list[dict[str, Any]]:
    """Return every comment with its rank, scores and votes by group, in the order of the ranks."""
    ranks = opinion_map.ranks
    contested = ranks.contested
    low = wilson_bound(opinion_map.votes.agree, opinion_map.votes.seen)
    scores = ranks.scores()
    exact = {"consensus"}  # a product of fractions: the same on every machine
    return [
        {
            "id": opinion_map.matrix.comments[comment],
            "rank": place,
            **{
                name: float(values[comment]) if name in exact else rounded(values[comment])
                for name, values in scores.items()
            },
            "contested": bool(contested[comment]),
            "votes": {
                name: votes_record(opinion_map, group, comment, low=low)
                for group, name in enumerate(opinion_map.names)
            },
        }
        for place, comment in enumerate(ranks.order.tolist(), start=1)
    ]


def votes_record(
    opinion_map: OpinionMap, group: int, comment: int, *, low: np.ndarray
) -> dict[str, Any]:
    votes = opinion_map.votes
    return {
        "agree": int(votes.agree[group, comment]),
        "disagree": int(votes.disagree[group, comment]),
        "pass": int(votes.passed[group, comment]),
        "agree_at_least": rounded(low[group, comment]),
    }

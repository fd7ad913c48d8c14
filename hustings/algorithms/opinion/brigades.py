"""What a brigade could do to a thread: fake readers are added and everything is computed again.

Three kinds of fakes. A *drive-by* casts one vote, on the target. A fake of *one camp* copies all
votes of a real reader of the camp that likes (dislikes) the target most; a fake of *both camps*
copies anybody. Each then votes on the target: always, or, where readers are given the comments
they vote on, only as often as an ordinary reader came to see it (``assigned``).

The number of groups is held as it is: a map keeps it for ``GroupRules.patience`` updates.
Limits: copies are not the cleverest attackers, and a fake with a plausible history of its own is
as good as a reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.groups import GroupRules, group_points, members
from hustings.algorithms.opinion.mapping import OpinionMap
from hustings.algorithms.opinion.matrix import AGREE, DISAGREE, FloatArray, IntArray, VoteMatrix
from hustings.algorithms.opinion.plane import fit_plane, positions
from hustings.algorithms.opinion.ranks import Ranks, percentiles, rank_comments
from hustings.algorithms.opinion.statistics import group_votes, smoothed

SEEN_LEAST = 0.1  # share of readers: a comment that hardly anybody saw is no ordinary target
LOWER_HALF, TOP_QUARTER, TOP_TENTH = 50.0, 75.0, 90.0  # percentiles
SEED = 20260101


@dataclass(frozen=True)
class Attack:
    """Whom the fakes copy ("drive-by", "one camp", "both camps"), what for, and how many.

    ``share`` is the fakes' number as a share of the readers in the map.
    """

    promotes: bool
    kind: str
    assigned: bool
    share: float

    @property
    def vote(self) -> int:
        return AGREE if self.promotes else DISAGREE


@dataclass(frozen=True)
class Hit:
    """One target's percentile before and after, under every rank."""

    before: dict[str, float]
    after: dict[str, float]


@dataclass(frozen=True)
class Outcome:
    """An attack over all its targets.

    ``change`` is the mean change in percentile by rank; ``crossed`` the share of targets that
    reached the top tenth (promotion) or fell below the median (suppression).
    """

    attack: Attack
    targets: int
    change: dict[str, float]
    crossed: dict[str, float]


def usual_attacks(share: float) -> list[Attack]:
    """Return all attacks of one size: promotion and suppression, votes sought and assigned."""
    camps = [
        Attack(promotes, kind, assigned, share)
        for kind in ("one camp", "both camps")
        for assigned in (False, True)
        for promotes in (True, False)
    ]
    return [Attack(promotes, "drive-by", False, share) for promotes in (True, False)] + camps


def all_percentiles(ranks: Ranks) -> dict[str, FloatArray]:
    return {name: percentiles(scores) for name, scores in ranks.scores().items()}


def targets(opinion_map: OpinionMap, *, promotes: bool, most: int) -> list[int]:
    """Return comments worth attacking: in the lower half (top quarter) under every rank.

    Only comments that a tenth of the readers saw; where there are more than ``most``, a sample.
    """
    places = np.array(list(all_percentiles(opinion_map.ranks).values()))
    fit = (places < LOWER_HALF).all(axis=0) if promotes else (places >= TOP_QUARTER).all(axis=0)
    seen = opinion_map.votes.seen.sum(axis=0) >= SEEN_LEAST * sum(opinion_map.sizes)
    found = np.flatnonzero(fit & seen)
    return np.sort(np.random.default_rng(SEED).permutation(found)[:most]).tolist()


def strike(opinion_map: OpinionMap, attack: Attack, target: int, *, rules: GroupRules) -> Hit:
    """Carry out one attack on one comment and return what it changed."""
    random = np.random.default_rng([SEED, target, int(attack.promotes), int(attack.assigned)])
    attacked = with_fakes(opinion_map, attack, target, random=random)
    after = ranks_with(attacked, k=opinion_map.groups.k, rules=rules)
    return Hit(
        {name: float(v[target]) for name, v in all_percentiles(opinion_map.ranks).items()},
        {name: float(v[target]) for name, v in all_percentiles(after).items()},
    )


def ranks_with(matrix: VoteMatrix, *, k: int, rules: GroupRules) -> Ranks:
    """Return the ranks of these votes with a given number of groups."""
    inside = matrix.take_people(members(matrix, rules))
    plane = fit_plane(inside)
    points = positions(inside, plane, damping=rules.damping)
    labels, centres = group_points(points, k=k, rules=rules)
    return rank_comments(inside, plane, group_votes(inside, labels, count=len(centres)))


def with_fakes(
    opinion_map: OpinionMap, attack: Attack, target: int, *, random: np.random.Generator
) -> VoteMatrix:
    """Return the votes with the fakes' added."""
    inside = np.flatnonzero(opinion_map.labels >= 0)
    fakes = max(1, round(attack.share * len(inside)))
    if attack.kind == "drive-by":
        copied = np.zeros((fakes, len(opinion_map.matrix.comments)))
        seen = np.zeros_like(copied, dtype=bool)
    else:
        models = random.choice(sources(opinion_map, attack, target), fakes)
        copied, seen = dense_rows(opinion_map.matrix, models)
    casts = np.ones(fakes, dtype=bool)
    if attack.assigned:
        reached = opinion_map.votes.seen[:, target].sum() / len(inside)
        casts = random.random(fakes) < reached
    copied[:, target], seen[:, target] = attack.vote, casts
    return append_rows(opinion_map.matrix, copied, seen)


def sources(opinion_map: OpinionMap, attack: Attack, target: int) -> IntArray:
    """Return the rows of the readers whom the fakes copy."""
    if attack.kind == "both camps":
        return np.flatnonzero(opinion_map.labels >= 0)
    votes = opinion_map.votes
    wanted = votes.agree if attack.promotes else votes.disagree
    camp = int(smoothed(wanted, votes.seen)[:, target].argmax())
    return np.flatnonzero(opinion_map.labels == camp)


def dense_rows(matrix: VoteMatrix, rows: IntArray) -> tuple[FloatArray, np.ndarray]:
    """Return the votes of these rows (repeats allowed) and where there are any."""
    votes = np.zeros((len(rows), len(matrix.comments)))
    seen = np.zeros(votes.shape, dtype=bool)
    for place, row in enumerate(rows):
        cells = slice(matrix.starts[row], matrix.starts[row + 1])
        votes[place, matrix.columns[cells]] = matrix.votes[cells]
        seen[place, matrix.columns[cells]] = True
    return votes, seen


def append_rows(matrix: VoteMatrix, votes: FloatArray, seen: np.ndarray) -> VoteMatrix:
    """Return the matrix with rows added at its end, named so that they clash with nobody."""
    rows, columns = np.nonzero(seen)
    counts = np.bincount(rows, minlength=len(seen))
    return VoteMatrix(
        (*matrix.people, *(f"fake reader {number}" for number in range(len(seen)))),
        matrix.comments,
        np.concatenate([matrix.starts, matrix.starts[-1] + np.cumsum(counts)]),
        np.concatenate([matrix.columns, columns.astype(np.int32)]),
        np.concatenate([matrix.votes, votes[rows, columns].astype(np.int8)]),
    )


def summary(attack: Attack, hits: Sequence[Hit]) -> Outcome:
    """Return the means over targets; an attack without targets changes nothing."""
    names = list(hits[0].before) if hits else []
    changes = {name: [hit.after[name] - hit.before[name] for hit in hits] for name in names}
    crossed = {name: [crosses(attack, hit.after[name]) for hit in hits] for name in names}
    return Outcome(
        attack,
        len(hits),
        {name: float(np.mean(values)) for name, values in changes.items()},
        {name: float(np.mean(values)) for name, values in crossed.items()},
    )


def crosses(attack: Attack, after: float) -> bool:
    return after >= TOP_TENTH if attack.promotes else after < LOWER_HALF


def run_attack(
    opinion_map: OpinionMap, attack: Attack, *, rules: GroupRules, most_targets: int
) -> Outcome:
    """Carry out one attack on every target, each alone."""
    chosen = targets(opinion_map, promotes=attack.promotes, most=most_targets)
    hits = [strike(opinion_map, attack, target, rules=rules) for target in chosen]
    return summary(attack, hits)

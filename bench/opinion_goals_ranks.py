"""O5 and O6: does the order hold for votes not seen, and against brigades?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from goals import Goal, Options, not_measured
from opinion_data import Conversation, all_conversations, published_conversations

from hustings.algorithms.opinion.brigades import Attack, Outcome, run_attack
from hustings.algorithms.opinion.groups import GroupRules
from hustings.algorithms.opinion.mapping import draw_map
from hustings.algorithms.opinion.matrix import FloatArray, VoteMatrix
from hustings.algorithms.opinion.statistics import group_votes

WANTED = {
    "O5": "a quarter of the votes hidden, top 10: least friendly group ≥ 0.74, majority in "
    "every group for ≥ 94 %",
    "O6": "drive-by 0.0; 10 % fakes, votes assigned: one camp ≤ +3, both ≤ +8, none into the top "
    "tenth; suppression ≥ -15, none below the median",
}
HIDDEN = 0.25
TOP = 10
JUDGED_LEAST = 3  # hidden votes of every group that a comment needs to be judged
DRIVE_BY_SHARES = (0.1, 0.2, 1.0)


def goals(options: Options) -> Iterator[Goal]:
    published, every = published_conversations(options), all_conversations(options)
    if not published:
        for id, wanted in WANTED.items():
            yield not_measured(id, wanted, why="no data in ../shared/data")
        return
    yield hidden_votes(published, splits=2 if options.quick else 5)
    yield withstood(every, targets=5 if options.quick else 20)


def hidden_votes(conversations: list[Conversation], *, splits: int) -> Goal:
    judged: dict[str, list[tuple[float, float]]] = {}
    for conversation in conversations:
        for split in range(splits):
            for rank, verdict in judge(conversation, seed=split).items():
                judged.setdefault(rank, []).append(verdict)
    means = {rank: np.mean(verdicts, axis=0) for rank, verdicts in judged.items()}
    least, majority = means.pop("bridging")
    others = ", ".join(f"{rank} {a:.2f} and {b:.0%}" for rank, (a, b) in means.items())
    return Goal(
        "O5",
        WANTED["O5"],
        f"{least:.3f} and {majority:.1%} ({len(conversations)} conversations, {splits} splits)",
        met=bool(least >= 0.74 and majority >= 0.94),
        baseline=others,
    )


def judge(conversation: Conversation, *, seed: int) -> dict[str, tuple[float, float]]:
    """Rank by three quarters of the votes and judge the top ten by the published groups' rest."""
    hidden = np.random.default_rng(seed).random(len(conversation.matrix.votes)) < HIDDEN
    opinion_map = draw_map(
        part(conversation.matrix, ~hidden), moderated_out=conversation.moderated_out
    )
    floor = hidden_floor(conversation, hidden, opinion_map.matrix.comments)
    scores = opinion_map.ranks.scores()
    return {rank: verdict(values, floor) for rank, values in scores.items()}


def part(matrix: VoteMatrix, kept: np.ndarray) -> VoteMatrix:
    """Return the matrix of these votes, all people and comments kept."""
    return VoteMatrix.from_codes(
        matrix.people,
        matrix.comments,
        rows=matrix.row_of_vote[kept],
        columns=matrix.columns[kept].astype(np.int64),
        votes=matrix.votes[kept],
    )


def hidden_floor(
    conversation: Conversation, hidden: np.ndarray, comments: tuple[str, ...]
) -> FloatArray:
    """Return, for each comment, the least friendly group's agreement (NaN: too few votes)."""
    names = sorted(set(conversation.published.values()))
    people = conversation.matrix.people
    groups = np.array(
        [
            names.index(conversation.published[p]) if p in conversation.published else -1
            for p in people
        ]
    )
    votes = group_votes(part(conversation.matrix, hidden), groups, count=len(names))
    share = votes.agree / np.maximum(votes.seen, 1)
    floor = np.where((votes.seen >= JUDGED_LEAST).all(axis=0), share.min(axis=0), np.nan)
    place = {name: column for column, name in enumerate(conversation.matrix.comments)}
    return floor[[place[name] for name in comments]]


def verdict(scores: FloatArray, floor: FloatArray) -> tuple[float, float]:
    judged = np.flatnonzero(~np.isnan(floor))
    top = judged[np.argsort(-scores[judged], kind="stable")[:TOP]]
    return float(floor[top].mean()), float((floor[top] > 0.5).mean())


def withstood(conversations: list[Conversation], *, targets: int) -> Goal:
    camps = [
        Attack(promotes, kind, True, 0.1)
        for promotes in (True, False)
        for kind in ("one camp", "both camps")
    ]
    drive_bys = [
        Attack(promotes, "drive-by", False, share)
        for promotes in (True, False)
        for share in DRIVE_BY_SHARES
    ]
    outcomes = [
        run_attack(opinion_map, attack, rules=GroupRules(), most_targets=targets)
        for conversation in conversations
        for opinion_map in [draw_map(conversation.matrix, moderated_out=conversation.moderated_out)]
        for attack in [*drive_bys, *camps]
    ]
    drift = max(
        abs(one.change["bridging"]) for one in outcomes if one.attack in drive_bys and one.targets
    )
    found = {rank: [pooled(outcomes, attack, rank) for attack in camps] for rank in RANKS}
    bridging = found.pop("bridging")
    return Goal(
        "O6",
        WANTED["O6"],
        f"drive-by {drift:.1f}; {described(bridging)}; {counted(outcomes, camps[0])} comments "
        f"promoted and {counted(outcomes, camps[2])} suppressed in {len(conversations)} "
        "conversations",
        met=drift == 0.0 and meets(bridging),
        baseline="; ".join(f"{rank}: {described(values)}" for rank, values in found.items()),
        distance=distance(bridging),
    )


RANKS = ("bridging", "floor", "consensus", "wilson", "intercept", "net")
Pooled = tuple[float, float]  # mean change in percentiles, share of targets that crossed


def counted(outcomes: list[Outcome], attack: Attack) -> int:
    return sum(outcome.targets for outcome in outcomes if outcome.attack == attack)


def pooled(outcomes: list[Outcome], attack: Attack, rank: str) -> Pooled:
    """Return the means over all targets of all conversations."""
    fit = [one for one in outcomes if one.attack == attack and one.targets]
    weights = [one.targets for one in fit]
    change = np.average([one.change[rank] for one in fit], weights=weights)
    crossed = np.average([one.crossed[rank] for one in fit], weights=weights)
    return float(change), float(crossed)


def described(values: list[Pooled]) -> str:
    names = ("promote one camp", "both", "suppress one camp", "both")
    return ", ".join(
        f"{name} {change:+.1f} ({crossed:.1%})"
        for name, (change, crossed) in zip(names, values, strict=True)
    )


def meets(values: list[Pooled]) -> bool:
    (one, _), (both, _), (down, _), (down_both, _) = values
    nobody = all(crossed == 0 for _, crossed in values)
    return one <= 3 and both <= 8 and min(down, down_both) >= -15 and nobody


def distance(values: list[Pooled]) -> str:
    (one, _), (both, _), (down, below), (down_both, below_both) = values
    return (
        f"to +3: {one - 3:+.1f}, to +8: {both - 8:+.1f}, to -15: {min(down, down_both) + 15:+.1f}, "
        f"below the median {max(below, below_both):.1%}"
    )

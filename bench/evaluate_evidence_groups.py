"""Evidence: brigades injected among honest accounts, and groups by chance.

Honest accounts are the 2,000 busiest of the list, with their real threads and times, as account
numbers only. A brigade of 6 to 12 new accounts acts 8 to 14 times: each member comes with a given
attendance, within three hours of a real post, to its thread. Each member also has 5 to 29 posts of
cover at other real posts. Everything of one brigade lies within a span of days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from goals import Goal, Options, not_measured

from hustings.algorithms.evidence.groups import Group, expected_by_chance, in_step
from hustings.algorithms.evidence.traces import Traces, trace_table
from hustings.evidence.reading import Columns, read_posts

TITLE = "Evidence: groups that act in step"

HONEST, BRIGADES = 2000, 10
ACTIONS, MEMBERS, COVER = (8, 15), (6, 13), (5, 30)
WITHIN, COVER_WITHIN, DAY = 3 * 3600.0, 2 * 3600.0, 86400.0
FOUND_SHARE = 0.8
SEEDS, QUICK_SEEDS = 20, 3
BRIGADE_WANTED = (
    "ten brigades of 6-12 among 2,000 honest accounts: 9 found with 80 % of their members, at most "
    "1 innocent listed"
)
CHANCE_WANTED = "groups expected by chance, as printed, within a factor 2 of those found, 20 seeds"

Array = np.ndarray
Visits = tuple[Array, Array, Array]
"""Account, thread and time in seconds of each post."""


@dataclass(frozen=True)
class World:
    """How hard a world is: attendance of an action, and the days in which a brigade acts."""

    attendance: float
    span: int


WORLDS = {
    "a year, 7 of 10 come": World(0.7, 365),
    "two months, 7 of 10 come": World(0.7, 60),
    "a year, 5 of 10 come": World(0.5, 365),
}


def goals(options: Options) -> Iterator[Goal]:
    """Yield the brigade goal in each world, then the number expected by chance."""
    directory = options.dataset("public-list-1992-2000")
    if directory is None:
        yield not_measured("E7", BRIGADE_WANTED, why="no data")
        return
    visits = list_visits(directory / "posts.jsonl.zst")
    seeds = QUICK_SEEDS if options.quick else SEEDS
    for number, (name, world) in enumerate(WORLDS.items(), start=1):
        yield brigade_goal(f"E7.{number}", name, world, visits, seeds=seeds)
    yield chance_goal(visits, seeds=seeds)


def list_visits(path: object) -> Visits:
    """Return who posted in which thread and when; texts are dropped at once."""
    posts = read_posts(path, columns=Columns("account")).posts
    accounts = np.unique([post.account for post in posts], return_inverse=True)[1]
    threads = np.unique([post.thread or post.id for post in posts], return_inverse=True)[1]
    return accounts, threads, np.array([post.time for post in posts])


def honest(visits: Visits, *, random: np.random.Generator) -> Visits:
    """Return the posts of the 2,000 busiest accounts; ties fall at random."""
    accounts, threads, times = visits
    activity = np.bincount(accounts)
    chosen = np.argsort(-activity + random.random(len(activity)))[:HONEST]
    kept = np.isin(accounts, chosen)
    return np.unique(accounts[kept], return_inverse=True)[1], threads[kept], times[kept]


def with_brigades(
    visits: Visits, world: World, *, random: np.random.Generator
) -> tuple[Traces, list[set[int]]]:
    """Inject the brigades; returns the traces and each brigade's accounts."""
    brigades: list[set[int]] = []
    rows, count = [visits], HONEST
    for _ in range(BRIGADES):
        members = np.arange(count, count + random.integers(*MEMBERS))
        count += len(members)
        brigades.append(set(members.tolist()))
        rows += brigade_posts(members, visits, world, random=random)
    joined = [np.concatenate(column) for column in zip(*rows, strict=True)]
    return trace_table(joined[0], joined[1], joined[2], count=count), brigades


def brigade_posts(
    members: Array, visits: Visits, world: World, *, random: np.random.Generator
) -> Iterator[Visits]:
    """Yield what one brigade posts: its actions together, then everybody's cover."""
    _, threads, times = visits
    begun = random.choice(times)
    pool = np.flatnonzero((times >= begun) & (times < begun + world.span * DAY))
    if len(pool) < COVER[1]:
        pool = np.argsort(np.abs(times - begun))[:200]
    for post in random.choice(pool, random.integers(*ACTIONS), replace=False):
        come = members[random.random(len(members)) < world.attendance]
        late = times[post] + random.random(len(come)) * WITHIN
        yield come, np.full(len(come), threads[post]), late
    for member in members:
        posts = random.choice(pool, random.integers(*COVER))
        late = times[posts] + random.random(len(posts)) * COVER_WITHIN
        yield np.full(len(posts), member), threads[posts], late


def brigade_goal(id: str, name: str, world: World, visits: Visits, *, seeds: int) -> Goal:
    """Search several worlds of one kind and report means over the seeds."""
    found, innocents = [], []
    for seed in range(seeds):
        random = np.random.default_rng([seed, world.span])
        traces, brigades = with_brigades(honest(visits, random=random), world, random=random)
        groups = in_step(traces)
        found.append(sum(is_found(brigade, groups) for brigade in brigades))
        listed = {member for group in groups for member in group.members}
        innocents.append(sum(member < HONEST for member in listed))
    met = np.mean(found) >= 9 and np.mean(innocents) <= 1
    return Goal(
        id,
        f"{BRIGADE_WANTED} ({name})",
        reached=f"{np.mean(found):.1f} found (fewest {min(found)}), {np.mean(innocents):.2f} "
        f"innocents (most {max(innocents)}) over {seeds} seeds",
        met=bool(met),
        distance="" if met else f"{9 - np.mean(found):.1f} brigades too few",
    )


def is_found(brigade: set[int], groups: Sequence[Group]) -> bool:
    """Return whether one listed group holds four fifths of a brigade."""
    best = max((len(brigade & set(group.members)) for group in groups), default=0)
    return best >= FOUND_SHARE * len(brigade)


def chance_goal(visits: Visits, *, seeds: int) -> Goal:
    """Compare groups found among honest accounts alone with the printed number."""
    found, printed = [], []
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        accounts, threads, times = honest(visits, random=random)
        drawn = random.random(HONEST) < 0.8
        kept = drawn[accounts]
        traces = trace_table(accounts[kept], threads[kept], times[kept], count=HONEST)
        found.append(len(in_step(traces)))
        printed.append(expected_by_chance(traces, shuffles=5, seed=seed))
    met = np.sum(found) <= 2 * np.sum(printed) and np.sum(printed) <= 2 * np.sum(found)
    return Goal(
        "E8",
        CHANCE_WANTED,
        reached=f"{np.mean(found):.2f} found and {np.mean(printed):.2f} printed a site, honest "
        f"accounts only (four fifths of them drawn anew each time)",
        met=bool(met),
    )

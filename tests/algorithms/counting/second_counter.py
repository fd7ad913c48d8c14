"""A second Scottish STV counter, written from the rules alone and as unlike the first as can be.

Every ballot paper is followed on its own, from the beginning, through the list of what has happened
so far (a replay, not a state); values are decimal strings cut off after five places; nothing is
grouped, nothing is remembered between stages. Slow, and meant to be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

FIVE_PLACES = Decimal("0.00001")


@dataclass(frozen=True)
class Event:
    """What a stage did: passed on a surplus out of a total, or excluded (both are then 0)."""

    candidate: str
    surplus: Decimal
    total: Decimal


@dataclass(frozen=True)
class Outcome:
    quota: int
    elected: list[str]
    totals: list[dict[str, Decimal]]


def elect(names: list[str], papers: list[list[str]], seats: int, seed: str) -> Outcome:
    """Return quota, winners in order, and each stage's totals."""
    papers = [paper for paper in papers if paper]
    quota = int(len(papers) / (seats + 1)) + 1
    events: list[Event] = []
    gone_at: dict[str, int] = {}  # the number of events after which a candidate stopped continuing
    elected: list[str] = []
    excluded: list[str] = []
    totals: list[dict[str, Decimal]] = []
    while True:
        totals.append(stage_totals(names, papers, events, gone_at, quota))
        now = totals[-1]
        running = [name for name in names if name not in elected and name not in excluded]
        over = [name for name in running if now[name] >= quota]
        if len(running) <= seats - len(elected):
            over = running
        for name in sorted(over, key=lambda name: now[name], reverse=True):
            elected.append(name)
            gone_at[name] = len(events)
        running = [name for name in running if name not in over]
        if len(running) <= seats - len(elected):
            for name in sorted(running, key=lambda name: now[name], reverse=True):
                elected.append(name)
            return Outcome(quota, elected, totals)
        if len(elected) == seats:
            return Outcome(quota, elected, totals)
        surplus_holders = [name for name in elected if now[name] > quota]
        if surplus_holders:
            name = first_of(surplus_holders, totals, seed, wanted=1)
            events.append(Event(name, now[name] - quota, now[name]))
        else:
            name = first_of(running, totals, seed, wanted=-1)
            excluded.append(name)
            gone_at[name] = len(events)
            events.append(Event(name, Decimal(0), Decimal(0)))


def stage_totals(
    names: list[str],
    papers: list[list[str]],
    events: list[Event],
    gone_at: dict[str, int],
    quota: int,
) -> dict[str, Decimal]:
    totals = dict.fromkeys(names, Decimal(0))
    for paper in papers:
        holder, value = follow(paper, events, gone_at)
        if holder is not None:
            totals[holder] += value
    for event in events:
        if event.total:
            totals[event.candidate] = Decimal(quota)
    return totals


def follow(
    paper: list[str], events: list[Event], gone_at: dict[str, int]
) -> tuple[str | None, Decimal]:
    """Replay all events for one paper; return who holds it and at which value."""
    holder: str | None = paper[0]
    value = Decimal(1)
    for number, event in enumerate(events):
        if holder != event.candidate:
            continue
        if event.total:
            value = (event.surplus * value / event.total).quantize(FIVE_PLACES, ROUND_DOWN)
        rest = paper[paper.index(holder) + 1 :]
        holder = next((name for name in rest if gone_at.get(name, 10**9) > number), None)
    return holder, value


def first_of(tied: list[str], totals: list[dict[str, Decimal]], seed: str, *, wanted: int) -> str:
    """Return the highest (1) or lowest (-1), by this stage, else earlier ones, else by lot."""
    for stage in range(len(totals), 0, -1):
        best = max(wanted * totals[stage - 1][name] for name in tied)
        tied = [name for name in tied if wanted * totals[stage - 1][name] == best]
    tickets = {}
    for name in tied:
        ticket = "\n".join([seed, str(len(totals) + 1), name])
        tickets[hashlib.sha256(ticket.encode()).hexdigest()] = name
    return tickets[min(tickets)]

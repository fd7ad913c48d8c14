"""One comment of the sample, ready to be loaded, and how written discussions become such."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hustings.config.sample import rhythm
from hustings.config.sample.texts import SCORE, Written

PUBLISHED, HELD, WITHDRAWN = "published", "held", "withdrawn"


@dataclass(slots=True)
class Said:
    """A comment: ``key`` names it within its discussion, ``parent`` is the key it answers.

    ``removed`` holds rule and reasons, ``reported`` kind and note. ``answers`` tells how it
    relates to its parent ("opens", "disputes", "supports", "weighs", "asks", "reacts", or
    "written" where a person wrote the exchange as a whole); ``camp`` and ``topic`` what it is
    about, where that is known. ``line`` is the argument it was made from.
    """

    key: str
    parent: str | None
    who: str
    text: str
    depth: int
    at: datetime = datetime.min
    up: int = 0
    down: int = 0
    earlier: str = ""
    edited: datetime | None = None
    state: str = PUBLISHED
    removed: tuple[str, str] | None = None
    reported: tuple[str, str] | None = None
    pinned: bool = False
    answers: str = "written"
    camp: str = ""
    topic: str = ""
    line: str = ""


def from_written(roots: Iterable[Written]) -> list[Said]:
    """Return a written discussion in the order of the page, without times."""
    return [said for at, root in enumerate(roots, 1) for said in _branch(root, str(at), None, 0)]


def _branch(written: Written, key: str, parent: str | None, depth: int) -> Iterator[Said]:
    yield _said(written, key, parent, depth)
    for at, reply in enumerate(written.replies, 1):
        yield from _branch(reply, f"{key}.{at}", key, depth + 1)


def _said(written: Written, key: str, parent: str | None, depth: int) -> Said:
    facts = written.facts
    said = Said(key=key, parent=parent, who=written.who, text=written.text, depth=depth)
    if found := SCORE.match(facts.get("score", "")):
        said.up, said.down = int(found[1]), int(found[2])
    said.earlier = written.earlier
    said.pinned = "pinned" in facts
    said.state = next((state for state in (HELD, WITHDRAWN) if state in facts), PUBLISHED)
    if "removed" in facts:
        rule, _, reasons = facts["removed"].partition(" | ")
        said.removed = rule, reasons
    if "reported" in facts:
        kind, _, note = facts["reported"].partition(": ")
        said.reported = kind, note
    return said


def give_times(
    thread: list[Said], *, rng: random.Random, midnight: datetime, start: datetime, end: datetime
) -> None:
    """Date a discussion that stands in the order of the page: openings first, answers after.

    Of two comments that answer the same one, the upper is the earlier.
    """
    clock = rhythm.ActivityClock(midnight)
    openings = [said for said in thread if said.parent is None]
    times = rhythm.opening_times(rng, len(openings), clock=clock, start=start, end=end)
    for opening, moment in zip(openings, times, strict=True):
        opening.at = moment
    by_key = {said.key: said for said in thread}
    latest: dict[str, datetime] = {}
    for said in thread:
        if said.parent is not None:
            before = latest.get(said.parent, by_key[said.parent].at)
            said.at = clock.after(before, rhythm.answering_time(rng), end=end)
            latest[said.parent] = said.at
        if said.earlier:
            said.edited = said.at + timedelta(minutes=rng.randint(1, 9))

"""Compose the discussion of the bridge: 2,000 comments out of written exchanges and arguments.

    thread = compose(seed=1911, size=2000)

About a quarter are exchanges that were written as a whole; around them readers of the two camps
and of neither answer each other with arguments written for that topic and against that side. A
line is used a few times at most, in other words, by other hands, never twice in one branch.
Pure: the same seed gives the same discussion.
"""

from __future__ import annotations

from hustings.config.sample import voices
from hustings.config.sample.composition import Composition, answer_to, vote
from hustings.config.sample.growth import grow
from hustings.config.sample.said import HELD, PUBLISHED, WITHDRAWN, Said
from hustings.config.sample.texts import (
    CARS,
    TRAM,
    Reader,
    Topic,
    Written,
    readers,
    removals,
    topics,
)

LATE_TOPICS = {"thursday", "this-page"}
"""Exchanges that look back on the discussion, or forward to its last evening: they open late."""
WITHDRAWN_COUNT, HELD_COUNT, REPORTED_COUNT = 18, 3, 22
REPORTS = (
    ("off-topic", "This has been said three times and has nothing to do with the bridge."),
    ("abuse", "Condescending. Perhaps not against the rules, but please look."),
    ("false", "The figure is not in the report. I have looked."),
    ("other", "Is that really a reader? Please do not answer in public."),
    ("private", "One can tell who is meant."),
)


def compose(*, seed: int, size: int) -> list[Said]:
    """Return the discussion in the order of its page, without times."""
    chosen = topics()
    made = Composition(seed, chosen, readers())
    for scene, topic in _openings(made, chosen):
        _stage(made, scene, topic)
    _take_away(made)
    while len(made.thread) < size:
        grow(made)
    _unsettle(made)
    return _in_page_order(made)


def _openings(made: Composition, chosen: list[Topic]) -> list[tuple[Written, str]]:
    """Return the top-level exchanges and statements in the order in which they open."""
    found = [(scene, topic.name) for topic in chosen for scene in topic.scenes]
    alone = [(Written(who=f"{camp}a", text=text), topic) for camp, topic, text in _alone(made)]
    every = [*found, *alone]
    made.rng.shuffle(every)
    late = [one for one in every if one[1] in LATE_TOPICS]
    early = [one for one in every if one[1] not in LATE_TOPICS]
    third = 2 * len(early) // 3
    rest = early[third:] + late
    made.rng.shuffle(rest)
    return early[:third] + rest


def _alone(made: Composition) -> list[tuple[str, str, str]]:
    """Return the statements that open a branch by themselves: camp, topic, words."""
    lines = [line for line in made.repertoire.lines if line.kind[1] == "!"]
    return [(line.kind[0], line.topic, made.repertoire.words(line)) for line in lines]


def _stage(made: Composition, scene: Written, topic: str) -> None:
    """Give a written exchange its speakers and put it at the end of the page."""
    cast: dict[str, Reader] = {}
    named = {written.who[1:].strip() for written in scene.all()}

    def speaker(who: str) -> Reader:
        name = who[1:].strip()
        if name in made.people:
            return made.people[name]
        if who not in cast:
            taken = named | {reader.name for reader in cast.values()}
            cast[who] = made.reader(who[0], but=taken)
        return cast[who]

    def put(written: Written, parent: Said | None) -> None:
        reader = speaker(written.who)
        said = made.add(
            Said(
                key=f"b{len(made.thread) + 1}",
                parent=parent.key if parent else None,
                who=reader.name,
                text=voices.spoken(written.text, reader=reader),
                depth=parent.depth + 1 if parent else 0,
                camp=written.who[0],
                topic=topic,
                answers="written" if parent else "opens",
            )
        )
        vote(made, said)
        for reply in written.replies:
            put(reply, said)

    put(scene, None)


def _take_away(made: Composition) -> None:
    """Put the comments that moderators removed under something that provoked them."""
    provoking = [said for said in made.thread.values() if said.depth < 6]
    for rule, reasons, text in removals():
        parent = made.rng.choice(provoking)
        camp = made.rng.choice((TRAM, CARS))
        said = answer_to(made, parent, made.reader(camp, but={parent.who}), text)
        said.removed, said.answers = (rule, reasons), "reacts"
        said.up, said.down = 0, made.rng.randint(2, 14)
        made.add(said)


def _unsettle(made: Composition) -> None:
    """Let some take back what they wrote, hold a few, and report some."""
    grown = [said for said in made.thread.values() if said.line and not said.removed]
    leaves = [said for said in grown if not made.children[said.key]]
    for said in made.rng.sample(leaves, HELD_COUNT):
        said.state, said.up, said.down, said.earlier = HELD, 0, 0, ""
    standing = [said for said in grown if said.state == PUBLISHED]
    for said in made.rng.sample(standing, WITHDRAWN_COUNT):
        said.state, said.earlier = WITHDRAWN, ""
    standing = [said for said in standing if said.state == PUBLISHED]
    for said in made.rng.sample(standing, REPORTED_COUNT):
        said.reported = made.rng.choice(REPORTS)


def _in_page_order(made: Composition) -> list[Said]:
    below: dict[str | None, list[Said]] = {}
    for said in made.thread.values():
        below.setdefault(said.parent, []).append(said)
    order: list[Said] = []
    waiting = below[None][::-1]
    while waiting:
        said = waiting.pop()
        order.append(said)
        waiting.extend(below.get(said.key, [])[::-1])
    return order

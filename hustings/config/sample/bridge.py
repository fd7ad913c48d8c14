"""Compose the discussion of the bridge: 2,000 comments out of written exchanges and arguments.

    thread = compose(seed=1911, size=2000)

About a quarter are exchanges that were written as a whole; around them readers of the two camps
and of neither answer each other with arguments written for that topic and against that side. A
line is used a few times at most, in other words, by other hands, never twice in one branch.
Pure: the same seed gives the same discussion.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from hustings.config.sample import rhythm, voices
from hustings.config.sample.repertoire import Repertoire
from hustings.config.sample.said import HELD, PUBLISHED, WITHDRAWN, Said
from hustings.config.sample.texts import (
    CARS,
    NEITHER,
    TRAM,
    Argument,
    Reader,
    Topic,
    Written,
    readers,
    removals,
    topics,
)

LATE_TOPICS = {"thursday", "this-page"}
"""Exchanges that look back on the discussion, or forward to its last evening: they open late."""
RELATIONS = {">": "disputes", "&": "supports"}
KINDS = {
    TRAM: (("->", 60), ("=>", 12), ("+&", 15), ("?>", 7), ("*>", 6)),
    CARS: (("+>", 60), ("=>", 12), ("-&", 15), ("?>", 7), ("*>", 6)),
    NEITHER: (("=>", 45), ("?>", 20), ("*>", 35)),
}
"""Who answers a comment of each camp, and how often of a hundred."""
QUOTING, NAMING, SAYING_MORE, ABOUT_ONESELF, RETURNING = 0.12, 0.2, 0.2, 0.14, 0.45
REACTING_QUOTES = 0.75
SCENES_ANSWERED = 1
"""How far into a written exchange others break in; its later turns mean too much by themselves."""
EDITED_SHARE = 0.03
WITHDRAWN_COUNT, HELD_COUNT, REPORTED_COUNT = 18, 3, 22
REPORTS = (
    ("off-topic", "This has been said three times and has nothing to do with the bridge."),
    ("abuse", "Condescending. Perhaps not against the rules, but please look."),
    ("false", "The figure is not in the report. I have looked."),
    ("other", "Is that really a reader? Please do not answer in public."),
    ("private", "One can tell who is meant."),
)


@dataclass(slots=True)
class _Branch:
    """What growth must know about a top-level comment: how lively it is, what was used in it."""

    heat: float
    used: set[str]


class _Composition:
    """The discussion while it grows."""

    def __init__(self, seed: int, chosen: list[Topic], people: dict[str, Reader]) -> None:
        self.rng = random.Random(seed)
        self.people = people
        self.repertoire = Repertoire(chosen, rng=self.rng)
        self.regulars = {camp: self._ranked(camp) for camp in (TRAM, CARS, NEITHER)}
        self.thread: dict[str, Said] = {}
        self.root_of: dict[str, str] = {}
        self.branches: dict[str, _Branch] = {}
        self.children: Counter[str] = Counter()
        self.pull: dict[str, float] = {}
        self.told: Counter[str] = Counter()
        self.seen: set[str] = set()

    def _ranked(self, camp: str) -> tuple[list[Reader], list[float]]:
        """Return the readers of a camp with how often each writes: few much, many little."""
        found = [reader for reader in self.people.values() if reader.regular]
        found = [reader for reader in found if reader.camp == camp]
        self.rng.shuffle(found)
        return found, [1 / (rank + 4) ** 0.75 for rank in range(len(found))]

    def add(self, said: Said) -> Said:
        self.thread[said.key] = said
        self.seen.add(_plain(said.text))
        if said.parent is None:
            self.root_of[said.key] = said.key
            self.branches[said.key] = _Branch(heat=min(self.rng.paretovariate(1.1), 25), used=set())
        else:
            self.root_of[said.key] = self.root_of[said.parent]
            self.children[said.parent] += 1
            self._weigh(self.thread[said.parent])
        self._weigh(said)
        return said

    def _weigh(self, said: Said) -> None:
        """Note how much a comment draws answers: lively branches more, and deep quarrels go on."""
        if said.camp not in KINDS or said.removed:
            return
        heat = self.branches[self.root_of[said.key]].heat
        if said.answers == "written" and said.depth > SCENES_ANSWERED:
            return
        crowd = (1 + self.children[said.key]) ** 0.9
        shy = 0.35 if said.camp == NEITHER else 1
        self.pull[said.key] = heat * shy * 1.22 ** min(said.depth, 9) / crowd

    def provocation(self) -> Said:
        """Choose what is answered next."""
        return self.thread[self.rng.choices(list(self.pull), list(self.pull.values()))[0]]

    def reader(self, camp: str, *, but: set[str]) -> Reader:
        """Return somebody of a camp who is not one of these."""
        found, weights = self.regulars[camp]
        while True:
            chosen = self.rng.choices(found, weights)[0]
            if chosen.name not in but:
                return chosen


def _plain(text: str) -> str:
    """Return a text as the eye compares it: without marks, capitals and spaces."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def compose(*, seed: int, size: int) -> list[Said]:
    """Return the discussion in the order of its page, without times."""
    chosen = topics()
    made = _Composition(seed, chosen, readers())
    for scene, topic in _openings(made, chosen):
        _stage(made, scene, topic)
    _take_away(made)
    while len(made.thread) < size:
        _grow(made)
    _unsettle(made)
    return _in_page_order(made)


def _openings(made: _Composition, chosen: list[Topic]) -> list[tuple[Written, str]]:
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


def _alone(made: _Composition) -> list[tuple[str, str, str]]:
    """Return the statements that open a branch by themselves: camp, topic, words."""
    lines = [line for line in made.repertoire.lines if line.kind[1] == "!"]
    return [(line.kind[0], line.topic, made.repertoire.words(line)) for line in lines]


def _stage(made: _Composition, scene: Written, topic: str) -> None:
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
        _vote(made, said)
        for reply in written.replies:
            put(reply, said)

    put(scene, None)


def _vote(made: _Composition, said: Said) -> None:
    disputed = said.camp in (TRAM, CARS)
    said.up, said.down = rhythm.score(made.rng, depth=said.depth, disputed=disputed)


def _take_away(made: _Composition) -> None:
    """Put the comments that moderators removed under something that provoked them."""
    provoking = [said for said in made.thread.values() if said.depth < 6]
    for rule, reasons, text in removals():
        parent = made.rng.choice(provoking)
        camp = made.rng.choice((TRAM, CARS))
        said = _answer_to(made, parent, made.reader(camp, but={parent.who}), text)
        said.removed, said.answers = (rule, reasons), "reacts"
        said.up, said.down = 0, made.rng.randint(2, 14)
        made.add(said)


def _answer_to(made: _Composition, parent: Said, reader: Reader, text: str) -> Said:
    return Said(
        key=f"b{len(made.thread) + 1}",
        parent=parent.key,
        who=reader.name,
        text=text,
        depth=parent.depth + 1,
        topic=parent.topic,
    )


def _grow(made: _Composition) -> None:
    """Let somebody answer somebody; what nobody has a line left for is not answered again."""
    parent = made.provocation()
    used = made.branches[made.root_of[parent.key]].used
    for kind in _shuffled(made.rng, KINDS[parent.camp]):
        line = made.repertoire.take(parent.topic, kind, but=used)
        if line is not None:
            _answer(made, parent, kind, line)
            return
    del made.pull[parent.key]


def _answer(made: _Composition, parent: Said, kind: str, line: Argument) -> None:
    """Add an answer made from a line, unless it came out as something said before."""
    reader = _answerer(made, parent, kind)
    words, others = made.repertoire.words_and_others(line)
    said = _answer_to(made, parent, reader, _worded(made, parent, kind, reader, line, words))
    if _plain(said.text) in made.seen:
        return
    said.line, said.answers = line.text, _relation(kind)
    said.camp = kind[0] if kind[0] in KINDS else ""
    if others and made.rng.random() < EDITED_SHARE:
        said.earlier = _reworded(
            said,
            voices.spoken(words, reader=reader),
            voices.spoken(made.rng.choice(others), reader=reader),
        )
    made.branches[made.root_of[parent.key]].used.add(line.text)
    made.add(said)
    _vote(made, said)


def _relation(kind: str) -> str:
    if kind[0] in (TRAM, CARS):
        return RELATIONS[kind[1]]
    return {NEITHER: "weighs", "?": "asks", "*": "reacts"}[kind[0]]


def _shuffled(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> list[str]:
    """Return names in a random order in which the heavy ones tend to come first."""
    return sorted((name for name, _ in choices), key=dict(_ranks(rng, choices)).__getitem__)


def _ranks(rng: random.Random, choices: tuple[tuple[str, int], ...]) -> list[tuple[str, float]]:
    return [(name, rng.expovariate(weight)) for name, weight in choices]


def _answerer(made: _Composition, parent: Said, kind: str) -> Reader:
    """Choose who answers: often the one who was answered, if that fits the camp."""
    camp = kind[0] if kind[0] in KINDS else made.rng.choice((TRAM, CARS, NEITHER))
    above = made.thread[parent.parent] if parent.parent else None
    back = made.people.get(above.who) if above else None
    fits = back and back.regular and back.camp == camp and back.name != parent.who
    if back and fits and made.rng.random() < RETURNING:
        return back
    return made.reader(camp, but={parent.who})


def _worded(
    made: _Composition, parent: Said, kind: str, reader: Reader, line: Argument, words: str
) -> str:
    """Put a line into a reader's words, tied to what it answers."""
    chance = made.rng.random
    text = voices.spoken(words, reader=reader)
    disputing = kind[0] in (TRAM, CARS) and kind[1] == ">"
    if disputing and chance() < ABOUT_ONESELF:
        text = _about_oneself(made, reader) + text
    quoting = chance() < (REACTING_QUOTES if kind == "*>" else QUOTING)
    quoted = voices.quotable(_unaddressed(made, parent), rng=made.rng) if quoting else None
    if quoted:
        return f"> {quoted}\n\n{text}"
    if chance() < NAMING:
        text = voices.addressed(text, to=parent.who)
    if disputing and chance() < SAYING_MORE and "terse" not in reader.habits:
        text += _more(made, parent, kind, reader, line)
    return text


def _about_oneself(made: _Composition, reader: Reader) -> str:
    """Return something the reader says about themselves, three times at most."""
    left = [one for one in reader.says if made.told[one] < 3]
    if not left:
        return ""
    chosen = made.rng.choice(left)
    made.told[chosen] += 1
    return f"{voices.spoken(chosen, reader=reader)} "


def _more(made: _Composition, parent: Said, kind: str, reader: Reader, line: Argument) -> str:
    """Return a second paragraph: another line of the same kind."""
    used = made.branches[made.root_of[parent.key]].used
    more = made.repertoire.take(parent.topic, kind, but={*used, line.text})
    if more is None:
        return ""
    used.add(more.text)
    return f"\n\n{voices.spoken(made.repertoire.words(more), reader=reader)}"


def _unaddressed(made: _Composition, said: Said) -> str:
    """Return a comment's text without the name it begins with, if it does."""
    above = made.thread[said.parent].who if said.parent else ""
    if not said.text.startswith(f"{above}, "):
        return said.text
    rest = said.text.removeprefix(f"{above}, ")
    return rest[:1].upper() + rest[1:]


def _reworded(said: Said, words: str, before: str) -> str:
    """Return what a comment said before it was edited; nothing where the words were changed."""
    return said.text.replace(words, before) if words in said.text else ""


def _unsettle(made: _Composition) -> None:
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


def _in_page_order(made: _Composition) -> list[Said]:
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

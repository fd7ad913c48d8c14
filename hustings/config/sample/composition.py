"""The discussion of the bridge while it grows: who writes, what draws answers, what was said."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from hustings.config.sample import rhythm
from hustings.config.sample.repertoire import Repertoire
from hustings.config.sample.said import Said
from hustings.config.sample.texts import CARS, NEITHER, TRAM, Reader, Topic

KINDS = {
    TRAM: (("->", 60), ("=>", 12), ("+&", 15), ("?>", 7), ("*>", 6)),
    CARS: (("+>", 60), ("=>", 12), ("-&", 15), ("?>", 7), ("*>", 6)),
    NEITHER: (("=>", 45), ("?>", 20), ("*>", 35)),
}
"""Who answers a comment of each camp, and how often of a hundred."""
SCENES_ANSWERED = 1
"""How far into a written exchange others break in; its later turns mean too much by themselves."""


@dataclass(slots=True)
class Branch:
    """What growth must know about a top-level comment: how lively it is, what was used in it."""

    heat: float
    used: set[str]


class Composition:
    """The discussion while it grows."""

    def __init__(self, seed: int, chosen: list[Topic], people: dict[str, Reader]) -> None:
        self.rng = random.Random(seed)
        self.people = people
        self.repertoire = Repertoire(chosen, rng=self.rng)
        self.regulars = {camp: self._ranked(camp) for camp in (TRAM, CARS, NEITHER)}
        self.thread: dict[str, Said] = {}
        self.root_of: dict[str, str] = {}
        self.branches: dict[str, Branch] = {}
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
        self.seen.add(plain(said.text))
        if said.parent is None:
            self.root_of[said.key] = said.key
            self.branches[said.key] = Branch(heat=min(self.rng.paretovariate(1.1), 25), used=set())
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


def plain(text: str) -> str:
    """Return a text as the eye compares it: without marks, capitals and spaces."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def vote(made: Composition, said: Said) -> None:
    """Give a comment the votes that its camp and its place in the branch draw."""
    disputed = said.camp in (TRAM, CARS)
    said.up, said.down = rhythm.score(made.rng, depth=said.depth, disputed=disputed)


def answer_to(made: Composition, parent: Said, reader: Reader, text: str) -> Said:
    """Return an answer that is not in the discussion yet."""
    return Said(
        key=f"b{len(made.thread) + 1}",
        parent=parent.key,
        who=reader.name,
        text=text,
        depth=parent.depth + 1,
        topic=parent.topic,
    )

"""The stock of arguments: which line may be said next, in which words."""

from __future__ import annotations

import random
from collections import Counter

from hustings.config.sample.texts import Argument, Topic
from hustings.config.sample.voices import variants

MOST_USES = 4
"""How often one line may be said in the whole discussion, in other words if it has any."""
GENERAL = "general"
GENERAL_SHARE = 0.3


class Repertoire:
    """The lines of all topics, the least used first."""

    def __init__(self, topics: list[Topic], *, rng: random.Random) -> None:
        self.rng = rng
        self.lines = [line for topic in topics for line in topic.arguments]
        self.uses: Counter[str] = Counter()
        self.wordings = {line.text: self._shuffled(line) for line in self.lines}
        self.by_kind: dict[tuple[str, str], list[Argument]] = {}
        for line in self.lines:
            self.by_kind.setdefault((line.topic, line.kind), []).append(line)

    def _shuffled(self, line: Argument) -> list[str]:
        found = list(variants(line.text))
        self.rng.shuffle(found)
        return found

    def take(self, topic: str, kind: str, *, but: set[str]) -> Argument | None:
        """Return a line of this kind for a topic, or a general one; None where all are spent."""
        of_topic = self._free(topic, kind, but)
        general = self._free(GENERAL, kind, but)
        if not of_topic or (general and self.rng.random() < GENERAL_SHARE):
            of_topic = general
        if not of_topic:
            return None
        fewest = min(self.uses[line.text] for line in of_topic)
        return self.rng.choice([line for line in of_topic if self.uses[line.text] == fewest])

    def _free(self, topic: str, kind: str, but: set[str]) -> list[Argument]:
        found = self.by_kind.get((topic, kind), [])
        return [line for line in found if line.text not in but and self.uses[line.text] < MOST_USES]

    def words(self, line: Argument) -> str:
        """Return the line in words that were used least, and count the use."""
        wordings = self.wordings[line.text]
        chosen = wordings[self.uses[line.text] % len(wordings)]
        self.uses[line.text] += 1
        return chosen

    def words_and_others(self, line: Argument) -> tuple[str, list[str]]:
        """Return the line in words of its own, and the other ways to say it."""
        chosen = self.words(line)
        return chosen, [words for words in self.wordings[line.text] if words != chosen]

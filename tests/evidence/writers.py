"""Invented writers with habits of their own, in sentences that mean nothing.

Each writer has favourite small words, punctuation, sentence lengths, capitals and hours, drawn by
his number; topics are shared, so that only the habits tell the writers apart.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

SMALL = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "is",
    "it",
    "that",
    "for",
    "on",
    "with",
    "as",
    "this",
    "but",
    "not",
    "are",
    "be",
    "was",
    "or",
    "if",
    "so",
    "then",
    "just",
    "really",
    "perhaps",
    "quite",
    "rather",
    "always",
    "never",
    "still",
    "even",
    "only",
    "very",
    "much",
    "more",
    "less",
    "some",
    "any",
    "all",
    "because",
    "however",
    "although",
    "while",
    "when",
    "which",
    "who",
    "what",
    "where",
    "why",
    "how",
    "there",
    "here",
    "thus",
    "hence",
]
LONG = [
    "council",
    "harbour",
    "budget",
    "garden",
    "library",
    "railway",
    "bridge",
    "school",
    "market",
    "river",
    "festival",
    "museum",
    "orchard",
    "tunnel",
    "ferry",
    "lantern",
    "compass",
    "cellar",
    "meadow",
    "parish",
    "turbine",
    "ledger",
    "beacon",
    "quarry",
    "committee",
    "allotment",
    "bakery",
    "windmill",
    "causeway",
    "reservoir",
]
VERBS = [
    "builds",
    "wants",
    "sells",
    "moves",
    "opens",
    "closes",
    "paints",
    "repairs",
    "owes",
    "funds",
    "counts",
    "finds",
    "needs",
]
SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "ne",
    "tu",
    "sal",
    "mor",
    "vin",
    "del",
    "pra",
    "gis",
    "tho",
    "fen",
    "lu",
]


class Writer:
    """One invented person: ``Writer(7).post(random)`` writes one post."""

    def __init__(self, number: int) -> None:
        own = random.Random(f"writer {number}")
        self.small = {word: own.lognormvariate(0, 1.2) for word in SMALL}
        self.pet = ["".join(own.choices(SYLLABLES, k=3)) for _ in range(6)]
        self.comma = own.uniform(0.0, 0.3)
        self.ends = own.choices([".", "!", "...", "?", " .", ".."], k=3)
        self.length = own.randint(5, 18)
        self.lower = own.random() < 0.3
        self.pet_share = own.uniform(0.01, 0.06)
        self.hour = own.randint(0, 23)

    def sentence(self, chance: random.Random) -> str:
        words = []
        for _ in range(max(3, int(chance.gauss(self.length, 3)))):
            kind = chance.random()
            if kind < self.pet_share:
                word = chance.choice(self.pet)
            elif kind < 0.65:
                word = chance.choices(list(self.small), list(self.small.values()))[0]
            else:
                word = chance.choice(LONG if kind < 0.85 else VERBS)
            words.append(word + ("," if chance.random() < self.comma else ""))
        first = words[0] if self.lower else words[0].capitalize()
        return " ".join([first, *words[1:]]).rstrip(",") + chance.choice(self.ends)

    def post(self, chance: random.Random, *, sentences: int = 5) -> str:
        return " ".join(self.sentence(chance) for _ in range(sentences))


def posts(
    writers: int, *, words: int, seed: int = 1, first: int = 0, prefix: str = "w"
) -> list[dict[str, object]]:
    """Return posts of so many writers, each with at least ``words`` words, in time order."""
    chance = random.Random(seed)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(first, first + writers):
        writer, written, day = Writer(number), 0, 0
        while written < words:
            text = writer.post(chance)
            written += len(text.split())
            day += 1
            hour = (writer.hour + chance.randint(-2, 2)) % 24
            moment = start + timedelta(days=day, hours=hour, seconds=chance.randint(0, 3599))
            rows.append(
                {
                    "id": f"{prefix}{number}-{day}",
                    "account": f"{prefix}{number:03}",
                    "author": f"{prefix}{number:03}",
                    "t": moment.isoformat(),
                    "thread": f"t{day}-{chance.randint(0, 40)}",
                    "parent": None,
                    "text": text,
                }
            )
    return sorted(rows, key=lambda row: str(row["t"]))


def as_lines(rows: list[dict[str, object]]) -> str:
    """Return JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)

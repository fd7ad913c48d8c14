"""How one reader's hand differs from another's, and how a line becomes that reader's words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import product

from hustings.config.sample.texts import Reader

CHOICE = re.compile(r"\{([^{}]*)\}")
CONTRACTIONS = {
    "don't": "do not", "doesn't": "does not", "didn't": "did not", "isn't": "is not",
    "aren't": "are not", "wasn't": "was not", "won't": "will not", "wouldn't": "would not",
    "can't": "cannot", "couldn't": "could not", "shan't": "shall not", "hasn't": "has not",
    "haven't": "have not", "I'm": "I am", "I've": "I have", "I'd": "I would", "I'll": "I shall",
    "it's": "it is", "It's": "It is", "that's": "that is", "That's": "That is",
    "there's": "there is", "There's": "There is", "we're": "we are", "We're": "We are",
    "they're": "they are", "They're": "They are", "you're": "you are", "You're": "You are",
    "we've": "we have", "they've": "they have", "They've": "They have", "you've": "you have",
    "You've": "You have", "you'd": "you would", "you'll": "you will", "they'll": "they will",
    "They'll": "They will", "We'll": "We shall", "we'll": "we shall", "She's": "She is",
    "he's": "he is", "She'd": "She would", "what's": "what is", "who's": "who is",
}  # fmt: skip
CONTRACTED = re.compile(r"\b(" + "|".join(CONTRACTIONS) + r")\b")


def variants(line: str) -> Iterator[str]:
    """Yield a line once for each way of making its choices, the first words first."""
    parts = CHOICE.split(line)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    for chosen in product(*choices):
        yield "".join(chosen)


def spoken(text: str, *, reader: Reader) -> str:
    """Put a text into a reader's hand: short or full forms, capitals, full stops, typography."""
    if "formal" in reader.habits:
        text = CONTRACTED.sub(lambda found: CONTRACTIONS[found[1]], text)
    if "lower" in reader.habits:
        text = lowered(text)
    if "nodot" in reader.habits:
        text = re.sub(r"(?<!\.)\.$", "", text)
    if "bang" in reader.habits:
        text = re.sub(r"(?<!\.)\.$", "!", text)
    if "lower" in reader.habits:  # whoever does not reach for capitals does not for quotes either
        return text.translate(str.maketrans("“”’‘", "\"\"''"))
    return typeset(text)


def typeset(text: str) -> str:
    """Return a text with the apostrophes a typesetter would use."""
    return text.replace("'", "’")


def lowered(text: str) -> str:
    """Return a text without capitals at the start of sentences; names and shouting stay."""
    return re.sub(r"(^|[.?!:] )([A-Z])(?=[a-z' ])", lambda found: found[1] + found[2].lower(), text)


def addressed(text: str, *, to: str) -> str:
    """Begin a text with the name of the person it answers."""
    stays = re.match(r"(I\b|I['’]|[A-Z]{2}|Capstan|Fennick|Saltgate|Dunmarrow|Sant|Ostrel)", text)
    rest = text if stays or not text[:1].isalpha() else text[0].lower() + text[1:]
    return f"{to}, {rest}"


def quotable(text: str, *, rng: random.Random) -> str | None:
    """Return a sentence of a comment that an answer can quote, or None."""
    plain = [line for line in text.splitlines() if line and not line.startswith((">", "-", "1"))]
    sentences = [
        sentence
        for line in plain
        for sentence in re.split(r"(?<=[.?!]) ", line)
        if 25 <= len(sentence) <= 110 and sentence.count("*") % 2 == 0 and "](" not in sentence
    ]
    return rng.choice(sentences) if sentences else None

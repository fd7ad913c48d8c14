"""Countable habits of form: punctuation, numbers, capitals, lengths, spelling of short forms.

Every token has a name that a person can read, because it is printed in an explanation.
"""

from __future__ import annotations

import re

PUNCTUATION = re.compile(r"[^\w\s<>]+|[<>]+(?![A-Z])")
NUMBER = re.compile(r"[$£€]?\d+(?:[.,:/-]\d+)*(?:%|st|nd|rd|th|k|K)?")
SENTENCE = re.compile(r"[^.!?]+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SPACED_MARK = re.compile(
    r"[ ][,.;:!?]|[,;:](?=[^\s\d\W])|[.!?][ ]{2,}(?=\S)|[.!?][ ](?=\S)|[ ]{2,}"
)
LAYOUT = re.compile(r"\n{3,}|\n\n|\n(?=[ \t])|\n")
CASE = re.compile(r"\bi\b|[.!?]\s+[a-z]|\b[A-Z]{2,}\b|\b[a-z]+[A-Z]\w*\b|_\w[^_\n]*_|\*\w[^*\n]*\*")
CONTRACTION = re.compile(r"\b\w+n['’]?t\b|\b\w+['’](?:s|re|ve|ll|d|m)\b", re.IGNORECASE)
SPELLING = re.compile(
    r"\b\w+(?:isation|ization|ise|ize|ised|ized|ising|izing|our|or|re|er|ogue|og|ence|ense|lled|led"
    r"|lling|ling|ally|aly|ible|able|ent|ant|eive|ieve|ely|ly)\b"
)
EMOTICON = re.compile(r"[:;=8][-^o']?[)(\[\]DPp/|\\]")
NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion)\b",
    re.IGNORECASE,
)


def _length_class(length: int, edges: tuple[int, ...]) -> str:
    lower = 0
    for edge in edges:
        if length <= edge:
            return f"{edge}" if edge == lower + 1 else f"{lower + 1}–{edge}"
        lower = edge
    return f"over {edges[-1]}"


def _number_shape(text: str) -> str:
    return re.sub(r"\d+", lambda digits: "0" * min(len(digits.group()), 5), text)


def _case_name(found: str) -> str:
    if found == "i":
        return "lower-case i"
    if found[0] in ".!?":
        return "sentence begun in lower case"
    if found[0] in "_*":
        return f"emphasis {found[0]}so{found[0]}"
    return "word in capitals" if found.isupper() else "mixed case word"


def _contraction_name(found: str) -> str:
    word = found.lower().replace("’", "'")
    return f"short form {word if len(word) < 9 else 'long'}"


def _lengths(text: str) -> list[str]:
    sentences = [len(WORD.findall(part)) for part in SENTENCE.findall(text)]
    tokens = [
        f"sentence of {_length_class(words, (3, 6, 10, 15, 20, 27, 36, 50))} words"
        for words in sentences
        if words
    ]
    tokens += [
        f"word of {_length_class(len(word), (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14))} letters"
        for word in WORD.findall(text)
    ]
    for paragraph in text.split("\n\n"):
        if words := len(WORD.findall(paragraph)):
            tokens.append(
                f"paragraph of {_length_class(words, (5, 12, 25, 45, 70, 110, 180))} words"
            )
    for line in text.split("\n"):
        if line.strip():
            tokens.append(
                f"line of {_length_class(len(line), (20, 40, 55, 62, 66, 70, 74, 78, 84))}"
            )
    return tokens


def mark_tokens(text: str) -> list[str]:
    """Return the named habits found in a text, one entry for each time."""
    tokens = [f"mark {found}" for found in PUNCTUATION.findall(text)]
    tokens += [f"number {_number_shape(found)}" for found in NUMBER.findall(text)]
    tokens += [f"spacing {found!r}" for found in SPACED_MARK.findall(text)]
    tokens += [f"layout {found!r}" for found in LAYOUT.findall(text)]
    tokens += [_case_name(found) for found in CASE.findall(text)]
    tokens += [_contraction_name(found) for found in CONTRACTION.findall(text)]
    tokens += [f"face {found}" for found in EMOTICON.findall(text)]
    tokens += ["number in words" for _ in NUMBER_WORD.finditer(text)]
    return tokens + _lengths(text)

"""Countable habits of form: punctuation, numbers, capitals, lengths, spelling of short forms.

Every token has a name that a person can read, because it is printed in an explanation.

Texts are searched a dozen times, so the patterns are written for speed: where one can, it begins
with a set of characters, for which ``re`` skips whatever cannot begin a match, and looks behind to
see which of them it was. What cannot match shorter either takes all or nothing (``++``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from hustings.algorithms.evidence.remembering import remembering

PUNCTUATION = re.compile(r"[^\w\s](?:(?<![<>])[^\w\s<>]*|(?<=[<>])[<>]*(?![A-Z]))")
NUMBER = re.compile(r"[$£€\d](?:(?<=\d)\d*|\d+)(?:[.,:/-]\d+)*(?:%|st|nd|rd|th|k|K)?")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SPACED_MARK = re.compile(
    r"[ ,;:.!?](?:(?<=[ ])(?:[,.;:!?]|[ ]+)|(?<=[,;:])(?=[^\s\d\W])|(?<=[.!?])[ ]++(?=\S))"
)
LAYOUT = re.compile(r"\n+")
CASE = re.compile(r"\b(?:i\b|[A-Z]{2,}+\b|[a-z]++[A-Z]\w*)|[.!?]\s+[a-z]|_\w[^_\n]*_|\*\w[^*\n]*\*")
CONTRACTION = re.compile(r"\b\w+n['’]?t\b|\b\w+['’](?:s|re|ve|ll|d|m)\b", re.IGNORECASE)
SPELLING = re.compile(
    r"\b\w+(isation|ization|ise|ize|ised|ized|ising|izing|our|or|re|er|ogue|og|ence|ense|lled|led"
    r"|lling|ling|ally|aly|ible|able|ent|ant|eive|ieve|ely|ly)\b"
)
PIECE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w<]+|\d+|<[A-Z]+>|[<_]")
"""Words, what stands between them, numbers, placeholders: the pieces of a text are the text. A site
has few different ones, so what becomes of a piece is remembered."""

STOP_OR_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\.{2,}|--+|[,;:.!?()\"'*_/&-]|\n\n")
OPENING = re.compile(r"(?:^|[.!?][\"')]*\s+|\n\n)([^\W\d_]+(?:['’][^\W\d_]+)*)")
AFTER_MARK = re.compile(r"([,;:]|--+|\()\s*([^\W\d_]+(?:['’][^\W\d_]+)*)")
BEFORE_MARK = re.compile(r"([,;:]|--+)\s?([^\W\d_]+(?:['’][^\W\d_]+)*)")
"""Read from the end of a text backwards: marks are fewer than words."""

JOINED = re.compile(r"\b[^\W\d_]+-[^\W\d_]+\b")
SHORTENED = re.compile(
    r"\b(?=[eivbaflopu])(?:etc|e\.?g|i\.?e|vs|btw|imho|imo|afaik|fyi|lol|ok|okay|u|ur|pls)\b\.?"
)
CLOSING_QUOTE = re.compile(r"[.,!?\"”'](?:(?<=[.,!?])[\"”']|(?<=[\"”'])[.,!?])")
FIRST_OF_LINE = re.compile(r"^[ \t]*([^\w\s]|\d+[.)])", re.MULTILINE)
EMOTICON = re.compile(r"[:;=8][-^o']?[)(\[\]DPp/|\\]")
RUN = re.compile(r"[\w'’-]+")
"""What stands between blanks and marks; no short form, joined word or ending reaches beyond."""

END_OF_SENTENCE = (".", "!", "?")
NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 12)
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


@remembering
def _run_tokens(run: str) -> tuple[str, ...]:
    """Return the habits that one run of letters, apostrophes and hyphens shows."""
    return (
        *(_contraction_name(found) for found in CONTRACTION.findall(run)),
        *("number in words" for _ in NUMBER_WORD.finditer(run)),
        *("joined words" for _ in JOINED.finditer(run)),
        *(f"spelling -{found}" for found in SPELLING.findall(run)),
        *(
            f"word of {_length_class(len(word), (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14))} letters"
            for word in WORD.findall(run)
        ),
    )


@dataclass(frozen=True)
class Stretches:
    """The words between the marks of a text, and in its sentences and paragraphs."""

    marks: Sequence[str]
    """Marks of punctuation and breaks of paragraphs, in order."""
    before: Sequence[int]
    """Words before each mark since the mark before it."""
    sentences: Sequence[int]
    paragraphs: Sequence[int]


END = " "
"""Stands after each mark of a skeleton; no mark holds it."""


@remembering
def _bones(piece: str) -> str:
    """Return a piece with a ``w`` for each word, its marks, and nothing else."""
    found = STOP_OR_WORD.findall(piece)
    return "".join("w" if one[0].isalnum() else one + END for one in found)


def _stretches(pieces: Sequence[str]) -> Stretches:
    marks, before = [], []
    sentences, paragraphs = [0], [0]
    for stretch in "".join(map(_bones, pieces)).split(END):
        mark = stretch.lstrip("w")
        words = len(stretch) - len(mark)
        sentences[-1] += words
        paragraphs[-1] += words
        if mark:
            marks.append(mark)
            before.append(words)
        if mark[:1] in END_OF_SENTENCE:
            sentences.append(0)
        elif mark == "\n\n":
            paragraphs.append(0)
    return Stretches(marks, before, sentences, paragraphs)


def _lengths(text: str, found: Stretches) -> list[str]:
    words = sum(found.paragraphs)
    lines = [len(line) for line in text.split("\n") if line.strip()]
    return [
        *map(_sentence_name, filter(None, found.sentences)),
        *map(_paragraph_name, filter(None, found.paragraphs)),
        *map(_line_name, lines),
        f"post of {_length_class(words, (10, 20, 35, 60, 100, 160, 250, 400))} words",
        f"post of {_length_class(len(found.paragraphs), (1, 2, 3, 4, 6, 9, 13))} paragraphs",
    ]


@remembering
def _sentence_name(words: int) -> str:
    return f"sentence of {_length_class(words, (3, 6, 10, 15, 20, 27, 36, 50))} words"


@remembering
def _paragraph_name(words: int) -> str:
    return f"paragraph of {_length_class(words, (5, 12, 25, 45, 70, 110, 180))} words"


@remembering
def _line_name(letters: int) -> str:
    return f"line of {_length_class(letters, (20, 40, 55, 62, 66, 70, 74, 78, 84))}"


def _clauses(found: Stretches) -> list[str]:
    """Return runs of two and three marks, and the lengths of what stands between marks."""
    marks = ["start", *found.marks]
    return [
        *map(_clause_name, zip(found.before, found.marks, strict=True)),
        *map(_row_name, pairwise(marks)),
        *map(_row_name, zip(marks, marks[1:], marks[2:], strict=False)),
    ]


@remembering
def _clause_name(clause: tuple[int, str]) -> str:
    words, mark = clause
    return f"{_length_class(words, (1, 2, 3, 5, 7, 10, 14, 20, 30))} words to {mark!r}"


@remembering
def _row_name(marks: tuple[str, ...]) -> str:
    return f"marks in a row {' '.join(marks)!r}"


def _words_beside_marks(text: str) -> list[str]:
    tokens = [f"sentence begun with {word}" for word in OPENING.findall(text)]
    tokens += [f"{mark} before {word.lower()}" for mark, word in AFTER_MARK.findall(text)]
    tokens += [
        f"{mark} after {word[::-1].lower()}" for mark, word in BEFORE_MARK.findall(text[::-1])
    ]
    return tokens


def _small_forms(text: str) -> list[str]:
    tokens = [f"shortened {found}" for found in SHORTENED.findall(text.lower())]
    tokens += [f"quotation closed {found}" for found in CLOSING_QUOTE.findall(text)]
    tokens += [f"line begun with {re.sub('[0-9]+', '0', f)}" for f in FIRST_OF_LINE.findall(text)]
    return tokens


FOUND: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (PUNCTUATION, remembering(lambda found: f"mark {found}")),
    (NUMBER, remembering(lambda found: f"number {_number_shape(found)}")),
    (SPACED_MARK, remembering(lambda found: f"spacing {found!r}")),
    (LAYOUT, remembering(lambda found: f"layout {found!r}")),
    (CASE, remembering(_case_name)),
    (EMOTICON, remembering(lambda found: f"face {found}")),
)
"""Habits that a pattern finds, each with its name."""


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a text, in order (see ``PIECE``)."""
    return PIECE.findall(text)


def mark_tokens(text: str, pieces: Sequence[str] | None = None) -> list[str]:
    """Return the named habits found in a text, one entry for each time.

    ``pieces`` are those of the text, if they are known.
    """
    tokens: list[str] = []
    for pattern, name in FOUND:
        tokens += map(name, pattern.findall(text))
    tokens += chain.from_iterable(map(_run_tokens, RUN.findall(text)))
    stretches = _stretches(pieces_of(text) if pieces is None else pieces)
    tokens += _lengths(text, stretches)
    return tokens + _clauses(stretches) + _words_beside_marks(text) + _small_forms(text)

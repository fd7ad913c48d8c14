"""Count habits of writing in small integer sketches, so that a text is read once.

A feature of a family is one of 2**18 buckets. Hashing is stable between runs
and independent of the order of the documents (no salted ``hash``).

    words   lower-case words, apostrophes gone    what is said, and with which small words
    pairs   words and neighbouring words          phrases
    marks   punctuation runs, lengths, formats    countable habits of form, named
    shape   n-grams of case, spacing and marks    layout with every word reduced to its shape
    grammar runs of small words, blanked words and marks
    masked  n-grams with rare words blanked       grammar without the topic
    chars   n-grams of the text as it stands      everything at once
    plain   n-grams of lower-case letters only    form-blind: what survives a change of form
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from hustings.algorithms.evidence.marks import mark_tokens, pieces_of
from hustings.algorithms.evidence.remembering import remembering

BUCKET_BITS = 18
"""A family has 2**18 buckets: collisions touch under 1 % of the habits that are ever used."""

WORD_SHAPE = re.compile(r"<[A-Z]+>|\d+|[^\W\d_]+")
MARK_OR_BREAK = re.compile(r"[^\w\s]+|\n+")
SHAPE_LENGTHS = (1, 2, 3, 4, 5)

Array = np.ndarray


@dataclass(frozen=True)
class Occurrences:
    """Where features of one family occur: document and bucket of each, in no special order."""

    documents: Array
    buckets: Array


def _hash(token: str) -> int:
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) * 0x9E3779B1 & 0xFFFFFFFF


token_hash = remembering(_hash, most=1 << 20)
"""Returns 32 bits of a token that are the same in every run: a multiplied CRC-32."""


def token_bucket(token: str) -> int:
    """Return the bucket of a token: the upper bits of its hash."""
    return token_hash(token) >> (32 - BUCKET_BITS)


def ngram_hashes(codes: np.ndarray, length: int) -> np.ndarray:
    """Return the bucket of each n-gram of ``codes`` (uint64), by its first position."""
    value = np.zeros(len(codes) - length + 1, dtype=np.uint64)
    for offset in range(length):
        value *= np.uint64(0x100000001B3)
        value ^= codes[offset : len(codes) - length + 1 + offset]
    value *= np.uint64(0x9E3779B97F4A7C15)
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    return (value >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)


def _runs(codes: Array, sizes: Sequence[int], lengths: Sequence[int]) -> Occurrences:
    """Find runs of codes (uint64) in documents of the given sizes, laid end to end."""
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    documents, buckets = [owner[:0]], [owner[:0]]
    for length in lengths:
        if len(codes) < length:
            continue
        inside = owner[: len(owner) - length + 1] == owner[length - 1 :]
        documents.append(owner[: len(inside)][inside])
        buckets.append(ngram_hashes(codes, length)[inside].astype(np.int32))
    return Occurrences(np.concatenate(documents), np.concatenate(buckets))


def ngrams(texts: Sequence[str], *, lengths: Sequence[int]) -> Occurrences:
    """Find the character n-grams of the given lengths in each text."""
    padded = [f"\x02{text}\x03" for text in texts]
    letters = "".join(padded).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(letters, dtype=np.uint32).astype(np.uint64)
    return _runs(codes, [len(text) for text in padded], lengths)


def phrases(documents: Sequence[Sequence[str]], *, lengths: Sequence[int]) -> Occurrences:
    """Find runs of so many neighbouring tokens in each document."""
    return _runs(_hashes(documents), [len(tokens) for tokens in documents], lengths)


def tokens_in(documents: Sequence[Sequence[str]]) -> Occurrences:
    """Find the tokens of each document."""
    sizes = [len(tokens) for tokens in documents]
    buckets = _hashes(documents) >> np.uint64(32 - BUCKET_BITS)
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return Occurrences(owner, buckets.astype(np.int32))


def _hashes(documents: Sequence[Sequence[str]]) -> Array:
    return np.fromiter(map(token_hash, chain.from_iterable(documents)), dtype=np.uint64)


def words_of(text: str) -> list[str]:
    """Return the words of a text as ``plain_of`` leaves them."""
    return plain_of(text).split()


def shape_of(pieces: Sequence[str]) -> str:
    """Reduce every word to one letter: w lower, W Capitalised, C CAPITALS, M mIxed, L placeholder.

    Numbers become 0, a single capital I.
    """
    return "".join(map(_shape_of_piece, pieces))


@remembering
def _shape_of_piece(piece: str) -> str:
    return WORD_SHAPE.sub(lambda found: _shape_letter(found[0]), piece)


def _shape_letter(word: str) -> str:
    if word[0] == "<":
        return "L"
    if word[0].isdigit():
        return "0"
    if word.islower():
        return "w"
    if word.isupper():
        return "C" if len(word) > 1 else "I"
    return "W" if word[1:].islower() else "M"


def _masked(piece: str, kept: frozenset[str]) -> str:
    """Return a word that is kept as it stands, of others only the ending of long ones."""
    if piece[0].isdigit():
        return "0"
    if not piece[0].isalnum() or _joined(piece.lower()) in kept:
        return piece
    return "*" + piece[-2:].lower() if len(piece) > 5 else "*"


@lru_cache(maxsize=2)
def mask_with(kept: frozenset[str]) -> Callable[[Sequence[str]], str]:
    """Return a function that blanks every word outside ``kept`` but for the ending of long ones."""

    @remembering
    def masked(piece: str) -> str:
        return _masked(piece, kept)

    return lambda pieces: "".join(map(masked, pieces))


@lru_cache(maxsize=2)
def grammar_with(kept: frozenset[str]) -> Callable[[Sequence[str]], list[str]]:
    """Return a function that turns pieces into masked lower-case words, marks and line breaks."""

    @remembering
    def tokens(piece: str) -> tuple[str, ...]:
        if piece[0].isalnum():
            return (_masked(piece, kept).lower(),)
        return (piece,) if piece[0] == "<" else tuple(MARK_OR_BREAK.findall(piece))

    return lambda pieces: list(chain.from_iterable(map(tokens, pieces)))


LETTERS = re.compile(r"[^\W\d_]+")
ENDING_APART = re.compile(r" (?=(?:t|s|re|ve|ll|d|m)(?: |$))")
"""What is left of an apostrophe that somebody turned into a space, as in ``don t``."""


def plain_of(text: str) -> str:
    """Return lower-case letters and single spaces only; ``don't`` and ``don t`` become ``dont``.

    Somebody who gives up capitals and punctuation leaves the same plain text as before.
    """
    return ENDING_APART.sub("", " ".join(LETTERS.findall(_joined(text.lower()))))


def _joined(text: str) -> str:
    """Return a text without apostrophes."""
    return text.replace("'", "").replace("’", "")


def occurrences(texts: Sequence[str], *, kept_words: frozenset[str]) -> dict[str, Occurrences]:
    """Return every family's features in each text; ``kept_words`` survive masking."""
    plain = [plain_of(text) for text in texts]
    words = [text.split() for text in plain]
    pieces = [pieces_of(text) for text in texts]
    mask, grammar = mask_with(kept_words), grammar_with(kept_words)
    return {
        "words": tokens_in(words),
        "pairs": phrases(words, lengths=(1, 2)),
        "grammar": phrases(list(map(grammar, pieces)), lengths=(1, 2, 3)),
        "marks": tokens_in(list(map(mark_tokens, texts, pieces))),
        "shape": ngrams(list(map(shape_of, pieces)), lengths=SHAPE_LENGTHS),
        "masked": ngrams(list(map(mask, pieces)), lengths=(2, 3, 4, 5)),
        "chars": ngrams(texts, lengths=(3, 4, 5)),
        "plain": ngrams(plain, lengths=(3, 4)),
    }

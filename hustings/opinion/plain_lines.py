"""Blocks of plain comma-separated lines, without quotation marks, taken apart with NumPy.

  block = PlainLines.of(b"7,3,-1\\n8,3,1\\n", fields=3)
  block.numbers(0)   # [7, 8]
  block.votes(2)     # [-1, 1]

Every question about a column has the answer ``None`` where a field of it is not plain: then the
block has to be read line by line, which also finds the words for what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hustings.algorithms.opinion.matrix import IntArray

LONGEST_NUMBER = 15  # digits: longer ids are read as text, longer times are refused
NEWLINE, COMMA, MINUS, ZERO = b"\n,-0"
WORD = 8  # characters in 64 bits
PADDING = bytes(2 * WORD)  # before the first line, so that a word can be read before any field
ZEROS, SIX_EACH, HIGH_HALVES = (np.uint64(0x0101010101010101 * byte) for byte in (0x30, 6, 0xF0))
# for each number of digits: the last so many characters of a little-endian word
KEPT = np.array([(1 << 64) - (1 << 8 * (WORD - digits)) for digits in range(WORD + 1)], np.uint64)
JOINS = [  # bits in each part, the mask of every pair's first part, and what that is worth
    (np.uint64(8), np.uint64(0x00FF00FF00FF00FF), np.uint64(10)),
    (np.uint64(16), np.uint64(0x0000FFFF0000FFFF), np.uint64(100)),
    (np.uint64(32), np.uint64(0x00000000FFFFFFFF), np.uint64(10_000)),
]


@dataclass(frozen=True)
class PlainLines:
    """A block of lines behind ``PADDING``, and the place of the separator after every field.

    ``ends`` has a row for each line and a column for each field.
    """

    padded: bytes
    ends: IntArray

    @classmethod
    def of(cls, lines: bytes, *, fields: int) -> PlainLines | None:
        """Take whole lines apart; ``None`` where one has a quotation mark or another width."""
        if b'"' in lines:
            return None
        padded = PADDING + lines
        data = np.frombuffer(padded, dtype=np.uint8)
        newlines = data == NEWLINE
        separators = np.flatnonzero(newlines | (data == COMMA))
        if separators.size != np.count_nonzero(newlines) * fields:
            return None
        ends = separators.reshape(-1, fields)
        return cls(padded, ends) if newlines[ends[:, -1]].all() else None

    @property
    def characters(self) -> NDArray[np.uint8]:
        return np.frombuffer(self.padded, dtype=np.uint8)

    @property
    def words(self) -> NDArray[np.uint64]:
        """Return the eight characters from every place on, as one number each."""
        places = len(self.padded) - WORD + 1
        return np.ndarray((places,), dtype="<u8", buffer=self.padded, strides=(1,))

    def bounds(self, column: int) -> tuple[IntArray, IntArray]:
        """Return the first place of each field of a column, and the place after its last."""
        if column:
            return self.ends[:, column - 1] + 1, self.ends[:, column]
        return np.append([len(PADDING)], self.ends[:-1, -1] + 1), self.ends[:, 0]

    def ids(self, column: int) -> IntArray | list[str] | None:
        """Return ids as numbers where all are, else as text; ``None`` where one is empty."""
        numbers = self.numbers(column)
        if numbers is not None:
            return numbers
        spans = zip(*(places.tolist() for places in self.bounds(column)), strict=True)
        texts = [self.padded[start:end].decode() for start, end in spans]
        return texts if all(texts) else None

    def votes(self, column: int) -> NDArray[np.int8] | None:
        """Return the votes, or ``None`` where one is not exactly 1, 0 or -1."""
        starts, ends = self.bounds(column)
        last = self.characters[ends - 1] - np.uint8(ZERO)
        signed = (self.characters[starts] == MINUS) & (ends - starts == 2) & (last == 1)
        if not (signed | ((ends - starts == 1) & (last <= 1))).all():
            return None
        return np.where(signed, -1, last.astype(np.int8)).astype(np.int8)

    def numbers(self, column: int) -> IntArray | None:
        """Return the fields as numbers, or ``None`` where one is not a plain whole number.

        A leading zero is text: "07" and "7" may be two people.
        """
        starts, ends = self.bounds(column)
        lengths = ends - starts
        longest = int(lengths.max(initial=0))
        if not lengths.size or lengths.min() < 1 or longest > LONGEST_NUMBER:
            return None
        if longest > 1 and np.any((self.characters[starts] == ZERO) & (lengths > 1)):
            return None
        values = joined_digits(self.words[ends - WORD], np.minimum(lengths, WORD))
        if values is None or longest <= WORD:
            return values
        words = self.words[ends - 2 * WORD]
        before = joined_digits(words, np.maximum(lengths - WORD, 0))
        return None if before is None else before * 10**WORD + values


def joined_digits(words: NDArray[np.uint64], lengths: IntArray) -> IntArray | None:
    """Return the numbers that the last so many characters spell; ``None`` where one is no digit.

    Eight characters are one word of 64 bits, in which pairs of neighbours are joined three times:
    digits to numbers below 100, those to numbers below 10,000, and those to one number.
    """
    words = (words ^ ZEROS) & KEPT[lengths]  # what stands before a shorter number counts as zeros
    if ((words | (words + SIX_EACH)) & HIGH_HALVES).any():  # only 0 to 9 stay below 16
        return None
    for width, first_of_pair, factor in JOINS:
        words = (words & first_of_pair) * factor + (words >> width & first_of_pair)
    return words.astype(np.int64)

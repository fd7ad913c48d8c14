"""Compress a page in pieces and splice the pieces into one gzip stream.

A page of many comments changes in one place at a time. Each piece is compressed once, on its own,
and ended at a byte boundary; a stream is then a header, the pieces one after another, and a
checksum that is combined from those of the pieces without looking at the bytes again:

    page = splice([compress(head), compress(comments), compress(foot)])

The price is size: nothing refers back across pieces (about 3 % more at 200 comments a piece).
Formats: RFC 1951 (deflate) and RFC 1952 (gzip). Checksums are joined by Mark Adler's method: a
CRC-32 is a remainder of polynomials over GF(2), and appending n bytes multiplies it by x^(8n).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

POLYNOMIAL = 0xEDB88320
"""CRC-32's polynomial (IEEE 802.3), lowest power of x in the highest bit."""
ONE = 1 << 31
"""The polynomial 1 in that order of bits."""
HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""Gzip, deflate, no flags, no time, unknown system: the same page gives the same bytes."""
LAST_BLOCK = b"\x03\x00"
"""An empty final block: the pieces themselves never end the stream."""
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Block:
    """One compressed piece: raw deflate up to a full flush, and what the checksum needs.

    ``length`` is that of the piece before compression, in bytes; ``shift`` is x^(8·length) modulo
    the CRC's polynomial, kept because it costs more than all the rest.
    """

    deflated: bytes
    crc: int
    length: int
    shift: int


def compress(piece: bytes, *, level: int = LEVEL) -> Block:
    """Compress one piece so that others can stand before and after it."""
    deflater = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflater.compress(piece) + deflater.flush(zlib.Z_FULL_FLUSH)
    return Block(deflated, zlib.crc32(piece), len(piece), power_of_x(8 * len(piece)))


def splice(blocks: Iterable[Block]) -> bytes:
    """Return the gzip stream of all pieces in order."""
    parts, crc, length = [HEADER], 0, 0
    for block in blocks:
        parts.append(block.deflated)
        crc = multiply(crc, block.shift) ^ block.crc
        length += block.length
    parts += [LAST_BLOCK, struct.pack("<II", crc, length & 0xFFFFFFFF)]
    return b"".join(parts)


def multiply(a: int, b: int) -> int:
    """Return the product of two polynomials modulo the CRC's."""
    product, bit = 0, ONE
    while a:
        if a & bit:
            product ^= b
            a ^= bit
        bit >>= 1
        b = (b >> 1) ^ POLYNOMIAL if b & 1 else b >> 1
    return product


def power_of_x(exponent: int) -> int:
    """Return x^exponent modulo the CRC's polynomial, by repeated squaring."""
    power, square = ONE, ONE >> 1
    while exponent:
        if exponent & 1:
            power = multiply(square, power)
        square = multiply(square, square)
        exponent >>= 1
    return power

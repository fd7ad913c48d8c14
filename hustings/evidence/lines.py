"""The lines of a file, plain or packed (gzip, zstd), which its first bytes tell."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from hustings.errors import BadInput

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
GZIP_MAGIC = b"\x1f\x8b"
CHUNK = 1 << 18
LONGEST_LINE = 4_000_000
"""Bytes; no reader writes a longer post."""


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers, from 1, but no empty ones.

    Raises ``BadInput`` where it cannot be read or unpacked, or a line is longer than any post.
    """
    number, rest = 0, b""
    for chunk in _chunks(path):
        *lines, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else [rest + chunk]
        for line in lines:
            number += 1
            _require_short(line, where=f"{path}, line {number}")
            if line.strip():
                yield number, line
        _require_short(rest, where=f"{path}, line {number + 1}")
    if rest.strip():
        yield number + 1, rest


def _require_short(line: bytes, *, where: str) -> None:
    if len(line) > LONGEST_LINE:
        raise BadInput(f"{where}: longer than {LONGEST_LINE:,} bytes.")


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as source:
            begins = source.peek(4)
            if begins.startswith(ZSTD_MAGIC):
                yield from _decompressed(source, path)
            elif begins.startswith(GZIP_MAGIC):
                with gzip.open(source) as unpacked:
                    yield from _pieces(unpacked.read)
            else:
                yield from _pieces(source.read)
    except EOFError as problem:
        raise _cut_off(path, "gzip") from problem
    except (gzip.BadGzipFile, zlib.error) as problem:
        raise BadInput(f"{path}: the gzip data are damaged ({problem}).") from problem
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}.") from problem
    except zstandard.ZstdError as problem:
        raise BadInput(f"{path}: the zstd data are damaged ({problem}).") from problem


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while data := read(CHUNK):
        yield data


def _decompressed(source: BinaryIO, path: Path) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    while data := source.read(CHUNK):
        while data:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(data)
            data = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise _cut_off(path, "zstd")


def _cut_off(path: Path, packing: str) -> BadInput:
    return BadInput(f"{path}: cut off in the middle: the {packing} data have no end.")

"""Read a gzip file as what is packed in it, piece by piece: memory does not grow with it."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from hustings.exchange.errors import BrokenFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"


def unpacked(file: BinaryIO, *, name: str) -> BinaryIO:
    """Return a file, or what is packed in it. Reading raises ``BrokenFile`` where it is damaged."""
    start = file.read(len(MAGIC))
    file.seek(0)
    if start != MAGIC:
        return file
    return cast("BinaryIO", io.BufferedReader(_Unpacking(file, name)))


class _Unpacking(io.RawIOBase):
    def __init__(self, file: BinaryIO, name: str) -> None:
        self._packed = gzip.GzipFile(fileobj=file, mode="rb")
        self._name = name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._packed.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        try:
            return self._packed.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as damaged:
            raise BrokenFile(
                f"{self._name} is compressed and damaged, or cut off: get it again."
            ) from damaged

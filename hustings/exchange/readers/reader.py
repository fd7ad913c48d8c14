"""What a reader of a foreign format is, and what it may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import BinaryIO

from hustings.exchange.records import Record

HEAD = 4096
"""Bytes from which a reader recognises its format."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may tell a reader.

    ``name`` is the file's, for messages; ``source`` replaces the name that a reader gives to where
    the file comes from; ``address`` is a page's, by a person who knows; ``fetched`` the one it was
    fetched from; ``zone`` is that of moments without an offset.
    """

    name: str = "the file"
    source: str = ""
    address: str = ""
    fetched: str = ""
    encoding: str = ""
    zone: tzinfo = UTC
    trash: bool = False
    pingbacks: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: ``recognises`` judges the first ``HEAD`` bytes, ``read`` yields records.

    ``read`` raises a ``BadInput`` wherever the file turns out to be broken; whatever it has
    yielded until then must be thrown away.
    """

    form: str
    recognises: Callable[[bytes], bool]
    read: Callable[[BinaryIO, ReadOptions], Iterator[Record]]

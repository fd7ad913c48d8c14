"""Parts of what was fitted on a site, each one file: arrays and plain values, never pickled.

A part is an uncompressed .npz (whose zip checks every array it hands out) with one array more,
``record.json``: JSON in UTF-8 of the key and of everything that is no array.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

PLAIN = "record.json"
Arrays = dict[str, np.ndarray]


class DamagedPart(Exception):
    """A part cannot be read, or is not what was written."""


@dataclass(frozen=True)
class Part:
    """Plain values, and arrays by name."""

    plain: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]


def write_part(path: Path, part: Part, *, key: str) -> None:
    """Write a part as a whole or not at all.

    Raises:
        OSError: it cannot be written there.
    """
    record = json.dumps({"key": key, "plain": part.plain}).encode()
    new = path.with_suffix(f".{os.getpid()}.new")
    try:
        with new.open("wb") as target:
            np.savez(target, allow_pickle=False, **part.arrays, **{PLAIN: _letters(record)})
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def read_part(path: Path, *, key: str) -> Part | None:
    """Return a part, or None if there is none, or if it belongs to another key.

    Raises:
        DamagedPart: it is not what was written.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            record = json.loads(bytes(found[PLAIN]))
            if record["key"] != key:
                return None
            return Part(record["plain"], {name: found[name] for name in found if name != PLAIN})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, LookupError, TypeError, zipfile.BadZipFile) as problem:
        raise DamagedPart(str(problem) or type(problem).__name__) from problem


def _letters(text: bytes) -> np.ndarray:
    return np.frombuffer(text, dtype=np.uint8)

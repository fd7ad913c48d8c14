"""Parts of what was fitted on a site, each one file: arrays and plain values, never pickled.

A part is an uncompressed .npz (whose zip checks every array it hands out). All arrays of one type
lie end to end in one, as a pair's page would wait longer for two hundred headers than for what
they head. One array more, ``record.json``, is JSON in UTF-8: the key, everything that is no array,
and the name, type and shape of every array.
"""

from __future__ import annotations

import json
import math
import os
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
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
    shapes = [(name, _kind(own), own.shape) for name, own in part.arrays.items()]
    record = json.dumps({"key": key, "plain": part.plain, "shapes": shapes}).encode()
    new = path.with_suffix(f".{os.getpid()}.new")
    try:
        with new.open("wb") as target:
            np.savez(
                target, allow_pickle=False, **_joined(part.arrays), **{PLAIN: _letters(record)}
            )
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
            joined = {kind: found[kind] for kind in found if kind != PLAIN}
            return Part(record["plain"], _apart(joined, record["shapes"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, LookupError, TypeError, zipfile.BadZipFile) as problem:
        raise DamagedPart(str(problem) or type(problem).__name__) from problem


def _kind(array: np.ndarray) -> str:
    """Return the type of an array, as in ``f4``."""
    return array.dtype.str[1:]


def _joined(arrays: Mapping[str, np.ndarray]) -> Arrays:
    """Return all arrays of each type end to end."""
    of_kind: dict[str, list[np.ndarray]] = {}
    for array in arrays.values():
        of_kind.setdefault(_kind(array), []).append(array.ravel())
    return {kind: np.concatenate(own) for kind, own in of_kind.items()}


def _apart(joined: Arrays, shapes: Sequence[tuple[str, str, Sequence[int]]]) -> Arrays:
    """Return the arrays of these names, types and shapes, in the order in which they were joined.

    Raises:
        ValueError: there is less than that.
    """
    arrays: Arrays = {}
    begin = Counter[str]()
    for name, kind, shape in shapes:
        end = begin[kind] + math.prod(shape)
        arrays[name] = joined[kind][begin[kind] : end].reshape(shape)
        begin[kind] = end
    return arrays


def _letters(text: bytes) -> np.ndarray:
    return np.frombuffer(text, dtype=np.uint8)

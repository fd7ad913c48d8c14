"""Keep what was fitted on a site, so that the next pair is answered sooner.

A directory holds the fitted parts of one file of posts: for each part NAME its arrays as
``NAME.FIELD.npy`` (never pickled) and ``NAME.json``, written last, with everything else, the key
of the posts and the checksums of both. A part of other posts, options or another version, or
one that is damaged, is fitted anew and replaced. The files hold names and habits of members: keep
them as private as the posts.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hustings import __version__
from hustings.algorithms.evidence.channels import VERSION
from hustings.algorithms.evidence.classes import ClassTest
from hustings.algorithms.evidence.counts import Counts
from hustings.algorithms.evidence.crossfit import LengthRule, Training
from hustings.algorithms.evidence.fitted import FittedClass
from hustings.algorithms.evidence.fusion import Fusion
from hustings.algorithms.evidence.sides import FEATURES, Sides, Vocabulary
from hustings.errors import BadInput
from hustings.evidence.writing import write_whole

FORMAT = 2
MARK = "hustings-fitted.txt"
"""The file by which a directory is known as ours."""

Arrays = dict[str, np.ndarray]
Part = tuple[dict[str, Any], Arrays]


class Damaged(Exception):
    """A part cannot be read, or is not what was written."""


@dataclass(frozen=True)
class FittedFiles:
    """The directory of what was fitted; ``key`` names posts, options and versions."""

    directory: Path
    key: str

    def vocabulary(self, fit: Callable[[], Vocabulary]) -> Vocabulary:
        """Return the site's vocabulary, from the directory if it is there."""
        part = self._read("vocabulary")
        if part is not None:
            return _vocabulary_from(part)
        found = fit()
        self._write("vocabulary", _vocabulary_part(found))
        return found

    def word_class(
        self, size: int, *, channels: Sequence[str], fit: Callable[[], FittedClass | None]
    ) -> FittedClass | None:
        """Return a fitted word class, from the directory if it is there."""
        fitted_channels = [name for name in ("style", "clock") if name in channels]
        name = "-".join([str(size), *fitted_channels])
        part = self._read(name)
        if part is not None:
            return _class_from(part)
        found = fit()
        if found is not None:
            self._write(name, _class_part(found))
        return found

    def _read(self, name: str) -> Part | None:
        """Return a part; None if there is none of these posts, or a damaged one (which is said)."""
        path = self.directory / f"{name}.json"
        if not path.exists():
            return None
        try:
            return _part(path, key=self.key)
        except Damaged as problem:
            sys.stderr.write(f"hustings: {path}: damaged ({problem}); fitted anew.\n")
            return None

    def _write(self, name: str, part: Part) -> None:
        try:
            self._write_files(name, part)
        except OSError as problem:
            raise BadInput(f"{self.directory}: {problem.strerror or problem}.") from problem

    def _write_files(self, name: str, part: Part) -> None:
        plain, arrays = part
        self.directory.mkdir(mode=0o700, exist_ok=True)
        (self.directory / MARK).write_text("Made by hustings evidence; may be deleted.\n")
        (self.directory / f"{name}.json").unlink(missing_ok=True)
        for field, array in arrays.items():
            np.save(self.directory / f"{name}.{field}.npy", array, allow_pickle=False)
        sums = {field: _checksum(array) for field, array in arrays.items()}
        record = {"key": self.key, "arrays": sums, "plain": plain, "sum": _plain_checksum(plain)}
        write_whole(self.directory / f"{name}.json", json.dumps(record))


def fitted_files(directory: Path, *, posts: Path, options: Sequence[str]) -> FittedFiles:
    """Name a directory, made when there is something to keep; refuses one that holds anything else.

    Raises:
        BadInput: it cannot be made there, is no directory, or holds other files.
    """
    try:
        if not directory.parent.is_dir():
            raise BadInput(f"{directory}: there is no directory {directory.parent} to make it in.")
        found = directory.exists() and any(directory.iterdir())
        if found and not (directory / MARK).exists():
            raise BadInput(f"{directory}: holds other files; name a new or empty directory.")
        with posts.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as problem:
        where = problem.filename or directory
        raise BadInput(f"{where}: {problem.strerror or problem}.") from problem
    return FittedFiles(directory, json.dumps([FORMAT, VERSION, __version__, digest, *options]))


def _part(path: Path, *, key: str) -> Part | None:
    """Return a part whose checksums are right, or None if it belongs to another key."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["key"] != key:
            return None
        arrays = {
            field: _array(path.with_name(f"{path.stem}.{field}.npy"), checksum)
            for field, checksum in record["arrays"].items()
        }
        if record["sum"] != _plain_checksum(record["plain"]):
            raise Damaged("it has another checksum")
        return record["plain"], arrays
    except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError) as problem:
        raise Damaged(str(problem) or type(problem).__name__) from problem


def _array(path: Path, checksum: int) -> np.ndarray:
    array: np.ndarray = np.load(path, allow_pickle=False)
    if _checksum(array) != checksum:
        raise Damaged(f"{path.name} has another checksum")
    return array


def _checksum(array: np.ndarray) -> int:
    head = f"{array.dtype.str}{array.shape}".encode()
    return zlib.crc32(np.ascontiguousarray(array).tobytes(), zlib.crc32(head))


def _plain_checksum(plain: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(plain).encode())


def _vocabulary_part(vocabulary: Vocabulary) -> Part:
    return {"kept_words": sorted(vocabulary.kept_words)}, dict(vocabulary.buckets)


def _vocabulary_from(part: Part) -> Vocabulary:
    plain, arrays = part
    return Vocabulary(frozenset(plain["kept_words"]), arrays)


def _class_part(fitted: FittedClass) -> Part:
    sides, test = fitted.sides, fitted.test
    arrays: Arrays = {
        "words": sides.words,
        "clock": sides.clock,
        "form": sides.form,
        "same": test.same,
        "different": test.different,
    }
    for family in FEATURES:
        arrays |= _counts_arrays(family, sides.families[family])
    plain: dict[str, Any] = {
        "people": test.people,
        "tested": test.words,
        "fold": dict(fitted.fold),
        "folds": fitted.folds,
        "rules": [[*key, *_rule_values(fitted.rules(key))] for key in fitted.rule_keys()],
    }
    for name in ("training", "shorter"):
        training: Training = getattr(fitted, name)
        plain[name] = training.words
        arrays[name] = np.stack([training.left, training.right, training.fold])
    return plain, arrays


def _class_from(part: Part) -> FittedClass:
    plain, arrays = part
    families = {family: _counts_from(family, arrays) for family in FEATURES}
    rules = {(one, two, blind): _rule_from(*values) for one, two, blind, *values in plain["rules"]}
    return FittedClass(
        Sides(families, arrays["words"], arrays["clock"], arrays["form"]),
        _training_from(part, "training"),
        _training_from(part, "shorter"),
        plain["fold"],
        plain["folds"],
        rules.__getitem__,
        ClassTest(plain["people"], plain["tested"], arrays["same"], arrays["different"]),
    )


def _training_from(part: Part, name: str) -> Training:
    plain, arrays = part
    left, right, fold = arrays[name]
    return Training(left, right, fold, plain[name])


def _counts_arrays(family: str, counts: Counts) -> Arrays:
    return {
        f"{family}.values": counts.values,
        f"{family}.columns": counts.columns,
        f"{family}.cuts": counts.cuts,
        f"{family}.features": np.array(counts.features),
    }


def _counts_from(family: str, arrays: Mapping[str, np.ndarray]) -> Counts:
    values, columns, cuts, features = (
        arrays[f"{family}.{field}"] for field in ("values", "columns", "cuts", "features")
    )
    return Counts(values, columns, cuts, int(features))


def _rule_values(rule: LengthRule) -> list[Any]:
    fusion = rule.fusion
    return [fusion.weights.tolist(), fusion.offset, rule.words, rule.slope_step, rule.offset_step]


def _rule_from(
    weights: list[float], offset: float, words: float, slope: float, step: float
) -> LengthRule:
    return LengthRule(Fusion(np.array(weights), offset), words, slope, step)

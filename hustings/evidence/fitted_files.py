"""Keep what was fitted on a site, so that the next pair is answered sooner.

A directory holds the fitted parts of one file of posts (``parts``). A part of other posts, options
or another version, or one that is damaged, is fitted anew and replaced. The files hold names, words
and habits of members: keep them as private as the posts.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hustings import __version__
from hustings.algorithms.evidence.channel_names import VERSION
from hustings.algorithms.evidence.fitted import FittedClass, FoldModel
from hustings.algorithms.evidence.ready import Halves
from hustings.algorithms.evidence.recorded import record_of
from hustings.algorithms.evidence.scoring import Folds
from hustings.algorithms.evidence.sides import Vocabulary
from hustings.algorithms.evidence.site import Site
from hustings.errors import BadInput
from hustings.evidence import fitted_parts
from hustings.evidence.parts import DamagedPart, Part, read_part, write_part

FORMAT = 6
MARK = "hustings-fitted.txt"
"""The file by which a directory is known as ours."""


@dataclass(frozen=True)
class FittedFiles:
    """The directory of what was fitted; ``key`` names posts, options and versions."""

    directory: Path
    key: str

    def site(self, read: Callable[[], Site]) -> Site:
        """Return the site, as it was written down if it is there."""
        part = self._read("site")
        if part is not None:
            return fitted_parts.site_from(part)
        found = read()
        self._write("site", fitted_parts.site_part(record_of(found)))
        return found

    def vocabulary(self, fit: Callable[[], Vocabulary]) -> Vocabulary:
        """Return the site's vocabulary, from the directory if it is there."""
        part = self._read("vocabulary")
        if part is not None:
            return fitted_parts.vocabulary_from(part)
        found = fit()
        self._write("vocabulary", fitted_parts.vocabulary_part(found))
        return found

    def word_class(
        self, size: int, *, channels: Sequence[str], fit: Callable[[], FittedClass | None]
    ) -> FittedClass | None:
        """Return a fitted word class, from the directory if it is there."""
        name = "-".join([str(size), *(one for one in ("style", "clock") if one in channels)])
        part = self._read(name)
        if part is not None:
            return fitted_parts.class_from(
                part,
                halves=lambda fold: self._halves(name, fold, fit),
                models=lambda folds: self._model(name, folds, fit),
            )
        return self._fit_class(name, fit)

    def _fit_class(self, name: str, fit: Callable[[], FittedClass | None]) -> FittedClass | None:
        found = fit()
        if found is not None:
            for fold in range(found.folds):
                part = fitted_parts.halves_part(found.halves(fold))
                self._write(_halves_name(name, fold), part)
            for folds in found.blocks():
                part = fitted_parts.model_part(found.models(folds))
                self._write(_model_name(name, folds), part)
            self._write(name, fitted_parts.class_part(found))
        return found

    def _halves(self, name: str, fold: int, fit: Callable[[], FittedClass | None]) -> Halves:
        part = self._read(_halves_name(name, fold))
        if part is not None:
            return fitted_parts.halves_from(part)
        found = self._fit_class(name, fit)
        assert found is not None
        return found.halves(fold)

    def _model(self, name: str, folds: Folds, fit: Callable[[], FittedClass | None]) -> FoldModel:
        part = self._read(_model_name(name, folds))
        if part is not None:
            return fitted_parts.model_from(part)
        found = self._fit_class(name, fit)
        assert found is not None
        return found.models(folds)

    def _read(self, name: str) -> Part | None:
        """Return a part; None if there is none of these posts, or a damaged one (which is said)."""
        path = self.directory / f"{name}.npz"
        try:
            return read_part(path, key=self.key)
        except DamagedPart as problem:
            sys.stderr.write(f"hustings: {path}: damaged ({problem}); fitted anew.\n")
            return None

    def _write(self, name: str, part: Part) -> None:
        try:
            self.directory.mkdir(mode=0o700, exist_ok=True)
            (self.directory / MARK).write_text("Made by hustings evidence; may be deleted.\n")
            write_part(self.directory / f"{name}.npz", part, key=self.key)
        except OSError as problem:
            raise BadInput(f"{self.directory}: {problem.strerror or problem}.") from problem


def _halves_name(name: str, fold: int) -> str:
    return f"{name}.halves-{fold}"


def _model_name(name: str, folds: Folds) -> str:
    return f"{name}.{folds[0]}-{folds[1]}"


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

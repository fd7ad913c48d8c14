"""Static files: collected and compressed once a release, then served by name alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import os
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from hustings.config.serving.files import File, file_at

COMPRESSIBLE = {".css", ".html", ".js", ".json", ".map", ".svg", ".txt", ".xml"}
SMALLEST_COMPRESSED = 500
"""Bytes; below this a packet holds the file anyway."""
COMPLETE = ".collected"
"""The file that says for which set of sources everything was collected."""
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


class StaticStorage(ManifestStaticFilesStorage):
    """Names carry a digest of the content; before anything was collected, plain names do."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name


def fingerprint() -> str:
    """Return a digest of all static sources: names, sizes and times, not contents."""
    digest = hashlib.blake2b(digest_size=16)
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_collected(root: Path) -> bool:
    try:
        return (root / COMPLETE).read_text() == fingerprint()
    except OSError:
        return False


def collect(root: Path) -> int:
    """Copy all static files to their place, compress them, and return how many there are."""
    from django.core.management import call_command

    sources = fingerprint()
    (root / COMPLETE).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    files = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".gz"]
    for path in files:
        if path.suffix in COMPRESSIBLE and path.stat().st_size >= SMALLEST_COMPRESSED:
            compress(path)
    (root / COMPLETE).write_text(sources)
    return len(files)


def compress(path: Path) -> None:
    """Write ``NAME.gz`` beside a file, whole or not at all."""
    target = path.with_name(path.name + ".gz")
    if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return
    partial = target.with_name(target.name + ".partial")
    partial.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    partial.rename(target)


class StaticFiles:
    """All static files by name, looked up once when a worker starts.

    Only what was found then can be asked for, so no name can lead anywhere else.
    """

    def __init__(self, root: Path) -> None:
        hashed = hashed_names(root)
        self._files: dict[str, File] = {}
        self._compressed: dict[str, File] = {}
        for path in root.rglob("*"):
            name = str(path.relative_to(root))
            if path.is_file() and path.suffix not in {".gz", ".partial"} and name != COMPLETE:
                self._add(path, name, caching=FOR_GOOD if name in hashed else ASK_EACH_TIME)

    def _add(self, path: Path, name: str, *, caching: str) -> None:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}:
            kind += "; charset=utf-8"
        headers = [("content-type", kind), ("cache-control", caching), ("vary", "accept-encoding")]
        if plain := file_at(str(path), headers):
            self._files[name] = plain
        if packed := file_at(f"{path}.gz", [*headers, ("content-encoding", "gzip")]):
            self._compressed[name] = packed

    def get(self, name: str, *, gzip: bool) -> File | None:
        """Return a file, compressed where the client takes that and we have it."""
        return (self._compressed.get(name) if gzip else None) or self._files.get(name)


def hashed_names(root: Path) -> set[str]:
    """Return the names that carry a digest of their content."""
    try:
        manifest: dict[str, Any] = json.loads((root / "staticfiles.json").read_bytes())
    except (OSError, ValueError):
        return set()
    return set(manifest.get("paths", {}).values())

"""Files over HTTP: ranges, conditions, and headers that keep uploads from doing anything."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from hustings.config.serving.environ import RequestHeaders
from hustings.web.headers import FILE_HEADERS

Headers = list[tuple[str, str]]

SAFE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
}
"""What browsers may show from the media folder. All else is offered for saving, never shown."""
DOWNLOAD: Headers = [
    ("content-type", "application/octet-stream"),
    ("content-disposition", "attachment"),
]
MEDIA_CACHING = "public, max-age=3600"
CLOSED_FOLDERS = ("documents/",)
"""Documents can be restricted to groups; only Wagtail's own view may hand them out."""
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it stands on the disk, and the headers it is sent with."""

    path: str
    size: int
    etag: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of a file to send, ``end`` not included."""

    start: int
    end: int


def media_file(root: Path, name: str) -> File | None:
    """Return a public file below the media folder, or None.

    Nothing outside the folder can be named: hidden and empty parts are refused, and what a link
    leads out of the folder is as absent as what does not exist.
    """
    parts = name.split("/")
    if "\0" in name or any(not part or part.startswith(".") for part in parts):
        return None
    if name.startswith(CLOSED_FOLDERS):
        return None
    folder = os.path.realpath(root)
    path = os.path.realpath(os.path.join(folder, *parts))
    if not path.startswith(folder + os.sep):
        return None
    kind = SAFE_TYPES.get(os.path.splitext(path)[1].lower())
    headers = [("content-type", kind)] if kind else DOWNLOAD
    return file_at(path, [*headers, ("cache-control", MEDIA_CACHING)])


def file_at(path: str, headers: Headers) -> File | None:
    """Return a regular file with its validators, or None."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    modified = formatdate(found.st_mtime, usegmt=True)
    own = [("etag", etag), ("last-modified", modified), ("accept-ranges", "bytes")]
    return File(path, found.st_size, etag, [*FILE_HEADERS, *own, *headers])


def span_of(header: str | None, *, size: int) -> Span | None:
    """Return the one range a client asks for; None to send the whole file.

    Raises:
        ValueError: the range lies outside the file (status 416).
    """
    found = RANGE.fullmatch(header.replace(" ", "")) if header else None
    if found is None or found.group(1) == found.group(2) == "":
        return None  # no range, several of them, or none we understand
    first, last = found.groups()
    if not first:  # the last so many bytes
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise ValueError("range not satisfiable")
    return Span(start, end)


def send_file(proto: Any, file: File, headers: RequestHeaders, *, head: bool) -> int:
    """Answer with a file, a part of it, or the news that the client has it; return the status."""
    if tag_matches(headers.get("if-none-match"), file.etag):
        proto.response_empty(304, file.headers)
        return 304
    condition = headers.get("if-range")
    asked = headers.get("range") if condition in (None, file.etag) else None
    try:
        span = span_of(asked, size=file.size)
    except ValueError:
        proto.response_empty(416, [*FILE_HEADERS, ("content-range", f"bytes */{file.size}")])
        return 416
    if span is None:
        whole = [*file.headers, ("content-length", str(file.size))]
        proto.response_empty(200, whole) if head else proto.response_file(200, whole, file.path)
        return 200
    part = [
        *file.headers,
        ("content-length", str(span.end - span.start)),
        ("content-range", f"bytes {span.start}-{span.end - 1}/{file.size}"),
    ]
    if head:
        proto.response_empty(206, part)
    else:
        proto.response_file_range(206, part, file.path, span.start, span.end)
    return 206


def tag_matches(condition: str | None, etag: str) -> bool:
    """Tell whether an If-None-Match header names a tag (weak comparison, RFC 9110, 8.8.3.2)."""
    if not condition:
        return False
    if condition == etag or condition.strip() == "*":
        return True
    bare = etag.removeprefix("W/")
    return any(named.strip().removeprefix("W/") == bare for named in condition.split(","))

"""Results on disk: whole or not at all, and never over what they were made from.

    require_writable(arguments.html, arguments.json, inputs=[arguments.votes])
    …
    write_whole(arguments.html, page)

Needs neither Django nor a site: the commands that work on files alone share it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from hustings.errors import BadInput


def require_writable(*outputs: Path | None, inputs: Sequence[Path | None] = ()) -> None:
    """Refuse results that could not be written, or would replace an input or one another.

    Meant to be asked before hours of work. Outputs and inputs that were not named are ``None``.
    """
    named = [path for path in outputs if path is not None]
    for path in named:
        refuse_bad_place(path)
        for given in inputs:
            if given is not None and same_place(path, given):
                raise BadInput(f"{path}: cannot be written (it is a file to be read).")
    for one, other in combinations(named, 2):
        if same_place(one, other):
            raise BadInput(f"{one}: cannot be written (two results would go there).")


def refuse_bad_place(path: Path) -> None:
    try:
        place = path.resolve()
        if place.is_dir():
            reason = "it is a directory"
        elif place.exists() and not place.is_file():
            reason = "it is no plain file"  # a device would be replaced, a pipe never read
        elif not place.parent.is_dir():
            reason = "there is no such directory"
        elif not os.access(place.parent, os.W_OK):
            reason = "the directory may not be written to"
        else:
            return
    except (OSError, RuntimeError) as failure:  # a name too long; links that go round
        raise unwritable(path, failure) from failure
    raise BadInput(f"{path}: cannot be written ({reason}).")


def same_place(one: Path, other: Path) -> bool:
    """Tell whether two names lead to one file, there or not, through links too."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


def write_whole(path: Path, content: bytes | str | Iterable[str]) -> None:
    """Write a file, whole or part by part; a reader sees the old file or all of the new.

    Text is UTF-8. Whatever stops the writing, nothing half-written stays.
    """
    refuse_bad_place(path)
    place = path.resolve()
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.writelines(as_bytes(content))
        beside.replace(place)
    except OSError as failure:
        raise unwritable(path, failure) from failure
    finally:
        beside.unlink(missing_ok=True)


def as_bytes(content: bytes | str | Iterable[str]) -> Iterable[bytes]:
    if isinstance(content, bytes):
        return [content]
    return (part.encode() for part in ([content] if isinstance(content, str) else content))


def unwritable(path: Path, failure: OSError | RuntimeError) -> BadInput:
    reason = getattr(failure, "strerror", None) or failure
    return BadInput(f"{path}: cannot be written ({reason}).")

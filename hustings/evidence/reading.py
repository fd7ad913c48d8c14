"""Read posts and pairs from files, and say exactly where a file cannot be read.

POSTS is JSON Lines, plain or packed (``lines``): ``id, account, t`` (ISO, UTC), ``thread, parent,
text``; other fields are ignored. Account, text and line must be there; a post without a readable
time is kept without one and counted.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hustings.algorithms.evidence.site import Post
from hustings.algorithms.evidence.wording import counted
from hustings.errors import BadInput
from hustings.evidence.lines import numbered_lines

SURROGATE = re.compile("[\ud800-\udfff]")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Columns:
    """Which fields hold the account, and the network values, if any."""

    account: str = "account"
    network: Sequence[str] = ()


@dataclass
class PostFile:
    """Posts as read, and what was left out or incomplete, by reason."""

    posts: list[Post]
    skipped: Counter[str] = field(default_factory=Counter)

    def remarks(self) -> list[str]:
        """Return one sentence for each reason, with its count."""
        return [f"{counted(n, 'post')} {reason}." for reason, n in sorted(self.skipped.items())]


def _record(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise BadInput(f"{path}, line {number}: not UTF-8 (byte {problem.start + 1}).") from problem
    except (ValueError, RecursionError) as problem:  # ValueError: a number of thousands of digits
        nested = isinstance(problem, RecursionError)
        what = getattr(problem, "msg", "nested too deeply" if nested else "a number too long")
        raise BadInput(
            f"{path}, line {number}: not JSON ({what}); is the file cut off?"
        ) from problem
    if not isinstance(record, dict):
        raise BadInput(f"{path}, line {number}: not a JSON object.")
    return record


def _text_of(record: dict[str, Any], name: str, *, where: str) -> str:
    value = record.get(name)
    if value is None:
        raise BadInput(f"{where}: no field {name!r}.")
    if not _is_text(value):
        raise BadInput(f"{where}: field {name!r} is not a text.")
    return whole_characters(str(value))


def _is_text(value: object) -> bool:
    """Return whether a field holds a text, or a number that is one."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def whole_characters(text: str) -> str:
    """Return a text without halves of characters (lone surrogates), which nothing could print."""
    return SURROGATE.sub("\ufffd", text)


def seconds(value: object) -> float:
    """Return ISO text as seconds since 1970 (UTC where no zone is given), NaN if unreadable."""
    if not isinstance(value, str):
        return float("nan")
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return float("nan")


def _post(record: dict[str, Any], *, number: int, where: str, columns: Columns) -> Post:
    network = tuple(
        f"{name}:{record[name]}" for name in columns.network if _is_text(record.get(name))
    )
    return Post(
        id=whole_characters(str(record.get("id") or f"line {number}")),
        account=_text_of(record, columns.account, where=where),
        time=seconds(record.get("t")),
        thread=whole_characters(str(record.get("thread") or "")),
        parent=whole_characters(str(record.get("parent") or "")),
        text=_text_of(record, "text", where=where),
        network=network,
    )


def read_posts(path: Path, *, columns: Columns) -> PostFile:
    """Read POSTS; raises ``BadInput`` naming file and line for anything that is no post."""
    found = PostFile([])
    seen: set[str] = set()
    unknown = set(columns.network)
    for number, line in numbered_lines(path):
        where = f"{path}, line {number}"
        record = _record(path, number, line)
        unknown -= record.keys()
        post = _post(record, number=number, where=where, columns=columns)
        if post.id in seen:
            found.skipped["left out: the id stands in the file twice"] += 1
            continue
        seen.add(post.id)
        if post.time != post.time:
            found.skipped["kept without a time: none that can be read"] += 1
        found.posts.append(post)
    if not found.posts:
        raise BadInput(f"{path}: no posts.")
    if unknown:
        raise BadInput(f"{path}: no post has a field {min(unknown)!r} (--network-field).")
    return found


def read_pairs(path: Path, *, accounts: Sequence[str]) -> list[Pair]:
    """Read PAIRS.csv (``a,b``); raises ``BadInput`` for one that is not among ``accounts``."""
    known = set(accounts)
    pairs = []
    rows = csv.DictReader(io.StringIO(_text_in(path), newline=""))
    try:
        if not {"a", "b"} <= set(rows.fieldnames or []):
            raise BadInput(f"{path}, line 1: the columns must be a,b.")
        for row in rows:
            pair = row["a"] or "", row["b"] or ""
            _require_known(pair, known, where=f"{path}, line {rows.line_num}")
            pairs.append(pair)
    except csv.Error as problem:
        where = f"{path}, line {rows.reader.line_num}"
        raise BadInput(f"{where}: not a CSV file ({problem}).") from problem
    if not pairs:
        raise BadInput(f"{path}: no pairs.")
    return pairs


def _text_in(path: Path) -> str:
    """Return a file's text; raises ``BadInput`` naming the line that is not UTF-8."""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}.") from problem
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise BadInput(f"{path}, line {line}: not UTF-8.") from problem


def _require_known(pair: Pair, known: set[str], *, where: str) -> None:
    for name in pair:
        if name not in known:
            raise BadInput(f"{where}: no account {name!r} in the posts.")

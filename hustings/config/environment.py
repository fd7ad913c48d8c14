"""Read settings from environment variables, and keep what a site must keep for itself."""

from __future__ import annotations

import os
import re
import secrets
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_NAME = "hustings.sqlite3"
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
    " PRAGMA mmap_size=268435456; PRAGMA cache_size=-16000;"
)
DATABASE_FORM = (
    "HUSTINGS_DATABASE_URL must look like postgresql://user:password@host:5432/name;"
    " without it SQLite in the data directory is used."
)
PREPARED_AFTER = 5
"""Uses after which PostgreSQL keeps the plan of one of our plain statements (psycopg's default)."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"HUSTINGS_{name}", default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting.

    Raises:
        ImproperlyConfigured: it says neither.
    """
    value = text(name, "yes" if default else "no").lower()
    if value in {"yes", "true", "1", "on"}:
        return True
    if value in {"no", "false", "0", "off", ""}:
        return False
    raise ImproperlyConfigured(f"HUSTINGS_{name} is {value!r}; write yes or no.")


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
        raise ImproperlyConfigured(
            f"HUSTINGS_{name} is {value!r}; write a number from {lowest} to {highest}."
        )
    return int(value)


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(
            f"HUSTINGS_{name} is {value!r}; write one of {', '.join(among)}."
        )
    return value


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as unknown:
        raise ImproperlyConfigured(
            f"HUSTINGS_{name} is {value!r}, which is no time zone; write for example Europe/Vienna."
        ) from unknown
    return value


def words(name: str, default: str = "") -> list[str]:
    return text(name, default).replace(",", " ").split()


def database(address: str, *, data: Path) -> dict[str, Any]:
    """Return Django's database settings: SQLite in the data directory, or PostgreSQL by URL.

    Raises:
        ImproperlyConfigured: the URL is of another kind or names no database.
    """
    if not address:
        return sqlite(data / SQLITE_NAME)
    try:
        parts = urlsplit(address)
        port = parts.port or ""
    except ValueError as fault:
        raise ImproperlyConfigured(f"{DATABASE_FORM} {fault}.") from fault
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(DATABASE_FORM)
    options: dict[str, Any] = {"prepare_threshold": PREPARED_AFTER, **dict(parse_qsl(parts.query))}
    options["prepare_threshold"] = _uses(options["prepare_threshold"])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _uses(said: int | str) -> int | None:
    """Return after how many uses a statement is prepared; None: never.

    Raises:
        ImproperlyConfigured: it is neither a number nor "none".
    """
    if said == "none":
        return None
    try:
        return int(said)
    except ValueError as fault:
        raise ImproperlyConfigured(
            f"prepare_threshold in HUSTINGS_DATABASE_URL is {said!r}; write a number, or none."
        ) from fault


def sqlite(file: Path) -> dict[str, Any]:
    """Return settings under which an acknowledged write is on disk and writers wait in line."""
    return {
        "ENGINE": "hustings.config.sqlite",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def kept_key(file: Path) -> bytes:
    """Return the key in a file that only this user can read; it is made on first use.

    Two processes that start together agree: the file appears whole or not at all.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(secrets.token_hex(32).encode())
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()

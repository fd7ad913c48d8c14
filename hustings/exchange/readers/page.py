"""What readers of saved pages share: decoding, and names for stories and comments."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import BinaryIO
from urllib.parse import urlsplit

from hustings.exchange.characters import cleaned
from hustings.exchange.errors import BrokenFile, TooLarge, WrongKind
from hustings.exchange.readers.reader import ReadOptions

LARGEST_PAGE = 32 * 1024 * 1024
"""Bytes."""
LONGEST_ID = 120
"""Characters of an address that serves as an id as it is; longer ones are digested."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")


def read_page(file: BinaryIO, options: ReadOptions) -> str:
    """Return the text of a page, decoded.

    Raises:
        TooLarge: more than ``LARGEST_PAGE`` bytes.
        BrokenFile: the bytes are not in the encoding that was given, declared or assumed (UTF-8).
    """
    content = file.read(LARGEST_PAGE + 1)
    if len(content) > LARGEST_PAGE:
        raise TooLarge(f"{options.name} has more than {LARGEST_PAGE >> 20} MiB.")
    return decode(content, options)


def decode(content: bytes, options: ReadOptions) -> str:
    """Decode by the option, a byte order mark, the page's declaration, or as UTF-8."""
    encoding = options.encoding or _declared_encoding(content)
    try:
        return content.decode(encoding)
    except LookupError as unknown:
        raise BrokenFile(f"{options.name}: the encoding {encoding!r} is not known.") from unknown
    except UnicodeError as broken:
        at = getattr(broken, "start", 0)
        line = content.count(b"\n", 0, at) + 1
        raise BrokenFile(
            f"{options.name}, line {line}: byte {at} is not {encoding};"
            " say what it is with --encoding (windows-1252 is a good guess for old pages)."
        ) from broken


def _declared_encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    declared = _DECLARED.search(content[:4096])
    found = declared.group(1).decode() if declared else "utf-8"
    # Browsers read "latin-1" as its superset too.
    return "windows-1252" if found.lower() in ("iso-8859-1", "latin1", "us-ascii") else found


def require_readable(text: str, options: ReadOptions) -> None:
    """Refuse what is no page at all.

    Raises:
        WrongKind: NUL characters, as in pictures and archives, or nothing to read.
    """
    if "\0" in text[:4096]:
        raise WrongKind(f"{options.name} is neither a text nor an HTML page: it holds NUL bytes.")
    if not cleaned(text).strip():
        raise WrongKind(f"{options.name} is empty.")


def saved_from(text: str) -> str:
    """Return the address that browsers note in pages they save, or ""."""
    found = _SAVED_FROM.search(text[:4096])
    return found.group(1) if found else ""


def source_of(address: str, options: ReadOptions) -> str:
    """Return the source's name: "page:example.org", or "page" where no address is known."""
    host = host_of(address)
    return options.source or (f"page:{host}"[:200] if host else "page")


def host_of(address: str) -> str:
    """Return the host of a web address, "" for anything else."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""


def story_id(address: str, headline: str) -> str:
    """Return what finds the story again: its address without fragment, else its headline."""
    if host_of(address):
        plain = address.partition("#")[0]
        return plain if len(plain) <= LONGEST_ID else digest(plain)
    return digest(" ".join(headline.casefold().split()))


def comment_id(story: str, place: str) -> str:
    """Return what finds a comment again in its story."""
    return f"{story}#{place if len(place) <= 60 else digest(place)}"


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()

"""Read a WordPress export (WXR 1.0 to 1.2): stories, their authors and comments.

The file is parsed as it streams, so memory does not grow with it. Declarations of document types
and entities are refused: WordPress writes none, and they are how XML is made to attack. Control
characters and stray ampersands are mended before parsing (``ill_formed``).

What becomes of each kind and state of comment stands in ``docs/reference/import.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO
from urllib.parse import urlsplit
from xml.parsers import expat

from hustings.exchange.errors import BrokenFile, ForbiddenMarkup, WrongKind
from hustings.exchange.readers.ill_formed import Mender
from hustings.exchange.readers.reader import Reader, ReadOptions
from hustings.exchange.readers.wordpress_records import (
    Facts,
    author_of_site,
    comment_record,
    story_record,
)
from hustings.exchange.records import ForeignAuthor, Noted, Record, Source, Subject

CHUNK = 64 * 1024
LONGEST_FIELD = 4_000_000
"""Characters of one field; more are not kept in memory and the field counts as too long."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
CUT_OFF = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_WORDPRESS = re.compile(r"https?://wordpress\.org/export/\d+\.\d+/(excerpt/)?")
_OTHERS = {"http://purl.org/rss/1.0/modules/content/": "content",
           "http://purl.org/dc/elements/1.1/": "dc"}  # fmt: skip
_VERSION = re.compile(r"\d+\.\d+")


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield the records of an export.

    Raises:
        WrongKind: XML of another kind, or none.
        ForbiddenMarkup: a document type or entity declaration.
        BrokenFile: the file ends too early or is no well-formed XML.
    """
    export, mender = _Export(options), Mender()
    for chunk in _chunks(file):
        export.parse(chunk if export.utf_16(chunk) else mender.mend(chunk))
        yield from export.take()
    export.parse(mender.rest(), last=True)
    yield from export.take()
    if mender.controls:
        yield Noted(Subject.COMMENT, "hidden-characters", f"{mender.controls} control characters")
    if mender.ampersands:
        yield Noted(Subject.COMMENT, "stray-ampersands", f"{mender.ampersands} of them")


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file in pieces, without what stands before its first tag.

    Themes with a blank line too many put white space there, which XML forbids.
    """
    chunk = file.read(CHUNK)
    yield chunk.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    while chunk := file.read(CHUNK):
        yield chunk


@lru_cache(maxsize=1000)
def short_name(name: str) -> str:
    """Return an element's name with its usual prefix: "wp:comment", "title"."""
    space, _, local = name.rpartition(" ")
    if not space:
        return local
    if match := _WORDPRESS.fullmatch(space):
        local = "author" if local == "wp_author" else local
        return f"{'excerpt' if match[1] else 'wp'}:{local}"
    return f"{_OTHERS.get(space.replace('https:', 'http:'), '?')}:{local}"


class _Export:
    """Turns the parser's events into records.

    Elements count only at their proper depth: 1 ``rss``, 2 ``channel``, 3 ``item`` and
    ``wp:author``, 4 their fields and ``wp:comment``, 5 the fields of a comment.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._ready: list[Record] = []
        self._depth = 0
        self._facts: Facts = {}
        self._channel: Facts = {}
        self._item: Facts | None = None
        self._comment: Facts | None = None
        self._authors: dict[str, ForeignAuthor] = {}
        self._logins: dict[str, str] = {}
        self._items = 0
        self._text: list[str] = []
        self._length = 0
        self._sixteen: bool | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def utf_16(self, chunk: bytes) -> bool:
        """Tell whether the file is in an encoding whose letters hold zero bytes."""
        if self._sixteen is None:
            self._sixteen = chunk.startswith(UTF_16)
        return self._sixteen

    def parse(self, chunk: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as broken:
            raise self._explained(broken, last) from broken

    def take(self) -> list[Record]:
        """Return the records that are complete."""
        ready, self._ready = self._ready, []
        return ready

    def _explained(self, broken: expat.ExpatError, last: bool) -> BrokenFile | WrongKind:
        place = f"{self._options.name}, line {broken.lineno}"
        if not self._depth and not self._channel:
            return WrongKind(f"{self._options.name} is not a WordPress export: it is no XML.")
        if last and broken.code in CUT_OFF:
            return BrokenFile(f"{place}: the file ends too early; it was cut off.")
        return BrokenFile(
            f"{place}, column {broken.offset}: {expat.ErrorString(broken.code)};"
            " export it again, or mend this place."
        )

    def _refuse(self, *_declared: object) -> None:
        line = self._parser.CurrentLineNumber
        raise ForbiddenMarkup(
            f"{self._options.name}, line {line}: a document type or entity declaration"
            " has no place in an export."
        )

    def _start(self, raw: str, _attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        self._text.clear()
        self._length = 0
        if depth > 4:
            return
        name = short_name(raw)
        if depth == 1 and name != "rss":
            raise WrongKind(f"{self._options.name} is not a WordPress export: it is <{name}>.")
        if depth == 3 and name == "item":
            self._begin_item()
        elif depth == 3 and name == "wp:author":
            self._facts = {}
        elif depth == 4 and name == "wp:comment" and self._item is not None:
            self._comment = {}

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length <= LONGEST_FIELD:
            self._text.append(text)

    def _end(self, raw: str) -> None:
        depth = self._depth
        self._depth -= 1
        if depth == 5 and self._comment is not None:
            self._keep(self._comment, raw)
        elif depth == 4:
            self._end_field(raw)
        elif depth == 3:
            self._end_part(raw)
        elif depth == 2:
            self._require_version()

    def _keep(self, facts: Facts, raw: str) -> None:
        """Note a field; the second of one name is ignored."""
        facts.setdefault(short_name(raw), "".join(self._text).strip())
        if self._length > LONGEST_FIELD:
            facts["too long"] = "yes"

    def _end_field(self, raw: str) -> None:
        if self._comment is not None:
            self._ready += comment_record(
                self._comment,
                story=self._key(),
                authors=self._authors,
                line=self._parser.CurrentLineNumber,
                options=self._options,
            )
            self._comment = None
        elif self._item is not None:
            self._keep(self._item, raw)
        else:
            self._keep(self._facts, raw)

    def _end_part(self, raw: str) -> None:
        name = short_name(raw)
        if name == "item" and self._item is not None:
            self._ready += story_record(
                self._item,
                key=self._key(),
                bylines=self._logins,
                line=self._parser.CurrentLineNumber,
                options=self._options,
            )
            self._item = None
        elif name == "wp:author":
            author = author_of_site(self._facts)
            self._authors[self._facts.get("wp:author_id", "")] = author
            self._logins[self._facts.get("wp:author_login", "")] = author.name
        else:
            self._keep(self._channel, raw)

    def _key(self) -> str:
        return f"item {self._items}"

    def _begin_item(self) -> None:
        self._require_version()
        if not self._items:
            self._ready.append(Source(self._options.source or self._source()))
        self._items += 1
        self._item = {}

    def _source(self) -> str:
        address = self._channel.get("wp:base_blog_url") or self._channel.get("link", "")
        try:
            parts = urlsplit(address)
            place = (parts.hostname or "") + parts.path.rstrip("/")
        except ValueError:
            place = ""
        return f"wordpress:{place}"[:200] if place else "wordpress"

    def _require_version(self) -> None:
        if not _VERSION.fullmatch(self._channel.get("wp:wxr_version", "")):
            raise WrongKind(
                f"{self._options.name} is a feed, not a WordPress export:"
                " it has no <wp:wxr_version> before its first item."
            )


def _recognises(head: bytes) -> bool:
    plain = head.replace(b"\0", b"")  # UTF-16
    declared = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<?xml", b"<rss"))
    return declared and b"<disqus" not in plain


READER = Reader("WordPress export", _recognises, read)

"""Read a story and its thread from plain text: paragraphs, then a numbered, indented list.

    A headline

    A paragraph.

      1. A comment.

        1. A reply to it.

The printed numbers only tell where an item begins; places are given by indentation and order, so a
second "1." beside the first is one more reply. Depth follows the columns of the numbers whatever
their steps; tabs reach to the next multiple of four. Lines of a text wrapped at a fixed width are
joined again; other line ends are kept.

Limits: a reader's own numbered list, indented as replies are, cannot be told from replies. Names
and times are read only where they stand as "Name says:" and a date on lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from hustings.exchange.dates import read_moment
from hustings.exchange.errors import WrongKind
from hustings.exchange.headlines import split_headline
from hustings.exchange.readers.page import (
    comment_id,
    read_page,
    require_readable,
    source_of,
    story_id,
)
from hustings.exchange.readers.reader import Reader, ReadOptions
from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignStory,
    Markup,
    Noted,
    Record,
    Source,
    Subject,
)

TAB = 4
WIDEST_WRAPPED = 120
"""A text with longer lines was not wrapped by a program: its line ends are its writers'."""
LARGEST_GAP = 20
"""Numbers that may be missing between two siblings; "1984. A year" after 3 is text."""
ITEM = re.compile(r"(\d{1,6})[.)](?: +(\S.*)| *)$")
THREAD_HEADING = re.compile(
    r"(?:\d[\d,.]* )?(?:comments|responses|replies|thoughts)(?: (?:on|to|for)\b.*)?:?",
    re.IGNORECASE,
)
SAYS = re.compile(r"(\S.{0,79}?) (?:says|said|wrote|writes) ?:")
BYLINE = re.compile(r"[Bb]y ([A-Z][^.!?]{1,60})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its indentation; ``after_blank`` tells that the line before is blank."""

    number: int
    indent: int
    text: str
    after_blank: bool


@dataclass(slots=True)
class Item:
    """A comment being read; ``column`` is where its number stands, ``place`` is "9.1"."""

    column: int
    printed: int
    place: str
    parent: str
    line: int
    lines: list[str] = field(default_factory=list)
    replies: int = 0


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield the story and its comments.

    Raises:
        WrongKind: there is no numbered list, or nothing before it.
    """
    text = read_page(file, options)
    require_readable(text, options)
    lines = list(_lines(text))
    start = thread_start(lines)
    if start is None:
        raise WrongKind(f"{options.name} has no numbered comments: no line begins with '1.'")
    width = max(line.indent + len(line.text) for line in lines)
    story = _story(lines[:start], width=width, options=options)
    yield Source(source_of(options.address, options))
    yield story
    thread = Thread(lines[start:])
    for item in thread.items:
        yield _comment(item, story=story.foreign_id, width=width, options=options)
    for number in thread.foot:
        yield Noted(Subject.COMMENT, "text-after-thread", f"line {number}")


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines that are not blank."""
    blank = True
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        line = raw.expandtabs(TAB).replace("\u00a0", " ").rstrip()
        bare = line.lstrip(" ")
        if bare:
            yield Line(number, len(line) - len(bare), bare, blank)
        blank = not bare


def thread_start(lines: list[Line]) -> int | None:
    """Return where the thread begins: at the first "1." that is not part of the story.

    A story's own numbered list stands at the margin and has text at the margin after it, while
    the thread that follows is indented and never comes back to the margin.
    """
    firsts = [
        i for i, line in enumerate(lines) if i and (m := ITEM.match(line.text)) and m[1] == "1"
    ]
    if not firsts:
        return None
    margin = min(line.indent for line in lines)
    later = next((i for i in firsts if lines[i].indent > margin), None)
    if later is None or lines[firsts[0]].indent > margin:
        return firsts[0]
    before_is_story = lines[later - 1].indent == margin and not _is_item(lines[later - 1])
    back_at_margin = any(line.indent == margin and _is_item(line) for line in lines[later:])
    return later if before_is_story and not back_at_margin else firsts[0]


class Thread:
    """The items of a thread, and the numbers of the lines after it."""

    def __init__(self, lines: list[Line]) -> None:
        self.items: list[Item] = []
        self._open: list[Item] = []
        self._margin: list[Line] = []
        self._roots = 0
        self._column = lines[0].indent
        self._spaced = _items_stand_apart(lines)
        for line in lines:
            if not self._begin_item(line):
                self._add_text(line)

    @property
    def foot(self) -> list[int]:
        """The numbers of the lines at the margin that no comment follows."""
        return [line.number for line in self._margin]

    def _begin_item(self, line: Line) -> bool:
        match = ITEM.match(line.text)
        if match is None or (self._spaced and self.items and not line.after_blank):
            return False
        printed = int(match[1])
        depth = self._depth_of(line.indent)
        if not self._plausible(printed, depth):
            return False
        self._keep_margin()
        del self._open[depth:]
        self._open.append(self._new_item(line.indent, printed, line.number))
        if match[2]:
            self._open[-1].lines.append(match[2])
        return True

    def _depth_of(self, column: int) -> int:
        """Return the depth of an item whose number stands in this column.

        Longer numbers may begin further left than their siblings, never further right.
        """
        for depth, item in enumerate(self._open):
            if column <= item.column:
                return depth
        return len(self._open)

    def _plausible(self, printed: int, depth: int) -> bool:
        if depth >= len(self._open):
            return printed == 1 or not self.items
        gap = printed - self._open[depth].printed
        return printed == 1 or 0 < gap <= LARGEST_GAP

    def _new_item(self, column: int, printed: int, line: int) -> Item:
        if self._open:
            parent = self._open[-1]
            parent.replies += 1
            place, above = f"{parent.place}.{parent.replies}", parent.place
        else:
            self._roots += 1
            place, above = str(self._roots), ""
        item = Item(column, printed, place, above, line)
        self.items.append(item)
        return item

    def _add_text(self, line: Line) -> None:
        """Give a line to the deepest open comment whose number stands left of it."""
        if self._margin or (line.after_blank and line.indent < self._column):
            self._margin.append(line)
        else:
            self._give(line, self._owner_at(line.indent) if line.after_blank else self._open[-1])

    def _give(self, line: Line, owner: Item) -> None:
        if line.after_blank and owner.lines:
            owner.lines.append("")
        owner.lines.append(line.text)

    def _keep_margin(self) -> None:
        """Give the lines at the margin to the last comment, since another one follows them."""
        for line in self._margin:
            self._give(line, self._open[-1])
        self._margin.clear()

    def _owner_at(self, indent: int) -> Item:
        left = [item for item in self._open if item.column < indent]
        return left[-1] if left else self._open[-1]


def _is_item(line: Line) -> bool:
    return ITEM.match(line.text) is not None


def _items_stand_apart(lines: list[Line]) -> bool:
    """Tell whether a blank line stands before each item, so that others are a writer's own list."""
    items = [line for line in lines[1:] if _is_item(line)]
    top = [line.after_blank for line in items if line.indent <= lines[0].indent]
    if top:
        return all(top)
    return 2 * sum(line.after_blank for line in items) > len(items)


def unwrapped(lines: list[str], *, width: int) -> str:
    """Join the lines of a body that a program wrapped at ``width`` characters.

    A line end is a program's where the next word would not have fitted on the line.
    """
    if width > WIDEST_WRAPPED:
        return "\n".join(lines)
    pieces = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        word = following.partition(" ")[0]
        wrapped = bool(word) and bool(line) and len(line) + 1 + len(word) > width
        pieces.append(line + (" " if wrapped else "\n"))
    return "".join(pieces).rstrip()


def _paragraphs(lines: list[Line], *, width: int) -> list[str]:
    grouped: list[list[Line]] = []
    for line in lines:
        if line.after_blank or not grouped:
            grouped.append([])
        grouped[-1].append(line)
    return [unwrapped([line.text for line in g], width=width - g[0].indent) for g in grouped]


def _story(lines: list[Line], *, width: int, options: ReadOptions) -> ForeignStory:
    printed, *paragraphs = _paragraphs(lines, width=width)
    kicker, headline = split_headline(" ".join(printed.split()))
    if paragraphs and THREAD_HEADING.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    byline, published = "", None
    if paragraphs and (by := BYLINE.fullmatch(paragraphs[0])):
        byline = by[1]
        paragraphs.pop(0)
    if paragraphs and (published := read_moment(paragraphs[0], zone=options.zone)):
        paragraphs.pop(0)
    identifier = story_id(options.address, headline)
    return ForeignStory(
        key=identifier,
        foreign_id=identifier,
        headline=headline,
        kicker=kicker,
        byline=byline,
        body="\n\n".join(paragraphs),
        markup=Markup.PLAIN,
        url=options.address,
        published=published,
    )


def _comment(item: Item, *, story: str, width: int, options: ReadOptions) -> ForeignComment:
    name, written, lines = _head(item.lines, options)
    return ForeignComment(
        story=story,
        foreign_id=comment_id(story, item.place),
        parent=item.parent and comment_id(story, item.parent),
        author=ForeignAuthor(name=name),
        body=unwrapped(lines, width=width - item.column).strip("\n"),
        markup=Markup.PLAIN,
        written=written,
        where=f"comment {item.place}, line {item.line}",
    )


def _head(lines: list[str], options: ReadOptions) -> tuple[str, datetime | None, list[str]]:
    """Return name, time and the other lines of a comment that begins with "Name says:"."""
    says = SAYS.fullmatch(lines[0]) if lines else None
    if says is None:
        return "", None, lines
    rest = lines[2:] if lines[1:2] == [""] else lines[1:]
    written = read_moment(rest[0], zone=options.zone) if rest else None
    return says[1], written, rest[1:] if written else rest


def _recognises(head: bytes) -> bool:
    return not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


READER = Reader("page text", _recognises, read)

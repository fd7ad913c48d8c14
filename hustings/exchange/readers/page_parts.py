"""Writer, time, text and votes of a comment on a web page, by its markup or by its first lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from hustings.exchange.characters import one_line
from hustings.exchange.dates import read_moment
from hustings.exchange.markup import Text, Token, serialised
from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.comment_forms import CommentForm
from hustings.exchange.readers.heads import (
    LONGEST_HEAD,
    SAYS_AT_END,
    SMALL_WORDS,
    good_name,
    split_head,
)
from hustings.exchange.readers.json_ld import count_of, vote_of
from hustings.exchange.readers.page_nesting import Found
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.readers.text_heads import Head, head_of
from hustings.exchange.selectors import PageIndex, Selector
from hustings.exchange.tree import Tree

READABLE = ReadOptions()
"""Enough to find out whether something is a moment, whatever its zone."""
MOST_TOKENS = 40
"""Tags and texts in which a head must stand; a bound for pages of empty elements."""
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "em", "font", "i", "img", "label", "small", "span"}
    | {"strong", "sub", "sup", "time", "tt", "u"}
)
"""Elements that stand within a line; any other ends it."""


class Parts:
    """Reads the parts of comments whose elements are known."""

    def __init__(
        self, page: PageIndex, elements: dict[int, Found], owner: list[int], form: CommentForm
    ) -> None:
        self._page = page
        self._nodes = page.tree.nodes
        self._elements = elements
        self._owner = owner
        self._form = form
        self._find_parts(form)
        beside = (index for found in elements.values() for index in found.after)
        self._within_text = frozenset([*elements, *beside])
        self._furniture = frozenset(page.find_all(comment_forms.FURNITURE))
        self._around_text = self._within_text | self._furniture | self._marked()

    def _find_parts(self, form: CommentForm) -> None:
        """Find writer, time and text of each comment; a text that holds the others is none."""
        for part in ("time", "author", "body"):
            for selector in getattr(form, part):
                for index in self._page.find(selector):
                    found = self._elements.get(self._owner[index])
                    if found and index != found.index and self._fits(part, selector, index, found):
                        found.parts.setdefault(part, index)

    def _fits(self, part: str, selector: Selector, index: int, found: Found) -> bool:
        if part in found.parts:
            return False
        if part == "time":
            return moment_of(self._page.tree, index, READABLE) is not None
        if part == "author":
            short = 0 < len(self._name_at(index)) <= LONGEST_HEAD
            return short and (bool(selector.tests) or self._leads(index, found))
        inside = self._page.tree.subtree(index)
        return not any(other in inside for other in found.parts.values())

    def _name_at(self, index: int) -> str:
        """Return what an element says; a ``<meta>`` says it in an attribute."""
        told = self._nodes[index].attributes.get("content", "")
        return self._page.tree.text(index) or one_line(told)

    def _leads(self, index: int, found: Found) -> bool:
        """Tell whether nothing can be read in the comment before this element."""
        between = self._nodes[found.index + 1 : index]
        return not any(node.text.strip() for node in between)

    def _marked(self) -> frozenset[int]:
        """Return the elements of names and times, which are no text."""
        return frozenset(
            index
            for found in self._elements.values()
            for part, index in found.parts.items()
            if part != "body"
        )

    def author(self, found: Found) -> str:
        """Return the writer's name, "" where none is told."""
        name = self._head(found, READABLE)[0]
        lead = None if name and "time" in found.parts else self._lead(found, READABLE)
        return lead.name if lead and (lead.written or not name) else name

    def written(self, found: Found, options: ReadOptions) -> datetime | None:
        """Return when a comment was written, None where nothing tells."""
        index = found.parts.get("time")
        told = None if index is None else moment_of(self._page.tree, index, options)
        if told := told or self._head(found, options)[1]:
            return told
        lead = self._lead(found, options)
        return lead.written if lead else None

    def _head(self, found: Found, options: ReadOptions) -> tuple[str, datetime | None]:
        """Return name and time as they stand in what names the author, or over the text."""
        tree, index = self._page.tree, found.parts.get("author")
        if found.after and self._form is comment_forms.DEFINITIONS:
            head = tree.text(found.index)
            name, moment = split_head(head, zone=options.zone)
            if name or index is None:
                return name or good_name(head), moment
        if index is None:
            return "", None
        text = tree.text(index, without=frozenset({found.parts.get("time", -1)}))
        text = text or self._name_at(index)
        name, moment = split_head(text, zone=options.zone)
        return (name, moment) if moment else (SAYS_AT_END.sub("", text).strip(" ,:|·•–—-"), None)

    def _lead(self, found: Found, options: ReadOptions) -> Head | None:
        """Return the head that a comment's first lines are, where no element marks it."""
        tokens = self._page.tree.tokens(found.index, without=self._within_text | self._furniture)
        first, second = first_lines(tokens)
        return head_of(first, options.zone, below=second) if first else None

    def body(self, found: Found) -> str:
        """Return a comment's HTML without what names its writer and time."""
        tokens, marked = self._page.tree.tokens, found.parts.get("body")
        each = [serialised(tokens(one, without=self._within_text)) for one in found.after]
        beside = "".join(f"<div>{one}</div>" for one in each)
        if each and self._form is comment_forms.DEFINITIONS:
            return beside
        if marked is not None:
            return serialised(tokens(marked, without=self._within_text)) + beside
        if "time" not in found.parts and (lead := self._lead(found, READABLE)):
            own = tokens(found.index, without=self._within_text | self._furniture)
            return serialised(without_head(own, lead)) + beside
        own = tokens(found.index, without=self._around_text)
        return serialised(without_small_words(own)) + beside

    def votes(self) -> dict[int, tuple[int, int]]:
        """Return the totals, for and against, that microdata tells of comments."""
        totals: dict[int, list[int]] = {}
        for index in self._page.find_all(comment_forms.COUNTS):
            attributes = self._nodes[index].attributes
            kind = attributes.get("itemprop", "") + self._kind_beside(index)
            side = vote_of(kind)
            if side is not None and (owner := self._owner[index]) in self._elements:
                told = attributes.get("content") or self._page.tree.text(index)
                totals.setdefault(owner, [0, 0])[side] = count_of(told)
        return {owner: (up, down) for owner, (up, down) in totals.items()}

    def _kind_beside(self, index: int) -> str:
        """Return what kind of action the counter that holds an element counts."""
        counter = self._nodes[index].parent
        for beside in self._page.tree.subtree(counter):
            attributes = self._nodes[beside].attributes
            if attributes.get("itemprop") == "interactionType":
                return attributes.get("content") or attributes.get("href", "")
        return ""


def first_lines(found: Iterable[Token]) -> tuple[str, str]:
    """Return the first two lines of text, each up to a break or the end of a block."""
    lines, parts = [], list[str]()
    for token in islice(found, MOST_TOKENS):
        if isinstance(token, Text):
            parts.append(token.text)
            if sum(map(len, parts)) > 2 * LONGEST_HEAD:
                break
        elif token.name not in INLINE and "".join(parts).strip():
            lines.append("".join(parts))
            parts = []
            if len(lines) == 2:
                break
    lines += ["".join(parts), "", ""]
    first, second = (" ".join(line.split()) for line in lines[:2])
    return first, second


def without_head(found: Iterable[Token], head: Head) -> Iterator[Token]:
    """Leave out a head: the lines that it fills, or its part of the line that goes on."""
    tokens = list(found)
    first, second = first_lines(tokens)
    told = first + second if head.lines == 2 else first
    left = _printed(told) - _printed(head.rest)
    for token in tokens:
        if isinstance(token, Text) and left > 0:
            at = 0
            while at < len(token.text) and left:
                left -= not token.text[at].isspace()
                at += 1
            yield Text(token.text[at:])
        else:
            yield token


def _printed(text: str) -> int:
    """Return how many characters of a text are no spaces."""
    return sum(not character.isspace() for character in text)


def without_small_words(found: Iterable[Token]) -> Iterator[Token]:
    """Leave out what stands between name and time, as "says:" and "|", before the text begins.

    A comment of nothing else, "42", is a text.
    """
    tokens = list(found)
    small = [isinstance(one, Text) and _is_small(one.text) for one in tokens]
    texts = [at for at, one in enumerate(tokens) if isinstance(one, Text) and not small[at]]
    begun = texts[0] if texts else 0
    return (one for at, one in enumerate(tokens) if at >= begun or not small[at])


def _is_small(text: str) -> bool:
    return SMALL_WORDS.fullmatch(text) is not None


def moment_of(tree: Tree, index: int, options: ReadOptions) -> datetime | None:
    """Return the moment that an element tells by its attributes or its text."""
    attributes = tree.nodes[index].attributes
    written = (attributes.get(name, "") for name in comment_forms.MOMENT_NAMES)
    readable = (read_moment(value, zone=options.zone) for value in written if value)
    return next((moment for moment in readable if moment), None) or read_moment(
        tree.text(index), zone=options.zone
    )

"""Find the comments of a web page: which elements they are, and which answers which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

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
from hustings.exchange.readers.page import comment_id
from hustings.exchange.readers.page_repeats import choose_form, comment_areas
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignState,
    LeftOut,
    Markup,
    Subject,
)
from hustings.exchange.selectors import PageIndex, Selector
from hustings.exchange.tree import Tree

OWN_ID = re.compile(
    r"(?:li-|div-)?(?:comment|cmt|isso|post|reply|remark42__comment|c)[-_]?([\w-]{1,60})", re.I
)
OWN_NAMES = ("data-comment-id", "data-commentid", "data-comment", "data-post-id")
NO_PLACE = frozenset({"s", "list", "section", "area", "form", "content", "body", "text", "true"})
BY_USER = re.compile(r"comment-author-([\w-]{1,60})")
LEVEL = re.compile(r"(\d{1,4})")
DEPTH = re.compile(r"(?:^|\s)(?:[a-z]+-)?(?:depth|level|lvl|indent)[-_]?(\d{1,4})(?:\s|$)")
LIST_NAMES = ("ul", "ol")
MARGIN = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:\.\d+)?(?:px|em|rem|%)", re.I)
READABLE = ReadOptions()
"""Enough to find out whether something is a moment, whatever its zone."""


@dataclass(slots=True)
class Found:
    """One comment's element, and the elements that hold its parts.

    ``parent`` is the index of the comment answered, -1 at the top; ``place`` its id on the page;
    ``after`` are elements beside its own that belong to it, as ``<dd>`` after ``<dt>``.
    """

    index: int
    parent: int
    place: str = ""
    parts: dict[str, int] = field(default_factory=dict)
    after: list[int] = field(default_factory=list)
    awaiting: bool = False


class PageComments:
    """The comments of one page. ``elements`` holds them by index of element, in order."""

    def __init__(self, page: PageIndex) -> None:
        self._page = page
        self._nodes = page.tree.nodes
        self.areas = comment_areas(page)
        self.form, items = choose_form(page, self.areas)
        self.owner = [-1] * len(self._nodes)
        self.elements: dict[int, Found] = {}
        if self.form is not None:
            self._nest(frozenset(items), frozenset(page.find_all(self.form.branch)))
            self._find_parts(self.form)
        self._name_places()
        self._nest_by_reference()
        self._nest_by_level()
        beside = (index for found in self.elements.values() for index in found.after)
        self._within_text = frozenset([*self.elements, *beside])
        self._around_text = self._within_text | self._furniture()

    def _nest(self, items: frozenset[int], branches: frozenset[int]) -> None:
        """Give every node the comment it lies in, and every comment the one it answers."""
        last_item: dict[int, int] = {}
        branch_of = [-1] * len(self._nodes)
        head_of: dict[int, int] = {-1: -1}
        replies = frozenset(self._page.find_all(comment_forms.REPLIES)) - items
        for index, node in enumerate(self._nodes[1:], 1):
            around, branch = self.owner[node.parent], branch_of[node.parent]
            if self._belongs_to_the_one_before(index, replies):
                around = last_item.get(node.parent, around)
            self.owner[index], branch_of[index] = around, branch
            if index in branches:
                branch_of[index], head_of[branch] = index, head_of.get(branch, -1)
                head_of[index] = head_of[branch]
            elif index in items and not self._same_comment(index, around):
                self.owner[index] = last_item[node.parent] = index
                self.elements[index] = Found(index, head_of[branch] if branches else around)
                head_of[branch] = index if branch >= 0 else -1
            elif node.name == "dd" and around >= 0 and around != self.owner[node.parent]:
                self.elements[around].after.append(index)

    def _belongs_to_the_one_before(self, index: int, replies: frozenset[int]) -> bool:
        """Tell whether an element beside comments belongs to the last of them.

        Replies may stand after the comment's element instead of in it: in a container of their own,
        or, invalid and common, in a list that lies directly in the list.
        """
        node = self._nodes[index]
        if node.name in LIST_NAMES:
            return self._nodes[node.parent].name in LIST_NAMES or index in replies
        if node.name == "dd":
            return self.form is comment_forms.DEFINITIONS
        return index in replies

    def _nest_by_reference(self) -> None:
        """Find parents that comments name by an attribute."""
        by_place = {found.place: found.index for found in self.elements.values()}
        for index, found in self.elements.items():
            attributes = self._nodes[index].attributes
            told = (attributes.get(name, "").strip() for name in comment_forms.PARENT_NAMES)
            for value in filter(None, told):
                match = OWN_ID.fullmatch(value)
                parent = by_place.get(value, by_place.get(match[1], -1) if match else -1)
                if 0 <= parent < index:
                    found.parent = parent

    def _nest_by_level(self) -> None:
        """Find parents in a flat list whose comments tell how deep they stand."""
        above: list[tuple[int, int]] = []
        for index, found in self.elements.items():
            level = self._level(index)
            while above and above[-1][0] >= level:
                above.pop()
            if found.parent < 0 and above:
                found.parent = above[-1][1]
            if level:
                above.append((level, index))

    def _level(self, index: int) -> int:
        """Return how deep an element says it stands, or what wraps it does; 0 if it is mute."""
        for near in (index, self._nodes[index].parent):
            node = self._nodes[near]
            if near != index and self.owner[near] != self.owner[node.parent]:
                break
            told = [node.attributes.get(name, "") for name in comment_forms.LEVEL_NAMES]
            numbers = [int(match[1]) + 1 for value in told if (match := LEVEL.fullmatch(value))]
            if match := DEPTH.search(node.attributes.get("class", "")):
                numbers.append(int(match[1]) + 1)
            if match := MARGIN.search(node.attributes.get("style", "")):
                numbers.append(int(match[1]) + 1)
            if numbers:
                return numbers[0]
        return self._told_inside(index)

    def _told_inside(self, index: int) -> int:
        """Return the depth that a table's cell tells, as Hacker News does; 0 if none does."""
        for inner in range(index, min(index + 12, self._nodes[index].end)):
            if match := LEVEL.fullmatch(self._nodes[inner].attributes.get("indent", "")):
                return int(match[1]) + 1
        return 0

    def _same_comment(self, index: int, around: int) -> bool:
        """Tell whether an element is the inside of the list item that bears the same comment.

        Many themes write ``<li id="li-comment-5"><article id="comment-5" class="comment">``.
        """
        node, outer = self._nodes[index], self._nodes[around]
        if around < 0 or node.parent != around or outer.name != "li" or node.name == "li":
            return False
        ids = [OWN_ID.fullmatch(one.attributes.get("id", "")) for one in (node, outer)]
        return len({found[1] for found in ids if found}) < 2

    def _find_parts(self, form: CommentForm) -> None:
        """Find writer, time and text of each comment; a text that holds the others is none."""
        for part in ("time", "author", "body"):
            for selector in getattr(form, part):
                for index in self._page.find(selector):
                    found = self.elements.get(self.owner[index])
                    if found and index != found.index and self._fits(part, selector, index, found):
                        found.parts.setdefault(part, index)
        for index in self._page.find_all(comment_forms.AWAITING):
            if found := self.elements.get(self.owner[index]):
                found.awaiting = True

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

    def _furniture(self) -> frozenset[int]:
        """Return what is no text where nothing marks the text: names, times, links to act."""
        marked = {
            index
            for found in self.elements.values()
            for part, index in found.parts.items()
            if part != "body"
        }
        return frozenset(self._page.find_all(comment_forms.FURNITURE)) | marked

    def _name_places(self) -> None:
        """Name each comment by its own id on the page, else by its order."""
        taken: set[str] = set()
        for order, found in enumerate(self.elements.values(), 1):
            place = self._own_id(found)
            found.place = place if place and place not in taken else f"n{order}"
            taken.add(found.place)

    def _own_id(self, found: Found) -> str:
        """Return the id of the comment's element or of one of the first inside it."""
        for index in range(found.index, min(found.index + 8, self._nodes[found.index].end)):
            attributes = self._nodes[index].attributes
            if self.owner[index] != found.index:
                continue
            match = OWN_ID.fullmatch(attributes.get("id", ""))
            if match and match[1] not in NO_PLACE:
                return match[1]
            for name in OWN_NAMES:
                if 0 < len(told := attributes.get(name, "").strip()) <= 60:
                    return told
        return ""

    def records(self, *, story: str, options: ReadOptions) -> Iterator[ForeignComment | LeftOut]:
        """Yield the comments as records of this story."""
        for found in self.elements.values():
            classes = self._nodes[found.index].classes
            kind = next((kind for kind in ("pingback", "trackback") if kind in classes), "")
            identifier = comment_id(story, found.place)
            parent = self.elements.get(found.parent)
            above = comment_id(story, parent.place) if parent else ""
            where = f"comment {found.place}"
            if kind and not options.pingbacks:
                yield LeftOut(Subject.COMMENT, kind, where, story, identifier, above)
                continue
            yield ForeignComment(
                story=story,
                foreign_id=identifier,
                parent=above,
                author=self._author(found, kind),
                body=self._body(found),
                markup=Markup.HTML,
                written=self._written(found, options),
                state=ForeignState.HELD if found.awaiting else ForeignState.PUBLISHED,
                where=where,
            )

    def _author(self, found: Found, kind: str) -> ForeignAuthor:
        """Return name and, where the page's classes tell it, the signed-in user."""
        classes = self._nodes[found.index].attributes.get("class", "")
        user = BY_USER.search(classes) if "byuser" in classes.split() else None
        name = self._head(found, READABLE)[0]
        return ForeignAuthor(name, user=f"login:{user[1]}" if user else kind)

    def _head(self, found: Found, options: ReadOptions) -> tuple[str, datetime | None]:
        """Return name and time as they stand in what names the author, or over the text."""
        tree, index = self._page.tree, found.parts.get("author")
        if found.after:
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

    def _body(self, found: Found) -> str:
        tokens, marked = self._page.tree.tokens, found.parts.get("body")
        if found.after:
            each = (serialised(tokens(one, without=self._within_text)) for one in found.after)
            return "".join(f"<div>{one}</div>" for one in each)
        if marked is not None:
            return serialised(tokens(marked, without=self._within_text))
        return serialised(without_small_words(tokens(found.index, without=self._around_text)))

    def _written(self, found: Found, options: ReadOptions) -> datetime | None:
        index = found.parts.get("time")
        told = None if index is None else moment_of(self._page.tree, index, options)
        return told or self._head(found, options)[1]


def without_small_words(found: Iterable[Token]) -> Iterator[Token]:
    """Leave out what stands between name and time, as "says:" and "|", before the text begins."""
    begun = False
    for token in found:
        if isinstance(token, Text) and not begun:
            if SMALL_WORDS.fullmatch(token.text):
                continue
            begun = True
        yield token


def moment_of(tree: Tree, index: int, options: ReadOptions) -> datetime | None:
    """Return the moment that an element tells by its attributes or its text."""
    attributes = tree.nodes[index].attributes
    written = (attributes.get(name, "") for name in comment_forms.MOMENT_NAMES)
    readable = (read_moment(value, zone=options.zone) for value in written if value)
    return next((moment for moment in readable if moment), None) or read_moment(
        tree.text(index), zone=options.zone
    )

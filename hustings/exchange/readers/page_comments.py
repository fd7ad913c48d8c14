"""Find the comments of a web page: which elements they are, and which answers which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hustings.exchange.dates import read_moment
from hustings.exchange.markup import serialised
from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.comment_forms import CommentForm
from hustings.exchange.readers.page import comment_id
from hustings.exchange.readers.page_text import THREAD_HEADING
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignState,
    LeftOut,
    Markup,
    Subject,
)
from hustings.exchange.selectors import PageIndex
from hustings.exchange.tree import Tree

OWN_ID = re.compile(r"(?:li-|div-)?(?:comment|isso|post|remark42__comment|c)[-_]?([\w-]{1,60})")
BY_USER = re.compile(r"comment-author-([\w-]{1,60})")
SAYS = re.compile(r"\s+(?:says|said|wrote)\s*:?$")
PARTS = ("body", "author", "time")
LEVEL = re.compile(r"(\d{1,4})")
DEPTH = re.compile(r"(?:^|\s)depth-(\d{1,4})(?:\s|$)")
LIST_NAMES = ("ul", "ol")


@dataclass(slots=True)
class Found:
    """One comment's element, and the elements that hold its parts.

    ``parent`` is the index of the comment answered, -1 at the top; ``place`` its id on the page.
    """

    index: int
    parent: int
    place: str = ""
    parts: dict[str, int] = field(default_factory=dict)
    awaiting: bool = False


def choose_form(page: PageIndex, areas: list[int]) -> tuple[CommentForm | None, list[int]]:
    """Return the first form that the page uses, and the elements of its comments."""
    for form in comment_forms.FORMS:
        if items := page.find_all(form.item):
            return form, items
    inside = {index for area in areas for index in page.tree.subtree(area)}
    for form in (comment_forms.DETAILS, comment_forms.LISTS):
        if items := [i for i in page.find_all(form.item) if i in inside]:
            return form, items
    return None, []


def _areas(page: PageIndex) -> list[int]:
    """Return what calls itself comments, or else the lists right after such a heading."""
    tree = page.tree
    outermost: list[int] = []
    for index in page.find_all(comment_forms.AREA) or _lists_after_heading(page):
        if not outermost or index >= tree.nodes[outermost[-1]].end:
            outermost.append(index)
    return outermost


def _lists_after_heading(page: PageIndex) -> list[int]:
    headings = page.find_all(comment_forms.HEADINGS)
    lists = page.find_all(comment_forms.LISTS_THEMSELVES)
    last = next((i for i in reversed(headings) if is_thread_heading(page.tree.text(i))), None)
    return [] if last is None else [i for i in lists if i > last]


def is_thread_heading(text: str) -> bool:
    return THREAD_HEADING.fullmatch(text) is not None


class PageComments:
    """The comments of one page. ``elements`` holds them by index of element, in order."""

    def __init__(self, page: PageIndex) -> None:
        self._page = page
        self._nodes = page.tree.nodes
        self.areas = _areas(page)
        self.form, items = choose_form(page, self.areas)
        self.owner = [-1] * len(self._nodes)
        self.elements: dict[int, Found] = {}
        if self.form is not None:
            self._nest(frozenset(items), frozenset(page.find_all(self.form.branch)))
            self._nest_by_level()
            self._find_parts(self.form)
        self._name_places()
        self._within_text = frozenset(self.elements)
        self._around_text = self._within_text | self._furniture()

    def _nest(self, items: frozenset[int], branches: frozenset[int]) -> None:
        """Give every node the comment it lies in, and every comment the one it answers."""
        last_item: dict[int, int] = {}
        branch_of = [-1] * len(self._nodes)
        head_of: dict[int, int] = {-1: -1}
        for index, node in enumerate(self._nodes[1:], 1):
            around, branch = self.owner[node.parent], branch_of[node.parent]
            if node.name in LIST_NAMES and self._nodes[node.parent].name in LIST_NAMES:
                # Replies beside the comment's element instead of in it: invalid, and common.
                around = last_item.get(node.parent, around)
            self.owner[index], branch_of[index] = around, branch
            if index in branches:
                branch_of[index], head_of[index] = index, head_of[branch]
            elif index in items and not self._same_comment(index, around):
                self.owner[index] = last_item[node.parent] = index
                self.elements[index] = Found(index, head_of[branch] if branches else around)
                head_of[branch] = index if branch >= 0 else -1

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
        """Return the depth that an element tells, 1 at the top; 0 if it tells none."""
        attributes = self._nodes[index].attributes
        told = LEVEL.fullmatch(attributes.get("aria-level", "")) or DEPTH.search(
            attributes.get("class", "")
        )
        return int(told[1]) if told else 0

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
        for part in PARTS:
            for selector in getattr(form, part):
                for index in self._page.find(selector):
                    found = self.elements.get(self.owner[index])
                    if found and index != found.index:
                        found.parts.setdefault(part, index)
        for index in self._page.find_all(comment_forms.AWAITING):
            if found := self.elements.get(self.owner[index]):
                found.awaiting = True

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
            written = self._nodes[index].attributes.get("id", "")
            if self.owner[index] == found.index and (match := OWN_ID.fullmatch(written)):
                return match[1]
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
        index = found.parts.get("author")
        name = SAYS.sub("", self._page.tree.text(index)) if index is not None else ""
        classes = self._nodes[found.index].attributes.get("class", "")
        user = BY_USER.search(classes) if "byuser" in classes.split() else None
        return ForeignAuthor(name=name.strip(" ,:"), user=f"login:{user[1]}" if user else kind)

    def _body(self, found: Found) -> str:
        tokens, marked = self._page.tree.tokens, found.parts.get("body")
        if marked is not None:
            return serialised(tokens(marked, without=self._within_text))
        return serialised(tokens(found.index, without=self._around_text))

    def _written(self, found: Found, options: ReadOptions) -> datetime | None:
        index = found.parts.get("time")
        return None if index is None else moment_of(self._page.tree, index, options)


def moment_of(tree: Tree, index: int, options: ReadOptions) -> datetime | None:
    """Return the moment that an element tells by its attributes or its text."""
    attributes = tree.nodes[index].attributes
    written = (attributes.get(name, "") for name in ("datetime", "content", "title"))
    readable = (read_moment(value, zone=options.zone) for value in written if value)
    return next((moment for moment in readable if moment), None) or read_moment(
        tree.text(index), zone=options.zone
    )

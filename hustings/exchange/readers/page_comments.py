"""Find the comments of a web page: which elements they are, and which answers which."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.page import comment_id
from hustings.exchange.readers.page_nesting import (
    OWN_ID,
    Found,
    nest_by_level,
    nest_by_reference,
)
from hustings.exchange.readers.page_parts import Parts
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
from hustings.exchange.selectors import PageIndex

OWN_NAMES = ("data-comment-id", "data-commentid", "data-comment", "data-post-id", "data-id")
NO_PLACE = frozenset({"s", "list", "section", "area", "form", "content", "body", "text", "true"})
BY_USER = re.compile(r"comment-author-([\w-]{1,60})")
LIST_NAMES = ("ul", "ol")
PARAGRAPHS = frozenset({"p", "blockquote", "pre", "div", "ul", "ol"})
"""What continues a comment that only its head marks."""


class PageComments:
    """The comments of one page. ``elements`` holds them by index of element, in order."""

    def __init__(self, page: PageIndex) -> None:
        self._page = page
        self._nodes = page.tree.nodes
        self.areas = comment_areas(page)
        self.form, items = choose_form(page, self.areas)
        self._items = frozenset(items)
        self.owner = [-1] * len(self._nodes)
        self.elements: dict[int, Found] = {}
        if self.form is not None:
            self._nest(frozenset(page.find_all(self.form.branch)))
        self.areas = self._areas_of_thread()
        for index in page.find_all(comment_forms.AWAITING):
            if found := self.elements.get(self.owner[index]):
                found.awaiting = True
        self._name_places()
        nest_by_reference(page, self.elements, self.owner)
        nest_by_level(page, self.elements, self.owner)

    def _areas_of_thread(self) -> list[int]:
        """Return the areas that are named so or hold comments; "Discussion" may head a text."""
        named = frozenset(self._page.find_all(comment_forms.AREA))
        return [
            area
            for area in self.areas
            if area in named or any(self.owner[i] >= 0 for i in self._page.tree.subtree(area))
        ]

    def _nest(self, branches: frozenset[int]) -> None:
        """Give every node the comment it lies in, and every comment the one it answers."""
        last_item: dict[int, int] = {}
        branch_of = [-1] * len(self._nodes)
        head_of: dict[int, int] = {-1: -1}
        replies = frozenset(self._page.find_all(comment_forms.REPLIES)) - self._items
        for index, node in enumerate(self._nodes[1:], 1):
            around, branch = self.owner[node.parent], branch_of[node.parent]
            if self._belongs_to_the_one_before(index, replies):
                around = last_item.get(node.parent, around)
            self.owner[index], branch_of[index] = around, branch
            if index in branches:
                branch_of[index], head_of[branch] = index, head_of.get(branch, -1)
                head_of[index] = head_of[branch]
            elif index in self._items and not self._same_comment(index, around):
                self.owner[index] = last_item[node.parent] = index
                self.elements[index] = Found(index, head_of[branch] if branches else around)
                head_of[branch] = index if branch >= 0 else -1
            elif around >= 0 and around != self.owner[node.parent] and self._is_text(index):
                self.elements[around].after.append(index)

    def _belongs_to_the_one_before(self, index: int, replies: frozenset[int]) -> bool:
        """Tell whether an element beside comments belongs to the last of them.

        Replies may stand after the comment's element instead of in it: in a container of their own,
        or, invalid and common, in a list that lies directly in the list.
        """
        node = self._nodes[index]
        if node.name in LIST_NAMES:
            return self._nodes[node.parent].name in LIST_NAMES or index in replies
        return index in replies or self._is_text(index)

    def _is_text(self, index: int) -> bool:
        """Tell whether an element beside a comment's own holds text of it, and not replies."""
        name = self._nodes[index].name
        if self.form is comment_forms.HEADED:
            return name in PARAGRAPHS and index not in self._items
        return name == "dd" and self.form is comment_forms.DEFINITIONS

    def _same_comment(self, index: int, around: int) -> bool:
        """Tell whether an element is the inside of the list item that bears the same comment.

        Many themes write ``<li id="li-comment-5"><article id="comment-5" class="comment">``.
        """
        node, outer = self._nodes[index], self._nodes[around]
        if around < 0 or node.parent != around or outer.name != "li" or node.name == "li":
            return False
        ids = [OWN_ID.fullmatch(one.attributes.get("id", "")) for one in (node, outer)]
        return len({found[1] for found in ids if found}) < 2

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
        if self.form is None:
            return
        parts = Parts(self._page, self.elements, self.owner, self.form)
        votes = parts.votes()
        for found in self.elements.values():
            kind = self._kind(found)
            identifier = comment_id(story, found.place)
            parent = self.elements.get(found.parent)
            above = comment_id(story, parent.place) if parent else ""
            where = f"comment {found.place}"
            if kind and not options.pingbacks:
                yield LeftOut(Subject.COMMENT, kind, where, story, identifier, above)
                continue
            up, down = votes.get(found.index, (0, 0))
            yield ForeignComment(
                story=story,
                foreign_id=identifier,
                parent=above,
                author=ForeignAuthor(parts.author(found), user=self._user(found) or kind),
                body=parts.body(found),
                markup=Markup.HTML,
                written=parts.written(found, options),
                state=ForeignState.HELD if found.awaiting else ForeignState.PUBLISHED,
                up=up,
                down=down,
                where=where,
            )

    def _kind(self, found: Found) -> str:
        """Return "pingback" or "trackback", "" for a reader's comment."""
        classes = self._nodes[found.index].classes
        return next((kind for kind in ("pingback", "trackback") if kind in classes), "")

    def _user(self, found: Found) -> str:
        """Return the signed-in user that the page's classes tell, "" for a guest."""
        classes = self._nodes[found.index].attributes.get("class", "")
        user = BY_USER.search(classes) if "byuser" in classes.split() else None
        return f"login:{user[1]}" if user else ""

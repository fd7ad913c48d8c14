"""Find out how a page marks its comments up: by a system's own form, or by what repeats itself."""

from __future__ import annotations

import re
from collections import Counter

from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.comment_forms import CommentForm
from hustings.exchange.readers.heads import is_thread_heading
from hustings.exchange.selectors import PageIndex
from hustings.exchange.tree import Tree

BLOCKS = frozenset({"li", "div", "article", "section", "tr", "td", "p", "blockquote", "aside"})
NUMBERED_ID = re.compile(r"(?:li-|div-)?(?:comment|cmt|comm|kommentar|reply|c)[-_]?\d+", re.I)
COMMENTISH = re.compile(r"comment|kommentar|coment[aá]rio|reactie|kommentti|komentarz", re.I)
ALSO_INSIDE = re.compile(r"repl(?:y|ies)|respon|post|message|entry|item|thread|node", re.I)
"""Words of classes that mean a comment only inside what calls itself comments."""
MOST_OWN = 8
"""Names and times that one comment may hold; what holds more is the list itself."""
GOOD_SHARE = 0.6
"""How many of the elements of a class must hold a name or a time, for the class to be comments."""


def choose_form(page: PageIndex, areas: list[int]) -> tuple[CommentForm | None, list[int]]:
    """Return the first form that the page uses, and the elements of its comments."""
    for form in comment_forms.FORMS:
        if items := page.find_all(form.item):
            return form, items
    by_class = page.find_all(comment_forms.BY_CLASS)
    if items := _by_own_id(page) or repeated(page, areas) or by_class:
        return comment_forms.GENERIC, items
    inside = {index for area in areas for index in page.tree.subtree(area)}
    for form in (comment_forms.DETAILS, comment_forms.DEFINITIONS, comment_forms.LISTS):
        if items := [i for i in page.find_all(form.item) if i in inside]:
            return form, items
    return None, []


def _by_own_id(page: PageIndex) -> list[int]:
    """Return the blocks that bear the id of a comment, "comment_17" or ``data-comment-id``."""
    nodes = page.tree.nodes
    told = [i for i in page.find_all(comment_forms.GENERIC.item) if nodes[i].name in BLOCKS]
    return told or [
        index
        for index in page.find_all(comment_forms.WITH_ID)
        if nodes[index].name in BLOCKS and NUMBERED_ID.fullmatch(nodes[index].attributes["id"])
    ]


def repeated(page: PageIndex, areas: list[int]) -> list[int]:
    """Return the blocks of the class whose members most often hold one writer or one time each."""
    best: list[int] = []
    signs = page.find_all(comment_forms.WHO_OR_WHEN)
    for members in _classes(page, areas).values():
        own = Counter(_owners(page.tree, members, signs).values())
        good = [index for index in members if 0 < own[index] <= MOST_OWN]
        if len(good) >= GOOD_SHARE * len(members) and len(good) > len(best):
            best = good
    return best


def _classes(page: PageIndex, areas: list[int]) -> dict[str, list[int]]:
    """Return the blocks of each class that may mean a comment, outermost classes first."""
    tree, found = page.tree, dict[str, list[int]]()
    inside = {index for area in areas for index in tree.subtree(area)}
    lists = set(page.find_all(comment_forms.AREA))
    for index in page.find_all(comment_forms.WITH_CLASS):
        node = tree.nodes[index]
        if node.name not in BLOCKS or index in lists or (inside and index not in inside):
            continue
        for word in set(node.classes):
            if COMMENTISH.search(word) or (inside and ALSO_INSIDE.search(word)):
                found.setdefault(word, []).append(index)
    return found


def _owners(tree: Tree, members: list[int], signs: list[int]) -> dict[int, int]:
    """Return the innermost member around each sign; one pass over both, in document order."""
    owners: dict[int, int] = {}
    around: list[int] = []
    waiting = iter([*members, len(tree.nodes)])
    following = next(waiting)
    for sign in signs:
        while following <= sign:
            around = [index for index in around if tree.nodes[index].end > following]
            around.append(following)
            following = next(waiting)
        while around and tree.nodes[around[-1]].end <= sign:
            around.pop()
        if around:
            owners[sign] = around[-1]
    return owners


def comment_areas(page: PageIndex) -> list[int]:
    """Return what calls itself comments, or else the lists right after such a heading."""
    outermost: list[int] = []
    for index in page.find_all(comment_forms.AREA) or _lists_after_heading(page):
        if not outermost or index >= page.tree.nodes[outermost[-1]].end:
            outermost.append(index)
    return outermost


def _lists_after_heading(page: PageIndex) -> list[int]:
    headings = page.find_all(comment_forms.HEADINGS)
    lists = page.find_all(comment_forms.LISTS_THEMSELVES)
    last = next((i for i in reversed(headings) if is_thread_heading(page.tree.text(i))), None)
    return [] if last is None else [i for i in lists if i > last]

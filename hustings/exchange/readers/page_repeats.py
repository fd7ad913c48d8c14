"""Find out how a page marks its comments up: by a system's own form, or by what repeats itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC

from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.comment_forms import CommentForm
from hustings.exchange.readers.heads import is_thread_heading
from hustings.exchange.readers.page_parts import first_lines
from hustings.exchange.readers.text_heads import head_of
from hustings.exchange.selectors import PageIndex
from hustings.exchange.tree import Tree

BLOCKS = frozenset({"li", "div", "article", "section", "tr", "td", "p", "blockquote", "aside"})
NUMBERED_ID = re.compile(r"(?:li-|div-)?(?:comment|cmt|comm|kommentar|reply|c)[-_]?\d+", re.I)
COMMENTISH = re.compile(r"comment|kommentar|coment[aá]rio|reactie|kommentti|komentarz", re.I)
ALSO_INSIDE = re.compile(r"repl(?:y|ies)|respon|post|message|entry|item|thread|node", re.I)
"""Words of classes that mean a comment only inside what calls itself comments."""
HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
FEET = frozenset({"footer", "nav", "aside", "form", "script"})
"""What ends a thread that no element holds together."""
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
    for form in LAST_RESORTS:
        if items := [i for i in page.find_all(form.item) if i in inside]:
            return form, items
    heads = _heads(page, areas)
    if items := repeated(page, areas, heads=heads):
        return comment_forms.GENERIC, items
    return (comment_forms.HEADED, items) if (items := _blocks_of(page, heads)) else (None, [])


LAST_RESORTS = (
    comment_forms.DETAILS,
    comment_forms.DEFINITIONS,
    comment_forms.ARTICLES,
    comment_forms.BLOCKQUOTES,
    comment_forms.LISTS,
)
"""Forms of elements without any class, believed only inside what calls itself comments."""


def _by_own_id(page: PageIndex) -> list[int]:
    """Return the blocks that bear the id of a comment, "comment_17" or ``data-comment-id``."""
    nodes = page.tree.nodes
    told = [i for i in page.find_all(comment_forms.GENERIC.item) if nodes[i].name in BLOCKS]
    return told or [
        index
        for index in page.find_all(comment_forms.WITH_ID)
        if nodes[index].name in BLOCKS and NUMBERED_ID.fullmatch(nodes[index].attributes["id"])
    ]


def repeated(page: PageIndex, areas: list[int], *, heads: list[int] | None = None) -> list[int]:
    """Return the blocks of the class whose members most often hold one writer or one time each.

    With ``heads`` these are the signs looked for, and any class inside the comments will do.
    """
    best: list[int] = []
    signs = page.find_all(comment_forms.WHO_OR_WHEN) if heads is None else heads
    for members in _classes(page, areas, any_word=heads is not None).values():
        own = Counter(_owners(page.tree, members, signs).values())
        good = [index for index in members if 0 < own[index] <= MOST_OWN]
        if len(good) >= GOOD_SHARE * len(members) and len(good) > len(best):
            best = good
    return best


def _blocks_of(page: PageIndex, heads: list[int]) -> list[int]:
    """Return the blocks that begin with these heads, such as a paragraph for each comment."""
    nodes, found = page.tree.nodes, list[int]()
    for index in heads:
        while nodes[index].name not in BLOCKS | HEADINGS and index > 0:
            index = nodes[index].parent
        found.append(index)
    return sorted(set(found) - {0})


def _heads(page: PageIndex, areas: list[int]) -> list[int]:
    """Return the innermost elements inside the comments that begin with who wrote and when."""
    found: list[int] = []
    for index in (index for area in areas for index in page.tree.subtree(area)):
        if not page.tree.nodes[index].name:
            continue
        first, second = first_lines(page.tree.tokens(index))
        head = head_of(first, UTC, below=second) if first else None
        if head and (head.written or head.lines == 2):
            while found and page.tree.nodes[found[-1]].end >= page.tree.nodes[index].end:
                found.pop()
            found.append(index)
    return found


def _classes(page: PageIndex, areas: list[int], *, any_word: bool) -> dict[str, list[int]]:
    """Return the blocks of each class that may mean a comment, outermost classes first."""
    tree, found = page.tree, dict[str, list[int]]()
    inside = {index for area in areas for index in tree.subtree(area)}
    lists = set(page.find_all(comment_forms.AREA))
    for index in page.find_all(comment_forms.WITH_CLASS):
        node = tree.nodes[index]
        if node.name not in BLOCKS or index in lists or (inside and index not in inside):
            continue
        for word in set(node.classes):
            likely = COMMENTISH.search(word) or (inside and ALSO_INSIDE.search(word))
            if likely or (inside and any_word):
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
    """Return what calls itself comments, or else what follows such a heading."""
    outermost: list[int] = []
    for index in page.find_all(comment_forms.AREA) or _after_heading(page):
        if not outermost or index >= page.tree.nodes[outermost[-1]].end:
            outermost.append(index)
    return outermost


def _after_heading(page: PageIndex) -> list[int]:
    """Return what stands beside the last heading that announces comments, or beside its parent."""
    headings = page.find_all(comment_forms.HEADINGS)
    last = next((i for i in reversed(headings) if is_thread_heading(page.tree.text(i))), None)
    while last is not None and last > 0:
        if beside := _following(page, last):
            return beside
        last = page.tree.nodes[last].parent
    return []


def _following(page: PageIndex, index: int) -> list[int]:
    """Return the elements after one in the same parent that hold any text, up to the foot."""
    nodes = page.tree.nodes
    parent, at, found = nodes[index].parent, nodes[index].end, list[int]()
    while at < nodes[parent].end and nodes[at].name not in FEET:
        if nodes[at].name and page.tree.text(at):
            found.append(at)
        at = nodes[at].end
    return found

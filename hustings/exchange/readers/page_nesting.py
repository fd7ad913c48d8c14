"""Which comment answers which, where their elements stand side by side on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hustings.exchange.readers import comment_forms
from hustings.exchange.selectors import PageIndex
from hustings.exchange.tree import Node

OWN_ID = re.compile(
    r"(?:li-|div-)?(?:comment|cmt|isso|post|reply|remark42__comment|c)[-_]?([\w-]{1,60})", re.I
)
LEVEL = re.compile(r"(\d{1,4})")
DEPTH = re.compile(r"(?:^|\s)(?:[a-z]+-)?(?:depth|level|lvl|indent)[-_]?(\d{1,4})(?:\s|$)")
_LENGTH = r"(\d{1,4})(?:\.\d+)?(?:px|em|rem|%|ch)"
INDENTED = re.compile(
    rf"(?:margin|padding)-(?:left|inline-start)\s*:\s*{_LENGTH}"
    rf"|(?:margin|padding)\s*:\s*(?:\S+\s+){{3}}{_LENGTH}"
    r"|--[\w-]*(?:depth|level|indent)[\w-]*\s*:\s*(\d{1,4})",
    re.I,
)
SPACER = re.compile(
    r"(?:^|/)(?:s|spacer|blank|clear|pixel|transparent|shim|trans)[\w-]*\.(?:gif|png)"
)
IN_REPLY_TO = re.compile(r"\b(?:in reply to|replying to|reply to|in response to)\b|^[↩↪⤴]", re.I)
NEAR = 12
"""How many nodes of a comment are searched for what indents it."""


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


def nest_by_reference(page: PageIndex, elements: dict[int, Found], owner: list[int]) -> None:
    """Find parents that comments name by an attribute, or by a link "in reply to …"."""
    by_place = {found.place: found.index for found in elements.values()}
    by_id = {page.tree.nodes[index].attributes.get("id", ""): index for index in elements}
    places = {**by_id, **by_place}
    for index, found in elements.items():
        attributes = page.tree.nodes[index].attributes
        told = (attributes.get(name, "").strip() for name in comment_forms.PARENT_NAMES)
        for value in filter(None, told):
            _answer(found, value, places)
    for link in page.find(comment_forms.LINK):
        found_here = elements.get(owner[link])
        address = page.tree.nodes[link].attributes.get("href", "")
        if found_here and "#" in address and IN_REPLY_TO.search(page.tree.text(link)):
            _answer(found_here, address.rpartition("#")[2], places)


def _answer(found: Found, value: str, places: dict[str, int]) -> None:
    match = OWN_ID.fullmatch(value)
    parent = places.get(value, places.get(match[1], -1) if match else -1)
    if 0 <= parent < found.index:
        found.parent = parent


def nest_by_level(page: PageIndex, elements: dict[int, Found], owner: list[int]) -> None:
    """Find parents in a flat list whose comments tell how deep they stand."""
    above: list[tuple[int, int]] = []
    styled = any(INDENTED.search(page.tree.nodes[i].attributes.get("style", "")) for i in elements)
    for index, found in elements.items():
        level = _level(page, index, owner) or int(styled)  # no indentation is one, in styles
        while above and above[-1][0] >= level:
            above.pop()
        if found.parent < 0 and above:
            found.parent = above[-1][1]
        if level:
            above.append((level, index))


def _level(page: PageIndex, index: int, owner: list[int]) -> int:
    """Return how deep an element says it stands, or what wraps it does; 0 if it is mute."""
    nodes = page.tree.nodes
    for near in (index, nodes[index].parent):
        node = nodes[near]
        if near != index and owner[near] != owner[node.parent]:
            break
        if level := _told_by(node):
            return level
    return _told_inside(page, index)


def _told_by(node: Node) -> int:
    told = [node.attributes.get(name, "") for name in comment_forms.LEVEL_NAMES]
    numbers = [int(match[1]) + 1 for value in told if (match := LEVEL.fullmatch(value))]
    if match := DEPTH.search(node.attributes.get("class", "")):
        numbers.append(int(match[1]) + 1)
    if match := INDENTED.search(node.attributes.get("style", "")):
        numbers.append(int(match[1] or match[2] or match[3]) + 1)
    return numbers[0] if numbers else 0


def _told_inside(page: PageIndex, index: int) -> int:
    """Return the depth that a table's cell or an invisible picture tells, as Hacker News does."""
    nodes = page.tree.nodes
    for inner in range(index + 1, min(index + NEAR, nodes[index].end)):
        attributes = nodes[inner].attributes
        spacer = nodes[inner].name == "img" and SPACER.search(attributes.get("src", ""))
        told = attributes.get("indent", "") or (attributes.get("width", "") if spacer else "")
        if match := LEVEL.fullmatch(told):
            return int(match[1]) + 1
    return 0

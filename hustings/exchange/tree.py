"""A web page as one flat list of nodes, so that no depth of nesting needs recursion.

Nodes stand in document order; each knows its parent and where its subtree ends, so that a subtree
is a slice. Missing end tags are implied by the few rules that matter for pages of articles and
comments; time is linear in the page, because each look upwards is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hustings.exchange.errors import TooLarge
from hustings.exchange.markup import VOID, End, Start, Text, Token, tokens

MOST_NODES = 1_000_000
LOOK_UP = 40
"""How many open elements are searched for one whose end is implied."""

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_ENDED_BY: dict[str, frozenset[str]] = {
    "p": _BLOCKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "option": frozenset({"option"}),
}
"""Elements whose end tag may be missing, and what begins only after their end."""
_WALLS = frozenset({"ul", "ol", "menu", "dl", "table", "body", "html", "select"})
"""Nothing beyond these is ended by what begins inside."""


@dataclass(slots=True)
class Node:
    """An element, or a text (``name`` is then empty). ``end`` is the index after its subtree."""

    name: str
    parent: int
    attributes: dict[str, str]
    text: str = ""
    end: int = 0

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()


class Tree:
    """All nodes of a page; index 0 is the page itself."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes

    def subtree(self, index: int) -> range:
        """Return the indexes of a node and of all below it."""
        return range(index, self.nodes[index].end)

    def ancestors(self, index: int) -> Iterator[int]:
        """Yield the nodes above, nearest first, without the page itself."""
        while (index := self.nodes[index].parent) > 0:
            yield index

    def tokens(self, index: int, *, without: frozenset[int] = frozenset()) -> Iterator[Token]:
        """Yield the tokens below a node, leaving out these nodes with all they hold."""
        stack: list[int] = []
        at, end = index + 1, self.nodes[index].end
        while at < end:
            while stack and self.nodes[stack[-1]].end <= at:
                yield End(self.nodes[stack.pop()].name)
            node = self.nodes[at]
            if at in without:
                at = node.end
            else:
                if node.name:
                    stack.append(at)
                yield Start(node.name, node.attributes) if node.name else Text(node.text)
                at += 1
        for left in reversed(stack):
            yield End(self.nodes[left].name)

    def text(self, index: int, *, without: frozenset[int] = frozenset()) -> str:
        """Return the text below a node on one line."""
        found = (t.text for t in self.tokens(index, without=without) if isinstance(t, Text))
        return " ".join("".join(found).split())


def parse(source: str) -> Tree:
    """Build the tree of a page.

    Raises:
        TooLarge: more than ``MOST_NODES`` elements and texts.
    """
    builder = _Builder()
    for token in tokens(source):
        builder.add(token)
        if len(builder.nodes) > MOST_NODES:
            raise TooLarge(f"The page holds more than {MOST_NODES:,} elements.")
    return builder.finish()


class _Builder:
    def __init__(self) -> None:
        self.nodes = [Node("", -1, {})]
        self._open = [0]
        self._count: dict[str, int] = {}

    def add(self, token: Token) -> None:
        if isinstance(token, Text):
            self.nodes.append(Node("", self._open[-1], {}, token.text, len(self.nodes) + 1))
        elif isinstance(token, Start):
            self._begin(token)
        elif self._count.get(token.name):
            while self._close() != token.name:
                pass

    def finish(self) -> Tree:
        while self._open:
            self._close()
        return Tree(self.nodes)

    def _begin(self, tag: Start) -> None:
        self._end_what_is_implied(tag.name)
        self.nodes.append(Node(tag.name, self._open[-1], tag.attributes, "", len(self.nodes) + 1))
        if tag.name not in VOID:
            self._open.append(len(self.nodes) - 1)
            self._count[tag.name] = self._count.get(tag.name, 0) + 1

    def _end_what_is_implied(self, beginning: str) -> None:
        for steps, index in enumerate(reversed(self._open[-LOOK_UP:]), 1):
            name = self.nodes[index].name
            if beginning in _ENDED_BY.get(name, ()):
                for _ in range(steps):
                    self._close()
                return
            if name in _WALLS or (name == "div" and beginning != "li"):
                return

    def _close(self) -> str:
        index = self._open.pop()
        self.nodes[index].end = len(self.nodes)
        name = self.nodes[index].name
        if index:
            self._count[name] -= 1
        return name

"""Find elements of a page by small selectors: tag, .class, #id, [attribute] and four comparisons.

    >>> first, second = parse_selectors("li.comment, [itemprop=text]")

``[a=b]`` asks for the word b among the value's words, ``[a^=b]`` for its beginning, ``[a$=b]`` for
its end, ``[a*=b]`` for any part. There are no combinators: what lies in what is asked of the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from hustings.exchange.tree import Node, Tree

_PART = re.compile(r"\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:([\^$*]?=)([^\]]+))?\]|([a-z][a-z0-9]*)")
_INDEXED = ("class", "itemprop", "itemtype", "role", "rel", "property", "name", "id")
_OF_PAGES = re.compile(r"data-")
"""Attributes of a page's own making, found by their presence."""


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on an attribute; ``how`` is "=", "^=", "$=", "*=" or "" for its presence."""

    attribute: str
    how: str = ""
    value: str = ""

    def holds(self, node: Node) -> bool:
        found = node.attributes.get(self.attribute)
        if found is None:
            return False
        if self.how == "=":
            return self.value in found.split()
        if self.how == "^=":
            return found.startswith(self.value)
        if self.how == "*=":
            return self.value in found.casefold()
        return found.endswith(self.value)  # "" where only its presence is asked


@dataclass(frozen=True, slots=True)
class Selector:
    """What one element must be; an empty ``tag`` is any."""

    tag: str
    tests: tuple[Test, ...]

    def matches(self, node: Node) -> bool:
        if self.tag and node.name != self.tag:
            return False
        return bool(node.name) and all(test.holds(node) for test in self.tests)


def parse_selectors(written: str) -> tuple[Selector, ...]:
    """Read a list of selectors, in order of preference."""
    return tuple(_parse_one(one.strip()) for one in written.split(",") if one.strip())


def _parse_one(written: str) -> Selector:
    tag, tests = "", []
    for cls, identifier, attribute, how, value, name in _PART.findall(written):
        if name:
            tag = name
        elif cls:
            tests.append(Test("class", "=", cls))
        elif identifier:
            tests.append(Test("id", "=", identifier))
        else:
            tests.append(Test(attribute, how, value))
    return Selector(tag, tuple(tests))


class PageIndex:
    """Finds elements in time proportional to how many share a selector's first word."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @cached_property
    def _by_word(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for index, node in enumerate(self.tree.nodes):
            if not node.name:
                continue
            found.setdefault(("", node.name), []).append(index)
            for attribute in filter(_OF_PAGES.match, node.attributes):
                found.setdefault((attribute, ""), []).append(index)
            for attribute in _INDEXED:
                if value := node.attributes.get(attribute):
                    found.setdefault((attribute, ""), []).append(index)
                    for word in set(value.split()):
                        found.setdefault((attribute, word), []).append(index)
        return found

    @cached_property
    def _by_class(self) -> dict[str, list[int]]:
        """The elements of each whole value of ``class``: few values, many elements."""
        found: dict[str, list[int]] = {}
        for index in self._by_word.get(("class", ""), []):
            found.setdefault(self.tree.nodes[index].attributes["class"], []).append(index)
        return found

    def find(self, selector: Selector) -> list[int]:
        """Return the elements that one selector matches, in document order."""
        nodes = self.tree.nodes
        return [index for index in self._candidates(selector) if selector.matches(nodes[index])]

    def _candidates(self, selector: Selector) -> list[int]:
        first = selector.tests[0] if selector.tests else None
        if first and first.attribute == "class" and first.how == "*=":
            fitting = (v for k, v in self._by_class.items() if first.value in k.casefold())
            return sorted(index for indexes in fitting for index in indexes)
        return self._by_word.get(self._key(selector), [])

    def _key(self, selector: Selector) -> tuple[str, str]:
        for test in selector.tests:
            if test.attribute in _INDEXED or _OF_PAGES.match(test.attribute):
                indexed = test.how == "=" and test.attribute in _INDEXED
                return (test.attribute, test.value if indexed else "")
        return ("", selector.tag)

    def find_all(self, selectors: tuple[Selector, ...]) -> list[int]:
        """Return the elements that any of these matches, in document order."""
        return sorted({index for selector in selectors for index in self.find(selector)})

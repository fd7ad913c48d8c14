"""What stands in front of a comment in a plain list: "1.", "(2)", "3.1", "b)", "iv.", "-".

    >>> [(mark.style, mark.numbers, mark.rest) for mark in marks_of("(i) Ahoy")]
    [('(a)', (9,), 'Ahoy'), ('(i)', (1,), 'Ahoy')]

A mark can be read in more than one way: which one is meant, its neighbours tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

LARGEST_GAP = 20
"""Numbers that may be missing between two siblings; "1984. A year" after 3 is text."""
_REST = r"(?: +(\S.*)| *)$"
_NUMBER = r"(\d{1,6})"
_COUNTED = r"(\d{1,6}|[a-zA-Z]|[ivxlc]{1,8}|[IVXLC]{1,8})"
_SHAPES = (
    ("1.", re.compile(_COUNTED + r"\." + _REST)),
    ("1)", re.compile(_COUNTED + r"\)" + _REST)),
    ("(1)", re.compile(r"\(" + _COUNTED + r"\)" + _REST)),
    ("[1]", re.compile(r"\[" + _NUMBER + r"\]" + _REST)),
    ("#1", re.compile(r"(?i:comment|reply|post|no\.?|nr\.?)? ?#" + _NUMBER + r"[.:)]?" + _REST)),
    ("n 1", re.compile(r"(?i:comment|reply|post|kommentar) " + _NUMBER + r"(?:[.:)]|$)" + _REST)),
)
"""The shape of a mark, written for the number one."""
_OUTLINE = re.compile(r"(?i:comment |reply |post |#)?[(\[]?(\d{1,5}(?:\.\d{1,5})+)[.):\]]?" + _REST)
_BULLET = re.compile(r"([*+-]{1,9}|[•‣◦▪▸►·–—↳→]) +(\S.*)$")
_DASHES = re.compile("[–—]")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CAPITAL_WITH_POINT = frozenset({"A.", "I."})


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading of what stands in front of a line.

    ``style`` is the shape as it looks for the first of its kind ("1.", "(a)", "-"), ``numbers``
    the path told (one number but in "3.1"; none for a bullet), ``rest`` the line after it and
    ``width`` the columns before that.
    """

    style: str
    numbers: tuple[int, ...]
    rest: str
    width: int = field(default=0, compare=False)

    @property
    def is_bullet(self) -> bool:
        return not self.numbers

    @property
    def is_outline(self) -> bool:
        return len(self.numbers) > 1

    @property
    def is_first(self) -> bool:
        """Tell whether a list can begin with it."""
        return not self.numbers or self.numbers[-1] == 1

    @property
    def is_initial(self) -> bool:
        """Tell whether it may as well be the initial of a name: "A. Berg"."""
        return self.style in _CAPITAL_WITH_POINT

    @property
    def kind(self) -> str:
        """Return the style without its punctuation: "1", "a", "i", "A", "I", or a bullet's own."""
        return self.style if self.is_bullet else self.style.strip(".()[]# n")

    def follows(self, other: Mark) -> bool:
        """Tell whether it can be a later sibling of another."""
        if self.is_bullet or other.is_bullet:
            return self.style == other.style
        if self.kind != other.kind:
            return False
        return 0 < self.numbers[-1] - other.numbers[-1] <= LARGEST_GAP


def marks_of(text: str) -> list[Mark]:
    """Return the readings of what a line begins with, the likeliest first; none for mere text."""
    return [replace(mark, width=len(text) - len(mark.rest)) for mark in _marks_of(text)]


def _marks_of(text: str) -> list[Mark]:
    if bullet := _BULLET.match(text):
        return [Mark(_DASHES.sub("-", bullet[1]), (), bullet[2])]
    if (outline := _OUTLINE.match(text)) and outline[2]:
        return [Mark("1.1", tuple(int(part) for part in outline[1].split(".")), outline[2])]
    for shape, pattern in _SHAPES:
        if found := pattern.match(text):
            readings = _readings(found[1])
            return [Mark(shape.replace("1", kind), (n,), found[2] or "") for kind, n in readings]
    return []


def _readings(printed: str) -> list[tuple[str, int]]:
    """Return what a number, letter or Roman numeral counts, with how its kind writes "one"."""
    if printed.isdigit():
        return [("1", int(printed))]
    small = printed.islower()
    found = []
    if len(printed) == 1:
        found.append(("a" if small else "A", ord(printed.lower()) - ord("a") + 1))
    if set(printed.lower()) <= _ROMAN.keys():
        found.append(("i" if small else "I", _roman(printed.lower())))
    return found


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))

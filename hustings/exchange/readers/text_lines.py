"""The lines of a plain text: how far each is indented, which a program wrapped, what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

TAB = 4
"""Columns from one stop of the tabulator to the next."""
QUOTED = 4
"""Columns that one ">" stands for, where quoting is how a text indents its replies."""
NARROWEST_WRAPPED, WIDEST_WRAPPED = 30, 120
"""Columns beside its indentation to which a program wraps a text. Where the longest line is shorter
or longer, the line ends are the writers'."""
RULE = re.compile(r"(?:[-=_*~–—·•#+─━═]\s*){2,}")
_QUOTES = re.compile(r"(?:>\s?)+")
_BRANCH = re.compile(r"([\s│┃|]*)[├└╰┣┗`|+\\][─━-]+\s*(?=\S)")
_TRUNK = re.compile(r"[│┃|][\s│┃|]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its indentation; ``after_blank`` tells that the line before is blank."""

    number: int
    indent: int
    text: str
    after_blank: bool

    @property
    def is_rule(self) -> bool:
        """Tell whether the line is drawn and not written."""
        return RULE.fullmatch(self.text) is not None


def lines_of(text: str) -> list[Line]:
    """Return the lines that are not blank."""
    return list(_numbered(text))


def _numbered(text: str) -> Iterator[Line]:
    blank = True
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        line = raw.expandtabs(TAB).replace("\u00a0", " ").rstrip()
        bare = line.lstrip(" ")
        if bare:
            yield Line(number, len(line) - len(bare), bare, blank)
        blank = not bare


def unquoted(lines: list[Line]) -> list[Line]:
    """Turn the ">" in front of lines into indentation; a line of nothing else is blank."""
    found: list[Line] = []
    blank = False
    for line in lines:
        quotes = _QUOTES.match(line.text)
        depth = quotes[0].count(">") if quotes else 0
        text = line.text[quotes.end() :] if quotes else line.text
        if text:
            indent = line.indent + QUOTED * depth
            found.append(Line(line.number, indent, text, blank or line.after_blank))
        blank = not text
    return found


def quote_depth(line: Line) -> int:
    """Return how many ">" stand in front of a line."""
    quotes = _QUOTES.match(line.text)
    return quotes[0].count(">") if quotes else 0


def undrawn(lines: list[Line]) -> list[Line]:
    """Turn the branches of a drawn tree, "│  ├── ", into indentation and a dash."""
    if not any(_BRANCH.match(line.text) for line in lines):
        return lines
    found = [_undrawn(line) for line in lines]
    return [line for line in found if line.text]


def _undrawn(line: Line) -> Line:
    if branch := _BRANCH.match(line.text):
        column = line.indent + len(branch[1]) + 1
        return replace(line, indent=column, text=f"- {line.text[branch.end() :]}")
    if trunk := _TRUNK.match(line.text):
        return replace(line, indent=line.indent + trunk.end(), text=line.text[trunk.end() :])
    return line


def paragraphs(lines: list[Line], *, width: int) -> list[str]:
    """Return what blank lines part, lines wrapped at ``width`` joined again."""
    grouped: list[list[Line]] = []
    for line in lines:
        if line.after_blank or not grouped:
            grouped.append([])
        grouped[-1].append(line)
    return [unwrapped([line.text for line in g], width=width - g[0].indent) for g in grouped]


def unwrapped(lines: list[str], *, width: int) -> str:
    """Join the lines of a body that a program wrapped at ``width`` characters.

    A line end is a program's where the next word would not have fitted on the line.
    """
    if not NARROWEST_WRAPPED <= width <= WIDEST_WRAPPED:
        return "\n".join(lines)
    pieces = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        word = following.partition(" ")[0]
        wrapped = bool(word) and bool(line) and len(line) + 1 + len(word) > width
        pieces.append(line + (" " if wrapped else "\n"))
    return "".join(pieces).rstrip()

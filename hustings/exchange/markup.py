"""Cut HTML into tokens in one pass, in time linear in its length whatever it holds.

Python's own ``html.parser`` takes quadratic time on unclosed comments and quotes, and tree builders
take quadratic time on deep nesting; foreign files are hostile until proved otherwise. So this one
never looks twice at the same characters: what is not closed is swallowed to the end, as browsers
do. It knows tokens only; the rules of nesting are ``tree``'s and ``bodies``'.

    >>> list(tokens("<p class=a>Hm &amp; no"))
    [Start('p', {'class': 'a'}), Text('Hm & no')]
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}) | {
    "param",
    "source",
    "track",
    "wbr",
}
RAW = frozenset(["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"])
"""Elements whose content is text up to their end tag."""

TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
ATTRIBUTE_NAME = re.compile(r"[^\s/>=]+")
UNQUOTED = re.compile(r"[^\s>]*")
BLANK = re.compile(r"[\s/]*")
SPACES = re.compile(r"\s*")
LONG_REFERENCE = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
"""Numbers beyond Unicode; ``html.unescape`` raises on those of more than 4,300 digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A run of characters, references resolved."""

    text: str

    def __repr__(self) -> str:
        return f"Text({self.text!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Start:
    """A start tag, name and attribute names in small letters; the first of two equal names wins."""

    name: str
    attributes: dict[str, str]

    def __repr__(self) -> str:
        return f"Start({self.name!r}, {self.attributes!r})"


@dataclass(frozen=True, slots=True)
class End:
    """An end tag, or the end of an element whose tag was left out."""

    name: str


Token = Text | Start | End


def unescape(text: str) -> str:
    """Resolve character references."""
    if "&" not in text:
        return text
    return html.unescape(LONG_REFERENCE.sub("\ufffd", text))


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a document or fragment; comments and declarations are dropped."""
    position = 0
    while (bracket := source.find("<", position)) >= 0:
        if bracket > position:
            yield Text(unescape(source[position:bracket]))
        following = source[bracket + 1 : bracket + 2]
        if following in ("!", "?"):
            position = _after_declaration(source, bracket)
        elif following == "/":
            name = TAG_NAME.match(source, bracket + 2)
            position = _after(source, ">", bracket + 2)
            if name:
                yield End(name.group().lower())
        elif name := TAG_NAME.match(source, bracket + 1):
            start, position = _start_tag(source, name)
            if start is not None:
                yield start
                if start.name in RAW:
                    content, position = _raw_content(source, start.name, position)
                    yield from (Text(content), End(start.name))
        else:
            yield Text("<")
            position = bracket + 1
    if position < len(source):
        yield Text(unescape(source[position:]))


def serialised(found: Iterable[Token]) -> str:
    """Return tokens as HTML that cuts into the same tokens again."""
    pieces = []
    for token in found:
        if isinstance(token, Text):
            pieces.append(html.escape(token.text, quote=False))
        elif isinstance(token, End):
            pieces.append(f"</{token.name}>")
        else:
            values = (f' {k}="{html.escape(v)}"' for k, v in token.attributes.items())
            pieces.append(f"<{token.name}{''.join(values)}>")
    return "".join(pieces)


def _after(source: str, mark: str, position: int) -> int:
    """Return the position after the next mark, or the end."""
    found = source.find(mark, position)
    return len(source) if found < 0 else found + len(mark)


def _after_declaration(source: str, bracket: int) -> int:
    if source.startswith("<!--", bracket):
        return _after(source, "-->", bracket + 2)  # "<!-->" is a whole comment
    return _after(source, ">", bracket)


def _start_tag(source: str, name: re.Match[str]) -> tuple[Start | None, int]:
    """Return the start tag and where it ends; None for one the document ends in."""
    attributes: dict[str, str] = {}
    position = _skip(BLANK, source, name.end())
    while position < len(source) and source[position] != ">":
        key = ATTRIBUTE_NAME.match(source, position)
        position = key.end() if key else position + 1
        value, position = _attribute_value(source, position)
        if key:
            attributes.setdefault(key.group().lower(), value)
        position = _skip(BLANK, source, position)
    if position >= len(source):
        return None, len(source)
    return Start(name.group().lower(), attributes), position + 1


def _attribute_value(source: str, position: int) -> tuple[str, int]:
    equals = _skip(SPACES, source, position)
    if source[equals : equals + 1] != "=":
        return "", equals
    begin = _skip(SPACES, source, equals + 1)
    quote = source[begin : begin + 1]
    if quote in ("'", '"'):
        end = _after(source, quote, begin + 1)
        return unescape(source[begin + 1 : end - 1]), end
    end = _skip(UNQUOTED, source, begin)
    return unescape(source[begin:end]), end


def _skip(pattern: re.Pattern[str], source: str, position: int) -> int:
    match = pattern.match(source, position)
    return match.end() if match else position


def _raw_content(source: str, name: str, position: int) -> tuple[str, int]:
    """Return the text up to the element's end tag, and the position after that."""
    end = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(source, position)
    if end is None:
        return source[position:], len(source)
    content = source[position : end.start()]
    readable = unescape(content) if name in ("title", "textarea") else content
    return readable, _after(source, ">", end.end())

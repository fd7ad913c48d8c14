"""Foreign bodies to what Hustings keeps: a source text and safe HTML, paragraphs kept.

    >>> read_body("One.\\nTwo &amp; <b>three</b>.", markup=Markup.LINES)
    Body(text='One.\\nTwo & three.', html='<p>One.<br>Two &amp; <strong>three</strong>.</p>')

The HTML is written anew, tag by tag from a short list, never passed through; nesting is bounded,
so that the sanitiser, which looks last at all that had markup, cannot be kept busy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from hustings.algorithms.comment_markup import sanitize_html
from hustings.exchange.characters import cleaned, visible
from hustings.exchange.markup import End, Start, Text, Token, tokens
from hustings.exchange.records import Markup

INLINE = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em",
    "code": "code", "tt": "code", "kbd": "code", "del": "del", "s": "del", "strike": "del",
}  # fmt: skip
CONTAINERS = frozenset({"blockquote", "ul", "ol", "li"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BREAKERS = HEADINGS | frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "figure",
        "figcaption",
        "table",
        "tr",
        "dl",
        "dt",
        "dd",
        "hr",
        "details",
        "summary",
        "address",
        "main",
        "aside",
        "fieldset",
        "form",
    ]
)
"""Elements that end a paragraph where they begin and where they end."""
PLAYERS = frozenset({"iframe", "embed", "video", "audio"})
SKIPPED = frozenset(
    ["script", "style", "template", "object", "svg", "button", "select", "noscript", "title"]
)
DEEPEST = 8
"""Levels of quotes and lists, and of inline elements, that are kept; deeper ones are levelled."""
ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]’”]")
WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
NO_PLACE = re.compile(r"\s*(?:#|[a-z][a-z0-9+.-]*:|\Z)", re.IGNORECASE)
"""Begins what is not counted from a page's address: another scheme, a place on the same page."""
SAFE_LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Body:
    """What Hustings keeps of a body: text with paragraphs parted by one blank line, safe HTML."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or listing: its element's name, inner HTML and text.

    ``inside`` holds the quotes, lists and list items around it, outermost first: each one's name
    and its number in the body.
    """

    name: str
    html: str
    text: str
    inside: tuple[tuple[str, int], ...] = ()


def read_body(source: str, *, markup: Markup) -> Body:
    """Return a body's text and safe HTML; both empty where nothing can be seen."""
    source = cleaned(source)
    if markup is Markup.PLAIN or ("<" not in source and "&" not in source):
        return plain_body(source, lines=markup is not Markup.HTML)
    builder = BodyBuilder(lines=markup is Markup.LINES)
    for token in tokens(source):
        builder.add(token)
    return builder.body()


def plain_body(source: str, *, lines: bool) -> Body:
    """Return the body of a text without markup."""
    if not visible(source):
        return Body("", "")
    if not lines:
        source = WHITE.sub(" ", source)
    paragraphs = [
        "\n".join(line.strip() for line in part.strip().split("\n"))
        for part in BLANK_LINE.split(source.strip())
    ]
    html = "</p><p>".join(linked(part).replace("\n", "<br>") for part in paragraphs)
    html = f"<p>{html}</p>"
    return Body("\n\n".join(paragraphs), sanitize_html(html) if "<a " in html else html)


def linked(text: str) -> str:
    """Return text as HTML whose bare web addresses are links."""
    if "://" not in text:
        return escape(text, quote=False)
    pieces, position = [], 0
    for match in ADDRESS.finditer(text):
        address = match.group()
        pieces.append(escape(text[position : match.start()], quote=False))
        pieces.append(f'<a href="{escape(address)}">{escape(address, quote=False)}</a>')
        position = match.end()
    pieces.append(escape(text[position:], quote=False))
    return "".join(pieces)


class BodyBuilder:
    """Takes tokens one by one and makes blocks of them.

    ``base`` is the address that links without a host are counted from; without it they lead nowhere
    and are text.
    """

    def __init__(self, *, lines: bool = False, base: str = "") -> None:
        self.blocks: list[Block] = []
        self._base = base if WEB_ADDRESS.match(base) else ""
        self._lines = lines
        self._html: list[str] = []
        self._text: list[str] = []
        self._begun = False
        self._inline: list[tuple[str, str]] = []
        self._containers: list[tuple[str, int]] = []
        self._opened = 0
        self._levelled: dict[str, int] = {}
        self._name = "p"
        self._skipping: list[str] = []
        self._seeking_source = False

    def add(self, token: Token) -> None:
        """Take the next token."""
        if self._skipping:
            self._skip(token)
        elif isinstance(token, Text):
            self._add_text(token.text)
        elif isinstance(token, Start):
            self._begin(token)
        else:
            self._finish(token.name)

    def body(self) -> Body:
        """Return text and safe HTML of all blocks."""
        self._end_block()
        text = "\n\n".join(block_text(block) for block in self.blocks)
        return Body(text, sanitize_html(joined(self.blocks, write=block_html)) if text else "")

    def finished(self) -> list[Block]:
        """Return the blocks themselves; their HTML has not passed the sanitiser yet."""
        self._end_block()
        return self.blocks

    def _skip(self, token: Token) -> None:
        if self._seeking_source and isinstance(token, Start) and token.name == "source":
            self._add_paragraph(token)
        if isinstance(token, Start) and token.name == self._skipping[-1]:
            self._skipping.append(token.name)
        elif isinstance(token, End) and token.name == self._skipping[-1]:
            self._skipping.pop()
            self._seeking_source = False

    def _add_text(self, text: str) -> None:
        text = cleaned(text)
        if self._name == "pre":
            self._write(text)
        elif self._lines:
            self._add_lines(text)
        else:
            self._write(WHITE.sub(" ", text))

    def _add_lines(self, text: str) -> None:
        for index, part in enumerate(BLANK_LINE.split(text)):
            if index:
                self._end_block()
            for number, line in enumerate(part.split("\n")):
                if number:
                    self._break_line()
                self._write(line)

    def _write(self, text: str) -> None:
        if text == " " and not self._text:
            return
        in_link = any(name == "a" for name, _ in self._inline)
        self._html.append(escape(text, quote=False) if in_link else linked(text))
        self._text.append(text)
        self._begun = self._begun or bool(text.strip())

    def _break_line(self) -> None:
        if self._begun:  # none at the head of a paragraph
            self._html.append("<br>")
            self._text.append("\n")

    def _take_back_breaks(self) -> None:
        """Forget the line ends between two cells, which WordPress forgets too."""
        while self._text and (self._html[-1] == "<br>" or not self._html[-1].strip()):
            self._html.pop()
            self._text.pop()

    def _begin(self, tag: Start) -> None:
        name = tag.name
        if name in SKIPPED:
            self._skipping.append(name)
        elif name in INLINE:
            self._open_inline(tag)
        elif name == "br":
            self._break_line()
        elif name in CONTAINERS:
            self._open_container(name)
        elif name == "pre" or name in BREAKERS:
            self._end_block()
            self._name = name if name in HEADINGS or name == "pre" else "p"
        elif name == "img":
            self._add_media(tag)
        elif name in PLAYERS:
            self._add_player(tag)
        elif name in ("td", "th"):
            self._take_back_breaks()
            self._write(" ")
        elif name == "q":
            self._write("“")

    def _finish(self, name: str) -> None:
        if name in INLINE:
            self._close_inline(INLINE[name])
        elif name in CONTAINERS:
            self._close_container(name)
        elif name == "pre" or name in BREAKERS:
            self._end_block()
            self._name = "p"
        elif name == "q":
            self._write("”")

    def _open_inline(self, tag: Start) -> None:
        name = INLINE[tag.name]
        opening = f"<{name}>"
        if name == "a":
            address = self._whole(tag.attributes.get("href", ""))
            if not SAFE_LINK.fullmatch(address):
                return
            opening = f'<a href="{escape(cleaned(address))}">'
        if len(self._inline) < DEEPEST and all(name != other for other, _ in self._inline):
            self._inline.append((name, opening))
            self._html.append(opening)

    def _close_inline(self, name: str) -> None:
        """Close an inline element wherever it was opened; those opened since go on."""
        at = next((i for i, (other, _) in enumerate(self._inline) if other == name), None)
        if at is None:
            return
        since = self._inline[at + 1 :]
        self._html.extend(f"</{other}>" for other, _ in reversed(self._inline[at:]))
        self._html.extend(opening for _, opening in since)
        del self._inline[at]

    def _open_container(self, name: str) -> None:
        self._end_block()
        if name == "li" and not self._back_to_list():
            return
        if len(self._containers) < DEEPEST:
            self._opened += 1
            self._containers.append((name, self._opened))
        else:
            self._levelled[name] = self._levelled.get(name, 0) + 1

    def _back_to_list(self) -> bool:
        """Close the item before, whose end tag may be missing; tell whether a list is open."""
        if self._containers and self._containers[-1][0] == "li":
            self._containers.pop()
        return any(name in ("ul", "ol") for name, _ in self._containers)

    def _close_container(self, name: str) -> None:
        self._end_block()
        if self._levelled.get(name):
            self._levelled[name] -= 1
        elif any(other == name for other, _ in self._containers):
            while self._containers.pop()[0] != name:
                pass

    def _add_player(self, tag: Start) -> None:
        """Put a paragraph with a link; what a browser without players would show is left out.

        A player without an address of its own has that of the first source inside it.
        """
        self._seeking_source = True
        self._add_paragraph(tag)
        if tag.name != "embed":  # it has no end tag
            self._skipping.append(tag.name)

    def _add_paragraph(self, tag: Start) -> None:
        """Put the link of a player or of its source on a line of its own."""
        self._end_block()
        self._add_media(tag)
        self._end_block()
        if "src" in tag.attributes:
            self._seeking_source = False

    def _add_media(self, tag: Start) -> None:
        """Put a link in the place of a picture or a player; an emoji is its own description."""
        description = tag.attributes.get("alt", "").strip()
        address = self._whole(tag.attributes.get("src", ""))
        if any(mark in tag.attributes.get("class", "") for mark in ("smiley", "emoji")):
            self._write(cleaned(description))
        elif SAFE_LINK.fullmatch(address):
            self._open_inline(Start("a", {"href": address}))
            self._write(cleaned(description or address))
            self._close_inline("a")

    def _whole(self, address: str) -> str:
        """Return an address with its host, where the text only tells the way from its own page."""
        if not self._base or NO_PLACE.match(address):
            return address.strip()
        try:
            return urljoin(self._base, address.strip())
        except ValueError:  # "//[" begins an address of IPv6
            return ""

    def _end_block(self) -> None:
        text = "".join(self._text)
        if visible(text):
            closing = "".join(f"</{name}>" for name, _ in reversed(self._inline))
            html = trimmed(self._html) + closing
            if self._name != "pre":
                text = "\n".join(line.strip() for line in text.strip().split("\n"))
            self.blocks.append(Block(self._name, html, text, tuple(self._containers)))
        self._html = [opening for _, opening in self._inline]
        self._text, self._begun = [], False


def trimmed(pieces: list[str]) -> str:
    """Return inline HTML without line breaks and spaces at its end."""
    end = len(pieces)
    while end and (pieces[end - 1] == "<br>" or not pieces[end - 1].strip()):
        end -= 1
    return "".join(pieces[:end]).strip()


def joined(blocks: Iterable[Block], *, write: Callable[[Block], str]) -> str:
    """Return blocks as one piece of HTML, each as ``write`` has it, in its quotes and lists."""
    pieces: list[str] = []
    around: tuple[tuple[str, int], ...] = ()
    for block in blocks:
        common = 0
        while common < min(len(around), len(block.inside)) and (
            around[common] == block.inside[common]
        ):
            common += 1
        pieces.extend(f"</{name}>" for name, _ in reversed(around[common:]))
        pieces.extend(f"<{name}>" for name, _ in block.inside[common:])
        around = block.inside
        pieces.append(write(block))
    pieces.extend(f"</{name}>" for name, _ in reversed(around))
    return "".join(pieces)


def block_html(block: Block) -> str:
    """Return one block as HTML that a comment may hold: headings become strong paragraphs."""
    if block.name in HEADINGS:
        return f"<p><strong>{block.html}</strong></p>"
    return f"<{block.name}>{block.html}</{block.name}>"


def block_text(block: Block) -> str:
    """Return one block as text: quotes and list items keep a mark."""
    names = [name for name, _ in block.inside]
    mark = "> " * names.count("blockquote") + "- " * (names[-1:] == ["li"])
    return "\n".join(f"{mark}{line}" for line in block.text.split("\n"))

"""Readers' text to safe HTML.

    >>> render_markdown("Ten *good* reasons:\\nhttps://example.org")
    '<p>Ten <em>good</em> reasons:<br>\\n<a href="https://example.org" …>…</a></p>\\n'

A small subset of Markdown: paragraphs, emphasis, links, quotes, lists, code. Line breaks are kept.
Raw HTML, pictures and headings are text. Everything passes nh3 last, whatever came before.
"""

from __future__ import annotations

import functools
import re
from typing import Any, cast

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "del"}
IMPORTED_TAGS = TAGS | {"b", "i", "cite", "q"}
LINK_SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc"
NESTING = 20
"""How deep quotes and lists may nest; deeper ones are shown as they were typed."""


@functools.cache
def _parser() -> MarkdownIt:
    subset = ["emphasis", "link", "autolink", "backticks", "escape", "newline", "entity"]
    blocks = ["blockquote", "list", "fence", "paragraph"]
    options = {"breaks": True, "html": False, "linkify": True, "maxNesting": NESTING}
    parser = MarkdownIt("zero", options)
    parser.enable([*subset, *blocks, "linkify", "balance_pairs", "fragments_join", "text_join"])
    # Only what says its scheme becomes a link by itself.
    linkify = cast("LinkifyIt", parser.linkify)
    linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    for scheme in ("//", "ftp:"):
        linkify.add(scheme, None)
    return parser


PROSE = re.compile(
    r"""[^\W\d_](?:[^\W_]|[ ,.;?'"()%€£–—’‘“”…/-]|[!:](?=[ \n])|(?<![ ])\n\n?(?=[^\W\d_]))*"""
    r"[!:]?(?<![ ])"
)
"""Text in which nothing means anything but itself: each line begins with a letter, and no sign of
markup, entity or link stands anywhere."""


def render_markdown(text: str) -> str:
    """Return a reader's source text as safe HTML.

    Most comments are plain prose, which needs no parser.
    """
    if PROSE.fullmatch(text):
        inner = text.replace("\n\n", "</p>\0<p>").replace("\n", "<br>\n").replace("\0", "\n")
        return f"<p>{inner}</p>\n"
    return _clean(_parser().render(text), tags=TAGS)


def sanitize_html(html: str) -> str:
    """Return imported HTML reduced to what readers here may write themselves."""
    return _clean(html, tags=IMPORTED_TAGS)


SPECIAL = {"&amp;": "\ufdd0", "&lt;": "\ufdd1", "&gt;": "\ufdd2", "\u00a0": "\ufdd3"}
"""What the sanitiser writes as character references, and what stands for it meanwhile: code points
that are no characters and never will be."""
MANY = 1000
"""Character references that the sanitiser takes in its stride."""
_STAND_INS = re.compile("[\ufdd0-\ufdd3]")
_TEXT = re.compile(r"(?:\A|>)[^<]+")


def clean_html(html: str, **rules: Any) -> str:
    """Run the sanitiser, in time linear in the text: its rules, its result.

    Its own time grows with the square of the character references in one text: a million take
    11 s (nh3 0.3). Where there are many, those of the texts (not of attributes) are set aside
    before and written back after it, as the same references. A stand-in in the text itself is
    dropped.
    """
    if html.count("&") + html.count("\u00a0") <= MANY:
        return nh3.clean(html, **rules)
    aside = _TEXT.sub(lambda text: _replaced(text[0], SPECIAL), _STAND_INS.sub("", html))
    back = {mark: "&nbsp;" if own == "\u00a0" else own for own, mark in SPECIAL.items()}
    return _replaced(nh3.clean(aside, **rules), back)


def _replaced(text: str, pairs: dict[str, str]) -> str:
    for old, new in pairs.items():
        text = text.replace(old, new)
    return text


def _clean(html: str, *, tags: set[str]) -> str:
    return clean_html(
        html,
        tags=tags,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},  # no title, no lang either
        url_schemes=LINK_SCHEMES,
        link_rel=REL,
        strip_comments=True,
        clean_content_tags={"script", "style", "iframe", "object", "template"},
    )


def plain_text(html: str) -> str:
    """Return what somebody reads in sanitised HTML, paragraphs parted by one blank line."""
    for end in ("</p>", "</blockquote>", "</li>", "</pre>"):
        html = html.replace(end, f"{end}\n\n")
    bare = nh3.clean(html.replace("<br>", "\n"), tags=set())
    return _evened(_unescape(bare))


def _unescape(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _evened(text: str) -> str:
    paragraphs = (part.strip() for part in text.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)

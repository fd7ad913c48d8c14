"""A foreign story's body to the blocks that Wagtail edits."""

from __future__ import annotations

import re

from hustings.algorithms.comment_markup import clean_html
from hustings.exchange.bodies import ADDRESS, Block, BodyBuilder, joined, plain_body
from hustings.exchange.markup import tokens
from hustings.exchange.records import ForeignStory, Markup

TAGS = {"p", "br", "b", "i", "a", "h2", "h3", "ul", "ol", "li", "blockquote"}
"""What the story editor's rich text holds."""
_SAME = (("strong", "b"), ("em", "i"))
_SHORTCODE = re.compile(
    r"\[/?(?:caption|wp_caption|embed|video|audio|gallery|playlist|youtube|vimeo)"
    r"(?=[\s\]/=])[^\[\]]{0,1000}\]"
)
"""What WordPress writes for captions and players. A gallery names pictures by numbers: nothing."""
_PAGE_BREAK = re.compile(r"<!--(?:more|nextpage)[^>]{0,200}-->")
_PARAGRAPH_BREAKS = re.compile(r"(?:<p>\s*</p>)+")


def rich_text(story: ForeignStory) -> str:
    """Return a story's body as rich text for Wagtail's editor; "" if it has none."""
    if story.markup is Markup.PLAIN:
        html = plain_body(story.body, lines=True).html
    else:
        builder = BodyBuilder(lines=story.markup is Markup.LINES, base=story.url)
        for token in tokens(_without_shortcodes(story)):
            builder.add(token)
        html = joined(builder.finished(), write=_block_html)
    for ours, theirs in _SAME:
        html = html.replace(f"<{ours}>", f"<{theirs}>").replace(f"</{ours}>", f"</{theirs}>")
    clean = clean_html(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )  # fmt: skip
    return _PARAGRAPH_BREAKS.sub("", clean)


def _without_shortcodes(story: ForeignStory) -> str:
    """Return a body without WordPress's shortcodes: a caption or an address is a paragraph."""
    if story.markup is not Markup.LINES:
        return story.body
    body = _PAGE_BREAK.sub("\n\n", story.body)
    return _SHORTCODE.sub(lambda code: f"\n\n{_address_in(code[0])}\n\n", body)


def _address_in(code: str) -> str:
    found = ADDRESS.search(code)
    return found[0] if found else ""


def _block_html(block: Block) -> str:
    """Return one block; the page has its headline, so the highest heading inside is h2."""
    names = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
    name = names.get(block.name, "p")
    html = block.html if block.name != "pre" else block.html.replace("\n", "<br>")
    return f"<{name}>{html}</{name}>"

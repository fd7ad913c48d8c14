"""Read a story and its comments from a saved web page.

Comments are found by the markup of WordPress, Disqus, Isso and Remark42, by schema.org microdata,
roles, microformats and common classes, by folded ``<details>`` or nested lists under a heading
such as "23 comments", and last by JSON-LD. Nesting of elements gives the thread. A comment is
found again by its id on the page, or else by its order.

Limits: what a page loads by script is not in it; save the page from the browser after the comments
have appeared. A thread cut over several pages is imported page by page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from hustings.exchange.errors import WrongKind
from hustings.exchange.readers import json_ld
from hustings.exchange.readers.page import read_page, require_readable, source_of
from hustings.exchange.readers.page_comments import PageComments
from hustings.exchange.readers.page_story import PageStory
from hustings.exchange.readers.reader import Reader, ReadOptions
from hustings.exchange.records import Record, Source
from hustings.exchange.selectors import PageIndex
from hustings.exchange.tree import parse

LOOKS_LIKE_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|div|ol|ul|h1|p)\b", re.I
)
IS_A_FEED = re.compile(rb"<(?:rss|feed|rdf|disqus)\b", re.I)


def read(file: BinaryIO, options: ReadOptions) -> Iterator[Record]:
    """Yield the story and its comments.

    Raises:
        WrongKind: the page has no headline.
        TooLarge: more bytes or elements than any page that people read.
    """
    text = read_page(file, options)
    require_readable(text, options)
    page = PageIndex(parse(text))
    comments = PageComments(page)
    described = json_ld.describe(page, options)
    story = PageStory(page, comments, options).record(text) or described.story
    if story is None:
        raise WrongKind(f"{options.name} has no headline: neither <h1> nor a title.")
    yield Source(source_of(story.url, options))
    yield described.completed(story)
    if comments.elements:
        yield from comments.records(story=story.key, options=options)
    else:
        yield from described.comments(story=story.key)


def _recognises(head: bytes) -> bool:
    plain = head.replace(b"\0", b"")  # UTF-16
    return bool(LOOKS_LIKE_HTML.search(plain)) and not IS_A_FEED.search(plain)


READER = Reader("page HTML", _recognises, read)

"""Find the story on a web page: headline, kicker, standfirst, byline, time, paragraphs."""

from __future__ import annotations

import re
from datetime import datetime

from hustings.exchange.bodies import read_body
from hustings.exchange.characters import one_line
from hustings.exchange.dates import read_moment
from hustings.exchange.headlines import split_headline
from hustings.exchange.markup import serialised
from hustings.exchange.readers import comment_forms
from hustings.exchange.readers.heads import is_thread_heading
from hustings.exchange.readers.page import host_of, saved_from, story_id
from hustings.exchange.readers.page_comments import PageComments
from hustings.exchange.readers.page_parts import moment_of
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import ForeignStory, Markup
from hustings.exchange.selectors import PageIndex, Selector, parse_selectors

HEADLINE = parse_selectors(
    "[itemprop=headline], h1.entry-title, .entry-title, .wp-block-post-title, h1.p-name,"
    " .post-title, .article-title, .headline, h1"
)
KICKER = parse_selectors(
    ".kicker, .eyebrow, .overline, .entry-kicker, .post-kicker, .article-kicker, .strapline"
)
STANDFIRST = parse_selectors(
    ".standfirst, .article-standfirst, .dek, .deck, .entry-subtitle, .post-subtitle, .subtitle,"
    " [itemprop=alternativeHeadline], p[itemprop=description], .p-summary"
)
BYLINE = parse_selectors(
    ".byline, [itemprop=author], .p-author, .entry-author, .author, [rel=author],"
    " .wp-block-post-author-name"
)
BESIDE_BYLINE = parse_selectors("time, a[href^=#], .posted-on, .date")
TIME = parse_selectors(
    "[itemprop=datePublished], time.entry-date, time.published, .dt-published, time[pubdate],"
    " time[datetime], .entry-date"
)
CONTENT = parse_selectors(
    "[itemprop=articleBody], .e-content, .entry-content, .wp-block-post-content, .post-content,"
    " .article-body, .article-content, .story-body, .post-body, article, main, #content, body"
)
FURNITURE = parse_selectors(
    "nav, aside, form, footer, figure.wp-block-embed, .sharedaddy, .jp-relatedposts, .share,"
    " .sharing, .social, .related, .related-posts, .post-navigation, .navigation, .entry-meta,"
    " .entry-footer, .post-meta, .site-header, .site-title, .site-footer, #respond,"
    " .comment-respond, .comments-title, .skip-link, .breadcrumbs, .tags, .tags-links, .cat-links,"
    " [data-nosnippet]"
)
BODY = parse_selectors("body")[0]
HEAD = parse_selectors("title, head, link, meta")
NO_HEADLINE = frozenset({"site-title", "logo", "site-logo", "comments-title"})


class PageStory:
    """Reads one page's story, looking only outside its comments."""

    def __init__(self, page: PageIndex, comments: PageComments, options: ReadOptions) -> None:
        self._page = page
        self._tree = page.tree
        self._owner = comments.owner
        self._options = options
        self._areas = comments.areas
        self._used: set[int] = set()

    def record(self, source: str) -> ForeignStory | None:
        """Return the story, or None where the page has no headline."""
        kicker, standfirst = self._text(KICKER), self._text(STANDFIRST)
        headline = self._headline()
        if not headline:
            return None
        if not kicker:
            kicker, headline = split_headline(headline)
        byline = re.sub(r"^by\s+", "", self._byline() or self._meta("author"), flags=re.I)
        published = self._published()
        address = self._address(source)
        identifier = story_id(address, headline)
        return ForeignStory(
            key=identifier,
            foreign_id=identifier,
            headline=headline,
            kicker=kicker,
            standfirst=standfirst,
            byline=byline,
            body=self._body(),
            markup=Markup.HTML,
            url=address,
            published=published,
        )

    def _first(self, selectors: tuple[Selector, ...]) -> int | None:
        """Return the first element outside comments that the most preferred selector matches."""
        for selector in selectors:
            for index in self._page.find(selector):
                if self._owner[index] < 0:
                    return index
        return None

    def _text(self, selectors: tuple[Selector, ...]) -> str:
        index = self._first(selectors)
        if index is None:
            return ""
        self._used.add(index)
        return one_line(self._tree.text(index))

    def _byline(self) -> str:
        """Return who wrote the story, without the date and the links beside it."""
        index = self._first(BYLINE)
        if index is None:
            return ""
        self._used.add(index)
        beside = frozenset(self._page.find_all(BESIDE_BYLINE))
        return one_line(self._tree.text(index, without=beside))

    def _meta(self, name: str) -> str:
        """Return what the page's head says of itself under a name or property."""
        for attribute in ("property", "name"):
            for selector in parse_selectors(f"meta[{attribute}={name}]"):
                for index in self._page.find(selector):
                    return one_line(self._tree.nodes[index].attributes.get("content", ""))
        return ""

    def _headline(self) -> str:
        for selector in HEADLINE:
            for index in self._page.find(selector):
                node = self._tree.nodes[index]
                if self._owner[index] < 0 and not NO_HEADLINE.intersection(node.classes):
                    self._used.add(index)
                    if printed := one_line(self._tree.text(index)):
                        return printed
        return self._meta("og:title") or self._title() or self._second_heading()

    def _second_heading(self) -> str:
        """Return the first heading below ``<h1>`` that is not the comments' own."""
        for index in self._page.find_all(comment_forms.HEADINGS):
            printed = one_line(self._tree.text(index))
            if self._owner[index] < 0 and printed and not is_thread_heading(printed):
                self._used.add(index)
                return printed
        return ""

    def _title(self) -> str:
        """Return the page's title without the site's name at its end."""
        title = next(iter(self._page.find(Selector("title", ()))), None)
        printed = "" if title is None else one_line(self._tree.text(title))
        site = self._meta("og:site_name")
        shorter, mark, rest = _cut_last(printed)
        return shorter if mark and (rest == site or not site) else printed

    def _published(self) -> datetime | None:
        told = read_moment(self._meta("article:published_time"), zone=self._options.zone)
        index = self._first(TIME)
        if index is not None:
            self._used.add(index)
        if told or index is None:
            return told
        return moment_of(self._tree, index, self._options)

    def _address(self, source: str) -> str:
        """Return the page's address: a person's word, the page's own, where it was fetched."""
        if self._options.address:
            return self._options.address
        canonical = ""
        for index in self._page.find(parse_selectors("link[rel=canonical]")[0]):
            canonical = self._tree.nodes[index].attributes.get("href", "").strip()
        told = (canonical, self._meta("og:url"), saved_from(source), self._options.fetched)
        return next((address for address in told if host_of(address)), "")

    def _body(self) -> str:
        """Return the HTML of the first content element that has text of its own."""
        without = frozenset(
            {*self._used, *self._areas, *self._page.find_all(FURNITURE)}
            | set(self._page.find_all(comment_forms.HEADINGS[:1]))
            | {index for index, owner in enumerate(self._owner) if owner == index}
            | {i for i in self._page.find_all(comment_forms.HEADINGS) if self._of_thread(i)}
        )
        for selector in CONTENT:
            index = self._first((selector,))
            if index is not None and index not in without:
                content = serialised(self._tree.tokens(index, without=without))
                if read_body(content, markup=Markup.HTML).text:
                    return content
        if self._page.find(BODY):
            return ""
        return serialised(self._tree.tokens(0, without=without | set(self._page.find_all(HEAD))))

    def _of_thread(self, index: int) -> bool:
        return is_thread_heading(one_line(self._tree.text(index)))


def _cut_last(title: str) -> tuple[str, str, str]:
    for mark in (" | ", " – ", " — ", " - ", " « ", " » "):
        if mark in title:
            return title.rpartition(mark)
    return title, "", ""

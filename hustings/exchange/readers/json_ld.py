"""What a page says of itself in JSON-LD (schema.org): a second source for what its markup lacks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from hustings.exchange.characters import one_line
from hustings.exchange.dates import read_moment
from hustings.exchange.headlines import split_headline
from hustings.exchange.readers.page import comment_id, story_id
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import ForeignAuthor, ForeignComment, ForeignStory, Markup
from hustings.exchange.selectors import PageIndex, parse_selectors

SCRIPT = parse_selectors("script[type=application/ld+json]")
STORIES = ("Article", "Posting", "BlogPosting", "NewsArticle", "Report", "WebPage")
"""Ends of the types that are stories; "DiscussionForumPosting" and "OpinionNewsArticle" too."""
VOTES = {"LikeAction": 0, "UpvoteAction": 0, "DislikeAction": 1, "DownvoteAction": 1}

JsonObject = dict[str, Any]


@dataclass(slots=True)
class Described:
    """The described story, if any, and what hangs on it."""

    story: ForeignStory | None = None
    about: JsonObject = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)

    def completed(self, story: ForeignStory) -> ForeignStory:
        """Return a story read from markup, with what only the description knows."""
        if self.story is None:
            return story
        return replace(
            story,
            standfirst=story.standfirst or self.story.standfirst,
            byline=story.byline or self.story.byline,
            body=story.body or self.story.body,
            published=story.published or self.story.published,
        )

    def comments(self, *, story: str) -> Iterator[ForeignComment]:
        """Yield the described comments, a parent before its replies."""
        waiting = [(described, "") for described in reversed(_objects(self.about.get("comment")))]
        order = 0
        known: dict[str, str] = {}
        while waiting:
            described, parent = waiting.pop()
            order += 1
            told = _string(described, "@id", "identifier", "url")
            identifier = comment_id(story, told if told else f"n{order}")
            known[told] = identifier
            parent = parent or known.get(_answered(described), "")
            yield _comment(described, story, identifier, parent, self.options)
            replies = _objects(described.get("comment"))
            waiting.extend((reply, identifier) for reply in reversed(replies))


def describe(page: PageIndex, options: ReadOptions) -> Described:
    """Read the page's scripts of JSON-LD; those that are broken say nothing."""
    for script in page.find_all(SCRIPT):
        written = "".join(page.tree.nodes[i].text for i in page.tree.subtree(script))
        try:
            said = json.loads(written)
        except (ValueError, RecursionError):
            continue
        for described in _top_objects(said):
            types = described.get("@type")
            types = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and name.endswith(STORIES) for name in types):
                return Described(_story(described, options), described, options)
    return Described()


def _top_objects(said: Any) -> Iterator[JsonObject]:
    for described in _objects(said):
        yield from _objects(described.get("@graph"))
        yield described


def _objects(value: Any) -> list[JsonObject]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def _string(described: JsonObject, *keys: str) -> str:
    """Return the first of these that holds a text or a number, on one line."""
    for key in keys:
        value = described.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = value.get("name") or value.get("@id")
        if isinstance(value, (str, int, float)) and str(value).strip():
            return one_line(str(value))
    return ""


def _answered(described: JsonObject) -> str:
    """Return the id of the comment that this one says it answers; "none" where it says nothing."""
    parent = described.get("parentItem")
    if isinstance(parent, dict):
        return _string(parent, "@id", "identifier", "url") or "none"
    return parent if isinstance(parent, str) and parent else "none"


def _story(described: JsonObject, options: ReadOptions) -> ForeignStory | None:
    kicker, headline = split_headline(_string(described, "headline", "name"))
    if not headline:
        return None
    address = options.address or _string(described, "url", "mainEntityOfPage") or options.fetched
    identifier = story_id(address, headline)
    return ForeignStory(
        key=identifier,
        foreign_id=identifier,
        headline=headline,
        kicker=kicker,
        standfirst=_string(described, "alternativeHeadline"),
        byline=_string(described, "author"),
        body=_text(described, "articleBody", "text"),
        markup=Markup.LINES,
        url=address,
        published=read_moment(_string(described, "datePublished", "dateCreated")),
    )


def _text(described: JsonObject, *keys: str) -> str:
    return next((v for key in keys if isinstance(v := described.get(key), str) and v), "")


def _comment(
    described: JsonObject, story: str, identifier: str, parent: str, options: ReadOptions
) -> ForeignComment:
    moment = _string(described, "dateCreated", "datePublished")
    up, down = _votes(described)
    return ForeignComment(
        story=story,
        foreign_id=identifier,
        parent=parent,
        author=ForeignAuthor(name=_string(described, "author", "creator")),
        body=_text(described, "text", "articleBody", "description"),
        markup=Markup.LINES,
        written=read_moment(moment, zone=options.zone),
        up=up,
        down=down,
        where=identifier.partition("#")[2],
    )


def _votes(described: JsonObject) -> tuple[int, int]:
    """Return the totals that a comment's description or its counters tell."""
    totals = [count_of(described.get("upvoteCount")), count_of(described.get("downvoteCount"))]
    for counter in _objects(described.get("interactionStatistic")):
        kind = _string(counter, "interactionType").rpartition("/")[2]
        if kind in VOTES and not totals[VOTES[kind]]:
            totals[VOTES[kind]] = count_of(counter.get("userInteractionCount"))
    return totals[0], totals[1]


def vote_of(kind: str) -> int | None:
    """Return which total a property or an action counts: 0 for, 1 against, None for others."""
    sides = {**VOTES, "upvoteCount": 0, "downvoteCount": 1}
    return next((side for name, side in sides.items() if kind.endswith(name)), None)


def count_of(value: Any) -> int:
    """Return a total, 0 for what is none."""
    found = re.search(r"\d{1,12}", str(value).replace(",", "")[:40])
    return min(int(found[0]), 2**31 - 1) if found and not str(value).startswith("-") else 0

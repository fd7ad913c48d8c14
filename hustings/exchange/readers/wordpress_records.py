"""What the fields of a WordPress export mean: the contract of ``docs/reference/import.md``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import unquote

from hustings.exchange.bodies import read_body
from hustings.exchange.characters import one_line
from hustings.exchange.dates import read_iso
from hustings.exchange.headlines import split_headline
from hustings.exchange.markup import unescape
from hustings.exchange.readers.reader import ReadOptions
from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignState,
    ForeignStory,
    LeftOut,
    Markup,
    Noted,
    Record,
    Subject,
)

Facts = dict[str, str]
"""The fields of one element by short name, white space around them taken off."""

STATES = {
    "1": ForeignState.PUBLISHED,
    "approve": ForeignState.PUBLISHED,
    "0": ForeignState.HELD,
    "hold": ForeignState.HELD,
    "spam": ForeignState.SPAM,
    "trash": ForeignState.DELETED,
    "post-trashed": ForeignState.DELETED,
}
SHORT_FIELD = 10_000
"""Characters that are read of a headline or a summary."""
TRACKBACKS = frozenset({"pingback", "trackback"})


def author_of_site(facts: Mapping[str, str]) -> ForeignAuthor:
    """Return one of the site's users."""
    login = facts.get("wp:author_login", "")
    return ForeignAuthor(
        name=unescape(facts.get("wp:author_display_name") or login),
        user=user_key(facts.get("wp:author_id", "")),
        mail=facts.get("wp:author_email", ""),
    )


def user_key(identifier: str) -> str:
    """Return what stands for a user of the site; guests have the id 0."""
    return f"user:{identifier}" if identifier not in ("", "0") else ""


def comment_record(
    facts: Facts,
    *,
    story: str,
    authors: Mapping[str, ForeignAuthor],
    line: int,
    options: ReadOptions,
) -> list[Record]:
    """Return a comment, with a note on what was guessed; or why it is left out."""
    identifier = facts.get("wp:comment_id", "")[:100]
    parent = facts.get("wp:comment_parent", "")[:100]
    parent = "" if parent == "0" else parent
    where = f"comment {identifier or '?'}, line {line}"
    if reason := left_out(facts, options):
        return [LeftOut(Subject.COMMENT, reason, where, story, identifier, parent)]
    written, local = moment(facts, "wp:comment_date", options)
    comment = ForeignComment(
        story=story,
        foreign_id=identifier,
        parent=parent,
        author=_author(facts, authors),
        body=facts.get("wp:comment_content", ""),
        markup=Markup.LINES,
        written=written,
        state=STATES[facts.get("wp:comment_approved", "").lower()],
        where=where,
    )
    return [comment, Noted(Subject.COMMENT, "local-date", where)] if local else [comment]


def left_out(facts: Mapping[str, str], options: ReadOptions) -> str:
    """Return why a comment stays out, "" if it comes in.

    Internal notes are judged first, so that no option and no state can let one through.
    """
    kind = facts.get("wp:comment_type", "").lower()
    state = STATES.get(facts.get("wp:comment_approved", "").lower())
    if kind == "note":
        return "note"
    if kind in TRACKBACKS and not options.pingbacks:
        return kind
    if kind not in TRACKBACKS and kind not in ("", "comment"):
        return "other-type"
    if facts.get("wp:comment_id", "") in ("", "0"):
        return "no-id"
    if state is None:
        return "unknown-state"
    if state is ForeignState.DELETED and not options.trash:
        return "trash"
    return "too-long" if "too long" in facts else ""


def moment(
    facts: Mapping[str, str], field: str, options: ReadOptions
) -> tuple[datetime | None, bool]:
    """Return a moment in UTC, and whether it had to be read from the local date."""
    told = read_iso(facts.get(f"{field}_gmt", ""), zone=UTC)
    if told is not None:
        return told, False
    local = read_iso(facts.get(field, ""), zone=options.zone)
    return local, local is not None


def _author(facts: Mapping[str, str], authors: Mapping[str, ForeignAuthor]) -> ForeignAuthor:
    """Return who wrote a comment: the name as printed, the user, the user's or the guest's mail.

    A trackback's author is another site; its kind stays in the identity.
    """
    identifier = facts.get("wp:comment_user_id", "")
    known = authors.get(identifier) if user_key(identifier) else None
    kind = facts.get("wp:comment_type", "").lower()
    site = facts.get("wp:comment_author_url", "") or facts.get("wp:comment_author", "")
    return ForeignAuthor(
        name=unescape(facts.get("wp:comment_author", "")),  # as WordPress keeps its signs
        user=f"{kind}:{site}" if kind in TRACKBACKS else user_key(identifier),
        mail=(known.mail if known else "") or facts.get("wp:comment_author_email", ""),
    )


def story_record(
    facts: Facts, *, key: str, bylines: Mapping[str, str], line: int, options: ReadOptions
) -> list[Record]:
    """Return a published story; or why an item is left out."""
    kind = facts.get("wp:post_type", "post").lower()
    identifier = facts.get("wp:post_id", "")[:100]
    where = f"{kind} {identifier or '?'}, item that ends on line {line}"
    kicker, headline = split_headline(_words(facts.get("title", "")))
    if reason := story_left_out(facts, kind=kind, headline=headline):
        return [LeftOut(Subject.STORY, reason, where, key)]
    published, local = moment(facts, "wp:post_date", options)
    login = facts.get("dc:creator", "")
    story = ForeignStory(
        key=key,
        foreign_id=identifier,
        headline=headline,
        kicker=kicker,
        standfirst=_words(facts.get("excerpt:encoded", "")),
        byline=bylines.get(login, login),
        body=facts.get("content:encoded", ""),
        markup=Markup.LINES,
        url=facts.get("link", ""),
        slug=unquote(facts.get("wp:post_name", "")),
        published=published,
        closed=facts.get("wp:comment_status", "open") != "open",
    )
    return [story, Noted(Subject.STORY, "local-date", where)] if local else [story]


def story_left_out(facts: Mapping[str, str], *, kind: str, headline: str) -> str:
    """Return why an item is no story to import, "" if it is one."""
    if kind != "post":
        return "not-a-story"
    if facts.get("wp:status", "") != "publish":
        return "not-published"
    if facts.get("wp:post_password"):
        return "password-protected"
    if not facts.get("wp:post_id"):
        return "no-id"
    if "too long" in facts:
        return "too-long"
    return "" if headline else "no-headline"


def _words(markup: str) -> str:
    """Return what is read of a short field that may hold markup, on one line.

    The rest of a field that is not short is left unread: a page shows none of it.
    """
    return one_line(read_body(markup[:SHORT_FIELD], markup=Markup.HTML).text)

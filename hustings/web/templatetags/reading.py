"""How templates write times, counts and comments in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings.accounts import reads as accounts
from hustings.algorithms.comment_markup import plain_text
from hustings.discussions import reads
from hustings.discussions.models import Comment, Discussion
from hustings.stories import reads as stories
from hustings.web import palette
from hustings.web.pages import times, words
from hustings.web.pages.comment_html import short_number

register = template.Library()
OPENING_LENGTH = 160
NEIGHBOURS = 2
"""Pages named on each side of the one shown, besides the first and the last."""

register.filter("comments", words.comments)
register.filter("number", short_number)
register.filter("votes_set_aside", words.votes_set_aside)
register.simple_tag(palette.icon, name="icon")


@register.simple_tag
def accent() -> SafeString:
    """Write the publisher's accent colour; nothing where it is the style sheet's own."""
    style = palette.accent_style()
    return format_html("<style>{}</style>", mark_safe(style)) if style else SafeString()  # ours


@register.simple_tag
def moment(when: datetime | None) -> str:
    """Write a moment; nothing for a story that was never published."""
    if when is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', times.machine(when), times.moment(when))


@register.filter
def more_comments(count: int) -> str:
    return words.more_comments(count)


@register.filter
def writer(comment: Comment) -> str:
    """Return the name a comment is shown under."""
    return reads.author_name(comment) or words.nameless(comment)


@register.filter
def opening(comment: Comment) -> str:
    """Return how a comment begins, without its markup, cut where a word ends."""
    text = " ".join(plain_text(comment.html).split())
    if len(text) <= OPENING_LENGTH:
        return text
    return f"{text[:OPENING_LENGTH].rsplit(' ', 1)[0]}\u00a0…"


@register.simple_tag
def closing(discussion: Discussion) -> str:
    """Say when a discussion was closed, by whom, and why. One query if somebody did."""
    when = times.moment(discussion.closed) if discussion.closed else ""
    by = accounts.account_names({discussion.closed_by}) if discussion.closed_by else {}
    name = next((name for name, _staff in by.values()), "")
    if name:
        said = _("Closed on %(time)s by %(name)s.") % {"time": when, "name": name}
    else:
        said = _("Closed on %(time)s.") % {"time": when}
    if discussion.closed_reason:
        said = f"{said} {discussion.closed_reason}"
    return f"{said} " + _("It can still be read.")


@register.simple_tag(takes_context=True)
def same_with(context: dict[str, Any], **changes: Any) -> SafeString:
    """Return the present address with another page, and nothing in it we did not put there."""
    wanted = context.get("wanted")
    facts: dict[str, Any] = {}
    if wanted is not None:
        facts = {"branch": wanted.branch, "order": wanted.order}
        if wanted.branch or wanted.order == reads.ORDERS[0]:
            del facts["order"]
    query = "&".join(f"{key}={value}" for key, value in {**facts, **changes}.items() if value)
    anchor = "#discussion" if wanted is not None else ""
    return format_html("?{}{}", query, anchor)


@register.filter
def near(current: int, pages: int) -> list[int | None]:
    """Return the numbers a pager shows; None stands for those left out.

    >>> near(5, 9)
    [1, None, 3, 4, 5, 6, 7, None, 9]
    """
    around = range(current - NEIGHBOURS, current + NEIGHBOURS + 1)
    shown = sorted({1, pages, *(number for number in around if 1 <= number <= pages)})
    numbers: list[int | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.filter
def host(address: str) -> str:
    """Return whose machine an address leads to."""
    return urlsplit(address).hostname or ""


@register.simple_tag
def edited(comment: Comment) -> str:
    """Say when a comment was edited, with a link to what it said before."""
    if comment.edited is None:
        return ""
    said = _("edited %(time)s") % {"time": times.after(comment.edited, comment.created)}
    return format_html('<a href="/c/{}#versions">{}</a>', comment.pk, said)


@register.simple_tag
def plain_field(field: BoundField) -> SafeString:
    """Write a form field without allauth's placeholder, which repeats the label above it.

    A code is six digits, so a phone shows its keyboard of digits.
    """
    keyboard = {"inputmode": "numeric"} if field.name == "code" else {}
    return field.as_widget(attrs={"placeholder": "", **keyboard})


@register.filter
def clock(when: datetime) -> str:
    """Return the time of day."""
    return times.clock(when)


@register.simple_tag(takes_context=True)
def house_rules(context: dict[str, Any]) -> dict[str, str] | None:
    """Return the page with the rules of the house: the plain page called "rules". One query."""
    request = context["request"]
    site = Site.find_for_request(request)
    page = stories.plain_pages(site).filter(slug="rules").first() if site else None
    return {"url": page.get_url(request), "title": page.title} if page else None

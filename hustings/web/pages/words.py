"""The words around a comment, looked up once for each language.

A thread of 10,000 comments would otherwise ask the catalogue 100,000 times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils import numberformat
from django.utils.formats import get_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hustings.discussions.models import Comment


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences and labels, safe to stand in HTML."""

    reply: str
    votes: str
    report: str
    fold: str
    staff: str
    story_author: str
    new_here: str
    guest: str
    nobody: str
    unnamed: str
    edited: str
    pinned: str
    in_answer_to: str
    why: str
    removed: str
    removed_under: str
    withdrawn: str
    tombstone: str


def words() -> Words:
    """Return the words of the language that is active now."""
    return _words(get_language() or "")


@lru_cache(maxsize=16)
def _words(language: str) -> Words:
    """Look every word up; the language stands in the arguments for the cache's sake."""
    return Words(
        reply=escape(_("Reply")),
        votes=escape(_("Votes")),
        report=escape(_("Report")),
        fold=escape(_("Fold the answers")),
        staff=escape(_("staff")),
        story_author=escape(_("author of the story")),
        new_here=escape(_("new here")),
        guest=escape(_("guest")),
        nobody=escape(_("a reader who left")),
        unnamed=escape(_("name not known")),
        edited=escape(_("edited %(time)s")),
        pinned=escape(_("pinned")),
        in_answer_to=escape(_("in answer to %(number)s")),
        why=escape(_("Why?")),
        removed=escape(_("Removed by a moderator.")),
        removed_under=escape(_("Removed by a moderator under “%(rule)s”.")),
        withdrawn=escape(_("Deleted by its writer.")),
        tombstone=escape(_("Deleted before it came here.")),
    )


def nameless(comment: Comment) -> str:
    """Return what stands for a name: the person was erased, or an import never knew it."""
    return words().nobody if comment.account_id else words().unnamed


def grouped(count: int) -> str:
    """Return a count as the language writes it: 1,955 in English, 1.955 in German and Arabic.

    By threes in any case: Django names no grouping for Arabic.
    """
    separator = get_format("THOUSAND_SEPARATOR")
    return numberformat.format(
        count, ".", grouping=3, thousand_sep=separator, force_grouping=True, use_l10n=False
    )


def answers(count: int) -> str:
    said = ngettext("%(count)s answer", "%(count)s answers", count)
    return said % {"count": grouped(count)}


def more_answers(count: int) -> str:
    said = ngettext("%(count)s more answer", "%(count)s more answers", count)
    return said % {"count": grouped(count)}


def comments(count: int) -> str:
    said = ngettext("%(count)s comment", "%(count)s comments", count)
    return said % {"count": grouped(count)}


def votes_set_aside(count: int) -> str:
    said = ngettext("%(count)s vote set aside", "%(count)s votes set aside", count)
    return said % {"count": grouped(count)}


def more_comments(count: int) -> str:
    said = ngettext("%(count)s more comment", "%(count)s more comments", count)
    return said % {"count": grouped(count)}

"""What discussions refuse, each with a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings.errors import HustingsError


class NoSuchComment(HustingsError):
    """Absent, elsewhere, or not for this person to see: the same answer for all three."""

    code = "no-such-comment"
    status = 404
    sentence = _("There is no such comment here.")


class NoSuchDiscussion(HustingsError):
    """There is no discussion of this id on this site."""

    code = "no-such-discussion"
    status = 404
    sentence = _("There is no such discussion here.")


class PostingRefused(HustingsError):
    """The family of all reasons why a text was not taken; nothing was changed."""

    code = "posting-refused"
    status = 422
    sentence = _("This comment could not be posted.")


class DiscussionClosed(PostingRefused):
    """The discussion takes no new comments."""

    code = "discussion-closed"
    status = 409
    sentence = _("This discussion is closed; it can still be read.")


class ParentGone(PostingRefused):
    """The comment to be answered is not in this discussion, or is no longer shown."""

    code = "parent-gone"
    status = 409
    sentence = _(
        "The comment you are answering is no longer there. You can post at the top level instead."
    )


class TextEmpty(PostingRefused):
    """Nothing that can be seen was written."""

    code = "text-empty"
    sentence = _("Please write something first.")


class TextTooLong(PostingRefused):
    """More characters than the publisher allows; ``data`` has ``limit`` and ``length``."""

    code = "text-too-long"
    sentence = _("This is too long. Please shorten it.")


class TextUnreadable(PostingRefused):
    """Characters that steer or break the display of other text."""

    code = "text-unreadable"
    sentence = _(
        "The text holds invisible control characters. Please remove them, or type it again."
    )


class TooFast(PostingRefused):
    """Over the publisher's limit; ``data["retry_after"]`` is in seconds."""

    code = "too-fast"
    status = 429
    sentence = _("You have posted a lot just now. Please wait a moment and try again.")


class Repeated(PostingRefused):
    """The same person has just posted the same text here."""

    code = "repeated"
    status = 409
    sentence = _("You have just posted this here.")


class EditWindowOver(HustingsError):
    """The time in which a comment can be edited has passed."""

    code = "edit-window-over"
    status = 409
    sentence = _("This comment can no longer be edited.")


class NotVotable(HustingsError):
    """Votes are only for published comments of others."""

    code = "not-votable"
    status = 409
    sentence = _("You cannot vote on this comment.")


class NotReportable(HustingsError):
    """Only published comments can be reported."""

    code = "not-reportable"
    status = 409
    sentence = _("This comment cannot be reported.")


class BadReport(HustingsError):
    """The reason is none of those offered, or the note is too long."""

    code = "bad-report"
    status = 422
    sentence = _("Please choose one of the reasons.")

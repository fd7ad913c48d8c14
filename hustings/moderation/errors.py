"""What moderation refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hustings.errors import HustingsError


class ReasonsRequired(HustingsError):
    """A restriction without a reason its author could understand."""

    code = "reasons-required"
    status = 422
    sentence = _("Please tell the author why, in a sentence.")


class DecisionRefused(HustingsError):
    """The comment is not in a state this decision could change."""

    code = "decision-refused"
    status = 409
    sentence = _("Somebody has already decided on this comment, or its writer took it back.")


class NothingToUndo(HustingsError):
    """There is no such decision, it was undone already, or its time is over."""

    code = "nothing-to-undo"
    status = 409
    sentence = _("This decision can no longer be undone here.")

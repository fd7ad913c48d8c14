"""The rules of the house that a removal can name, and how long a decision can be undone."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

UNDO_WINDOW = timedelta(minutes=10)

HOUSE_RULES = (
    _("No abuse of other people"),
    _("No hatred against groups"),
    _("No private data of others"),
    _("No allegations without evidence"),
    _("No advertising"),
    _("Stay with the subject"),
)

"""What moderators and editors fill in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hustings.moderation.models import Measure
from hustings.moderation.rules import HOUSE_RULES


class DecisionForm(forms.Form):
    """One decision about one comment; the action checks it again."""

    measure = forms.ChoiceField(choices=Measure.choices)
    rule = forms.ChoiceField(
        label=_("Rule"),
        required=False,
        choices=[("", _("no particular rule")), *((rule, rule) for rule in HOUSE_RULES)],
    )
    reasons = forms.CharField(
        label=_("What the author is told"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DiscussionForm(forms.Form):
    """How one discussion is run."""

    open = forms.BooleanField(label=_("Readers can post"), required=False)
    closed_reason = forms.CharField(
        label=_("Why it is closed (readers see this)"), required=False, max_length=300
    )
    premoderated = forms.BooleanField(
        label=_("A moderator reads every new comment first"), required=False
    )


class PinForm(forms.Form):
    """A comment to be pinned or unpinned, by its printed number."""

    number = forms.CharField(label=_("Number of the comment"), max_length=700)
    pinned = forms.BooleanField(required=False)

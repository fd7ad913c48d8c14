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

    open = forms.BooleanField(
        label=_("Readers can post"),
        required=False,
        help_text=_("Without it the discussion is closed: it can be read and nothing added."),
    )
    closed_reason = forms.CharField(
        label=_("Why it is closed"),
        required=False,
        max_length=300,
        help_text=_("Readers see this above the discussion, with your name and the time."),
    )
    premoderated = forms.BooleanField(
        label=_("A moderator reads every new comment first"),
        required=False,
        help_text=_("Readers are told before they write. What waits stands in the queue."),
    )


class PinForm(forms.Form):
    """A comment to be pinned or unpinned, by its printed number."""

    number = forms.CharField(
        label=_("Number of the comment"),
        max_length=700,
        help_text=_("As it stands beside the comment, such as 9.1.1."),
    )
    pinned = forms.BooleanField(required=False)

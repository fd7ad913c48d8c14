"""Decisions people took, and what was said to those concerned."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.discussions.models import Comment
from hustings.journal.ids import new_id


class Measure(models.TextChoices):
    """What a decision did."""

    APPROVE = "approve", _("approved")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    DISMISS = "dismiss", _("reports answered, nothing changed")
    REOPEN = "reopen", _("reports opened again")
    HOLD = "hold", _("held again")


class Decision(models.Model):
    """Who decided what about which comment, by which rule, and why.

    A restriction has a human ``decided_by`` (a constraint of the table) and a reason written for
    its author. An undo is a decision of its own that points at the one it undoes.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=10, choices=Measure.choices)
    rule = models.CharField(max_length=100, blank=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided = models.DateTimeField()
    state_before = models.CharField(max_length=10)
    undo_of = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    reports = models.IntegerField(default=0)
    automated_detection = models.BooleanField(default=False)
    automated_decision = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False), name="decision_by_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(measure="hide") | ~Q(reasons=""), name="decision_hide_has_reasons"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "id"], name="decision_newest")]

    def __str__(self) -> str:
        return f"{self.measure} {self.comment_id}"


class Statement(models.Model):
    """What the author of a comment is told about a decision; a frozen copy."""

    decision = models.OneToOneField(
        Decision, primary_key=True, on_delete=models.PROTECT, related_name="statement"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    made = models.DateTimeField()
    read = models.DateTimeField(null=True)

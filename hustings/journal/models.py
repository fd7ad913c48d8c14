"""Events, and the revision counters that pages are checked against."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hustings.journal.ids import new_id


class Event(models.Model):
    """One thing that happened, written in the transaction of the change it records.

    ``data`` holds references and digests only, never text, names or addresses: erasing a person
    must never break the chain. ``position`` and ``digest`` stay empty until the sealer has
    chained the event; readers of the journal follow ``position``, never ``id`` (a lower id may
    commit later).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    trace = models.BigIntegerField(null=True)
    data = models.JSONField()
    created = models.DateTimeField()
    position = models.BigIntegerField(null=True)
    digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "position"], name="event_position"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["site", "id"],
                condition=models.Q(position__isnull=True),
                name="event_unsealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Revision(models.Model):
    """How often something that pages show has changed; the row's lock orders its writers.

    Keys: ``furniture`` (menus, settings, sites, redirects, restrictions, moves), ``names``
    (renamings and erasures), ``list`` (front page, sections, feeds), ``story:ID``. A
    discussion's revision is a column of the discussion, because every post changes both.
    """

    key = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.key} {self.value}"

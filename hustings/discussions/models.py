"""Discussions, comments and what readers do with them.

``site`` and ``discussion`` lead every large table's indexes and unique keys, so that the tables can
be spread by them later (``docs/decisions/0002-ids-and-thread-path.md``).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.accounts.models import Identity
from hustings.journal.ids import new_id


class Discussion(models.Model):
    """What readers say to each other about one thing.

    ``revision`` rises with every change that its pages could show. ``comments`` counts what is
    published; ``roots_made`` allots the ordinals of top-level comments and never falls.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    closed = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    closes = models.DateTimeField(null=True, db_index=True)
    premoderated = models.BooleanField(default=False)
    comments = models.IntegerField(default=0)
    roots_made = models.IntegerField(default=0)
    revision = models.BigIntegerField(default=1)
    last_comment = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class State(models.TextChoices):
    """What readers may see of a comment. Nothing is ever deleted by a state."""

    PUBLISHED = "published", _("published")
    HELD = "held", _("waiting for a moderator")
    HIDDEN = "hidden", _("hidden by a moderator")
    WITHDRAWN = "withdrawn", _("deleted by its writer")
    TOMBSTONE = "tombstone", _("deleted before it came here")


class Comment(models.Model):
    """One comment, its place in the tree, and its totals.

    ``parent`` is the truth about the tree. ``path`` holds the ids from the root down (8 bytes
    each, at most 64), so that one range read in path order gives a branch; below level 64 a new
    path starts, and ``anchor`` is the comment at level 64 it hangs on (0 above). ``ordinal`` is
    the place among siblings, allotted once; ``number`` is the printed one.
    ``published`` is when readers first saw it: from then on it keeps its place on the page, if
    only as a placeholder. ``root`` is the top-level comment of the branch (itself, at the top);
    there, ``branch`` counts the comments below that were ever published. ``revision`` rises with
    every change that readers can see.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, db_index=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_index=False)
    root = models.BigIntegerField()
    anchor = models.BigIntegerField(default=0)
    path = models.BinaryField(max_length=512)
    depth = models.IntegerField()
    ordinal = models.IntegerField()
    number = models.CharField(max_length=700)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, db_index=False
    )
    identity = models.ForeignKey(Identity, null=True, on_delete=models.SET_NULL, db_index=False)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    created = models.DateTimeField()
    published = models.DateTimeField(null=True)
    edited = models.DateTimeField(null=True)
    pinned = models.DateTimeField(null=True)
    up = models.IntegerField(default=0)
    down = models.IntegerField(default=0)
    votes_set_aside = models.IntegerField(default=0)
    imported_up = models.IntegerField(default=0)
    imported_down = models.IntegerField(default=0)
    replies_made = models.IntegerField(default=0)
    branch = models.IntegerField(default=0)
    revision = models.BigIntegerField(default=1)
    posting_key = models.BinaryField(max_length=16, null=True)
    guest_trace = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["discussion", "parent", "ordinal"], name="comment_ordinal"
            ),
            models.UniqueConstraint(
                fields=["discussion", "posting_key"],
                condition=Q(posting_key__isnull=False),
                name="comment_posting_key",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(identity__isnull=True),
                name="comment_one_author",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["discussion", "root", "anchor", "path"], name="comment_thread"),
            models.Index(
                fields=["discussion", "root", "revision"],
                condition=Q(published__isnull=False),
                name="comment_marks",
            ),
            models.Index(
                fields=["discussion", "id", "branch"],
                condition=Q(parent__isnull=True, published__isnull=False),
                name="comment_roots",
            ),
            models.Index(
                fields=["account", "id"],
                condition=Q(account__isnull=False),
                name="comment_by_account",
            ),
            models.Index(
                fields=["identity"],
                condition=Q(identity__isnull=False),
                name="comment_by_identity",
            ),
            models.Index(
                fields=["guest_trace", "id"],
                condition=Q(guest_trace__isnull=False),
                name="comment_by_guest",
            ),
            models.Index(fields=["site", "id"], condition=Q(state="held"), name="comment_held"),
            models.Index(
                fields=["discussion"], condition=Q(pinned__isnull=False), name="comment_pinned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.pk})"

    @property
    def score(self) -> int:
        """Up minus down, with what an import brought."""
        return self.up + self.imported_up - self.down - self.imported_down


class CommentOrigin(models.Model):
    """Where an imported comment comes from; importing it again finds it by this."""

    comment = models.OneToOneField(Comment, primary_key=True, on_delete=models.CASCADE)
    site = models.BigIntegerField()
    source = models.CharField(max_length=200)
    foreign_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "source", "foreign_id"], name="comment_origin_once"
            ),
        ]


class CommentVersion(models.Model):
    """A text as it stood before an edit."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    html = models.TextField()
    written = models.DateTimeField()
    replaced = models.DateTimeField()


class Vote(models.Model):
    """One account's vote on one comment; withdrawing deletes the row.

    A vote set aside by a decision stays, uncounted, and the public score says so.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, db_index=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    value = models.SmallIntegerField()
    cast = models.DateTimeField()
    set_aside = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discussion", "comment", "account"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 1]), name="vote_up_or_down"),
        ]


class ReportReason(models.TextChoices):
    """Why a reader reports a comment. "I disagree" is deliberately not among them."""

    ABUSE = "abuse", _("abuses or threatens somebody")
    HATE = "hate", _("hatred against a group")
    PRIVATE = "private", _("gives away somebody's private data")
    FALSE = "false", _("a false allegation about a person")
    SPAM = "spam", _("advertising or spam")
    OFF_TOPIC = "off-topic", _("has nothing to do with the story")
    OTHER = "other", _("something else")


class Report(models.Model):
    """A reader's report of a comment; open until ``settled`` by a decision."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, db_index=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    reason = models.CharField(max_length=10, choices=ReportReason.choices)
    note = models.CharField(max_length=1000, blank=True)
    created = models.DateTimeField()
    settled = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["discussion", "comment", "account"], name="report_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["site", "comment"],
                condition=Q(settled__isnull=True),
                name="report_open",
            ),
        ]

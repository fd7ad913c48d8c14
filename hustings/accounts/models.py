"""Who reads and writes here: accounts, identities of people without one, tokens, traces."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone

from hustings.accounts.rules import LONGEST_KEY, name_key
from hustings.journal.ids import new_id

GUEST_SOURCE = "guest"
"""The source of identities that belong to guests of this site."""


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts the way Django's and allauth's own code asks for them."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Account:
        name = facts.pop("name", "") or email.partition("@")[0]
        account = self.model(email=self.normalize_email(email), name=name, **facts)
        account.name_key = name_key(name)
        account.set_password(password)  # None makes it unusable: readers sign in by code
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> Account:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)


class Account(AbstractUser):
    """A reader or a member of staff who can sign in.

    ``name`` is what others see. Comments point at the account, never at a copy of its name, so a
    renaming or an erasure reaches everywhere. ``name_key`` is the name as the eye confuses it;
    two accounts cannot share one.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    erased = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name) or str(self.pk)
        super().save(*args, **kwargs)


class Identity(models.Model):
    """Somebody who wrote here without an account: a guest, or an author of an imported comment.

    ``source`` is where they wrote (``guest``, ``wordpress:example.org``, ``page:example.org``),
    ``foreign_id`` what tells them apart there, ``name`` the original author string. An address is
    kept only as a keyed digest, so that a person who proves to own it can claim the identity.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    site = models.BigIntegerField()
    source = models.CharField(max_length=200)
    foreign_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    address_digest = models.BinaryField(max_length=32, null=True)
    claimed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "source", "foreign_id"], name="identity_origin"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccessToken(models.Model):
    """A bearer token for the API; only its digest is kept.

    ``unlimited`` lifts every rate limit: for load clients, given out on the command line only.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    unlimited = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)


class Trace(models.Model):
    """Where something came from, as keyed digests that mean nothing outside their epoch.

    The key changes every 30 days and lives outside the database; the row is erased at ``expires``.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    epoch = models.IntegerField()
    address_digest = models.BinaryField(max_length=32)
    client_digest = models.BinaryField(max_length=32)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["epoch", "address_digest", "client_digest"], name="trace_seen"
            ),
        ]

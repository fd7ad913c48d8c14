"""The people behind the paper: accounts for who writes, moderates or keeps a column in it.

None has a password, and none runs the site: the set-up link for its first editor stays valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import Permission

from hustings.accounts import actions
from hustings.accounts.models import Account
from hustings.config.sample.texts import Reader, Story

READERS_EDITOR = "Odile Strand"
"""In her name the sample's comments were removed and a discussion closed."""
JOINED = timedelta(days=400)
"""How long before the sample's first day everybody has had their account."""
MODERATES, ON_STAFF = "moderator", frozenset({"staff", "moderator"})


def newsroom(
    readers: Iterable[Reader], stories: Iterable[Story], *, midnight: datetime
) -> dict[str, Account]:
    """Return the accounts of staff and of whoever has a byline, by name; twice is once."""
    columnists = {name for story in stories for name in story.listed("byline")}
    ours = [one for one in readers if one.habits & ON_STAFF or one.name in columnists]
    return {one.name: _employed(one, midnight - JOINED) for one in ours}


def _employed(reader: Reader, joined: datetime) -> Account:
    account = account_of(reader.name, address=f"{_mailbox(reader.name)}@lookout.example")
    account.is_staff = bool(reader.habits & ON_STAFF)
    account.date_joined = joined
    account.save()
    if MODERATES in reader.habits:
        account.user_permissions.add(Permission.objects.get(codename="add_decision"))
    return account


def let_speak(
    staff: dict[str, Account], *, identities: dict[str, int], site: int, now: datetime
) -> None:
    """Show what they wrote under their accounts, with the labels these have."""
    for name, account in staff.items():
        actions.claim_identity(identities[name], account=account, site=site, now=now)


def account_of(name: str, *, address: str) -> Account:
    """Return the account with this address, made if there is none."""
    found = Account.objects.filter(email=address).first()
    return found or actions.create_account(name, email=address)


def reader_account(name: str) -> Account:
    """Return the account of a reader who votes and reports and does not write."""
    return account_of(name, address=f"{_mailbox(name)}@readers.example")


def _mailbox(name: str) -> str:
    return name.lower().replace(" ", ".")

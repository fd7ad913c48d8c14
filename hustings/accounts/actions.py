"""The only writes to accounts, identities, tokens and traces."""

from __future__ import annotations

import secrets as random_source
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from hustings.accounts import rules, secrets
from hustings.accounts.errors import AddressTaken, BadName, NotAllowed
from hustings.accounts.events import AccountErased, AccountRenamed, IdentityClaimed
from hustings.accounts.models import GUEST_SOURCE, AccessToken, Account, Identity, Trace
from hustings.accounts.reads import staff_exists
from hustings.journal import revisions
from hustings.journal.actions import record
from hustings.journal.ids import new_id
from hustings.journal.statements import prepared_cursor

TRACE_RENEWED = timedelta(days=1)
"""How long a trace seen again is left as it is."""


def require_good_name(name: str) -> str:
    """Return the name cleaned, or refuse it."""
    cleaned = rules.clean_name(name)
    if fault := rules.name_fault(cleaned):
        raise BadName(fault=fault)
    return cleaned


def create_account(name: str, *, email: str) -> Account:
    """Create a reader's account.

    Raises:
        BadName: the name cannot be shown, or somebody has one that looks the same.
        AddressTaken: somebody has an account with this address.
    """
    cleaned = require_good_name(name)
    try:
        with transaction.atomic():
            return Account.objects.create_user(email, name=cleaned)
    except IntegrityError as taken:
        if Account.objects.filter(email=Account.objects.normalize_email(email)).exists():
            raise AddressTaken from taken
        raise BadName(fault="name-taken") from taken


def require_free_name(name: str, *, own: int = 0) -> str:
    """Return the name cleaned, or refuse it, also for looking like another account's. One query."""
    cleaned = require_good_name(name)
    same = Account.objects.filter(name_key=rules.name_key(cleaned))
    if same.exclude(pk=own).exists():
        raise BadName(fault="name-taken")
    return cleaned


def rename_account(account: Account, *, name: str, site: int, now: datetime) -> None:
    """Give an account another name; every page shows it from then on. Locks the account.

    Raises:
        BadName: the name cannot be shown, or somebody has one that looks the same.
    """
    cleaned = require_good_name(name)
    try:
        with transaction.atomic():
            locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
            require_free_name(cleaned, own=locked.pk)
            locked.name = cleaned
            locked.save(update_fields=["name", "name_key"])
            revisions.bump(revisions.NAMES)
            record(AccountRenamed(site=site, account=locked.pk), now=now, actor=locked.pk)
    except IntegrityError as taken:  # somebody else took it at the same moment
        raise BadName(fault="name-taken") from taken


@transaction.atomic
def erase_account(account: Account, *, site: int, now: datetime) -> None:
    """Forget who somebody is; what they wrote stays, without a name. Locks the account.

    Reaches their sign-in addresses and tokens, and what they wrote elsewhere and claimed here.
    """
    locked = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    locked.name = ""
    locked.email = f"{locked.pk}@erased.invalid"
    locked.first_name = locked.last_name = ""
    locked.is_active = locked.is_staff = locked.is_superuser = False
    locked.erased = now
    locked.set_unusable_password()
    locked.save()
    EmailAddress.objects.filter(user=locked).delete()
    locked.accesstoken_set.all().delete()
    locked.identity_set.update(claimed_by=None, name="", address_digest=None)
    revisions.bump(revisions.NAMES)
    record(AccountErased(site=site, account=locked.pk), now=now, actor=locked.pk)


@transaction.atomic
def claim_identity(identity: int, *, account: Account, site: int, now: datetime) -> None:
    """Show what an identity wrote as this account's, with its name and labels; twice is once.

    The caller has made sure that both are one person.
    """
    claimed = Identity.objects.filter(pk=identity).exclude(claimed_by=account)
    if not claimed.update(claimed_by=account):
        return
    revisions.bump(revisions.NAMES)
    record(
        IdentityClaimed(site=site, account=account.pk, identity=identity),
        now=now,
        actor=account.pk,
    )


def issue_token(account: Account, *, unlimited: bool = False) -> str:
    """Return a new bearer token; it cannot be read again."""
    token = "hst_" + random_source.token_urlsafe(32)
    AccessToken.objects.create(
        digest=secrets.token_digest(token), account=account, unlimited=unlimited
    )
    return token


def create_guest(name: str, *, site: int, foreign_id: str) -> Identity:
    """Note a guest's name for one comment; two guests of one name stay two.

    Raises:
        BadName: it cannot be shown, or looks like the name of somebody with an account.
    """
    cleaned = require_free_name(name)
    return Identity.objects.create(
        site=site, source=GUEST_SOURCE, foreign_id=foreign_id, name=cleaned
    )


class ImportedWriter(NamedTuple):
    """Somebody who wrote elsewhere: what tells them apart there, their name, their address.

    Only a keyed digest of the address is kept.
    """

    foreign_id: str
    name: str
    address: str = ""


def address_key(address: str) -> str:
    """Return what tells a mail address apart in an identity's ``foreign_id``: a keyed digest."""
    return f"mail:{secrets.address_digest(address).hex()}"


def import_identities(
    writers: Iterable[ImportedWriter], *, site: int, source: str
) -> dict[str, int]:
    """Return the identity of each writer by foreign id; those not there yet are added.

    Identities that are there stay as they are. One query for each 500, two more to add some.
    """
    wanted = list({writer.foreign_id: writer for writer in writers}.values())
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found |= _identities(part, site=site, source=source)
        if fresh := [writer for writer in part if writer.foreign_id not in found]:
            _add_identities(fresh, site=site, source=source)
            found |= _identities(fresh, site=site, source=source)
    return found


def _identities(writers: list[ImportedWriter], *, site: int, source: str) -> dict[str, int]:
    """Return which of these are there; in plain SQL, the ORM takes ten times as long."""
    marks = ", ".join(["%s"] * len(writers))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT foreign_id, id FROM accounts_identity"
            f" WHERE site = %s AND source = %s AND foreign_id IN ({marks})",
            [site, source, *(writer.foreign_id for writer in writers)],
        )
        return dict(cursor.fetchall())


@transaction.atomic  # or each row would be a commit
def _add_identities(writers: list[ImportedWriter], *, site: int, source: str) -> None:
    """Insert identities in plain SQL; one that somebody else adds meanwhile stays as it is."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO accounts_identity (id, site, source, foreign_id, name, address_digest)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (site, source, foreign_id) DO NOTHING",
            [
                (new_id(), site, source, writer.foreign_id, writer.name, _digest(writer.address))
                for writer in writers
            ],
        )


def _digest(address: str) -> bytes | None:
    return secrets.address_digest(address) if address else None


def record_trace(*, address: str, client: str, now: datetime) -> int:
    """Return the id of the trace for this address and client class, made if new.

    One query, and no write where the trace was seen within a day: a write would cost each post a
    second flush to disk.
    """
    epoch = secrets.epoch_of(now)
    digests = [secrets.trace_digest(value, epoch=epoch) for value in (address, client)]
    soon = connection.ops.adapt_datetimefield_value(secrets.expiry_of(now) - TRACE_RENEWED)
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT id FROM accounts_trace WHERE epoch = %s AND address_digest = %s"
            " AND client_digest = %s AND expires > %s",
            [epoch, *digests, soon],
        )
        seen = cursor.fetchone()
    return seen[0] if seen else _renew_trace(epoch, digests, now)


def _renew_trace(epoch: int, digests: list[bytes], now: datetime) -> int:
    """Add a trace, or let it live on; two requests at once get the same one."""
    expires = connection.ops.adapt_datetimefield_value(secrets.expiry_of(now))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_trace (id, epoch, address_digest, client_digest, expires)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (epoch, address_digest, client_digest)"
            " DO UPDATE SET expires = excluded.expires RETURNING id",
            [new_id(), epoch, *digests, expires],
        )
        return cursor.fetchone()[0]


def forget_expired_traces(*, now: datetime) -> int:
    """Erase traces past their time; return how many."""
    return Trace.objects.filter(expires__lt=now).delete()[0]


def create_first_editor(name: str, *, email: str, password: str) -> Account:
    """Create the account that runs a fresh site, in the caller's transaction.

    Two requests at once make one account: the second sees the first one's row, or waits for it
    at the lock of the site's groups.

    Raises:
        BadName: the name cannot be shown, or is taken.
        NotAllowed: there is staff already.
    """
    list(Group.objects.select_for_update().order_by("pk"))
    if staff_exists():
        raise NotAllowed
    cleaned = require_free_name(name)
    return Account.objects.create_superuser(email, password, name=cleaned)


def forget_newcomer(account: Account) -> None:
    """Delete an account made a moment ago, whose first letter could not be sent."""
    account.delete()

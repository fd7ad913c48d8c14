"""Queries about accounts."""

from __future__ import annotations

from hustings.accounts import secrets
from hustings.accounts.access import Author
from hustings.accounts.models import AccessToken, Account, Identity


def author_by_token(token: str) -> Author | None:
    """Return who a bearer token belongs to, or None. One query."""
    found = (
        AccessToken.objects.select_related("account")
        .filter(digest=secrets.token_digest(token), account__is_active=True)
        .first()
    )
    return Author(account=found.account, unlimited=found.unlimited) if found else None


def account_names(account_ids: set[int]) -> dict[int, tuple[str, bool]]:
    """Return name and "is staff" by account id. One query; erased accounts have an empty name."""
    found = Account.objects.filter(pk__in=account_ids).values_list("pk", "name", "is_staff")
    return {pk: (name, staff) for pk, name, staff in found}


def identity_names(identity_ids: set[int]) -> dict[int, str]:
    """Return the name by identity id; a claimed identity carries the account's name."""
    found = Identity.objects.filter(pk__in=identity_ids)
    rows = found.values_list("pk", "name", "claimed_by__name")
    return {pk: claimed or name for pk, name, claimed in rows}


def staff_exists() -> bool:
    """Tell whether anybody can already run the site. One query."""
    return Account.objects.filter(is_staff=True, is_active=True).exists()

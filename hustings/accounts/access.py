"""The only functions that answer "may this person …?"."""

from __future__ import annotations

from dataclasses import dataclass

from hustings.accounts.errors import NotAllowed, SignInRequired
from hustings.accounts.models import Account

MODERATE = "moderation.add_decision"


@dataclass(frozen=True, slots=True)
class Author:
    """Who is about to write: an account, or a guest with no more than a name."""

    account: Account | None = None
    guest_name: str = ""
    unlimited: bool = False


def may_moderate(account: Account | None) -> bool:
    """Tell whether somebody may take decisions about others' comments."""
    return bool(account and account.is_active and account.has_perm(MODERATE))


def require_may_moderate(account: Account | None) -> Account:
    if account is None or not account.is_active:
        raise SignInRequired
    if not may_moderate(account):
        raise NotAllowed
    return account


def require_account(account: Account | None) -> Account:
    """Return the account of somebody who may vote, report, edit and withdraw."""
    if account is None or not account.is_authenticated:
        raise SignInRequired
    if not account.is_active:
        raise NotAllowed
    return account


def require_may_post(author: Author, *, guests_allowed: bool) -> None:
    """Let active accounts post, and guests where the publisher allows it."""
    if author.account is not None:
        require_account(author.account)
    elif not guests_allowed:
        raise SignInRequired

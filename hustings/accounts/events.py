"""What happens to accounts."""

from __future__ import annotations

from dataclasses import dataclass

from hustings.journal.events import Event, event


@event("account-renamed")
@dataclass(frozen=True, kw_only=True)
class AccountRenamed(Event):
    """An account took another name. The names themselves are not recorded."""

    account: int


@event("identity-claimed")
@dataclass(frozen=True, kw_only=True)
class IdentityClaimed(Event):
    """What somebody wrote without an account, or elsewhere, is shown as an account's now."""

    account: int
    identity: int


@event("account-erased")
@dataclass(frozen=True, kw_only=True)
class AccountErased(Event):
    """A person's data were erased on request; their comments stay without a name."""

    account: int

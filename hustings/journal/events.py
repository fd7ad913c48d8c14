"""What an event is, and the register of all kinds.

An event is a frozen dataclass whose docstring is its manual entry:

    @event("comment-posted")
    @dataclass(frozen=True)
    class CommentPosted(Event): ...

Fields hold references (ids), digests, numbers and codes; never text, names or addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every typed event: whose site it happened on."""

    kind: ClassVar[str]
    site: int

    def data(self) -> dict[str, Any]:
        """Return the event's own facts as plain values; ids as strings, as in every JSON."""
        own = (field.name for field in fields(self) if field.name != "site")
        return {name: _plain(getattr(self, name)) for name in own}


def _plain(value: Any) -> Any:
    big = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53
    return str(value) if big else value


REGISTER: dict[str, type[Event]] = {}
EventClass = TypeVar("EventClass", bound="type[Event]")


def event(kind: str) -> Callable[[EventClass], EventClass]:
    """Register an event class under its stable kind."""

    def register(cls: EventClass) -> EventClass:
        if kind in REGISTER:
            raise ValueError(f"two events are called {kind!r}")
        cls.kind = kind
        REGISTER[kind] = cls
        return cls

    return register

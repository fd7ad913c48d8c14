"""What happens in moderation."""

from __future__ import annotations

from dataclasses import dataclass

from hustings.journal.events import Event, event


@event("decision-taken")
@dataclass(frozen=True, kw_only=True)
class DecisionTaken(Event):
    """A moderator decided about a comment; reasons stay in the decision's row."""

    decision: int
    comment: int
    measure: str
    undo_of: int | None = None

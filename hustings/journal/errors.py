"""What the journal refuses."""

from __future__ import annotations

from hustings.errors import HustingsError


class UnknownEvent(HustingsError):
    """An event of a kind that nobody registered: a mistake in the calling code."""

    code = "unknown-event"
    status = 500
    sentence = "An event of an unknown kind cannot be recorded."


class BrokenChain(HustingsError):
    """The chain of events does not verify; ``data`` names the first position that differs."""

    code = "broken-chain"
    status = 500
    sentence = "The journal has been changed after it was sealed."

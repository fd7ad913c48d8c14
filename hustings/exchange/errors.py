"""What the exchange refuses."""

from __future__ import annotations

from hustings.errors import BadInput


class WrongKind(BadInput):
    """A file that is not of the kind asked for."""

    code = "wrong-kind"


class BrokenFile(BadInput):
    """A file that ends too early or breaks the rules of its format."""

    code = "broken-file"


class ForbiddenMarkup(BadInput):
    """A document type or entity declaration; no export needs one, attacks do."""

    code = "forbidden-markup"


class TooLarge(BadInput):
    """A page larger or more deeply built than any page that people read."""

    code = "too-large"


class CannotFetch(BadInput):
    """An address that cannot be fetched."""

    code = "cannot-fetch"


class AnotherImport(BadInput):
    """Another import is writing; two at once would wait for each other anyway."""

    code = "another-import"
    sentence = "Another import is running on this machine: wait until it has ended."

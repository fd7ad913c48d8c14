"""Which readers a kind of import has, and the one that recognises a file."""

from __future__ import annotations

from hustings.exchange.errors import WrongKind
from hustings.exchange.readers import page_html, page_text, wordpress
from hustings.exchange.readers.reader import Reader

KINDS: dict[str, tuple[str, tuple[Reader, ...]]] = {
    "page": ("a saved page, HTML or text, or its address", (page_html.READER, page_text.READER)),
    "wordpress": ("a WordPress export (WXR)", (wordpress.READER,)),
}


def choose_reader(kind: str, *, head: bytes, name: str) -> Reader:
    """Return the first reader of this kind that recognises a file by its first bytes.

    Raises:
        WrongKind: none does; the sentence names the kind that would.
    """
    for reader in KINDS[kind][1]:
        if reader.recognises(head):
            return reader
    others = (
        other
        for other, (_, readers) in KINDS.items()
        if other != kind and any(reader.recognises(head) for reader in readers)
    )
    fitting = next(others, "")
    hint = f" 'hustings import {fitting}' may read it." if fitting and head else ""
    raise WrongKind(f"{name} is not {KINDS[kind][0]}.{hint}")

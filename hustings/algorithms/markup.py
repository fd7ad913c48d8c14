"""Markup that is safe because nothing unescaped can get into it.

Every string is text and is escaped; only what ``tag`` made (a ``Markup``) passes as it is:

    >>> tag("p", "Ann & ", tag("b", "<Bob>"), class_="note")
    '<p class="note">Ann &amp; <b>&lt;Bob&gt;</b></p>'

Limits: element and attribute names are the program's own; never let a reader choose one.
"""

from __future__ import annotations

import html
import re

# Characters that HTML forbids or that a file could not hold: controls and half surrogates.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
VOID_ELEMENTS = frozenset({"meta", "br"})


class Markup(str):
    """Finished markup; made by ``tag``, ``join`` and ``trusted`` only."""

    __slots__ = ()


def quoted(value: object) -> str:
    """Return ``value`` as it may stand in text or in a quoted attribute."""
    return html.escape(UNPRINTABLE.sub("\ufffd", str(value)), quote=True)


def escape(value: object) -> Markup:
    """Return ``value`` as text; what is finished markup already stays as it is."""
    return value if isinstance(value, Markup) else Markup(quoted(value))


def trusted(source: str) -> Markup:
    """Mark a constant of the program (a style sheet) as finished markup."""
    return Markup(source)


def join(*parts: object) -> Markup:
    """Return the parts one after another, each escaped."""
    return Markup("".join(escape(part) for part in parts))


def attribute(name: str, value: object) -> str:
    """Return ``name="value"``; ``class_`` means ``class``, ``data_x`` means ``data-x``."""
    return f' {name.rstrip("_").replace("_", "-")}="{quoted(value)}"'


def tag(element: str, /, *children: object, **attributes: object) -> Markup:
    """Return one element; attributes that are ``None`` are left out."""
    opening = element + "".join(
        attribute(key, value) for key, value in attributes.items() if value is not None
    )
    if element in VOID_ELEMENTS:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(*children)}</{element}>")

"""How an id is written in an address."""

from __future__ import annotations

from django.urls import register_converter

from hustings.web.api.shapes import HIGHEST_ID


class IdentifierConverter:
    """An id in an address: digits of a 63-bit number, written one way only."""

    regex = "0|[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        identifier = int(value)
        if identifier > HIGHEST_ID:
            raise ValueError
        return identifier

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdentifierConverter, "identifier")

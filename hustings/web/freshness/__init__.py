"""The fresh-page cache: complete compressed pages, kept until something they show changes."""

from hustings.web.freshness.parts import Part, PartsResponse, depends_on

__all__ = ["Part", "PartsResponse", "depends_on"]

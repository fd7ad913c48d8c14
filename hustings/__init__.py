"""Hustings: the news site and the readers' discussion under it."""

__version__ = "0.1.0"

"""The channels by name and the version of the method; they take no time to import."""

from __future__ import annotations

CHANNELS = ("style", "clock", "copies", "threads", "network")

VERSION = "5"
"""Version of the method, as reports and the method page print it."""

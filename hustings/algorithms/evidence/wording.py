"""Numbers as a reader says them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number and what it counts: "1 post", "1,234 posts"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

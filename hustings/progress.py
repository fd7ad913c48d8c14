"""Telling a person at a terminal what is being done; nobody else is told."""

from __future__ import annotations

import sys


def progress(message: str) -> None:
    """Print a step on standard error, if that is a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"… {message}\n")

"""What a command prints."""

from __future__ import annotations

import json
import sys
from typing import Any


def show(result: str | dict[str, Any]) -> None:
    """Print text, or JSON with two-space indentation; names cannot steer the terminal."""
    if isinstance(result, str):
        shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in result)
    else:
        shown = json.dumps(result, indent=2, ensure_ascii=False)
    sys.stdout.write(f"{shown}\n")

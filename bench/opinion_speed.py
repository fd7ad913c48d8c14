"""Five million votes on one core, from the file to the JSON: time and memory (goal O7)."""

from __future__ import annotations

import sys

from evaluate import show
from opinion_goals_files import speed

if __name__ == "__main__":
    show(speed(quick="--quick" in sys.argv[1:]))

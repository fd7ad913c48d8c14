"""``evaluate``: run the split-account protocol on known persons and print its table."""

from __future__ import annotations

import argparse

from hustings.evidence.engine import local_engine
from hustings.evidence.evaluating import evaluate, text
from hustings.evidence.showing import show


def run(arguments: argparse.Namespace) -> int:
    """Measure how known persons, split in two, are told from strangers."""
    found = evaluate(arguments, run=local_engine(arguments.jobs))
    show(found if arguments.json else text(found))
    return 0

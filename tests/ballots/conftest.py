from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hustings.config.cli import main

WARD = """4 2
6 1 2 0
3 2 0
2 3 2 0
3 4 3 0
0
"Ann"
"Bob"
"Cy"
"Dée <Day>"
"Ward 5 & more"
"""
MANY = WARD.replace("6 1 2 0", "36 1 2 0").replace("3 2 0\n", "33 2 0\n", 1)


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def hustings(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``hustings ballots …`` in this process."""

    def run(*arguments: object) -> Ran:
        try:
            status = main(["ballots", *map(str, arguments)])
        except SystemExit as exit:  # argparse refuses an argument
            status = int(exit.code or 0)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    path = tmp_path / "ward.blt"
    path.write_text(WARD, encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A ward with enough ballots to publish them."""
    path = tmp_path / "many.blt"
    path.write_text(MANY, encoding="utf-8")
    return path

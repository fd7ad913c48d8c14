"""Every reason an import can give is explained, and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hustings.exchange.reasons import LEFT_OUT, NOTED

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "import.md"
ROOM = "".join(
    file.read_text(encoding="utf-8")
    for file in sorted((ROOT / "hustings" / "exchange").rglob("*.py"))
    if file.name != "reasons.py"
)


@pytest.mark.parametrize("code", [*LEFT_OUT, *NOTED])
def test_each_reason_is_given_somewhere_and_documented(code):
    sentence = (LEFT_OUT | NOTED)[code]
    assert f"| `{code}` | {sentence} |" in REFERENCE.read_text(encoding="utf-8")
    assert f'"{code}"' in ROOM


def test_no_reason_is_given_without_a_sentence():
    given = set(re.findall(r'(?:LeftOut|Noted|_remark|remark)\([^)]*?"([a-z]+-[a-z-]+)"', ROOM))
    assert given
    assert given <= set(LEFT_OUT) | set(NOTED)

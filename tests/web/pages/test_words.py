"""Counts as each language writes them."""

from __future__ import annotations

import pytest
from django.utils import translation

from hustings.web.pages import words


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567"), ("de", "1.234.567"), ("fr", "1\u202f234\u202f567"), ("ar", "1.234.567")],
)
def test_counts_are_grouped_by_threes(language, written):
    with translation.override(language):
        assert words.grouped(1_234_567).replace("\xa0", "\u202f") == written
        assert words.grouped(999) == "999"

"""Form set aside: what is left of an account that gives up capitals and punctuation."""

import re

import numpy as np
import pytest

from hustings.algorithms.evidence.features import plain_of, words_of
from hustings.algorithms.evidence.scoring import LEAST_BLIND, formless_sides, with_floor
from hustings.algorithms.evidence.sides import Sides, count_form

TEXT = "Well, I DON'T think we’re done -- it's only Tuesday (or is it?). See <URL>!"


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: re.sub(r"[^\w\s]", "", text.lower()),
        lambda text: re.sub(r"[^\w\s]", " ", text.lower()),
        str.upper,
    ],
)
def test_plain_text_survives_a_change_of_form(disguise):
    assert plain_of(disguise(TEXT)) == plain_of(TEXT)


def test_words_have_no_form():
    assert words_of("Don't -- DON’T!") == ["dont", "dont"]


def test_placeholders_are_no_form_of_the_writer():
    assert count_form("see <URL> and <SELF>") == 0
    assert count_form("See <URL>, É.") == 4


def test_formless_is_next_to_no_capitals_and_marks():
    sides = Sides({}, np.array([250.0] * 3), np.zeros((3, 48)), np.array([0.0, 14.0, 90.0]))
    assert formless_sides(sides, np.arange(3)).tolist() == [True, True, False]


def test_where_form_was_set_aside_style_never_speaks_loudly_against_one_person():
    """The difference goes into the offset, so that the parts still add up."""
    parts = np.array([[-9.0, 0.5], [-9.0, 0.5], [2.0, 0.5]])
    found = with_floor(parts.copy(), np.array([True, False, True]))
    assert found.sum(axis=1).tolist() == pytest.approx([LEAST_BLIND, -8.5, 2.5])
    assert found[:, 0].tolist() == parts[:, 0].tolist()

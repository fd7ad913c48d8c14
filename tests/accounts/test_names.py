"""Names: what can be shown, and which cannot stand beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.accounts import rules


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ada"),
        ("Ada", "\u0410da"),  # Cyrillic А
        ("Ada", "A d a"),
        ("Ada", "Adá"),
        ("Ada", "A\u200dda"),
        ("Ada", "\uff21da"),  # full width
        ("Ada", "A\u00adda"),  # soft hyphen
        ("Strasse", "Straße"),
        ("fin", "\ufb01n"),  # ligature
        ("\u039aiki", "kiki"),  # Greek Κ
    ],
)
def test_names_the_eye_confuses_share_a_key(one, other):
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize("one", ["Ada", "Ида", "Νίκη", "علي", "李明", "अदिति", "Zoë 2"])
def test_names_of_many_scripts_are_good(one):
    assert rules.name_fault(rules.clean_name(one)) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "name-empty"),
        ("\u200d", "name-empty"),
        ("\u3164\u2800", "name-empty"),
        ("\u0301", "name-empty"),
        ("x" * 61, "name-too-long"),
        ("\ufdfa" * 60, "name-too-long"),  # 18 letters each, once folded
        ("A\u202eda", "name-hidden-characters"),
        ("A\u200bda", "name-hidden-characters"),
        ("A\0da", "name-hidden-characters"),
        ("Ada\u3164", "name-hidden-characters"),
        ("Ada\ue000", "name-hidden-characters"),
        ("Ada\U000e0041", "name-hidden-characters"),
    ],
)
def test_names_that_cannot_be_shown(name, fault):
    assert rules.name_fault(name) == fault


def test_white_space_is_evened_out():
    assert rules.clean_name("  Ada \n\t Byron\u00a0King ") == "Ada Byron King"


@given(st.text(max_size=80))
def test_a_good_name_fits_its_columns(name):
    cleaned = rules.clean_name(name)
    if rules.name_fault(cleaned) is None:
        assert 1 <= len(cleaned) <= rules.LONGEST_NAME
        assert 1 <= len(rules.name_key(cleaned)) <= rules.LONGEST_KEY


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(name):
    cleaned = rules.clean_name(name)
    assert rules.clean_name(cleaned) == cleaned

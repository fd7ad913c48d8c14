"""The three translations: complete for readers' templates, with their placeholders."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).parents[3] / "hustings" / "web"
PLAIN = re.compile(r"{% trans(?:late)? (?:\"([^\"]+)\"|'([^']+)') %}")
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def catalogue(language: str) -> dict:
    file = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)._catalog


def sentences() -> set[str]:
    """Return every plain sentence of the templates readers see."""
    folders = ("hustings", "stories", "account")
    files = [file for name in folders for file in (ROOT / "templates" / name).rglob("*.*")]
    found = (PLAIN.findall(file.read_text()) for file in [*files, ROOT / "templates" / "429.html"])
    return {one or other for pairs in found for one, other in pairs}


@pytest.mark.parametrize("language", ["de", "fr", "ar"])
def test_every_plain_sentence_is_translated(language):
    known = catalogue(language)
    assert sentences() - set(known) == set()


@pytest.mark.parametrize("language", ["de", "fr", "ar"])
def test_placeholders_survive(language):
    for key, said in catalogue(language).items():
        source = key[0] if isinstance(key, tuple) else key
        wanted, given = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(said))
        assert given <= wanted, source
        assert isinstance(key, tuple) or given == wanted, source  # "one answer" needs no number


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl")])
def test_page_speaks_the_language_of_the_setting(client, story, post, language, direction):
    post("Immer dasselbe.")
    with translation.override(language):
        page = client.get(story.get_url()).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert ("Kommentar schreiben" if language == "de" else "اكتب تعليقًا") in page
    assert ("1 Kommentar" if language == "de" else "تعليق واحد") in page

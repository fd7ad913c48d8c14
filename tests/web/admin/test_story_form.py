"""The form of a story: each field says what it is for, mistakes are told kindly."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from hustings.accounts.models import Account
from hustings.stories.blocks import BodyBlock, OutsideVideoBlock
from hustings.stories.models import RelatedLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(site) -> BeautifulSoup:
    account = Account.objects.create_superuser("ed@paper.example", "a long password", name="Ed")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/pages/add/stories/storypage/{site.root_page_id}/")
    return BeautifulSoup(page.content, "html.parser")


def help_of(wrapper) -> str:
    found = wrapper.select_one("[data-field-help]")
    return found.get_text(strip=True) if found else ""


def test_every_field_of_the_form_says_what_it_is_for(form):
    content = form.find(id="tab-content")
    templates = content.find_all("template") + content.find_all(
        "script", type="text/django-form-template"
    )
    parts = [content, *(BeautifulSoup(one.decode_contents(), "html.parser") for one in templates)]
    wrappers = [one for part in parts for one in part.select("[data-field-wrapper]")]
    silent = [one for one in wrappers if not help_of(one)]
    assert len(wrappers) > 12
    assert [str(one)[:300] for one in silent] == []


def test_every_part_of_a_text_says_what_it_is_for():
    parts = [
        child for name, child in BodyBlock().child_blocks.items() if hasattr(child, "child_blocks")
    ]
    fields = [
        (part.name, name, field) for part in parts for name, field in part.child_blocks.items()
    ]
    plain = {("quote", "text"), ("picture", "picture")}  # their labels say all
    assert {(part, name) for part, name, field in fields if not field.field.help_text} == plain
    assert len(fields) == 9


def test_link_that_leads_nowhere_is_refused():
    with pytest.raises(ValidationError, match="choose a page of this site, or give an address"):
        RelatedLink(label="More").clean()
    RelatedLink(address="https://elsewhere.example/").clean()


def test_frame_that_no_browser_would_show_is_refused():
    address = OutsideVideoBlock().child_blocks["address"]
    with pytest.raises(ValidationError, match="https://"):
        address.clean("http://video.example/frame")
    assert address.clean("https://video.example/frame")

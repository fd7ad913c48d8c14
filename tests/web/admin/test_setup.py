"""The one-time link for the first editor."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core import signing

from hustings.accounts.models import Account
from hustings.web.admin.setup import SALT, setup_link

FACTS = {"name": "Nadia Voss", "email": "nadia@paper.example", "password": "kestrel over harbour"}


@pytest.fixture
def link(site) -> str:
    address = setup_link()
    assert address is not None
    return urlsplit(address).path


def test_the_link_makes_the_first_editor_and_signs_in(client, link):
    assert client.get(link).status_code == 200
    answer = client.post(link, FACTS)
    assert answer.status_code == 302
    editor = Account.objects.get(email="nadia@paper.example")
    assert editor.is_superuser
    assert client.get("/admin/").status_code == 200


def test_the_link_works_once(client, link):
    client.post(link, FACTS)
    client.logout()
    assert client.get(link).status_code == 404
    again = client.post(link, {**FACTS, "email": "eve@paper.example", "name": "Eve"})
    assert again.status_code == 404
    assert not Account.objects.filter(email="eve@paper.example").exists()
    assert setup_link() is None


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short"}, {"name": "\u200b"}, {"email": "nobody"}, {"password": ""}],
)
def test_bad_facts_make_nobody(client, link, wrong):
    assert client.post(link, {**FACTS, **wrong}).status_code == 200
    assert not Account.objects.filter(is_staff=True).exists()


def test_a_reader_with_the_same_address_is_named_as_the_reason(client, link, reader):
    answer = client.post(link, {**FACTS, "email": reader.email})
    assert "already" in answer.content.decode()
    assert not Account.objects.filter(is_staff=True).exists()


@pytest.mark.parametrize("token", ["nonsense", "first-editor:1:1", "first-editor"])
def test_a_made_up_link_is_nothing(client, link, token):
    assert client.get(f"/admin/setup/{token}/").status_code == 404


def test_a_link_signed_for_something_else_is_nothing(client, link):
    token = signing.TimestampSigner(salt="other").sign("first-editor")
    assert client.get(f"/admin/setup/{token}/").status_code == 404


def test_the_link_is_signed_with_its_own_salt(link):
    token = link.rstrip("/").rpartition("/")[2]
    assert signing.TimestampSigner(salt=SALT).unsign(token) == "first-editor"

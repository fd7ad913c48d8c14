"""Signing in: a name once, then an address and a code."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from hustings.accounts.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trusted(client, site):
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"


def sentence(response) -> str:
    return BeautifulSoup(response.content, "html.parser").main.text


def code_in(mail) -> str:
    return re.search(r"^\d{6}$", mail.body, re.MULTILINE)[0]


def test_first_sign_in_asks_a_name_and_sends_a_code(client, mailoutbox):
    form = {"name": "Oda Feldhaus", "email": "oda@readers.example", "next": "/me/"}
    sent = client.post("/account/signup/", form, follow=True)
    assert "A code of six digits is on its way to oda@readers.example" in sentence(sent)
    address = sent.redirect_chain[-1][0]
    done = client.post(address, {"code": code_in(mailoutbox[0])}, follow=True)
    assert done.redirect_chain[-1][0] == "/me/"
    assert "Oda Feldhaus" in sentence(done)
    assert not Account.objects.get(name="Oda Feldhaus").has_usable_password()


def test_later_sign_in_leads_back_to_where_one_was(client, reader, mailoutbox, discussion):
    here = f"/discussion/{discussion}/write"
    sent = client.post("/account/login/code/", {"email": reader.email, "next": here}, follow=True)
    address = sent.redirect_chain[-1][0]
    done = client.post(address, {"code": code_in(mailoutbox[0]), "next": here})
    assert done["Location"] == here


def test_unknown_address_looks_the_same_and_is_told_by_mail(client, mailoutbox):
    sent = client.post("/account/login/code/", {"email": "nobody@readers.example"}, follow=True)
    assert "A code of six digits is on its way" in sentence(sent)
    assert "There is no account with it yet" in mailoutbox[0].body


@pytest.mark.parametrize(
    "name", ["Ines Marlow", "INES  MARLOW", "ΙNES MARLOW", "\u3164", "a\u202eb"]
)
def test_taken_or_invisible_names_are_refused(client, reader, mailoutbox, name):
    answer = client.post("/account/signup/", {"name": name, "email": "oda@readers.example"})
    assert BeautifulSoup(answer.content, "html.parser").find(id="id_name_error")
    assert not mailoutbox


def test_wrong_code_is_refused(client, reader, mailoutbox):
    sent = client.post("/account/login/code/", {"email": reader.email}, follow=True)
    wrong = "1" * 6 if code_in(mailoutbox[0]) != "1" * 6 else "2" * 6
    answer = client.post(sent.redirect_chain[-1][0], {"code": wrong})
    assert answer.status_code == 200
    assert "This is not the code." in sentence(answer)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("lost", ["wrong", "old"])
def test_code_worth_nothing_any_more_says_so_and_keeps_the_way(
    client, reader, mailoutbox, settings, lost
):
    here = "/me/?page=2"
    sent = client.post("/account/login/code/", {"email": reader.email, "next": here}, follow=True)
    address = sent.redirect_chain[-1][0]
    tries = ["x"] * 3
    if lost == "old":
        settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1  # seconds: over before it began
        tries = [code_in(mailoutbox[0])]
    for code in tries:
        answer = client.post(address, {"code": code, "next": here}, follow=True)
    assert "That code no longer works" in sentence(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("input", {"name": "next"})["value"] == here
    assert "_auth_user_id" not in client.session


def test_newcomers_code_wrong_too_often_says_so(client, mailoutbox):
    form = {"name": "Oda Feldhaus", "email": "oda@readers.example"}
    sent = client.post("/account/signup/", form, follow=True)
    address = sent.redirect_chain[-1][0]
    for _try in range(3):
        answer = client.post(address, {"code": "x"}, follow=True)
    assert "That code no longer works" in sentence(answer)


def test_code_is_typed_on_a_keyboard_of_digits(client, reader):
    sent = client.post("/account/login/code/", {"email": reader.email}, follow=True)
    code = BeautifulSoup(sent.content, "html.parser").find("input", {"name": "code"})
    assert code["inputmode"] == "numeric"


def test_foreign_address_to_go_on_to_is_ignored(client, reader, mailoutbox):
    away = "https://elsewhere.example/"
    form = {"email": reader.email, "next": away}
    sent = client.post("/account/login/code/", form, follow=True)
    code = {"code": code_in(mailoutbox[0]), "next": away}
    done = client.post(sent.redirect_chain[-1][0], code)
    assert done["Location"] == "/me/"

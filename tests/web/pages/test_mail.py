"""The code reaches its reader through a real conversation with a mail server."""

from __future__ import annotations

import email
import re
import socket
from email import policy

import pytest
from aiosmtpd.controller import Controller
from bs4 import BeautifulSoup

from hustings.accounts.models import Account

pytestmark = pytest.mark.django_db


class Postbox:
    """What a mail server received: envelope and message."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 taken"


@pytest.fixture
def postbox(settings, site, client):
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=60)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    yield box
    server.stop()


def test_a_reader_signs_in_with_the_code_that_the_mail_server_got(client, postbox, site):
    form = {"name": "Oda Feldhaus", "email": "oda@readers.example", "next": "/me/"}
    sent = client.post("/account/signup/", form, follow=True)
    (receivers, letter) = postbox.letters[0]
    assert receivers == ["oda@readers.example"]
    assert letter["To"] == "oda@readers.example"
    assert letter["Subject"] == f"Your code for {site.site_name}"
    code = re.search(r"^\d{6}\s*$", letter.get_content(), re.MULTILINE)[0].strip()
    done = client.post(sent.redirect_chain[-1][0], {"code": code}, follow=True)
    assert "Oda Feldhaus" in BeautifulSoup(done.content, "html.parser").main.text


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@readers.example", "Eve\nX-Evil: 1"])
def test_a_name_cannot_write_headers(client, postbox, name):
    client.post("/account/signup/", {"name": name, "email": "eve@readers.example"}, follow=True)
    for receivers, letter in postbox.letters:
        assert receivers == ["eve@readers.example"]
        assert "X-Evil" not in letter
        assert "Bcc" not in letter


def test_a_mail_server_that_is_away_makes_no_half_account(client, postbox, settings):
    settings.EMAIL_PORT = 1
    newcomer = {"name": "Oda Feldhaus", "email": "oda@readers.example"}
    answer = client.post("/account/signup/", newcomer)
    assert answer.status_code == 503
    assert "cannot send mail" in answer.content.decode()
    assert not Account.objects.filter(email=newcomer["email"]).exists()


def test_a_mail_server_that_is_away_takes_no_old_account_along(client, postbox, settings, reader):
    settings.EMAIL_PORT = 1
    answer = client.post("/account/login/code/", {"email": reader.email})
    assert answer.status_code == 503
    assert Account.objects.filter(pk=reader.pk).exists()

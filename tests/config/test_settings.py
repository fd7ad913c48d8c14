"""Every setting that can be wrong is refused, or found by 'hustings check', under its own name."""

from __future__ import annotations

import re
import runpy
import socket

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from hustings.config import bootstrap, environment
from hustings.config.check import mail_findings
from hustings.errors import BadInput
from hustings.web.checks import TAG
from tests.environment import ROOT

SETTINGS = ROOT / "hustings" / "config" / "settings.py"

REFUSED = {
    "DATABASE_URL": [
        "mysql://user@host/name",
        "host/name",
        "postgresql://host:abc/name",
        "postgresql://[bad/name",
        "postgresql://host",
        "postgresql://host/",
    ],
    "HOST_NUMBER": ["32", "-1", "x", "²", "1.5"],
    "GUESTS": ["perhaps"],
    "SMTP_PORT": ["0", "65536", "smtp", "--25"],
    "SMTP_TLS": ["2"],
    "LANGUAGE": ["xx", "EN", "de-AT"],
    "TIME_ZONE": ["Vienna", "../../etc/passwd", "Europe"],
    "LOG_LEVEL": ["chatty", "debug"],
}
"""No settings can be made of these: every command says so in one line."""

FOUND = {
    "ACCENT": ["red", "#abc", "#8f24161", "#ffee88"],
    "BASE_URL": ["news.example.org", "ftp://localhost", "http://localhost:abc", "http://[bad"],
    "HOSTS": ["https://localhost", "localhost:8000 localhost", "other.example"],
    "SECRET_KEY": ["short"],
    "TRUSTED_PROXIES": ["proxy.example", "10.0.0.0/8 10.0.0.256"],
    "MAIL_FROM": ["news", "news@", "The News <news>"],
}
"""System checks find these: 'hustings check' tells all of them, a server refuses to start."""

ANYTHING = {"DATA", "SITE_NAME", "SMTP_USER", "SMTP_PASSWORD", "SMTP_HOST"}
"""Words, or (the mail server and its account) what only a connection can prove wrong."""

CHECKED = {
    "ACCENT": "HUSTINGS_ACCENT",
    "BASE_URL": "BASE_URL",
    "HOSTS": "ALLOWED_HOSTS",
    "SECRET_KEY": "SECRET_KEY",
    "TRUSTED_PROXIES": "HUSTINGS_TRUSTED_PROXIES",
    "MAIL_FROM": "DEFAULT_FROM_EMAIL",
}
"""Django's names of the settings that checks read."""


def pairs(table):
    return [(name, value) for name, values in table.items() for value in values]


def made_settings(monkeypatch, tmp_path, **given):
    """Return what the settings are in an environment of these alone."""
    for name in {*REFUSED, *FOUND, *ANYTHING}:
        monkeypatch.delenv(f"HUSTINGS_{name}", raising=False)
    for name, value in {"DATA": str(tmp_path / "site"), **given}.items():
        monkeypatch.setenv(f"HUSTINGS_{name}", value)
    return runpy.run_path(str(SETTINGS))


def complaints(settings, made):
    for name in CHECKED.values():
        setattr(settings, name, made[name])
    return [one for one in checks.run_checks(tags=[TAG]) if one.is_serious()]


def test_every_documented_setting_is_tried_here():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    documented = re.findall(r"^\| `HUSTINGS_([A-Z_]+)`", page, re.M)
    assert sorted(documented) == sorted([*REFUSED, *FOUND, *ANYTHING])


@pytest.mark.parametrize(("name", "value"), pairs(REFUSED))
def test_value_that_means_nothing_is_refused_by_name(monkeypatch, tmp_path, name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^HUSTINGS_{name} ") as refused:
        made_settings(monkeypatch, tmp_path, **{name: value})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "value"), pairs(FOUND))
def test_value_that_cannot_work_is_found_by_name(monkeypatch, tmp_path, settings, name, value):
    made = made_settings(monkeypatch, tmp_path, **{name: value})
    found = complaints(settings, made)
    assert any(f"HUSTINGS_{name}" in one.msg and one.hint for one in found)
    with pytest.raises(BadInput, match="HUSTINGS_"):
        bootstrap.require_sound_settings()


def test_right_values_are_taken(monkeypatch, tmp_path, settings):
    made = made_settings(
        monkeypatch,
        tmp_path,
        DATABASE_URL="postgresql://anna:p%40ss@db.example:5433/news?sslmode=require",
        BASE_URL="https://news.example.org/",
        HOSTS="news.example.org, [::1]",
        TRUSTED_PROXIES="10.0.0.5/8 ::1",
        MAIL_FROM="The News <news@example.org>",
        TIME_ZONE="Europe/Vienna",
        LANGUAGE="de",
        HOST_NUMBER="31",
        LOG_LEVEL="ERROR",
    )
    database = made["DATABASES"]["default"]
    assert (database["USER"], database["PASSWORD"]) == ("anna", "p@ss")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "news")
    assert database["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 5}
    assert complaints(settings, made) == []
    bootstrap.require_sound_settings()


def test_database_url_can_name_a_sockets_folder(tmp_path):
    made = environment.database("postgresql://anna@/news?host=/run/postgresql", data=tmp_path)
    assert (made["HOST"], made["NAME"]) == ("/run/postgresql", "news")


def test_statements_are_not_prepared_where_a_pooler_cannot_bear_it(tmp_path):
    url = "postgresql://anna@db.example/news?prepare_threshold="
    made = environment.database(url + "none", data=tmp_path)
    assert made["OPTIONS"] == {"prepare_threshold": None}
    with pytest.raises(ImproperlyConfigured, match=r"prepare_threshold.*'often'; write a number"):
        environment.database(url + "often", data=tmp_path)


def test_mail_server_that_does_not_answer_is_found(settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = nobody.getsockname()
        found = list(mail_findings())
    assert [one.well for one in found] == [False]
    assert f"port {settings.EMAIL_PORT}" in found[0].says


def test_site_without_a_mail_server_is_not_asked_for_one(settings):
    settings.EMAIL_HOST = ""
    assert list(mail_findings()) == []

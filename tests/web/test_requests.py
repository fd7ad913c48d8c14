"""Who asks, and from where."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from hustings.accounts.actions import erase_account
from hustings.accounts.errors import BadToken
from hustings.accounts.models import Trace
from hustings.web import requests

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def request(**meta):
    return RequestFactory().get("/", **meta)


def came_from(settings, *proxies, remote, forwarded=None):
    settings.HUSTINGS_TRUSTED_PROXIES = list(proxies)
    meta = {"REMOTE_ADDR": remote}
    if forwarded is not None:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    return requests.client_address(request(**meta))


def test_without_trusted_proxies_a_forwarded_address_is_ignored(settings):
    assert came_from(settings, remote="198.51.100.7", forwarded="203.0.113.9") == "198.51.100.7"


def test_a_forwarded_address_from_an_untrusted_sender_is_ignored(settings):
    found = came_from(settings, "10.0.0.0/8", remote="198.51.100.7", forwarded="203.0.113.9")
    assert found == "198.51.100.7"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("192.0.2.66, 203.0.113.9", "203.0.113.9"),  # what stands left of it, the client wrote
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("203.0.113.9:51000", "203.0.113.9"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.9, <script>", "10.0.0.1"),
        ("203.0.113.9,", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_behind_a_trusted_proxy_the_right_most_untrusted_address_counts(
    settings, forwarded, client
):
    found = came_from(settings, "10.0.0.0/8", remote="10.0.0.1", forwarded=forwarded)
    assert found == client


def test_a_server_that_knows_no_address_gives_an_empty_one(settings):
    assert came_from(settings, "10.0.0.0/8", remote="", forwarded="203.0.113.9") == ""


def test_a_wrong_proxy_setting_is_named():
    with pytest.raises(ImproperlyConfigured, match=r"HUSTINGS_TRUSTED_PROXIES.*'proxy\.local'"):
        requests.networks(("proxy.local",))


def test_addresses_of_one_household_leave_one_trace():
    assert requests.address_for_trace("2001:db8:0:1:aaaa::1") == "2001:db8:0:1::/64"
    assert requests.address_for_trace("2001:db8:0:1:bbbb::2") == "2001:db8:0:1::/64"
    assert requests.address_for_trace("203.0.113.9") == "203.0.113.9"
    assert requests.address_for_trace("") == ""


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (BROWSER, "firefox on linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "edge on windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "safari on ios"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile", "chrome on android"),
        ("curl/8.5.0", "other on other"),
        ("", "other on other"),
        ("x" * 1_000_000, "other on other"),
    ],
)
def test_the_client_class_holds_no_version(agent, kind):
    assert requests.client_class(request(HTTP_USER_AGENT=agent)) == kind


def test_a_trace_holds_no_address_and_is_written_once(db, now, django_assert_num_queries):
    asked = request(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=BROWSER)
    first = requests.trace_of(asked, now=now)
    with django_assert_num_queries(1):
        assert requests.trace_of(asked, now=now) == first
    row = Trace.objects.get()
    assert row.pk == first
    assert b"203.0.113.9" not in bytes(row.address_digest)
    assert len(row.address_digest) == len(row.client_digest) == 32


def test_another_address_or_browser_leaves_another_trace(db, now):
    one = requests.trace_of(request(REMOTE_ADDR="203.0.113.9"), now=now)
    two = requests.trace_of(request(REMOTE_ADDR="203.0.113.10"), now=now)
    three = requests.trace_of(request(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=BROWSER), now=now)
    assert len({one, two, three}) == 3


def asking(user=None, **meta):
    asked = request(**meta)
    asked.user = user or AnonymousUser()
    return asked


def test_a_session_speaks_for_its_account(reader):
    assert requests.account_of(asking(reader)) == reader
    assert requests.author_of(asking(reader), guest_name="Ignored").guest_name == ""


def test_nobody_signed_in_is_a_guest_with_a_name():
    author = requests.author_of(asking(), guest_name="Passing Reader")
    assert (author.account, author.guest_name) == (None, "Passing Reader")


def test_a_bearer_token_speaks_for_its_account_with_one_query(
    reader, token, django_assert_num_queries
):
    asked = asking(HTTP_AUTHORIZATION=f"bearer {token}")
    with django_assert_num_queries(1):
        author = requests.author_of(asked)
        assert requests.account_of(asked) == reader
    assert (author.account, author.unlimited) == (reader, False)


def test_a_bearer_token_goes_before_the_session(reader, other_reader, token):
    asked = asking(other_reader, HTTP_AUTHORIZATION=f"Bearer {token}")
    assert requests.account_of(asked) == reader


@pytest.mark.parametrize("wrong", ["hst_nobody", "", "hst_\udcff", "hst_ü", "x" * 100_000])
def test_a_token_that_nobody_has_is_no_guest(db, reader, wrong):
    with pytest.raises(BadToken):
        requests.author_of(asking(reader, HTTP_AUTHORIZATION=f"Bearer {wrong}"))


def test_the_token_of_an_erased_account_is_refused(reader, token, now):
    erase_account(reader, site=1, now=now)
    with pytest.raises(BadToken):
        requests.account_of(asking(HTTP_AUTHORIZATION=f"Bearer {token}"))

"""What another site's page may make a reader's browser do here: nothing."""

from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from hustings.web import forgery

OURS, FOREIGN = "http://testserver", "https://elsewhere.example"


def changed(request):
    return HttpResponse("changed")


urlpatterns = [
    path("c/1", changed),
    path("api/v1/thing", changed),
    path("admin/thing", changed),
    path("account/thing", changed),
    path("administration", changed),
    path("", include("hustings.web.urls")),
]


@pytest.fixture
def browser(db):
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(enforce_csrf_checks=True)


def headers(*, site=None, origin=None, cookie=None):
    named = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin, "HTTP_COOKIE": cookie}
    return {name: value for name, value in named.items() if value is not None}


SITES = (None, "none", "same-origin", "same-site", "cross-site", "", "SAME-ORIGIN")
ORIGINS = (None, OURS, FOREIGN, "null", "", "http://testserver.elsewhere.example")
COOKIES = (None, "sessionid=abc")


def expected(site, origin, cookie):
    """The table of the module, said another way."""
    if site == "same-origin":
        return True
    if site not in (None, "none"):
        return False
    if origin is None:
        return cookie is None
    return origin == OURS


@pytest.mark.parametrize(
    ("site", "origin", "cookie"), list(product(SITES, ORIGINS, COOKIES)), ids=str
)
def test_the_rule_for_every_combination(site, origin, cookie):
    for method in ("POST", "PUT", "PATCH", "DELETE", "FROBNICATE"):
        sent = headers(site=site, origin=origin, cookie=cookie)
        request = RequestFactory().generic(method, "/c/1", **sent)
        assert forgery.is_foreign(request) is not expected(site, origin, cookie)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_never_refused(method):
    sent = headers(site="cross-site", origin=FOREIGN, cookie="sessionid=abc")
    assert not forgery.is_foreign(RequestFactory().generic(method, "/c/1", **sent))


def test_bearer_requests_are_exempt_and_other_authorization_is_not():
    sent = headers(site="cross-site", origin=FOREIGN, cookie="sessionid=abc")
    bearer = RequestFactory().post("/c/1", HTTP_AUTHORIZATION="Bearer hst_x", **sent)
    basic = RequestFactory().post("/c/1", HTTP_AUTHORIZATION="Basic eDp5", **sent)
    assert not forgery.is_foreign(bearer)
    assert forgery.is_foreign(basic)  # browsers send it by themselves


def test_the_published_address_counts_as_ours_behind_a_proxy_that_changes_the_host(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://harbour.example"]
    sent = headers(origin="https://harbour.example", cookie="sessionid=abc")
    assert not forgery.is_foreign(RequestFactory().post("/c/1", **sent))


def test_a_reader_is_told_kindly_what_was_not_done(browser):
    browser.cookies["sessionid"] = "abc"
    answer = browser.post("/c/1", **headers(origin=FOREIGN))
    assert answer.status_code == 403
    assert "nothing was changed" in " ".join(answer.content.decode().split())
    assert 'href="/"' in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "csrftoken" not in answer.cookies


def test_a_program_is_told_with_problem_details(browser):
    answer = browser.post("/api/v1/thing", **headers(site="cross-site"))
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "foreign-request"


def test_a_page_of_ours_may_post_without_a_token(browser):
    browser.cookies["sessionid"] = "abc"
    assert browser.post("/c/1", **headers(site="same-origin")).content == b"changed"
    assert browser.post("/c/1", **headers(origin=OURS)).content == b"changed"
    assert browser.post("/c/1").status_code == 403


@pytest.mark.parametrize("address", ["/admin/thing", "/account/thing"])
def test_admin_and_account_pages_keep_the_token(browser, address):
    assert browser.post(address, **headers(site="same-origin", origin=OURS)).status_code == 403
    browser.cookies["csrftoken"] = token = "a" * 32
    assert browser.post(address, {"csrfmiddlewaretoken": token}).content == b"changed"


def test_an_address_that_only_looks_like_the_admin_is_guarded_by_origin(browser):
    browser.cookies["csrftoken"] = token = "a" * 32
    sent = {"csrfmiddlewaretoken": token}
    assert browser.post("/administration", sent, **headers(site="cross-site")).status_code == 403
    assert browser.post("/administration", **headers(site="same-origin")).content == b"changed"


def test_reader_pages_set_no_token_cookie_and_account_pages_do(browser):
    assert "csrftoken" not in browser.get("/c/1").cookies
    assert "csrftoken" in browser.get("/account/login/code/").cookies

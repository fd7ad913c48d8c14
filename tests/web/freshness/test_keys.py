import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.web.freshness.keys import PARAMETERS, accepts_gzip, known_host, page_key, page_query


def key(path="/story/", query="", host="localhost:8000", scheme="http"):
    return page_key(scheme=scheme, host=host, path=path, query=query)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("page=2&order=newest", "order=newest&page=2"),
        ("order=most-discussed&utm_source=x&fbclid=123", "order=most-discussed"),
        ("view=all&branch=7300000000000000000", "branch=7300000000000000000&view=all"),
        ("a=1&a=2&page=3", "page=3"),
        ("%70age=2", "page=2"),
    ],
)
def test_only_what_changes_a_page_is_in_its_key(raw, canonical):
    assert page_query(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "page=0",
        "page=01",
        "page=-1",
        "page=%D9%A2",
        "page=1234567",
        "page=",
        "page=1&page=2",
        "order=Newest",
        "order=" + "a" * 30,
        "view=some",
        "branch=1%0a",
        "&".join(f"x{n}=1" for n in range(200)),
    ],
)
def test_malformed_and_doubled_parameters_are_left_to_django(raw):
    assert page_query(raw) is None


@given(st.text(max_size=80))
def test_canonical_form_is_stable(raw):
    canonical = page_query(raw)
    if canonical:
        assert page_query(canonical) == canonical
        assert {part.split("=")[0] for part in canonical.split("&")} <= set(PARAMETERS)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/pages/3/view_draft/",
        "/account/login/",
        "/api/v1/me",
        "/c/7/",
        "/media/a.jpg",
        "/static/a.css",
        "/documents/1/x",
        "/health",
        "/metrics",
        "/" + "a" * 2000,
    ],
)
def test_private_paths_and_files_have_no_key(path):
    assert key(path) is None


def test_scheme_host_path_and_query_tell_pages_apart():
    keys = {key(), key(scheme="https"), key(host="127.0.0.1"), key("/other/"), key(query="page=2")}
    assert len(keys) == 5


@pytest.mark.parametrize("host", ["evil.example", "", None, "localhost:x", "local host", "a,b"])
def test_unknown_host_has_no_key(host):
    assert key(host=host) is None


def test_hosts_are_known_without_regard_to_case_and_port():
    assert known_host("LOCALHOST:1234")
    assert not known_host("localhost.evil.example")


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZIP;q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("identity", False),
        ("br", False),
        ("*;q=0", False),
        ("", False),
        (None, False),
        ("gzip;q=0.001", True),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(header, accepted):
    assert accepts_gzip(header) is accepted

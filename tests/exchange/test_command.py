"""``hustings import`` as a person calls it: one line for what is wrong, exit status 2."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hustings.errors import BadInput
from hustings.exchange import fetch as fetching
from hustings.exchange.errors import CannotFetch, TooLarge, WrongKind
from hustings.exchange.fetch import fetch
from hustings.exchange.readers.registry import choose_reader

HARBOUR = Path(__file__).parent / "data" / "harbour.txt"


def hustings(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HUSTINGS_DATA": str(data)}
    environment.pop("HUSTINGS_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", "import", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_from_nothing_to_a_thread_and_again(tmp_path):
    """Dry run, import, import again, each with its report, on a site that does not exist yet."""
    report = tmp_path / "report.json"
    dry = hustings("page", str(HARBOUR), "--dry-run", "--json", data=tmp_path / "site")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert json.loads(dry.stdout)["comments"] == {"imported": 23, "updated": 0, "skipped": {}}
    assert not (tmp_path / "site" / "hustings.sqlite3").exists()

    first = hustings("page", str(HARBOUR), "--json", data=tmp_path / "site")
    assert json.loads(first.stdout)["comments"]["imported"] == 23, first.stderr
    second = hustings("page", str(HARBOUR), "--report", str(report), data=tmp_path / "site")
    assert "23 left out (unchanged)" in second.stdout
    told = json.loads(report.read_text())
    assert told["comments"] == {"imported": 0, "updated": 0, "skipped": {"unchanged": 23}}
    assert told["noted_counts"]["comments"] == {"no-date": 23}
    assert {"of": "comments", "reason": "no-date", "where": "comment 9.2, line 84"} in told["noted"]
    assert set(told["noted_counts"]["comments"]) <= set(told["reasons"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["page", "{dir}/none.txt"], "cannot be read: No such file"),
        (["page", "{dir}"], "cannot be read: Is a directory"),
        (["wordpress", str(HARBOUR)], "'hustings import page' may read it"),
        (["page", str(HARBOUR), "--time-zone", "Mars/Base"], "--time-zone 'Mars/Base'"),
        (["page", str(HARBOUR), "--report", "{dir}/no/r.json"], "no such directory"),
        (["page", "ftp://harbour.example/x"], "no web address"),
        (["wordpress", "{dir}/bomb.xml"], "document type or entity"),
        (["wordpress", "{dir}/cut.xml"], "cut off"),
        (["wordpress", "{dir}"], "cannot be read: Is a directory"),
        (["wordpress", "{dir}/cut.xml.gz"], "compressed and damaged, or cut off"),
    ],
)
def test_bad_input_is_one_line_and_leaves_no_database(tmp_path, arguments, words):
    start = '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    (tmp_path / "bomb.xml").write_text(
        start.replace("<rss", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss")
    )
    (tmp_path / "cut.xml").write_text(start + "<wp:wxr_version>1.2</wp:wxr_version><item>")
    (tmp_path / "cut.xml.gz").write_bytes(gzip.compress(start.encode())[:-9])
    filled = [argument.format(dir=tmp_path) for argument in arguments]
    refused = hustings(*filled, data=tmp_path / "site")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("hustings: ")
    assert refused.stderr.count("\n") == 1
    assert words in refused.stderr
    assert not (tmp_path / "site" / "hustings.sqlite3").exists()


def test_a_compressed_file_is_unpacked_as_it_is_read(tmp_path):
    packed = tmp_path / "harbour.txt.gz"
    packed.write_bytes(gzip.compress(HARBOUR.read_bytes()))
    done = hustings("page", str(packed), "--dry-run", "--json", data=tmp_path / "site")
    assert json.loads(done.stdout)["comments"]["imported"] == 23, done.stderr


@pytest.mark.parametrize(
    ("kind", "head", "form"),
    [
        ("page", b"<!DOCTYPE html><html>", "page HTML"),
        ("page", b'<?xml version="1.0"?><html xmlns="x">', "page HTML"),
        ("page", "<html>".encode("utf-16"), "page HTML"),
        ("page", b"\xef\xbb\xbfA headline\n", "page text"),
        ("page", b"2 < 3, says the mayor\n", "page text"),
        ("wordpress", b'\n<?xml version="1.0"?><rss>', "WordPress export"),
        ("wordpress", '<?xml version="1.0"?><rss>'.encode("utf-16"), "WordPress export"),
    ],
)
def test_a_format_is_recognised_by_its_first_bytes(kind, head, form):
    assert choose_reader(kind, head=head, name="x").form == form


@pytest.mark.parametrize(
    ("kind", "head", "hint"),
    [
        ("page", b'<?xml version="1.0"?><rss version="2.0">', "import wordpress"),
        ("wordpress", b"<!doctype html><html>", "import page"),
        ("wordpress", b"", "not a WordPress export"),
        (
            "wordpress",
            b'<?xml version="1.0"?><disqus xmlns="http://disqus.com">',
            "not a WordPress",
        ),
    ],
)
def test_the_wrong_kind_is_refused_with_the_right_one(kind, head, hint):
    with pytest.raises(WrongKind, match=hint):
        choose_reader(kind, head=head, name="x")


class Pages(BaseHTTPRequestHandler):
    """A site with a page, and with everything that can go wrong."""

    def do_GET(self) -> None:
        if self.path == "/page":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=windows-1252")
            self.end_headers()
            self.wfile.write("<h1>Århus</h1>".encode("windows-1252"))
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 5000)
        elif self.path == "/paper":
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf")
            self.end_headers()
        elif self.path.startswith("/far="):
            left = int(self.path[5:])
            self.send_response(302)
            self.send_header("Location", f"/far={left - 1}" if left else "/page")
            self.end_headers()
        elif self.path.startswith("/to="):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
        else:
            self.send_error(404)

    def log_message(self, *_told: object) -> None:
        pass


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_fetched_with_the_encoding_it_declares(pages):
    content, found_at, encoding = fetch(f"{pages}/to={pages}/page")
    assert content.read().decode(encoding) == "<h1>Århus</h1>"
    assert found_at == f"{pages}/page"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{pages}/gone", "answers 404"),
        ("{pages}/to=file:///etc/passwd", "not allowed"),
        ("{pages}/to=ftp://x.example/", "no web page"),
        ("{pages}/to=/to=/gone", "answers 404"),
        ("{pages}/paper", "is application/pdf, no page"),
        ("{pages}/far=8", "redirect"),
        ("file:///etc/passwd", "no web address"),
        ("http://", "no web address"),
        ("http://[::1", "no web address"),
        ("http://127.0.0.1:1/", "cannot be fetched"),
        ("http://a b.example/", "cannot be fetched"),
    ],
)
def test_what_cannot_be_fetched_is_said(pages, address, words):
    with pytest.raises(CannotFetch, match=words):
        fetch(address.format(pages=pages))


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "localhost"])
def test_addresses_that_are_not_out_on_the_web_are_known(host):
    assert fetching.is_private(f"http://{host}/")
    assert not fetching.is_private("http://192.0.32.7/")


def test_a_few_redirects_are_followed(pages):
    assert fetch(f"{pages}/far=3")[1] == f"{pages}/page"


def test_a_page_on_the_web_cannot_send_us_into_a_private_network(pages, monkeypatch):
    """The test's own server is taken for one out on the web."""
    private = fetching.is_private
    monkeypatch.setattr(fetching, "is_private", lambda a: private(a) and not a.startswith(pages))
    with pytest.raises(CannotFetch, match=r"10\.0\.0\.1.*private network"):
        fetch(f"{pages}/to=http://10.0.0.1/")


def test_a_page_that_is_too_large_is_not_fetched_whole(pages, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_PAGE", 1000)
    with pytest.raises(TooLarge):
        fetch(f"{pages}/large")


def test_a_page_that_takes_too_long_is_given_up(pages, monkeypatch):
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", -1)
    with pytest.raises(CannotFetch, match="took more than"):
        fetch(f"{pages}/page")


@pytest.mark.django_db
def test_two_imports_at_once_are_refused(tmp_path):
    from hustings.exchange.actions import only_import

    with (
        only_import(tmp_path),
        pytest.raises(BadInput, match="Another import"),
        only_import(tmp_path),
    ):
        pass
    with only_import(tmp_path):  # the place is free again
        pass

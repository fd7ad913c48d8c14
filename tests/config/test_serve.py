"""The server as readers, editors and operators meet it: real processes on a free port."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from bench.crashes import crash
from bench.freshness import Run, filled
from bench.serving import SERVE, Server, environment

ROOT = Path(__file__).resolve().parents[2]
PLAIN_VIEWS = {"DJANGO_SETTINGS_MODULE": "tests.served_site.settings"}
SQLITE = {"HUSTINGS_DATABASE_URL": ""}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A data directory with a few stories, a token, media and secrets beside it."""
    data = tmp_path_factory.mktemp("serve") / "data"
    facts = filled(data, [3, 4, 5], env=SQLITE)
    media = data / "media"
    (media / "images").mkdir(parents=True)
    (media / "images" / "ferry.jpg").write_bytes(bytes(range(256)) * 40)
    (media / "images" / "evil.svg").write_text("<svg onload='alert(1)'/>")
    (media / "page.html").write_text("<script>alert(1)</script>")
    (media / ".hidden").write_text("hidden")
    (media / "documents").mkdir()
    (media / "documents" / "restricted.pdf").write_text("for members")
    (media / "out").symlink_to(data / "keys")
    return data, facts


@pytest.fixture(scope="module")
def server(site):
    with Server(site[0], "--workers", "2", env=SQLITE | PLAIN_VIEWS) as server:
        yield server


@pytest.fixture(scope="module")
def story(site) -> str:
    """The address of a story among the plain views."""
    import sqlite3

    database = sqlite3.connect(site[0] / "hustings.sqlite3")
    found = database.execute("SELECT page_ptr_id FROM stories_storypage ORDER BY 1").fetchone()
    database.close()
    return f"/s/{found[0]}/"


def raw(server: Server, request: bytes) -> bytes:
    """Send bytes as they are and return all that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(65536), b""))


def metric(server: Server, sample: str) -> float:
    text = server.request("GET", "/metrics").body.decode()
    return float(re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE).group(1))


# Kept pages -----------------------------------------------------------------------------------
def test_reader_gets_gzip_identity_head_and_not_modified(server, story):
    packed = server.request("GET", story, Accept_Encoding="gzip")
    plain = server.request("GET", story, Accept_Encoding="gzip;q=0")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Content-Encoding"] is None
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["ETag"] == packed.headers["ETag"]
    head = server.request("HEAD", story, Accept_Encoding="gzip")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(packed.body))
    same = server.request("GET", story, If_None_Match=f'"x", {packed.headers["ETag"]}')
    assert (same.status, same.body) == (304, b"")
    assert same.headers["ETag"] == packed.headers["ETag"]
    assert server.request("GET", story, If_None_Match='W/"other"').status == 200


def test_every_answer_carries_security_headers(server, story):
    for path in (story, "/undeclared/", "/admin/login/", "/nowhere/", "/health", "/media/nothing"):
        headers = server.request("GET", path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "default-src" in headers["Content-Security-Policy"], path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Permissions-Policy"], path
    policy = server.request("GET", story).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


def test_range_of_a_page_is_ignored(server, story):
    answer = server.request("GET", story, Range="bytes=0-9")
    assert answer.status == 200
    assert len(answer.body) > 10


def test_signed_in_reader_gets_the_page_of_all_and_no_cookie_is_set(server, story):
    anonymous = server.request("GET", story)
    signed_in = server.request("GET", story, Cookie="sessionid=abc; csrftoken=def")
    assert signed_in.body == anonymous.body
    assert signed_in.headers["Set-Cookie"] is None


def test_undeclared_page_is_the_readers_own(server):
    assert server.request("GET", "/undeclared/", Cookie="name=Ada").body == b"for Ada"
    assert server.request("GET", "/undeclared/", Cookie="name=Bo").body == b"for Bo"
    assert server.request("GET", "/undeclared/").body == b"for nobody"


def test_request_with_authorization_never_meets_the_cache(server):
    answer = server.request("GET", "/kept/echo/", Authorization="Bearer x")
    assert json.loads(answer.body)["HTTP_AUTHORIZATION"] == "Bearer x"
    assert "HTTP_AUTHORIZATION" not in json.loads(server.request("GET", "/kept/echo/").body)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_unknown_host_is_refused_whatever_is_kept(server, story, host):
    server.request("GET", story)
    kept = metric(server, "hustings_pages")
    answer = raw(
        server, f"GET {story} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    )
    assert answer.startswith(b"HTTP/1.1 400")
    assert metric(server, "hustings_pages") == kept


def test_made_up_parameters_do_not_fill_memory(server, story):
    server.request("GET", story)
    kept = metric(server, "hustings_pages")
    for number in range(30):
        server.request("GET", f"{story}?utm_source={number}&page=x{number}")
        server.request("GET", f"{story}?utm_source={number}")
    assert metric(server, "hustings_pages") <= kept + 1  # the other worker's own copy


# Files ----------------------------------------------------------------------------------------
def test_media_answers_ranges_and_conditions(server):
    whole = server.request("GET", "/media/images/ferry.jpg")
    assert (whole.status, len(whole.body)) == (200, 10240)
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = server.request("GET", "/media/images/ferry.jpg", Range="bytes=10-19")
    assert (part.status, part.body) == (206, bytes(range(10, 20)))
    assert part.headers["Content-Range"] == "bytes 10-19/10240"
    assert part.headers["Content-Length"] == "10"
    tail = server.request("GET", "/media/images/ferry.jpg", Range="bytes=-5")
    assert tail.body == whole.body[-5:]
    beyond = server.request("GET", "/media/images/ferry.jpg", Range="bytes=20000-")
    assert beyond.status == 416
    assert beyond.headers["Content-Range"] == "bytes */10240"
    same = server.request("GET", "/media/images/ferry.jpg", If_None_Match=whole.headers["ETag"])
    assert (same.status, same.body) == (304, b"")
    changed = server.request(
        "GET", "/media/images/ferry.jpg", Range="bytes=0-1", If_Range='"an older one"'
    )
    assert len(changed.body) == 10240
    assert server.request("POST", "/media/images/ferry.jpg", body=b"x").status == 405


@pytest.mark.parametrize("path", ["/media/images/evil.svg", "/media/page.html"])
def test_uploads_that_could_do_something_are_only_offered_for_saving(server, path):
    answer = server.request("GET", path)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../keys/secret",
        "/media/%2e%2e/keys/secret",
        "/media/..%2fkeys%2fsecret",
        "/media/images/../../keys/secret",
        "/media//etc/passwd",
        "/media/%2fetc/passwd",
        "/media/out/secret",
        "/media/.hidden",
        "/media/documents/restricted.pdf",
        "/media/images",
        "/media/",
        "/media/images/ferry.jpg%00.png",
        "/static/../keys/secret",
        "/static/..%2f..%2fkeys/secret",
        "/static/staticfiles.json.gz",
    ],
)
def test_no_path_leads_out_of_the_folders(server, path):
    line = f"GET {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n"
    answer = raw(server, line.encode())
    assert answer.startswith(b"HTTP/1.1 404"), answer[:200]
    assert b"for members" not in answer


def test_static_files_are_named_by_content_compressed_and_kept_for_good(server, site):
    manifest = json.loads((site[0] / "static" / "staticfiles.json").read_text())["paths"]
    name = next(hashed for plain, hashed in manifest.items() if plain.endswith("core.css"))
    packed = server.request("GET", f"/static/{name}", Accept_Encoding="gzip")
    plain = server.request("GET", f"/static/{name}")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in packed.headers["Cache-Control"]
    assert server.request("HEAD", f"/static/{name}").headers["Content-Length"] == str(
        len(plain.body)
    )


# Django ---------------------------------------------------------------------------------------
def test_bodies_arrive_whole(server):
    answer = server.request("POST", "/api/upload/", body=os.urandom(2_000_000))
    assert (answer.status, json.loads(answer.body)["received"]) == (200, 2_000_000)


@pytest.mark.parametrize("length", ["3000001", "999999999999999999999", "-1", "1x"])
def test_body_that_is_declared_too_long_is_refused_though_it_never_comes(server, length):
    line = (
        f"POST /api/upload/ HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    assert raw(server, line.encode()).split()[1] in {b"413", b"400"}


@pytest.mark.parametrize("chunked", [False, True])
def test_a_client_that_sends_ten_megabytes_hears_why_they_are_refused(server, chunked):
    parts = (bytes(100_000) for _ in range(100))
    body = parts if chunked else bytes(10_000_000)
    connection = server.connect()
    connection.request("POST", "/api/upload/", body=body, encode_chunked=chunked)
    answer = connection.getresponse()
    problem = json.loads(answer.read())
    connection.close()
    assert (answer.status, problem["code"], problem["limit"]) == (413, "body-too-large", 3_000_000)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_forwarded_headers_of_strangers_do_not_reach_django(server):
    seen = json.loads(
        server.request(
            "GET",
            "/echo/",
            Cookie="a=1",
            X_Forwarded_For="1.2.3.4",
            X_Forwarded_Proto="https",
            Forwarded="for=1.2.3.4",
            X_Real_IP="1.2.3.4",
        ).body
    )
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert not [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]


def test_underscored_header_cannot_pass_for_another(server):
    line = (
        f"GET /echo/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nCookie: a=1\r\n"
        "X_Forwarded_For: 1.2.3.4\r\nConnection: close\r\n\r\n"
    )
    assert b"1.2.3.4" not in raw(server, line.encode())


def test_paths_and_parameters_arrive_as_they_were_sent(server):
    seen = json.loads(server.request("GET", "/echo/?q=%C3%A4%26b&x=1").body)
    assert seen["QUERY_STRING"] == "q=%C3%A4%26b&x=1"
    assert server.request("GET", "/s/%31/").status in {200, 404}


def test_metrics_are_not_handed_on_by_a_proxy(server):
    assert server.request("GET", "/metrics").status == 200
    assert server.request("GET", "/metrics", X_Forwarded_For="8.8.8.8").status == 404


def test_health_says_what_is_there(server):
    answer = server.request("GET", "/health")
    assert json.loads(answer.body)["status"] == "ok"
    assert answer.headers["Cache-Control"] == "no-store"


# Processes ------------------------------------------------------------------------------------
def test_new_site_says_where_it_is_and_how_to_get_in(server):
    said = server.log.read_text()
    assert f"the site is at http://localhost:{server.port}/" in said
    link = re.search(r"once, within a day: http://[^/]+(/admin/setup/\S+)", said).group(1)
    assert server.request("GET", link).status == 200


def test_port_in_use_is_said_in_one_line(server, tmp_path):
    second = subprocess.run(
        [*SERVE, "--data", str(tmp_path / "new"), "--port", str(server.port)],
        env=environment(tmp_path, SQLITE),
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert second.returncode == 2
    assert f"port {server.port}" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert not (tmp_path / "new").exists()


def test_no_reader_misses_a_change_while_others_write(site):
    data, facts = site
    with Server(data, "--workers", "2", env=SQLITE) as server:
        found = Run(server, facts, reads=800).run(readers=4, writers=2)
    assert found.stale == 0
    assert found.reads >= 800
    assert found.changes >= 10


def test_killed_server_loses_and_doubles_nothing(site):
    data, facts = site
    server = Server(data, "--workers", "2", env=SQLITE)
    server.start()
    found = crash(server, facts, kills=2, posters=4)
    assert found.good, found
    assert found.retried


def test_stopping_finishes_what_was_begun(site):
    """A comment that is on its way when the server is told to stop is answered and stored."""
    data, facts = site
    server = Server(data, "--workers", "1", env=SQLITE)
    server.start()
    idle = server.connect()
    idle.request("GET", "/health")  # a reader's open connection must not hold it up
    idle.getresponse().read()
    path = f"/api/v1/discussions/{next(iter(facts['stories'].values()))['discussion']}/comments"
    outcomes: list[int] = []

    def post_until_refused() -> None:
        connection = server.connect()
        for number in range(10_000):
            body = json.dumps({"text": f"{number} before the end"}).encode()
            headers = {
                "Authorization": f"Bearer {facts['token']}",
                "Content-Type": "application/json",
            }
            try:
                connection.request("POST", path, body=body, headers=headers)
                outcomes.append(connection.getresponse().status)
                connection.close()
            except (ConnectionRefusedError, ConnectionResetError):
                return  # not begun: nobody listens any more
            except http.client.RemoteDisconnected:
                return

    poster = threading.Thread(target=post_until_refused)
    poster.start()
    while len(outcomes) < 5:
        pass
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    poster.join()
    assert set(outcomes) == {201}
    import sqlite3

    database = sqlite3.connect(data / "hustings.sqlite3")
    stored = database.execute(
        "SELECT COUNT(*) FROM discussions_comment WHERE text LIKE '% before the end'"
    ).fetchone()[0]
    database.close()
    assert stored >= len(outcomes)

"""A browser against ``hustings serve``, as a reader's stands against a site."""

from __future__ import annotations

import functools
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ACCENT = "#0b5cad"
"""Another than the style sheet's, so that each page visited carries a publisher's choice."""
PATIENCE = 60
"""Seconds the server may take to start."""


@dataclass(frozen=True)
class Served:
    """A running site: its address, its mail, its stories by name.

    ``front`` is the front page's id, ``setup`` the one-time link of its first editor.
    """

    url: str
    mail: Path
    stories: dict[str, dict]
    front: int
    setup: str

    def code(self) -> str:
        """Return the sign-in code that was sent last."""
        newest = max(self.mail.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        return re.findall(r"^\d{6}$", newest.read_text(), re.MULTILINE)[-1]

    def comment(self, identifier: str) -> dict:
        with urllib.request.urlopen(f"{self.url}/api/v1/comments/{identifier}") as answer:
            return json.load(answer)

    def item(self, story: str, text: str) -> dict:
        """Return the comment of a story with this text, as the API tells it to anybody."""
        discussion = self.stories[story]["discussion"]
        address = f"{self.url}/api/v1/discussions/{discussion}/comments"
        with urllib.request.urlopen(address) as answer:
            return next(one for one in json.load(answer)["items"] if one["text"] == text)


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Served]:
    """One server for the run, on a data directory of its own."""
    data = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = os.environ | {"HUSTINGS_DATA": str(data), "HUSTINGS_BASE_URL": url}
    environment["HUSTINGS_ACCENT"] = ACCENT
    environment.pop("HUSTINGS_DATABASE_URL", None)
    script = Path(__file__).with_name("browser_site.py")
    told = subprocess.run(
        [sys.executable, script], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    serve = [sys.executable, "-m", "hustings.config.cli", "serve", "--workers", "1"]
    server = subprocess.Popen([*serve, "--port", str(port)], env=environment)
    try:
        _await(f"{url}/health", server)
        yield Served(url, data / "mail", **json.loads(told.stdout))
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _await(address: str, server: subprocess.Popen) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("The server did not start.")


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """One Chromium for the run."""
    from playwright.sync_api import sync_playwright

    found = subprocess.run(
        [ROOT / "scripts" / "browser"], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.stdout.strip() or None, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, served):
    """Open a window: ``open_browser(script=False, width=390)``. What it did wrong fails the test.

    Collected: requests to other origins, errors in the console (violations of the content
    security policy are such errors), and exceptions in scripts.
    """
    wrong: list[str] = []
    contexts = []

    def open_browser(*, script=True, width=1024):
        context = chromium.new_context(
            base_url=served.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", lambda one: _foreign(one.url, served.url, wrong))
        page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
        page.on("console", lambda told: _console(told, wrong))
        contexts.append(context)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def session_of(chromium, served):
    """Sign a reader in, once a run, by the code that comes by mail; return the cookies."""

    @functools.cache
    def session_of(who: str) -> list[dict]:
        context = chromium.new_context(base_url=served.url, java_script_enabled=False)
        page = context.new_page()
        page.goto("/me/")
        page.get_by_label("Email").fill(f"{who}@readers.example")
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(served.code())
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/me/")
        cookies = context.cookies()
        context.close()
        return cookies

    return session_of


@pytest.fixture(scope="session")
def editors_session(chromium, served) -> list[dict]:
    """Make the first editor's account by the one-time link; return the cookies."""
    context = chromium.new_context(base_url=served.url)
    page = context.new_page()
    page.goto(served.setup)
    page.get_by_label("Your name, as readers see it").fill("Edda Holm")
    page.get_by_label("E-mail").fill("edda@paper.example")
    page.get_by_label("Password").fill("kestrel over harbour")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/admin/")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def editor(chromium, served, editors_session):
    """A window in which the editor of the site, who also moderates, is signed in."""
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    context.add_cookies(editors_session)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(session_of):
    """Sign in: ``sign_in(page)`` as the first reader, ``sign_in(page, "oda")`` as another.

    Who posts in many tests is over the limit for new readers some day.
    """
    return lambda page, who="ines": page.context.add_cookies(session_of(who))


def _foreign(address: str, here: str, wrong: list[str]) -> None:
    if not address.startswith((here, "data:", "about:")):
        wrong.append(f"request to {address}")


def _console(told, wrong: list[str]) -> None:
    refusal = "the server responded with a status of 4"  # a form that was refused on purpose
    if told.type == "error" and refusal not in told.text:
        wrong.append(f"console: {told.text}")


@pytest.fixture
def picture(db, settings, tmp_path):
    """A picture in the library."""
    from wagtail.images.models import Image
    from wagtail.images.tests.utils import get_test_image_file

    settings.MEDIA_ROOT = tmp_path
    return Image.objects.create(title="Harbour", file=get_test_image_file())

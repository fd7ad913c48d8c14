"""A browser against a real server, and the eyes of a reader without one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    found = subprocess.run(
        [ROOT / "scripts" / "browser"], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    # Playwright runs an event loop in this thread; Django then refuses plain database calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.stdout.strip() or None, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server):
    """Open a window: ``open_browser(script=False, width=390)``. What it did wrong fails the test.

    Collected: requests to other origins, errors in the console (violations of the content
    security policy are such errors), and exceptions in scripts.
    """
    wrong: list[str] = []
    contexts = []

    def open_browser(*, script=True, width=1024, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("request", lambda one: _foreign(one.url, live_server.url, wrong))
        page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
        page.on("console", lambda told: _console(told, wrong))
        contexts.append(context)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert wrong == []


def _foreign(address: str, here: str, wrong: list[str]) -> None:
    if not address.startswith((here, "data:", "about:")):
        wrong.append(f"request to {address}")


def _console(told, wrong: list[str]) -> None:
    refusal = "the server responded with a status of 4"  # a form that was refused on purpose
    if told.type == "error" and refusal not in told.text:
        wrong.append(f"console: {told.text}")

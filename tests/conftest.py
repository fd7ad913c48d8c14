"""Shared set-up: a site of its own for every test run, a real database, people and a story.

SQLite by default; ``HUSTINGS_TEST_DATABASE=postgresql`` starts a PostgreSQL for the run. A test
says what it needs of the database:

* ``@pytest.mark.django_db``: one transaction, rolled back. Any fixture below brings it along.
* the fixture ``committed``: real commits, for threads and processes; slower.

``now`` is the moment a test begins. Ids carry the machine's time, so tests move ``now``, never the
machine's clock.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = Path(tempfile.mkdtemp(prefix="hustings-tests-"))
POSTGRESQL = os.environ.get("HUSTINGS_TEST_DATABASE") == "postgresql"


def _start_postgresql() -> str:
    """Start one server for the run; xdist's workers inherit its URL."""
    directory = tempfile.mkdtemp(prefix="hustings-pg-")
    script = [sys.executable, str(ROOT / "scripts" / "postgresql")]
    started = subprocess.run(
        [*script, "start", directory, "--careless"], check=True, stdout=subprocess.PIPE, text=True
    )
    atexit.register(subprocess.run, [*script, "stop", directory], check=False)
    return started.stdout.strip()


os.environ["HUSTINGS_DATA"] = str(DATA)
if POSTGRESQL and "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["HUSTINGS_DATABASE_URL"] = _start_postgresql()
elif not POSTGRESQL:
    os.environ.pop("HUSTINGS_DATABASE_URL", None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Let SQLite's test database be a file, as a site's is: threads and processes share it."""
    from django.db import connection

    if not POSTGRESQL:
        connection.settings_dict["TEST"]["NAME"] = DATA / "tests.sqlite3"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def committed(transactional_db, django_db_serialized_rollback):
    """A database in which commits are real; the start-up rows are put back afterwards."""


@pytest.fixture
def site(db):
    """The default site with its front page, at the address the test client speaks to."""
    from wagtail.models import Site

    from hustings.stories.actions import prepare_site

    prepare_site(name="The Harbour Post", base_url="http://testserver")
    return Site.objects.select_related("root_page").get(is_default_site=True)


@pytest.fixture
def section(site):
    from hustings.stories.models import SectionPage

    found = SectionPage(title="Town hall", slug="town-hall", show_in_menus=True)
    return site.root_page.add_child(instance=found)


@pytest.fixture
def story(section, now):
    """A live story with an open discussion that nobody has written in."""
    from hustings.stories.actions import ensure_discussion
    from hustings.stories.models import StoryPage

    page = StoryPage(
        title="Ferry fares to double",
        slug="ferry-fares",
        kicker="Transport",
        standfirst="The council votes on Thursday.",
        first_published_at=now,
        live=True,
    )
    section.add_child(instance=page)
    ensure_discussion(page, site=section.get_site().pk, now=now)
    return page


@pytest.fixture
def discussion(story) -> int:
    """The id of the story's discussion."""
    from hustings.stories.reads import discussion_of

    return discussion_of(story)


@pytest.fixture
def reader(db):
    return _account("Ines Marlow")


@pytest.fixture
def other_reader(db):
    return _account("Tobias Renn")


@pytest.fixture
def moderator(db):
    """Somebody who may decide about comments, and no superuser."""
    from django.contrib.auth.models import Permission

    account = _account("Maud Ekström", is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="add_decision"))
    return account


def _account(name: str, **facts):
    from hustings.accounts.models import Account

    address = f"{name.split()[0].lower()}@readers.example"
    return Account.objects.create_user(address, name=name, **facts)


@pytest.fixture
def post(discussion, reader, now):
    """Post a comment, without rate limits: ``post("text", under=comment, by=account)``."""
    from hustings.accounts.access import Author
    from hustings.discussions.actions import post_comment
    from hustings.discussions.rules import CommentDraft

    def post(text="A plain thought.", *, under=None, by=None, guest="", at=None):
        author = Author(guest_name=guest) if guest else Author(by or reader, unlimited=True)
        draft = CommentDraft(text=text, parent=under.pk if under else None)
        return post_comment(author=author, discussion=discussion, draft=draft, now=at or now)

    return post


@pytest.fixture
def signed_in(client, reader):
    """Django's test client with the reader's session, as a browser on our own page sends it."""
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def token(reader) -> str:
    """A bearer token of the reader, with the usual limits."""
    from hustings.accounts.actions import issue_token

    return issue_token(reader)

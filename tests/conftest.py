"""Shared set-up: people, a site, a story with a discussion; the database is in ``databases.py``.

A test says what it needs of the database: ``@pytest.mark.django_db`` or any fixture below gives one
transaction that is rolled back; the fixture ``committed`` gives real commits, for threads and
processes, and is slower. Every test that touches the database must pass on both databases.

``now`` is the moment a test begins. Ids carry the machine's time, so tests move ``now``, never the
machine's clock.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import settings

from tests.api_client import ApiClient

pytest_plugins = ["tests.databases"]

# On a busy machine any example can take longer than Hypothesis allows by default.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


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


@pytest.fixture
def anyone(db) -> ApiClient:
    """A program without a token."""
    return ApiClient()


@pytest.fixture
def api(token) -> ApiClient:
    """A program with the reader's token."""
    return ApiClient(token)


@pytest.fixture
def api_of(db):
    """Make a client for another account: ``api_of(other_reader)``."""
    from hustings.accounts.actions import issue_token

    return lambda account: ApiClient(issue_token(account))


@pytest.fixture
def thread(discussion) -> str:
    """The address of the discussion's comments."""
    return f"/api/v1/discussions/{discussion}/comments"

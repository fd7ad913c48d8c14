"""The writes to stories that editors do not make in Wagtail themselves."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Page, Site

from hustings.discussions import actions as discussions
from hustings.stories.models import FrontPage, StoryDiscussion, StoryPage


@transaction.atomic
def prepare_site(*, name: str, base_url: str) -> FrontPage:
    """Give a fresh database its front page, and the default site its address; twice is once."""
    site = Site.objects.filter(is_default_site=True).first()
    front = FrontPage.objects.filter(pk=site.root_page_id).first() if site else None
    if front is not None:
        return front
    root = Page.objects.get(depth=1)
    front = FrontPage(title=name, slug="front", show_in_menus=False)
    root.add_child(instance=front)
    address = urlsplit(base_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = site or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname, site.port = address.hostname or "localhost", port
    site.site_name, site.root_page = name, front
    site.save()
    if welcome is not None and not welcome.get_children().exists():
        welcome.delete()
    return front


@transaction.atomic
def ensure_discussion(story: StoryPage, *, site: int, now: datetime) -> int:
    """Return the story's discussion, opened if it has none yet."""
    found = StoryDiscussion.objects.filter(story=story).first()
    if found is not None:
        return found.discussion_id
    discussion = discussions.open_discussion(site=site, now=now)
    StoryDiscussion.objects.create(story=story, discussion=discussion)
    return discussion.pk

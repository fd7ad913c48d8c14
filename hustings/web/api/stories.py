"""Stories, to be read."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints
from wagtail.models import Site

from hustings.stories import reads
from hustings.web.api import items, shapes
from hustings.web.errors import NoSuchAddress

STORIES_A_PAGE = 50

router = Router(tags=["stories"])
After = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")]


@router.get("/stories", response=shapes.StoryList)
def list_stories(
    request: HttpRequest, after: Annotated[After | None, Query()] = None
) -> HttpResponse:
    """The stories everybody may read, newest first; `next` goes on after the last."""
    site = site_of(request)
    rows = reads.public_stories(site)
    if after is not None:
        rows = reads.older_than(rows, story=int(after))
    found = list(rows[: STORIES_A_PAGE + 1])
    shown = found[:STORIES_A_PAGE]
    following = f"/api/v1/stories?after={shown[-1].pk}" if len(found) > len(shown) else None
    held = reads.discussions_of(shown)
    entries = [items.story_item(one, held.get(one.pk), site=site) for one in shown]
    return items.answer(shapes.StoryList(items=entries, next=following))


@router.get("/stories/{identifier:story}", response=shapes.StoryItem)
def get_story(request: HttpRequest, story: int) -> HttpResponse:
    """One story that everybody may read."""
    site = site_of(request)
    found = reads.public_stories(site).filter(pk=story).first()
    if found is None:
        raise NoSuchAddress
    discussion = reads.discussions_of([found]).get(found.pk)
    return items.answer(items.story_item(found, discussion, site=site))


def site_of(request: HttpRequest) -> Site:
    """Return the site of the address that was asked, or the default one."""
    return Site.find_for_request(request) or reads.default_site()

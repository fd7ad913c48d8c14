"""May who asks read this discussion at all? Its story decides."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from hustings.discussions.models import Comment
from hustings.discussions.reads import visible_comment
from hustings.stories.models import StoryPage
from hustings.stories.reads import story_of
from hustings.web.pages.guest_key import is_key_of
from hustings.web.requests import account_of


def readable_story(request: HttpRequest, *, discussion: int) -> StoryPage:
    """Return the story of a discussion. Four queries.

    Raises:
        Http404: it is not published, or restricted to others than who asks.
    """
    story = story_of(discussion)
    if story is None:
        raise Http404
    if not all(one.accept_request(request) for one in story.get_view_restrictions()):
        raise Http404
    return story


def readable_comment(request: HttpRequest, *, identifier: int) -> tuple[Comment, StoryPage]:
    """Return a comment that who asks may see, with its story.

    A guest sees his own waiting comment by the key in the address he was sent to.

    Raises:
        Http404, NoSuchComment: absent, elsewhere, or not for this person: the same for all three.
    """
    keyed = is_key_of(identifier, request.GET.get("key", ""))
    comment = visible_comment(identifier, account=account_of(request), keyed=keyed)
    return comment, readable_story(request, discussion=comment.discussion_id)

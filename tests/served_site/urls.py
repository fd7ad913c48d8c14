"""Plain views: what a page shows is a list of lines, one for each fact."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from hustings.accounts.access import Author
from hustings.accounts.models import Account
from hustings.discussions import actions, reads
from hustings.discussions.models import Comment, Discussion
from hustings.discussions.rules import CommentDraft
from hustings.stories.models import StoryPage
from hustings.stories.reads import discussion_of, public_stories
from hustings.web.freshness import Part, PartsResponse, depends_on


def furniture() -> Iterator[str]:
    for site in Site.objects.order_by("pk"):
        yield f"site {site.hostname} {site.site_name}"
        for page in site.root_page.get_children().live().public().in_menu():
            yield f"menu {page.title} {page.url}"
    for redirect in Redirect.objects.order_by("pk"):
        yield f"redirect {redirect.old_path} {redirect.link}"
    for restriction in PageViewRestriction.objects.order_by("pk"):
        yield f"restricted {restriction.page_id}"


def of_story(story: StoryPage) -> Iterator[str]:
    yield f"story {story.title} {story.kicker} {story.url}"
    if story.picture:
        yield f"picture {story.picture.title} {story.picture.file.name}"
    if story.video:
        yield f"video {story.video.title}"
    for link in story.related_links.all():
        yield f"related {link.page.title} {link.page.url} {link.page.live}"
    for tag in story.tags.order_by("pk"):
        yield f"tag {tag.name}"


def of_comment(comment: Comment) -> str:
    name = reads.author_name(comment)
    staff = " (staff)" if comment.account and comment.account.is_staff else ""
    pinned = " pinned" if comment.pinned else ""
    text = comment.text if comment.state == "published" else f"[{comment.state}]"
    return f"comment {comment.number} {name}{staff} {comment.score}{pinned}: {text}"


def of_discussion(identifier: int) -> Iterator[str]:
    discussion = reads.discussion(identifier)
    yield f"discussion {discussion.comments} {discussion.closed_reason} {bool(discussion.closed)}"
    shown = Comment.objects.filter(discussion=identifier, published__isnull=False)
    for comment in shown.select_related("account", "identity").order_by("pk"):
        yield of_comment(comment)


def story_page(request, pk):
    story = StoryPage.objects.live().public().filter(pk=pk).first()
    if story is None:
        raise Http404
    discussion = discussion_of(story)
    keys = [f"story:{pk}", *(f"story:{link.page_id}" for link in story.related_links.all())]
    if discussion:
        keys.append(f"discussion:{discussion}")
    lines = [*furniture(), *of_story(story), *(of_discussion(discussion) if discussion else ())]
    response = PartsResponse(Part.of(f"<p>{line}</p>\n".encode()) for line in lines)
    return depends_on(response, *keys)


def front(request):
    stories = public_stories(Site.objects.get(is_default_site=True))
    lines = [*furniture(), *(f"{story.title} {story.url}" for story in stories)]
    return depends_on(HttpResponse("\n".join(lines)), "list")


def echo(request):
    """Show what reached the view: nothing of one reader may."""
    seen = {
        name: value
        for name, value in request.META.items()
        if name.startswith("HTTP_") or name in {"QUERY_STRING", "REQUEST_METHOD", "REMOTE_ADDR"}
    }
    response = JsonResponse(dict(sorted(seen.items())))
    return depends_on(response, "list") if "/kept/" in request.path else response


def writes(request):
    """Show a row of the shared cache, written by whoever asks first."""
    if cache.get("greeting") is None:
        cache.set("greeting", "hello", None)
    return depends_on(HttpResponse(cache.get("greeting")), "list")


def refused(request, kind):
    """Declare dependencies, and yet be nothing that may be kept."""
    response = depends_on(HttpResponse("only for you"), "list")
    if kind == "cookie":
        response.set_cookie("seen", "1")
    elif kind == "redirect":
        response = depends_on(HttpResponseRedirect("/front/"), "list")
    elif kind == "vary":
        response["Vary"] = "Cookie"
    elif kind == "error":
        response.status_code = 404
    else:
        response["Cache-Control"] = kind
    return response


def undeclared(request):
    return HttpResponse(f"for {request.COOKIES.get('name', 'nobody')}")


def post(request, discussion):
    comment = actions.post_comment(
        author=Author(Account.objects.get(email="poster@readers.example"), unlimited=True),
        discussion=discussion,
        draft=CommentDraft(text=request.POST["text"], idempotency_key=request.POST.get("key", "")),
        now=timezone.now(),
    )
    return JsonResponse({"id": str(comment.pk)}, status=201)


def hide(request, comment):
    actions.hide_comment(comment=comment, actor=None, now=timezone.now())
    return JsonResponse({})


def edit(request, comment):
    actions.edit_comment(
        account=Account.objects.get(email="poster@readers.example"),
        comment=comment,
        text=request.POST["text"],
        now=timezone.now(),
    )
    return JsonResponse({})


def upload(request):
    return JsonResponse({"received": len(request.body), "from": request.META["REMOTE_ADDR"]})


def count(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COUNT(DISTINCT text) FROM discussions_comment")
        rows, texts = cursor.fetchone()
    counted = sum(Discussion.objects.values_list("comments", flat=True))
    return JsonResponse({"rows": rows, "texts": texts, "counted": counted})


urlpatterns = [
    path("s/<int:pk>/", story_page),
    path("front/", front),
    path("echo/", echo),
    path("kept/echo/", echo),
    path("writes/", writes),
    path("refused/<str:kind>/", refused),
    path("undeclared/", undeclared),
    path("api/post/<int:discussion>/", post),
    path("api/hide/<int:comment>/", hide),
    path("api/edit/<int:comment>/", edit),
    path("api/upload/", upload),
    path("api/count/", count),
    path("", include("hustings.web.urls")),
]

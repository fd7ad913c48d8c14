"""What Hustings adds to Wagtail: two desks, videos, a button on each story, and our pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, Site
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from hustings.accounts.access import may_moderate
from hustings.moderation import reads as moderation
from hustings.stories.models import StoryPage, Video
from hustings.web.admin import urls
from hustings.web.pages.serving import serve_reader_page


class VideoViewSet(SnippetViewSet):
    """Uploaded videos, in the main menu."""

    model = Video
    icon = "media"
    menu_label = _("Videos")
    menu_order = 350
    add_to_admin_menu = True
    search_fields = ("title",)


register_snippet(VideoViewSet)


class QueueMenuItem(MenuItem):
    """Shown to those who may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user)  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    address = reverse("hustings_admin:queue")
    return QueueMenuItem(_("Moderation"), address, icon_name="comment", order=150)


class WaitingItem(SummaryItem):
    """How much waits for a moderator, on the admin's first page."""

    order = 50
    template_name = "hustings_admin/waiting.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        site = Site.find_for_request(self.request)
        return {"waiting": moderation.queue(site=site.pk).count() if site else 0}

    def is_shown(self) -> bool:
        return may_moderate(self.request.user)


@hooks.register("construct_homepage_summary_items")
def waiting_item(request: HttpRequest, items: list[Any]) -> None:
    items.append(WaitingItem(request))


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("hustings/", include(urls))]


@hooks.register("register_permissions")
def moderation_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="moderation", codename="add_decision")


def _discussion_button(page: Page) -> Iterator[Button]:
    if isinstance(page.specific_deferred, StoryPage) and page.first_published_at:
        address = reverse("hustings_admin:discussion", args=[page.pk])
        yield Button(_("Discussion"), url=address, icon_name="comment", priority=60)


@hooks.register("register_page_header_buttons")
def story_header_button(page: Page, user: Any, next_url: str | None, view_name: str) -> Any:
    return _discussion_button(page)


@hooks.register("register_page_listing_more_buttons")
def story_listing_button(page: Page, user: Any, next_url: str | None = None) -> Any:
    return _discussion_button(page)


@hooks.register("insert_global_admin_css")
def desk_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("hustings_admin/desk.css"))


# Order: inside Wagtail's own hook, which checks restrictions.
hooks.register("on_serve_page", serve_reader_page, order=10)

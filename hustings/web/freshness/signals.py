"""What editors change in Wagtail raises the revisions of the pages that show it.

The only signals of the project: Wagtail tells of its changes no other way. Each receiver bumps in
the transaction of the change it hears of (``transactions.OneTransaction`` and the timer see to
it that there is one).

    a story                  its own revision, the lists, the stories that link to it
    what menus may show      the furniture, which every page depends on
    sites, redirects, restrictions, pictures, videos, documents, settings, tags   the furniture
    names and roles          the names, which every page depends on

A story never depends on the lists: publishing one leaves the others' pages alone.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, post_page_move

from hustings.accounts.models import Account
from hustings.journal import revisions
from hustings.stories import actions as stories
from hustings.stories.models import RelatedLink, StoryPage, Video

SHOWN_OF_ACCOUNT = frozenset({"name", "is_staff", "is_active", "erased"})
URL_FIELDS = ("slug", "url_path", "show_in_menus")
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    }
)
"""What saving a draft writes to the live row; readers see none of it, and editors save often."""

UpdateFields = frozenset[str] | None


def is_draft(update_fields: UpdateFields) -> bool:
    return update_fields is not None and update_fields <= DRAFT_FIELDS


def page_will_be_saved(
    sender: type[Page], instance: Page, raw: bool, update_fields: UpdateFields = None, **_: Any
) -> None:
    """See what only the row still knows: a changed address, a name that leaves the menus."""
    if raw or instance.pk is None or is_draft(update_fields):
        return
    before = Page.objects.filter(pk=instance.pk).values_list(*URL_FIELDS).first()
    if before is None:
        return
    moved = before[:2] != (instance.slug, instance.url_path)
    if moved or before[2] != instance.show_in_menus:
        revisions.bump(revisions.FURNITURE)


def page_was_saved(
    sender: type[Page],
    instance: Page,
    raw: bool = False,
    update_fields: UpdateFields = None,
    **_: Any,
) -> None:
    if not raw and not is_draft(update_fields):
        bump_page(instance)


def page_was_deleted(sender: type[Page], instance: Page, **_: Any) -> None:
    """Links in other pages' texts end here too, so all of them are told."""
    revisions.bump(revisions.FURNITURE)
    bump_page(instance)


def page_was_published(sender: type[Page], instance: Page, **_: Any) -> None:
    """Give a published story its discussion."""
    if isinstance(instance, StoryPage) and (site := instance.get_site()):
        stories.ensure_discussion(instance, site=site.pk, now=timezone.now())
    bump_page(instance)


def page_was_moved(sender: type[Page], instance: Page, **_: Any) -> None:
    """Addresses below it have changed, and so may have menus and who may read."""
    revisions.bump(revisions.FURNITURE)
    bump_page(instance)


def bump_page(page: Page) -> None:
    """Raise what depends on one page's own content. One query, and one for each key."""
    keys = {revisions.story(page.pk), revisions.LISTS}
    linking = RelatedLink.objects.filter(page=page.pk).values_list("story_id", flat=True)
    keys.update(revisions.story(story) for story in linking)
    if page.show_in_menus or not issubclass(page.specific_class or Page, StoryPage):
        keys.add(revisions.FURNITURE)
    revisions.bump(*keys)


def furniture_changed(sender: type[Model], raw: bool = False, **_: Any) -> None:
    if not raw:
        revisions.bump(revisions.FURNITURE, revisions.LISTS)


def shown_thing_changed(sender: type[Model], created: bool = False, **facts: Any) -> None:
    """A picture, video, document or tag that pages may show; a new one is on no page yet."""
    if not created:
        furniture_changed(sender, **facts)


def account_was_saved(
    sender: type[Account],
    created: bool = False,
    raw: bool = False,
    update_fields: UpdateFields = None,
    **_: Any,
) -> None:
    """Wagtail's user forms save accounts too; signing in, which also saves, shows nothing."""
    shown = update_fields is None or SHOWN_OF_ACCOUNT & update_fields
    if shown and not created and not raw:
        revisions.bump(revisions.NAMES)


def roles_changed(sender: type[Model], action: str = "post_save", **_: Any) -> None:
    if action.startswith("post_"):
        revisions.bump(revisions.NAMES)


def connect() -> None:
    """Connect everything, once; receivers are named by sender so that no other save pays."""
    for model in apps.get_models():
        if issubclass(model, Page):
            pre_save.connect(page_will_be_saved, sender=model)
            post_save.connect(page_was_saved, sender=model)
            post_delete.connect(page_was_deleted, sender=model)
        if issubclass(model, BaseGenericSetting | BaseSiteSetting):
            connect_rows(model, furniture_changed)
    page_published.connect(page_was_published)
    post_page_move.connect(page_was_moved)
    for model in (Site, Redirect, PageViewRestriction, Locale, Collection):
        connect_rows(model, furniture_changed)
    for model in (get_image_model(), get_image_model().get_rendition_model(), get_document_model()):
        connect_rows(model, shown_thing_changed)
    for model in (Video, Tag):
        connect_rows(model, shown_thing_changed)
    connect_people()


def connect_people() -> None:
    account = apps.get_model(settings.AUTH_USER_MODEL)
    post_save.connect(account_was_saved, sender=account)
    m2m_changed.connect(roles_changed, sender=account.groups.through)
    connect_rows(Group, roles_changed)


def connect_rows(model: type[Model], receiver: Any) -> None:
    post_save.connect(receiver, sender=model)
    post_delete.connect(receiver, sender=model)

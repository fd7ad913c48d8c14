"""Everything that can change what a page shows, in an order in which each finds what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction, Site

from hustings.accounts.actions import erase_account, rename_account
from hustings.discussions import actions
from hustings.discussions.importing import ImportedComment, import_comments
from hustings.discussions.models import State
from hustings.moderation.actions import decide, undo
from hustings.stories.models import PlainPage, SectionPage, StoryPage, Video
from hustings.stories.schedule import publish_due, unpublish_due


@dataclass
class World:
    """A small site, and what the changes below change."""

    site: Any
    section: Any
    story: Any
    linking: Any
    discussion: int
    reader: Any
    other: Any
    moderator: Any
    comment: Any
    reply: Any
    held: Any
    now: Any
    decision: Any = None


def picture_file(name: str) -> ImageFile:
    drawn = BytesIO()
    Picture.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return ImageFile(ContentFile(drawn.getvalue()), name=name)


CHANGES: dict[str, Any] = {}


def change(function):
    CHANGES[function.__name__] = function
    return function


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


# Discussions --------------------------------------------------------------------------------
@change
def post_a_comment(w):
    from hustings.accounts.access import Author
    from hustings.discussions.rules import CommentDraft

    actions.post_comment(
        author=Author(w.reader, unlimited=True),
        discussion=w.discussion,
        draft=CommentDraft(text="One more thing.", parent=w.reply.pk),
        now=w.now,
    )


@change
def edit_a_comment(w):
    actions.edit_comment(account=w.reader, comment=w.comment.pk, text="Far too dear.", now=w.now)


@change
def vote(w):
    actions.cast_vote(account=w.other, comment=w.comment.pk, value=1, now=w.now)


@change
def withdraw_a_vote(w):
    actions.cast_vote(account=w.other, comment=w.comment.pk, value=0, now=w.now)


@change
def pin(w):
    actions.pin_comment(actor=w.moderator, comment=w.comment.pk, pinned=True, now=w.now)


@change
def approve_a_held_comment(w):
    decide(moderator=w.moderator, comment=w.held.pk, measure="approve", now=w.now)


@change
def hide_a_comment(w):
    w.decision = decide(
        moderator=w.moderator, comment=w.reply.pk, measure="hide", reasons="Rude.", now=w.now
    )


@change
def undo_the_hiding(w):
    undo(moderator=w.moderator, decision=w.decision.pk, now=w.now)


@change
def withdraw_a_comment(w):
    actions.withdraw_comment(account=w.other, comment=w.reply.pk, now=w.now)


@change
def import_comments_from_elsewhere(w):
    imported = ImportedComment(
        foreign_id="1",
        parent=None,
        identity=None,
        text="From the old site.",
        html="<p>From the old site.</p>",
        state=State.PUBLISHED,
        created=w.now,
        digest=bytes(16),
    )
    import_comments(discussion=w.discussion, source="old", batch=[imported], now=w.now)


@change
def close_the_discussion(w):
    actions.close_discussion(discussion=w.discussion, actor=None, reason="Enough.", now=w.now)


@change
def reopen_the_discussion(w):
    actions.reopen_discussion(discussion=w.discussion, actor=None, now=w.now)


# People -------------------------------------------------------------------------------------
@change
def rename_a_reader(w):
    rename_account(w.reader, name="Ines Harbour", site=w.site.pk, now=w.now)


@change
def make_a_reader_staff(w):
    w.reader.is_staff = True
    w.reader.save()


@change
def erase_a_reader(w):
    erase_account(w.reader, site=w.site.pk, now=w.now)


# Stories ------------------------------------------------------------------------------------
@change
def change_the_headline(w):
    publish(w.story, title="Ferry fares will double")


@change
def change_the_slug(w):
    publish(w.story, slug="fares-double")


@change
def change_the_picture(w):
    picture = Image.objects.get()
    picture.title, picture.file = "Another ferry", picture_file("other.png")
    picture.save()


@change
def change_the_video(w):
    video = Video.objects.get()
    video.title = "The vote, in full"
    video.save()


@change
def rename_a_tag(w):
    tag = w.story.tags.get()
    tag.name = "Harbour and sea"
    tag.save()


@change
def publish_a_scheduled_change(w):
    story = StoryPage.objects.get(pk=w.story.pk)
    story.title, story.go_live_at = "On time", w.now - timedelta(hours=1)
    story.save_revision(approved_go_live_at=story.go_live_at)
    assert publish_due(now=w.now) == 1


@change
def delete_the_picture(w):
    Image.objects.get().delete()


# Furniture ----------------------------------------------------------------------------------
@change
def change_a_section(w):
    publish(w.section, title="City hall")


@change
def take_a_section_from_the_menu(w):
    publish(w.section, show_in_menus=False)


@change
def put_a_page_into_the_menu(w):
    page = PlainPage(title="House rules", slug="rules", show_in_menus=True, body="<p>Be kind.</p>")
    w.site.root_page.add_child(instance=page)


@change
def take_a_page_from_the_menu(w):
    publish(PlainPage.objects.get(), show_in_menus=False)


@change
def move_a_section_below_another(w):
    first = w.site.root_page.add_child(instance=SectionPage(title="Sport", slug="sport"))
    StoryPage.objects.get(pk=w.story.pk).move(first, pos="last-child")


@change
def rename_the_site(w):
    Site.objects.filter(pk=w.site.pk).first()
    w.site.site_name = "The Harbour Times"
    w.site.save()


@change
def add_a_redirect(w):
    Redirect.objects.create(old_path="/old", redirect_link="/new")


@change
def delete_a_redirect(w):
    Redirect.objects.get(old_path="/old").delete()


@change
def restrict_another_page(w):
    PageViewRestriction.objects.create(page=w.section, restriction_type="login")
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(page=w.linking, restriction_type="login")


@change
def lift_the_restriction(w):
    PageViewRestriction.objects.get().delete()


# The end ------------------------------------------------------------------------------------
@change
def restrict_the_story(w):
    PageViewRestriction.objects.create(page=w.story, restriction_type="login")


@change
def lift_the_storys_restriction(w):
    PageViewRestriction.objects.get().delete()


@change
def let_the_story_expire(w):
    StoryPage.objects.filter(pk=w.story.pk).update(expire_at=w.now)
    assert unpublish_due(now=w.now + timedelta(minutes=1)) == 1


@change
def publish_the_story_again(w):
    story = StoryPage.objects.get(pk=w.story.pk)
    publish(story, expire_at=None)


@change
def unpublish_the_story(w):
    StoryPage.objects.get(pk=w.story.pk).unpublish()


@change
def publish_the_story_once_more(w):
    publish(StoryPage.objects.get(pk=w.story.pk))


@change
def delete_the_story(w):
    StoryPage.objects.get(pk=w.story.pk).delete()


FRONT_TOO = {
    "change_the_headline",
    "unpublish_the_story",
    "publish_the_story_again",
    "change_a_section",
}
LINKING_TOO = {
    "change_the_headline",
    "change_the_slug",
    "unpublish_the_story",
    "let_the_story_expire",
}

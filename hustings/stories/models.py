"""What editors write: the front page, sections, stories, videos.

A story's discussion is no field of the page: pages are copied, drafted and reverted, and none of
that may move or double a discussion (``StoryDiscussion``).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from hustings.discussions.models import Discussion
from hustings.stories.blocks import BodyBlock

INLINE_FEATURES = ["bold", "italic", "link"]


class FrontPage(Page):
    """The front page: the newest stories of all sections."""

    tagline = models.CharField(_("tagline"), max_length=120, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("tagline", help_text=_("One line under the paper's name.")),
    ]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["stories.SectionPage", "stories.StoryPage", "stories.PlainPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("front page")


class SectionPage(Page):
    """A section of the paper and the list of its stories."""

    introduction = models.CharField(_("introduction"), max_length=250, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("What the section is about, under its name.")),
    ]
    parent_page_types: ClassVar = ["stories.FrontPage"]
    subpage_types: ClassVar = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("section")


class PlainPage(Page):
    """A page without a discussion: the rules of the house, who we are, privacy."""

    body = RichTextField(_("text"))

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("body", help_text=_("The page is linked at the foot of every other.")),
    ]
    parent_page_types: ClassVar = ["stories.FrontPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("plain page")


class Video(models.Model):
    """An uploaded video with its still picture and captions."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("video"), upload_to="video/", validators=[FileExtensionValidator(["mp4", "webm"])]
    )
    poster = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("still picture"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    captions = models.FileField(
        _("captions (WebVTT)"),
        upload_to="video/",
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
    )
    transcript = models.TextField(_("transcript"), blank=True)

    panels: ClassVar = [
        FieldPanel("title", help_text=_("Stands under the video and is read out in its place.")),
        FieldPanel("file", help_text=_("MP4 or WebM. It plays from this site, nowhere else.")),
        FieldPanel("poster", help_text=_("What readers see before they press play.")),
        FieldPanel("captions", help_text=_("For who cannot hear it, or may not make a noise.")),
        FieldPanel("transcript", help_text=_("Folded under the video, for who would rather read.")),
    ]

    class Meta:
        verbose_name = _("video")

    def __str__(self) -> str:
        return self.title


class StoryTag(TaggedItemBase):
    """A tag on a story."""

    content_object = ParentalKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class StoryPage(Page):
    """A story.

    ``title`` is the headline, ``first_published_at`` what readers see as its time.
    """

    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=600, blank=True)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("main picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_caption = models.CharField(_("caption"), max_length=300, blank=True)
    video = models.ForeignKey(
        Video,
        verbose_name=_("main video"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    tags = ClusterTaggableManager(through=StoryTag, blank=True)

    content_panels: ClassVar = [
        TitleFieldPanel(
            "title",
            heading=_("Headline"),
            placeholder=_("Headline"),
            help_text=_("What happened, in one line; the address is made of it."),
        ),
        FieldPanel(
            "kicker",
            help_text=_("One or two words above it; where there are none, the section's name."),
        ),
        FieldPanel(
            "standfirst",
            help_text=_("What happened, in a sentence or two. Lists and search engines show it."),
        ),
        FieldPanel("byline", help_text=_("Who wrote it, as readers see it.")),
        MultiFieldPanel(
            [
                FieldPanel(
                    "picture",
                    help_text=_(
                        "At the head of the story and in lists. What it shows is read out to those"
                        " who cannot see it: say so in the picture's description."
                    ),
                ),
                FieldPanel("picture_caption", help_text=_("Stands under it, with the credit.")),
                FieldPanel("video", help_text=_("Stands in the picture's place.")),
            ],
            heading=_("Main picture or video"),
        ),
        FieldPanel(
            "body", help_text=_("Paragraphs, quotes, pictures and videos in the order they stand.")
        ),
        InlinePanel(
            "related_links",
            heading=_("Related links"),
            label=_("link"),
            help_text=_("Stand at the foot of the story."),
        ),
        InlinePanel(
            "corrections",
            heading=_("Corrections"),
            label=_("correction"),
            help_text=_(
                "Stay on the story for good, with their time: what was wrong, what is right."
            ),
        ),
        FieldPanel("tags", help_text=_("Subjects, each with a page of its own.")),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("kicker"),
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("first_published_at"),
    ]
    parent_page_types: ClassVar = ["stories.SectionPage", "stories.FrontPage"]
    subpage_types: ClassVar[list[str]] = []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give page and preview the same facts."""
        from hustings.stories import reads  # which is about these models

        facts = reads.story_facts(self)
        return {**super().get_context(request, *args, **kwargs), "facts": facts}

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")


class RelatedLink(Orderable):
    """A link at the foot of a story: to another story here, or to somewhere else."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="related_links")
    label = models.CharField(_("label"), max_length=200, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.URLField(_("address"), blank=True)

    panels: ClassVar = [
        FieldPanel("page", heading=_("Page of this site"), help_text=_("Another story, mostly.")),
        FieldPanel("address", help_text=_("Or an address elsewhere.")),
        FieldPanel("label", help_text=_("The words of the link. Without them the page's title.")),
    ]

    def clean(self) -> None:
        """Refuse a link that leads nowhere."""
        super().clean()
        if not self.page_id and not self.address:
            raise ValidationError(_("Please choose a page of this site, or give an address."))


class Correction(Orderable):
    """What was wrong and what is right, visible on the story for good."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="corrections")
    made = models.DateTimeField(_("corrected at"), default=timezone.now)
    text = RichTextField(_("what was corrected"), features=INLINE_FEATURES)

    panels: ClassVar = [
        FieldPanel("made", help_text=_("When; readers see it before the words.")),
        FieldPanel("text", help_text=_("For example: we wrote nine weeks; it was eight.")),
    ]

    class Meta(Orderable.Meta):
        ordering: ClassVar = ["made"]


class StoryDiscussion(models.Model):
    """The one discussion of a story; a copied page gets a new one."""

    story = models.OneToOneField(
        StoryPage, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    discussion = models.OneToOneField(Discussion, on_delete=models.PROTECT, related_name="+")


class StoryOrigin(models.Model):
    """Where an imported story comes from; importing it again finds it by this."""

    story = models.OneToOneField(
        StoryPage, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    site = models.BigIntegerField()
    source = models.CharField(max_length=200)
    foreign_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "source", "foreign_id"], name="story_origin_once"
            ),
        ]

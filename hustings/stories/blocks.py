"""The parts a story's text is made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label=_("Words"))
    who = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        template = "stories/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    picture = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(label=_("What it shows, for those who cannot see it"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    credit = blocks.CharBlock(label=_("Credit"), required=False)

    class Meta:
        icon = "image"
        template = "stories/blocks/picture.html"


class OutsideVideoBlock(blocks.StructBlock):
    """A video on somebody else's site: nothing is asked of it until the reader clicks."""

    title = blocks.CharBlock(label=_("Title"))
    address = blocks.URLBlock(label=_("Address of the player's frame"))
    poster = ImageChooserBlock(label=_("Still picture (kept here)"))

    class Meta:
        icon = "media"
        template = "stories/blocks/outside_video.html"


class BodyBlock(blocks.StreamBlock):
    """A story's text."""

    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul", "blockquote"]
    )
    quote = QuoteBlock(label=_("Quote"))
    picture = PictureBlock(label=_("Picture"))
    video = SnippetChooserBlock(
        "stories.Video", label=_("Video"), icon="media", template="stories/blocks/video.html"
    )
    outside_video = OutsideVideoBlock(label=_("Video elsewhere"))

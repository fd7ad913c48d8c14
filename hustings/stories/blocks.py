"""The parts a story's text is made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label=_("words"))
    who = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        template = "stories/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    picture = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(label=_("what it shows, for those who cannot see it"))
    caption = blocks.CharBlock(label=_("caption"), required=False)
    credit = blocks.CharBlock(label=_("credit"), required=False)

    class Meta:
        icon = "image"
        template = "stories/blocks/picture.html"


class OutsideVideoBlock(blocks.StructBlock):
    """A video on somebody else's site: nothing is asked of it until the reader clicks."""

    title = blocks.CharBlock(label=_("title"))
    address = blocks.URLBlock(label=_("address of the player's frame"))
    poster = ImageChooserBlock(label=_("still picture (kept here)"))

    class Meta:
        icon = "media"
        template = "stories/blocks/outside_video.html"


class BodyBlock(blocks.StreamBlock):
    """A story's text."""

    paragraph = blocks.RichTextBlock(
        label=_("text"), features=["h2", "h3", "bold", "italic", "link", "ol", "ul", "blockquote"]
    )
    quote = QuoteBlock(label=_("quote"))
    picture = PictureBlock(label=_("picture"))
    video = SnippetChooserBlock(
        "stories.Video", label=_("video"), icon="media", template="stories/blocks/video.html"
    )
    outside_video = OutsideVideoBlock(label=_("video elsewhere"))

"""The parts a story's text is made of."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, set apart."""

    text = blocks.TextBlock(label=_("Words"))
    who = blocks.CharBlock(
        label=_("Who said it"), required=False, help_text=_("Stands under the words.")
    )

    class Meta:
        icon = "openquote"
        template = "stories/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    picture = ImageChooserBlock(label=_("Picture"))
    alternative = blocks.CharBlock(
        label=_("What it shows, for those who cannot see it"),
        help_text=_("Read out in the picture's place; one sentence."),
    )
    caption = blocks.CharBlock(
        label=_("Caption"), required=False, help_text=_("Stands under the picture.")
    )
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, help_text=_("Who took or drew it, after the caption.")
    )

    class Meta:
        icon = "image"
        template = "stories/blocks/picture.html"


class OutsideVideoBlock(blocks.StructBlock):
    """A video on somebody else's site: nothing is asked of it until the reader clicks."""

    title = blocks.CharBlock(
        label=_("Title"), help_text=_("Stands under the video and is read out in its place.")
    )
    address = blocks.URLBlock(
        label=_("Address of the player's frame"),
        help_text=_("The address in the provider's embedding code, not that of its own page."),
        validators=[
            RegexValidator(
                r"^https://", _("Please give an address with https://."), code="not-https"
            )
        ],
    )
    poster = ImageChooserBlock(
        label=_("Still picture (kept here)"),
        help_text=_("What readers see before they press play; nothing is asked of the provider."),
    )

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

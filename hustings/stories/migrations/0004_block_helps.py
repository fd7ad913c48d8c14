"""The blocks of a story say what to fill in; the column stays as it is."""

import django.core.validators
import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0003_block_labels'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storypage',
            name='body',
            field=wagtail.fields.StreamField([('paragraph', 0), ('quote', 3), ('picture', 8), ('video', 9), ('outside_video', 13)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'link', 'ol', 'ul', 'blockquote'], 'label': 'Text'}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Words'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Stands under the words.', 'label': 'Who said it', 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('who', 2)]], {'label': 'Quote'}), 4: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': "Read out in the picture's place; one sentence.", 'label': 'What it shows, for those who cannot see it'}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'Stands under the picture.', 'label': 'Caption', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Who took or drew it, after the caption.', 'label': 'Credit', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('picture', 4), ('alternative', 5), ('caption', 6), ('credit', 7)]], {'label': 'Picture'}), 9: ('wagtail.snippets.blocks.SnippetChooserBlock', ('stories.Video',), {'icon': 'media', 'label': 'Video', 'template': 'stories/blocks/video.html'}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': 'Stands under the video and is read out in its place.', 'label': 'Title'}), 11: ('wagtail.blocks.URLBlock', (), {'help_text': "The address in the provider's embedding code, not that of its own page.", 'label': "Address of the player's frame", 'validators': [django.core.validators.RegexValidator('^https://', 'Please give an address with https://.', code='not-https')]}), 12: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'What readers see before they press play; nothing is asked of the provider.', 'label': 'Still picture (kept here)'}), 13: ('wagtail.blocks.StructBlock', [[('title', 10), ('address', 11), ('poster', 12)]], {'label': 'Video elsewhere'})}, verbose_name='text'),
        ),
    ]

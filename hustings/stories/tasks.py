"""What follows the import of stories, when the import no longer waits for it."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task
from wagtail.models import ReferenceIndex
from wagtail.search import index

from hustings.stories.models import StoryPage


@task()
def index_stories(stories: list[int]) -> None:
    """Put stories into Wagtail's search and reference indexes; twice is once."""
    for story in StoryPage.objects.filter(pk__in=stories):
        with transaction.atomic():
            index.insert_or_update_object(story)
            ReferenceIndex.create_or_update_for_object(story)

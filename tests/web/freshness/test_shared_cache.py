import pytest
from django.core.cache import cache
from wagtail.models import Site

pytestmark = pytest.mark.django_db


def test_state_that_no_row_holds_is_shared():
    cache.set("sign-in-attempts", 3)
    assert cache.get("sign-in-attempts") == 3


def test_addresses_follow_the_rows_at_once(site, story):
    """Changed behind Wagtail's back, as by a value stored a moment too late."""
    before = story.full_url
    Site.objects.filter(pk=site.pk).update(hostname="harbour.example")
    assert type(story).objects.get(pk=story.pk).full_url == before.replace(
        "testserver", "harbour.example"
    )

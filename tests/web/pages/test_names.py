"""What stands where a name is missing."""

from __future__ import annotations

from hustings.accounts.actions import erase_account
from hustings.discussions.importing import ImportedComment, import_comments
from hustings.discussions.models import State


def test_an_import_that_never_knew_the_name_says_so(client, story, discussion, now):
    nameless = ImportedComment(
        foreign_id="1",
        parent=None,
        identity=None,
        text="Out of a saved page.",
        html="<p>Out of a saved page.</p>",
        state=State.PUBLISHED,
        created=now,
        digest=bytes(16),
    )
    import_comments(discussion=discussion, source="page:test", batch=[nameless], now=now)
    page = client.get(story.url).content.decode()
    assert "name not known" in page
    assert "a reader who left" not in page


def test_a_person_who_was_erased_is_a_reader_who_left(client, story, site, post, reader, now):
    post("I was here.")
    erase_account(reader, site=site.pk, now=now)
    page = client.get(story.url).content.decode()
    assert "a reader who left" in page
    assert "Ines Marlow" not in page

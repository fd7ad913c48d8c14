"""What an import brings in, read back as a stranger would: through the public API."""

from __future__ import annotations

import pytest

from hustings.stories.models import StoryPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(client):
    """Return the only story's comments as the API gives them, oldest first."""

    def thread() -> list[dict]:
        discussion = client.get("/api/v1/stories").json()["items"][0]["discussion"]
        answer = client.get(f"/api/v1/discussions/{discussion}/comments?order=oldest").json()
        assert answer["next"] is None
        return answer["items"]

    return thread


def test_a_wordpress_thread(bring_in, wxr, item, comment, thread):
    """Parents after children, trash, notes, cycles, orphans, markup and namesakes in one file."""
    bring_in(
        wxr(
            item(
                comment(1, "Line one\nline two\n\nParagraph two", user_id="4"),
                comment(3, "Child before its parent", parent=2),
                comment(2, "Parent", parent=1, date_gmt="2020-05-04 08:00:00"),
                comment(4, "round", parent=5),
                comment(5, "and round", parent=4),
                comment(6, "held", approved="0"),
                comment(7, "trash", approved="trash"),
                comment(8, "Under trash", parent=7),
                comment(9, "ping", type="pingback"),
                comment(10, "secret", type="note"),
                comment(11, "order", type="order_note"),
                comment(12, "<script>alert(1)</script><b>Bold</b>"),
                comment(13, "Orphan", parent=99),
            )
        )
    )
    found = thread()
    assert [(one["number"], one["depth"], one["text"]) for one in found] == [
        ("1", 0, "Line one\nline two\n\nParagraph two"),
        ("1.1", 1, "Parent"),
        ("1.1.1", 2, "Child before its parent"),
        ("3", 0, "Under trash"),
        ("4", 0, "Bold"),
        ("5", 0, "Orphan"),
    ]
    assert found[0]["html"] == "<p>Line one<br>line two</p><p>Paragraph two</p>"
    assert found[0]["created"] == "2020-05-02T08:00:00Z"
    assert {one["author"] for one in found} == {"Pia Holm"}
    assert [one["parent"] for one in found[:3]] == [None, found[0]["id"], found[1]["id"]]


def test_a_second_export_adds_and_edits(bring_in, wxr, item, comment, thread):
    first = [comment(1, "One"), comment(2, "Two", parent=1)]
    bring_in(wxr(item(*first)))
    before = [one["id"] for one in thread()]
    grown = [comment(1, "One, edited"), *first[1:], comment(3, "Three", parent=2)]
    done = bring_in(wxr(item(*grown)))
    assert done["comments"] == {"imported": 1, "updated": 1, "skipped": {"unchanged": 1}}
    found = thread()
    assert [one["text"] for one in found] == ["One, edited", "Two", "Three"]
    assert [one["id"] for one in found][:2] == before
    again = bring_in(wxr(item(*grown)))["comments"]
    assert again == {"imported": 0, "updated": 0, "skipped": {"unchanged": 3}}


def test_two_items_with_one_id_and_comments_beside_stories(bring_in, wxr, item, comment):
    done = bring_in(
        wxr(
            item(comment(1)),
            item(comment(2), title="The same id again"),
            item(comment(3), post_id=8, post_type="page"),
            item(comment(4), post_id=9, status="private"),
            item(comment(5), post_id=10, post_password="tide"),
        )
    )
    assert done["stories"]["skipped"] == {
        "duplicate-id": 1, "not-a-story": 1, "not-published": 1, "password-protected": 1,
    }  # fmt: skip
    assert done["comments"] == {"imported": 1, "updated": 0, "skipped": {"story-left-out": 4}}
    assert [page.title for page in StoryPage.objects.all()] == ["Ferry sails"]


def test_a_page_whose_comments_tell_only_the_day(bring_in, thread):
    """Ids are in the order of the page, so the API shows what the page showed."""
    page = "Ferry saved\n\nStory.\n\n60 comments\n\n" + "\n\n".join(
        f"Reader {n}, 2 May 2020\nText {n}" for n in range(1, 61)
    )
    bring_in(page, kind="page")
    found = thread()
    assert [one["author"] for one in found] == [f"Reader {n}" for n in range(1, 61)]
    assert [one["number"] for one in found] == [str(n) for n in range(1, 61)]
    assert {one["created"] for one in found} == {"2020-05-02T00:00:00Z"}

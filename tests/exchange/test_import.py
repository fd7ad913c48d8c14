"""What an import writes: every rule of the contract, twice the same, nothing on a dry run."""

from __future__ import annotations

import pytest
from django.db import connection

from hustings.accounts.models import Identity
from hustings.discussions.models import Comment, CommentOrigin, CommentVersion, Discussion
from hustings.exchange.bodies import read_body
from hustings.exchange.errors import ForbiddenMarkup
from hustings.exchange.readers import page_html
from hustings.exchange.story_bodies import rich_text
from hustings.journal.models import Event
from hustings.stories.models import StoryDiscussion, StoryOrigin, StoryPage

pytestmark = pytest.mark.django_db


def by_number() -> dict[str, Comment]:
    return {comment.number: comment for comment in Comment.objects.all()}


def everything() -> list[object]:
    """All rows that an import could touch, as plain values."""
    models = (Comment, CommentOrigin, CommentVersion, Discussion, Identity, Event, StoryOrigin,
              StoryPage)  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_harbour_page_whole(bring_in, harbour):
    done = bring_in(harbour, kind="page")
    assert done["stories"] == {"imported": 1, "updated": 0, "skipped": {}}
    assert done["comments"] == {"imported": 23, "updated": 0, "skipped": {}}
    found = by_number()
    assert len(found) == 23
    assert {"1", "3.2.1", "8.2", "9.1", "9.1.1", "9.2", "12"} <= set(found)
    assert found["9.2"].parent == found["9"]
    assert found["6"].text.count("\n\n") == 4
    assert found["6"].html.count("<p>") == 5
    page = StoryPage.objects.get()
    assert (page.live, page.kicker) == (True, "Video exclusive")
    assert str(page.body).count("<p") == 4


def test_importing_twice_changes_nothing(bring_in, harbour, wxr, item, comment):
    for content, kind in (
        (harbour, "page"),
        (wxr(item(comment(1), comment(2, parent=1))), "wordpress"),
    ):
        first = bring_in(content, kind=kind)
        before = everything()
        second = bring_in(content, kind=kind)
        assert everything() == before
        for subject in ("stories", "comments"):
            assert second[subject] == {
                "imported": 0, "updated": 0, "skipped": {"unchanged": first[subject]["imported"]},
            }  # fmt: skip


def test_a_dry_run_says_the_same_and_writes_nothing(bring_in, wxr, item, comment):
    content = wxr(item(comment(1), comment(2, type="note"), comment(3, "<p></p>")))
    before = everything()
    dry = bring_in(content, dry_run=True)
    assert everything() == before
    wet = bring_in(content)
    assert {**dry, "seconds": 0} == {**wet, "seconds": 0}
    assert wet["comments"] == {"imported": 1, "updated": 0, "skipped": {"empty": 1, "note": 1}}
    assert bring_in(content, dry_run=True)["comments"]["skipped"]["unchanged"] == 1


def test_a_text_changed_at_its_source_is_updated_and_the_old_one_kept(bring_in, wxr, item, comment):
    bring_in(wxr(item(comment(1, "Ahoy."), comment(2, "Stays."))))
    done = bring_in(wxr(item(comment(1, "Ahoy!"), comment(2, "Stays."), content="New text.")))
    assert done["comments"] == {"imported": 0, "updated": 1, "skipped": {"unchanged": 1}}
    assert done["stories"]["updated"] == 1
    assert by_number()["1"].text == "Ahoy!"
    assert CommentVersion.objects.get().text == "Ahoy."


def test_new_comments_of_a_known_story_are_added(bring_in, wxr, item, comment):
    bring_in(wxr(item(comment(1))))
    later = {"date_gmt": "2021-01-01 00:00:00"}
    done = bring_in(wxr(item(comment(1), comment(2, parent=1, **later), comment(3, **later))))
    assert done["comments"] == {"imported": 2, "updated": 0, "skipped": {"unchanged": 1}}
    assert sorted(by_number()) == ["1", "1.1", "2"]


def test_states_of_the_source_become_ours(bring_in, wxr, item, comment):
    content = wxr(item(
        comment(1), comment(2, approved="0"), comment(3, approved="spam"),
        comment(4, "Secret", approved="trash"), comment(5, "Under it", parent=4),
    ))  # fmt: skip
    done = bring_in(content, trash=True)
    states = {c.commentorigin.foreign_id: c.state for c in Comment.objects.all()}
    assert states == {
        "1": "published",
        "2": "held",
        "3": "hidden",
        "4": "tombstone",
        "5": "published",
    }
    assert done["comments"]["imported"] == 5
    trashed = Comment.objects.get(state="tombstone")
    assert (trashed.text, trashed.html, trashed.identity) == ("", "", None)
    assert Comment.objects.get(text="Under it").parent == trashed
    assert Discussion.objects.get().comments == 2


def test_what_is_left_out_is_counted_by_reason(bring_in, wxr, item, comment):
    content = wxr(
        item(
            comment(1), comment(2, approved="trash"), comment(3, type="pingback"),
            comment(4, type="note"), comment(5, type="order_note"), comment(6, parent=6),
            comment(7, ""), comment(1, "again"), comment(8, parent=99), comment(9, parent=2),
        ),
        item(comment(10), post_id=8, post_type="attachment"),
    )  # fmt: skip
    done = bring_in(content)
    assert done["comments"] == {
        "imported": 3,
        "updated": 0,
        "skipped": {
            "trash": 1, "pingback": 1, "note": 1, "other-type": 1, "reply-cycle": 1, "empty": 1,
            "duplicate-id": 1, "story-left-out": 1,
        },
    }  # fmt: skip
    assert done["stories"] == {"imported": 1, "updated": 0, "skipped": {"not-a-story": 1}}


def test_replies_to_an_empty_comment_hang_on_the_next_ancestor(bring_in, wxr, item, comment):
    bring_in(wxr(item(comment(1), comment(2, "<p></p>", parent=1), comment(3, parent=2))))
    assert sorted(by_number()) == ["1", "1.1"]


def test_original_time_author_and_source_are_kept(bring_in, wxr, item, comment):
    bring_in(wxr(item(comment(1, author="Pia Holm"))))
    found = Comment.objects.select_related("identity", "commentorigin").get()
    assert found.created.isoformat() == "2020-05-02T08:00:00+00:00"
    assert (found.identity.name, found.identity.source) == ("Pia Holm", "wordpress:harbour.example")
    origin = found.commentorigin
    assert (origin.source, origin.foreign_id) == ("wordpress:harbour.example", "1")
    page = StoryPage.objects.get()
    assert page.first_published_at.isoformat() == "2020-05-01T08:00:00+00:00"


def test_namesakes_stay_two_and_one_mail_is_one(bring_in, wxr, item, comment):
    mails = ["a@mail.example", "b@mail.example", "A@mail.example ", "", ""]
    bring_in(wxr(item(*(comment(n, author_email=m) for n, m in enumerate(mails, 1)))))
    identities = [by_number()[str(n)].identity_id for n in range(1, 6)]
    assert identities[0] == identities[2]
    assert len(set(identities)) == 4


def test_each_comment_keeps_the_name_it_was_signed_with(bring_in, wxr, item, comment):
    """An address that many type into the form, or one reader of several names."""
    signed = ["Pia", "Odile", "Pia", "O'Hara &amp; Sons"]
    content = wxr(item(*(comment(n, author=name) for n, name in enumerate(signed, 1))))
    bring_in(content)
    found = [by_number()[str(n)].identity for n in range(1, 5)]
    assert [one.name for one in found] == ["Pia", "Odile", "Pia", "O'Hara & Sons"]
    assert len({one.pk for one in found}) == 3
    assert len({bytes(one.address_digest) for one in found}) == 1  # one letter claims them all
    assert bring_in(content)["comments"]["skipped"] == {"unchanged": 4}
    assert Identity.objects.count() == 3


def test_a_guest_with_a_users_mail_is_not_that_user(bring_in, wxr, item, comment):
    author = (
        "<wp:author><wp:author_id>5</wp:author_id><wp:author_login>o</wp:author_login>"
        "<wp:author_email>o@mail.example</wp:author_email></wp:author>"
    )
    user = comment(1, user_id="5", author_email="")
    guest = comment(2, author_email="o@mail.example")
    bring_in(wxr(item(user, guest), before=author))
    first, second = (by_number()[number].identity for number in "12")
    assert first != second
    assert bytes(first.address_digest) == bytes(second.address_digest)  # both can be claimed


def test_no_address_is_anywhere_in_the_database(bring_in, wxr, item, comment):
    bring_in(wxr(item(comment(1, author_email="pia@mail.example", author_IP="192.0.2.77"))))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row]
                         for row in cursor.fetchall()])  # fmt: skip
            assert "192.0.2.77" not in rows, table
            assert "pia@mail" not in rows, table


def test_nothing_active_reaches_a_page(bring_in, wxr, item, comment):
    evil = "<script>alert(1)</script><a href='javascript:x'>a</a><b onclick=x>b</b>"
    bring_in(wxr(item(comment(1, evil, author="<b>Eve</b>\u202e"), title="<i>T</i>", content=evil)))
    assert by_number()["1"].html == "<p>a<strong>b</strong></p>"
    assert by_number()["1"].identity.name == "<b>Eve</b>"  # a name is text; templates escape it
    page = StoryPage.objects.get()
    assert page.title == "T"
    assert "script" not in str(page.body)


def test_imported_totals_are_kept_apart_from_votes(bring_in):
    described = (
        '<h1>Ferry</h1><script type="application/ld+json">{"@type": "Article", "headline": "Ferry",'
        '"comment": [{"text": "One", "upvoteCount": 3, "downvoteCount": 1}]}</script>'
    )
    bring_in(described, kind="page")
    found = Comment.objects.get()
    assert (found.up, found.down, found.imported_up, found.imported_down) == (0, 0, 3, 1)


def test_one_journal_event_for_a_batch_and_no_words_in_it(bring_in, wxr, item, comment):
    bring_in(wxr(item(*(comment(n, f"Words {n}") for n in range(1, 1202)))))
    events = Event.objects.filter(kind="comments-imported")
    assert sorted(event.data["added"] for event in events) == [201, 500, 500]
    assert not any("Words" in str(event.data) or "Pia" in str(event.data) for event in events)


def test_an_import_stopped_half_way_is_completed_by_the_next(bring_in, wxr, item, comment):
    content = wxr(
        item(*(comment(n, parent=n // 3 if n % 2 else 0) for n in range(1, 1202))),
        item(comment(5000), post_id=8, post_date_gmt="2020-06-01 00:00:00"),
    )

    class Killed(Exception):
        pass

    def kill(what: str, done: int, _total: int | None) -> None:
        if what.startswith("writing") and done >= 500:
            raise Killed

    with pytest.raises(Killed):
        bring_in(content, progress=kill)
    assert Comment.objects.count() == 500
    done = bring_in(content)
    assert done["comments"]["imported"] == 702
    assert done["comments"]["skipped"] == {"unchanged": 500}
    tops = Comment.objects.filter(parent=None, discussion=Comment.objects.first().discussion)
    assert sorted(int(c.number) for c in tops) == list(range(1, len(tops) + 1))
    assert bring_in(content)["comments"]["skipped"] == {"unchanged": 1202}


def test_a_broken_file_changes_nothing(bring_in, wxr, item, comment):
    whole = wxr(item(comment(1)))
    bring_in(wxr(item(post_id=1)))
    before = everything()
    for broken in (
        whole[:-30],
        whole.replace(b"</rss>", b"</rss"),
        whole.replace(b"<item>", b"<item"),
    ):
        with pytest.raises(Exception, match="the file"):
            bring_in(broken)
    with pytest.raises(ForbiddenMarkup):
        bring_in(whole.replace(b"<rss", b"<!DOCTYPE rss><rss", 1))
    assert everything() == before


def test_five_thousand_levels_of_reply(bring_in, wxr, item, comment):
    chain = (comment(n, f"Level {n}", parent=n - 1) for n in range(1, 5001))
    assert bring_in(wxr(item(*chain)))["comments"]["imported"] == 5000
    deepest = Comment.objects.get(text="Level 5000")
    assert deepest.depth == 4999
    assert deepest.parent.text == "Level 4999"
    assert Discussion.objects.get().comments == 5000


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb\u2066c", "abc"),
        ("zero\u200bwidth", "zero\u200bwidth"),
        ("\U0001f600 ok", "\U0001f600 ok"),
    ],
)
def test_strange_characters(bring_in, wxr, item, comment, text, kept):
    bring_in(wxr(item(comment(1, text))))
    assert by_number()["1"].text == kept


def test_a_text_of_ten_million_characters_is_left_out(bring_in, wxr, item, comment):
    done = bring_in(wxr(item(comment(1, "x" * 10_000_000), comment(2, "y" * 300_000), comment(3))))
    assert done["comments"] == {"imported": 1, "updated": 0, "skipped": {"too-long": 2}}


def test_each_story_has_its_own_discussion(bring_in, wxr, item, comment):
    closed = item(comment(3), post_id=9, comment_status="closed")
    bring_in(wxr(item(comment(1)), item(comment(2), post_id=8), closed))
    assert StoryDiscussion.objects.count() == 3
    assert Discussion.objects.filter(closed__isnull=False).count() == 1
    assert StoryPage.objects.values("slug").distinct().count() == 3


def test_two_sources_with_the_same_ids_do_not_meet(bring_in, wxr, item, comment):
    content = wxr(item(comment(1)))
    bring_in(content)
    done = bring_in(content, source="wordpress:other.example")
    assert done["comments"]["imported"] == 1
    assert Comment.objects.count() == 2


def test_a_page_of_ours_can_be_rescued_too(bring_in, harbour, client, read):
    """What a site shows can be read back: the same story, the same thread, the same texts."""
    bring_in(harbour, kind="page")
    page = client.get(StoryPage.objects.get().url, {"view": "all"}).content
    found = read(page_html.read, page)
    by_id = {str(comment.pk): comment for comment in Comment.objects.all()}
    assert len(found.comments) == len(by_id) == 23
    for one in found.comments:
        original = by_id[one.foreign_id.partition("#")[2]]
        assert one.parent.partition("#")[2] == str(original.parent_id or "")
        assert read_body(one.body, markup=one.markup).text == original.text
    (story,) = found.stories
    assert (story.kicker, story.byline) == ("Video exclusive", "")
    assert rich_text(story) == str(StoryPage.objects.get().body[0].value.source)


@pytest.mark.parametrize("stamp", ["2020-05-02 08:00:00", "0000-00-00 00:00:00"])
def test_siblings_of_one_second_are_shown_in_the_order_of_their_numbers(
    bring_in, wxr, item, comment, stamp
):
    """More than a batch of them, and more of them in a second export."""

    def export(count: int) -> bytes:
        tops = [comment(n, f"Top {n}", date_gmt=stamp) for n in range(1, count + 1)]
        below = [comment(n + 2000, f"Below {n}", parent=7, date_gmt=stamp) for n in range(1, 60)]
        return wxr(item(*below, *tops))

    bring_in(export(600))
    bring_in(export(640))
    tops = list(Comment.objects.filter(parent=None).order_by("path"))
    assert [one.text for one in tops] == [f"Top {n}" for n in range(1, 641)]
    assert [one.number for one in tops] == [str(n) for n in range(1, 641)]
    below = Comment.objects.exclude(parent=None).order_by("path").values_list("number", flat=True)
    assert list(below) == [f"7.{n}" for n in range(1, 60)]

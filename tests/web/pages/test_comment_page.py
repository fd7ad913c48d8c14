"""The page of one comment: what each kind of visitor may see and do there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from hustings.discussions.actions import close_discussion, edit_comment, set_premoderation
from hustings.discussions.models import Comment, CommentVersion, Report, State, Vote
from hustings.moderation.actions import decide

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_visitor_reads_and_is_asked_to_sign_in(client, post):
    page = soup(client.get(f"/c/{post('A thought.').pk}"))
    assert "A thought." in page.text
    assert page.find("a", string="Sign in to vote")
    assert page.find("form") is None


def test_reader_votes_changes_and_withdraws(signed_in, post, other_reader):
    comment = post(by=other_reader)
    for value, score in (("1", 1), ("-1", -1), ("0", 0)):
        answer = signed_in.post(f"/c/{comment.pk}/vote", {"value": value})
        assert answer.status_code == 303
        comment.refresh_from_db()
        assert comment.score == score


@pytest.mark.parametrize("value", ["", "2", "x", "1.0", "-٣"])
def test_votes_of_no_kind_are_refused(signed_in, post, other_reader, value):
    comment = post(by=other_reader)
    assert signed_in.post(f"/c/{comment.pk}/vote", {"value": value}).status_code == 409
    assert not Vote.objects.exists()


def test_own_comment_has_no_vote_and_no_report(signed_in, post):
    comment = post()
    page = soup(signed_in.get(f"/c/{comment.pk}"))
    assert page.find("form") is None
    assert page.find("a", string="Edit")
    assert signed_in.post(f"/c/{comment.pk}/vote", {"value": "1"}).status_code == 409


def test_report_keeps_its_note_when_refused(signed_in, post, other_reader):
    comment = post(by=other_reader)
    answer = signed_in.post(f"/c/{comment.pk}/report", {"note": "Look at <this>"})
    assert answer.status_code == 422
    assert soup(answer).find(id="note").text.strip() == "Look at <this>"
    sent = {"note": "Look at <this>", "reason": "abuse"}
    assert signed_in.post(f"/c/{comment.pk}/report", sent).status_code == 303
    assert Report.objects.get().note == "Look at <this>"


def test_visitor_cannot_vote_report_edit_or_delete(client, post):
    comment = post()
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert client.post(f"/c/{comment.pk}/vote", {"value": "1"}).status_code == 401
    assert client.post(f"/c/{comment.pk}/report", {"reason": "abuse"}).status_code == 401
    client.post(f"/c/{comment.pk}/edit", {"text": "Mine now."})
    client.post(f"/c/{comment.pk}/delete")
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("A plain thought.", State.PUBLISHED)


def test_others_comment_cannot_be_edited_or_deleted(signed_in, post, other_reader):
    comment = post(by=other_reader)
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "Mine now."})
    signed_in.post(f"/c/{comment.pk}/delete")
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("A plain thought.", State.PUBLISHED)


def test_form_started_on_another_site_changes_nothing(signed_in, post, other_reader):
    comment = post(by=other_reader)
    answer = signed_in.post(
        f"/c/{comment.pk}/vote", {"value": "1"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not Vote.objects.exists()


def test_edit_shows_what_it_said_before(signed_in, client, post):
    comment = post("First words.")
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "Second words."})
    versions = soup(client.get(f"/c/{comment.pk}")).find(id="versions")
    assert "First words." in versions.text


def test_edit_after_the_window_is_refused_and_keeps_the_draft(signed_in, post, now):
    comment = post(at=now - timedelta(minutes=16))
    answer = signed_in.post(f"/c/{comment.pk}/edit", {"text": "Too late."})
    assert answer.status_code == 409
    assert "Too late." in soup(answer).textarea.text


def test_writer_learns_the_reasons_and_others_the_rule(
    signed_in, django_user_model, post, moderator, now
):
    comment = post("What nobody should read.")
    decide(
        moderator=moderator,
        comment=comment.pk,
        measure="hide",
        rule="No advertising",
        reasons="It sells boats.",
        now=now,
    )
    own = soup(signed_in.get(f"/c/{comment.pk}")).text
    assert "It sells boats. Only you can still read it." in own
    assert "What nobody should read." in own
    signed_in.logout()
    others = soup(signed_in.get(f"/c/{comment.pk}")).text
    assert "No advertising" in others
    assert "It sells boats." not in others
    assert "What nobody should read." not in others


def test_earlier_versions_of_a_hidden_comment_are_hidden(signed_in, post, moderator, now):
    comment = post("First words.")
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "Second words."})
    decide(moderator=moderator, comment=comment.pk, measure="hide", reasons="No.", now=now)
    signed_in.logout()
    assert "words" not in soup(signed_in.get(f"/c/{comment.pk}")).main.text


def test_earlier_versions_go_with_a_deleted_comment(signed_in, client, post):
    comment = post("First words.")
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "Second words."})
    signed_in.post(f"/c/{comment.pk}/delete")
    signed_in.logout()
    assert "words" not in soup(client.get(f"/c/{comment.pk}")).main.text


def test_earlier_versions_of_a_comment_held_for_a_second_look_are_hidden(
    signed_in, client, post, discussion
):
    comment = post("First words.")
    set_premoderation(discussion=discussion, premoderated=True)
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "Second words."})
    assert "First words." not in soup(signed_in.get(f"/c/{comment.pk}")).text
    signed_in.logout()
    assert "words" not in soup(client.get(f"/c/{comment.pk}")).main.text


def test_earlier_versions_are_erased_with_the_person(signed_in, client, post):
    comment = post("My name is in this.")
    signed_in.post(f"/c/{comment.pk}/edit", {"text": "It is not in this."})
    signed_in.post("/me/erase", {"sure": "yes"})
    assert not CommentVersion.objects.exists()
    page = soup(client.get(f"/c/{comment.pk}"))
    assert "It is not in this." in page.text
    assert page.find(id="versions") is None


def test_delete_asks_once_and_leaves_the_place(signed_in, story, post):
    comment = post("Soon gone.")
    assert "cannot be undone" in soup(signed_in.get(f"/c/{comment.pk}/delete")).text
    signed_in.post(f"/c/{comment.pk}/delete")
    page = soup(signed_in.get(story.get_url()))
    assert "Deleted by its writer." in page.find(id=f"c-{comment.pk}").text
    assert "Soon gone." not in page.text
    own = soup(signed_in.get(f"/c/{comment.pk}"))
    assert "You deleted this. Only you can still read it." in own.text
    signed_in.logout()
    others = soup(signed_in.get(f"/c/{comment.pk}"))
    assert "Deleted by its writer." in others.text
    assert "Soon gone." not in others.text


def test_closed_discussion_offers_no_answer(signed_in, post, discussion, now):
    comment = post()
    assert soup(signed_in.get(f"/c/{comment.pk}")).find("a", href=f"/c/{comment.pk}/reply")
    close_discussion(discussion=discussion, actor=None, now=now)
    page = soup(signed_in.get(f"/c/{comment.pk}"))
    assert page.find("a", href=f"/c/{comment.pk}/reply") is None
    assert page.find("a", href=f"/c/{comment.pk}/edit")


def test_edit_on_the_same_day_says_only_at_what_time(client, story, post, reader, now):
    noon = now.replace(hour=12, minute=0)
    comment = post(at=noon)
    edit_comment(account=reader, comment=comment.pk, text="Other words.", now=noon + FIVE)
    for address in (story.get_url(), f"/c/{comment.pk}"):
        shown = soup(client.get(address)).find(href=f"/c/{comment.pk}#versions")
        assert shown.text == "edited 12:05"


@pytest.mark.parametrize("identifier", ["0", "1", str(2**63), "9" * 40])
@pytest.mark.parametrize("rest", ["", "/thread", "/reply", "/edit", "/delete"])
def test_comments_that_are_not_there(signed_in, site, identifier, rest):
    assert signed_in.get(f"/c/{identifier}{rest}").status_code == 404


def test_permanent_link_of_a_comment_folded_away(client, story, post):
    chain = [post("0")]
    for level in range(1, 30):
        chain.append(post(str(level), under=chain[-1]))
    answer = client.get(f"/c/{chain[25].pk}/thread")
    assert answer["Location"] == f"{story.get_url()}?branch={chain[0].pk}#c-{chain[25].pk}"


def test_pages_of_one_reader_are_for_no_cache(signed_in, post, discussion):
    comment = post()
    for address in (f"/c/{comment.pk}", f"/discussion/{discussion}/write", "/me/"):
        response = signed_in.get(address)
        assert response["Cache-Control"] == "private, no-store"
        assert not hasattr(response, "depends_on")
    assert Comment.objects.count() == 1

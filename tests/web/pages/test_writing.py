"""Writing without script: forms, previews, what is refused, where one is sent."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from hustings.discussions import actions
from hustings.discussions.models import Comment, State

pytestmark = pytest.mark.django_db


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(response) -> dict[str, str]:
    """Return what a browser would send back unchanged."""
    form = soup(response).find("form", class_="writing")
    sent = {one["name"]: one.get("value", "") for one in form.find_all("input")}
    return sent | {"text": form.textarea.text.lstrip("\n")}


def test_reader_posts_and_finds_the_comment_on_the_page(signed_in, story, discussion):
    address = f"/discussion/{discussion}/write"
    form = fields(signed_in.get(address))
    answer = signed_in.post(address, form | {"text": "A plain thought."})
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert answer["Location"].startswith(f"/c/{comment.pk}")
    assert "Your comment is on the page." in soup(signed_in.get(answer["Location"])).text
    assert b"A plain thought." in signed_in.get(story.get_url()).content


def test_double_click_posts_once(signed_in, discussion):
    address = f"/discussion/{discussion}/write"
    form = fields(signed_in.get(address)) | {"text": "Once."}
    first, second = signed_in.post(address, form), signed_in.post(address, form)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def test_reply_shows_what_it_answers(signed_in, post, other_reader):
    parent = post("The question.", by=other_reader)
    address = f"/c/{parent.pk}/reply"
    assert "The question." in soup(signed_in.get(address)).text
    signed_in.post(address, {"text": "The answer."})
    assert Comment.objects.get(text="The answer.").parent_id == parent.pk


def test_preview_posts_nothing_and_keeps_the_draft(signed_in, discussion):
    address = f"/discussion/{discussion}/write"
    answer = signed_in.post(address, {"text": "*Leaning* <b>", "preview": ""})
    assert soup(answer).find(class_="preview").em.text == "Leaning"
    assert fields(answer)["text"] == "*Leaning* <b>"
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("\u200b \u2800", 422), ("x" * 5001, 422), ("a\u202eb", 422), ("a\0b", 422)],
)
def test_refused_text_comes_back_with_a_sentence(signed_in, discussion, text, status):
    answer = signed_in.post(f"/discussion/{discussion}/write", {"text": text})
    assert answer.status_code == status
    assert soup(answer).find(class_="refused")
    assert not Comment.objects.exists()


def test_closed_while_writing_says_so_and_gives_the_text_back(signed_in, discussion, now):
    actions.close_discussion(discussion=discussion, actor=None, now=now)
    answer = signed_in.post(f"/discussion/{discussion}/write", {"text": "Too late."})
    assert answer.status_code == 409
    assert "closed" in soup(answer).find(class_="refused").text
    kept = soup(answer).find("textarea")
    assert kept.has_attr("readonly")
    assert kept.text.strip() == "Too late."
    assert soup(signed_in.get(f"/discussion/{discussion}/write")).find("textarea") is None


def test_what_is_answered_was_removed_while_writing(signed_in, discussion, post, other_reader, now):
    above = post("Gone soon.", by=other_reader)
    actions.withdraw_comment(account=other_reader, comment=above.pk, now=now)
    assert signed_in.get(f"/c/{above.pk}/reply").status_code == 404
    refused = signed_in.post(f"/c/{above.pk}/reply", {"text": "An answer."})
    assert refused.status_code == 409
    assert "Gone soon." not in soup(refused).text
    form = soup(refused).find("form", class_="writing")
    signed_in.post(form["action"], fields(refused))
    assert Comment.objects.get(text="An answer.").parent is None


def test_guest_waits_and_finds_the_comment_by_its_key(client, discussion):
    answer = client.post(
        f"/discussion/{discussion}/write", {"text": "From outside.", "name": "Somebody"}
    )
    comment = Comment.objects.get()
    assert comment.state == State.HELD
    own = client.get(answer["Location"])
    assert "Only you can see this" in soup(own).text
    assert client.get(f"/c/{comment.pk}").status_code == 404
    assert client.get(f"/c/{comment.pk}?key=guess").status_code == 404


def test_guest_without_a_name_is_refused_and_keeps_the_text(client, discussion):
    answer = client.post(f"/discussion/{discussion}/write", {"text": "From outside.", "name": " "})
    assert answer.status_code == 422
    assert fields(answer)["text"] == "From outside."


def test_hostile_draft_comes_back_escaped(signed_in, discussion):
    hostile = "</textarea><script>alert(1)</script>" + "x" * 5000
    answer = signed_in.post(f"/discussion/{discussion}/write", {"text": hostile})
    assert "<script>alert" not in answer.content.decode()
    assert fields(answer)["text"] == hostile


def test_discussion_of_an_unpublished_story_is_not_there(signed_in, story, discussion, post):
    comment = post()
    story.unpublish()
    for address in (
        f"/discussion/{discussion}/write",
        f"/c/{comment.pk}",
        f"/c/{comment.pk}/reply",
    ):
        assert signed_in.get(address).status_code == 404

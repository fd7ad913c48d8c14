"""A reader's own page: what was written, the name, the data, leaving."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from hustings.accounts.models import Account
from hustings.discussions.models import State
from hustings.moderation.actions import decide

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return BeautifulSoup(response.content, "html.parser").main.text


def test_visitor_is_sent_to_sign_in(client, site):
    assert client.get("/me/")["Location"] == "/account/login/code/?next=/me/"


def test_page_lists_own_comments_with_what_became_of_them(
    signed_in, post, moderator, other_reader, now
):
    post("Still there.")
    gone = post("Taken away.")
    post("Somebody else's.", by=other_reader)
    decide(moderator=moderator, comment=gone.pk, measure="hide", reasons="It sells boats.", now=now)
    shown = text(signed_in.get("/me/"))
    assert "Still there." in shown
    assert "Taken away." in shown
    assert "It sells boats." in shown
    assert "Somebody else" not in shown


def test_queries_do_not_grow_with_what_was_written(signed_in, post):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    post()
    with CaptureQueriesContext(connection) as few:
        signed_in.get("/me/")
    for number in range(20):
        post(f"again {number}")
    with CaptureQueriesContext(connection) as many:
        signed_in.get("/me/")
    assert len(many) == len(few)


def test_new_name_stands_on_the_page_at_once(signed_in, story, post):
    post()
    assert signed_in.post("/me/name", {"name": "Ines Marlow-Voss"}).status_code == 303
    assert "Ines Marlow-Voss" in text(signed_in.get(story.get_url()))


def test_taken_name_is_refused_and_kept_in_the_form(signed_in, reader, other_reader):
    answer = signed_in.post("/me/name", {"name": other_reader.name})
    assert answer.status_code == 422
    assert BeautifulSoup(answer.content, "html.parser").find(id="name")["value"] == "Tobias Renn"
    reader.refresh_from_db()
    assert reader.name == "Ines Marlow"


def test_download_holds_everything_and_nothing_of_others(signed_in, post, other_reader):
    mine = post("Mine.")
    theirs = post("Theirs.", by=other_reader)
    signed_in.post(f"/c/{theirs.pk}/vote", {"value": "1"})
    signed_in.post(f"/c/{theirs.pk}/report", {"reason": "spam", "note": "Look."})
    data = signed_in.get("/me/data").json()
    assert [one["id"] for one in data["comments"]] == [str(mine.pk)]
    assert data["votes"][0]["value"] == 1
    assert data["reports"][0]["note"] == "Look."
    assert "Theirs." not in str(data)


def test_erasing_asks_and_then_forgets_who_it_was(signed_in, story, post, reader):
    comment = post("My words stay.")
    assert "tick the box" in text(signed_in.post("/me/erase", {}))
    assert Account.objects.get(pk=reader.pk).erased is None
    signed_in.post("/me/erase", {"sure": "yes"})
    assert Account.objects.get(pk=reader.pk).erased is not None
    comment.refresh_from_db()
    assert comment.state == State.PUBLISHED
    page = text(signed_in.get(story.get_url()))
    assert "a reader who left" in page
    assert "Ines" not in page
    assert signed_in.get("/me/").status_code == 302

"""Posting, editing, deleting, voting and reporting through the API."""

from datetime import timedelta

import pytest

from hustings.discussions.actions import close_discussion, withdraw_comment
from hustings.discussions.models import Comment, CommentVersion, Report
from hustings.moderation.actions import decide
from hustings.web.api.door import LONGEST_BODY


def test_a_posted_comment_comes_back_and_is_the_next_thing_read(api, anyone, thread):
    answer = api.post(thread, {"text": "Double the fares, halve the ferries."})
    assert answer.status_code == 201
    item = answer.json()
    assert answer["Location"] == f"/api/v1/comments/{item['id']}"
    assert answer["Cache-Control"] == "private, no-store"
    assert anyone.get(thread).json()["items"] == [item]


def test_posting_takes_a_fixed_number_of_statements(api, thread, django_assert_num_queries):
    root = api.post(thread, {"text": "First."}).json()["id"]
    # the token, the story, the trace; then begin, facts, event, ordinal, comment, commit
    with django_assert_num_queries(7 + 2):
        api.post(thread, {"text": "Second."})
    with django_assert_num_queries(8 + 2):  # a reply also counts the discussion at last
        below = api.post(thread, {"text": "Third.", "parent": root}).json()["id"]
    with django_assert_num_queries(9 + 2):  # deeper down also the root of its branch
        api.post(thread, {"text": "Fourth.", "parent": below})


def test_a_guest_is_held_and_sees_own_words_once(anyone, thread):
    answer = anyone.post(thread, {"text": "I only pass by.", "name": "Passing Reader"})
    item = answer.json()
    assert answer.status_code == 201
    assert (item["state"], item["author"], item["text"]) == (
        *("held", "Passing Reader"),
        "I only pass by.",
    )
    assert anyone.get(thread).json()["items"] == []
    assert b"I only pass by." in anyone.get(item["url"]).content
    assert anyone.get(item["url"].partition("?")[0]).status_code == 404


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (None, "name-empty"),
        ("  ", "name-empty"),
        ("x" * 61, "name-too-long"),
        ("Ad\u202ea", "name-hidden-characters"),
        ("Ínes  MARLOW", "name-taken"),
    ],
)
def test_a_guest_needs_a_name_of_their_own(anyone, reader, thread, name, fault):
    body = {"text": "Hello."} | ({"name": name} if name is not None else {})
    answer = anyone.post(thread, body)
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["fault"]) == ("bad-name", fault)
    assert not Comment.objects.exists()


def test_guests_are_asked_to_sign_in_where_the_publisher_wants_that(anyone, thread, settings):
    settings.HUSTINGS_GUESTS = False
    answer = anyone.post(thread, {"text": "Hello.", "name": "Passing Reader"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-required")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_posts_as_its_account(signed_in, thread):
    answer = signed_in.post(thread, {"text": "From the page."}, content_type="application/json")
    assert (answer.status_code, answer.json()["author"]) == (201, "Ines Marlow")


def test_another_sites_page_cannot_post_with_the_readers_session(signed_in, thread):
    signed_in.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"
    answer = signed_in.post(thread, {"text": "Not me."}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign-request")
    assert not Comment.objects.exists()


def test_a_wrong_token_is_no_guest(anyone, thread):
    body = {"text": "Hello.", "name": "Passing Reader"}
    answer = anyone.post(thread, body, HTTP_AUTHORIZATION="Bearer hst_wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-token")


@pytest.mark.parametrize("way", ["field", "header"])
def test_a_repeated_request_stores_one_comment(api, thread, way):
    body = {"text": "Once."} | ({"idempotency_key": "k1"} if way == "field" else {})
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1"} if way == "header" else {}
    first, second = (api.post(thread, body, **headers) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Comment.objects.count() == 1


def test_anothers_key_is_another_key(api, api_of, other_reader, thread):
    api.post(thread, {"text": "Mine.", "idempotency_key": "k1"})
    api_of(other_reader).post(thread, {"text": "Theirs.", "idempotency_key": "k1"})
    assert Comment.objects.count() == 2


def test_a_parent_that_is_gone_or_elsewhere_is_refused(api, thread, post, reader, now):
    gone = post("Soon gone.")
    withdraw_comment(account=reader, comment=gone.pk, now=now)
    for parent in (str(gone.pk), "123"):
        answer = api.post(thread, {"text": "But why?", "parent": parent})
        assert (answer.status_code, answer.json()["code"]) == (409, "parent-gone")


def test_a_closed_discussion_takes_nothing(api, thread, discussion, now):
    close_discussion(discussion=discussion, actor=None, now=now)
    answer = api.post(thread, {"text": "Too late."})
    assert (answer.status_code, answer.json()["code"]) == (409, "discussion-closed")


def test_posting_too_fast_says_how_long_to_wait(api, thread):
    answers = [api.post(thread, {"text": f"Thought {number}."}) for number in range(7)]
    assert [answer.status_code for answer in answers] == [201] * 6 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert answers[-1].json()["retry_after"] == 60


WRONG = [
    ({}, ["body", "text"]),
    ({"text": None}, ["body", "text"]),
    ({"text": 7}, ["body", "text"]),
    ({"text": "x", "parent": 7}, ["body", "parent"]),
    ({"text": "x", "parent": "9" * 19}, ["body", "parent"]),
    ({"text": "x", "parent": "-1"}, ["body", "parent"]),
    ({"text": "x", "parent": "٣"}, ["body", "parent"]),
    ({"text": "x", "state": "published"}, ["body", "state"]),
    ({"text": "x", "idempotency_key": "k" * 201}, ["body", "idempotency_key"]),
    ([], ["body"]),
    (b'"text"', ["body"]),
    (None, ["body"]),
]


@pytest.mark.parametrize(("body", "place"), WRONG, ids=str)
def test_wrong_fields_are_named_and_not_repeated(api, thread, body, place):
    answer = api.post(thread, b"null" if body is None else body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid-request"
    assert answer.json()["errors"][0]["at"] == place


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": "\xff\xfe"}', b"[" * 100_000, b'{"text": ' + b"9" * 5000 + b"}", b"\0"],
    ids=["empty", "cut", "not UTF-8", "deep", "long number", "NUL"],
)
def test_a_body_that_is_no_json_is_refused(api, thread, body):
    answer = api.post(thread, body)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert not Comment.objects.exists()


def test_a_surrogate_is_refused(api, thread):
    assert api.post(thread, b'{"text": "\\ud800"}').status_code == 422


@pytest.mark.parametrize("with_token", [True, False])
def test_ten_megabytes_are_refused_unread(api, anyone, thread, with_token):
    client = api if with_token else anyone
    answer = client.post(thread, {"text": "x" * 10_000_000})
    assert answer.status_code == 413
    assert answer.json()["limit"] == LONGEST_BODY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text-empty"),
        (" \n\t ", "text-empty"),
        ("\u200b\u200d\u2060", "text-empty"),
        ("x" * 5001, "text-too-long"),
        ("a\0b", "text-unreadable"),
        ("abc\u202edef", "text-unreadable"),
    ],
    ids=["empty", "blank", "zero-width", "long", "NUL", "bidi"],
)
def test_texts_that_cannot_be_shown_are_refused_in_words(api, thread, text, code):
    answer = api.post(thread, {"text": text})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Comment.objects.exists()


def test_wrong_methods_and_addresses_are_problems(api, anyone, thread):
    for client in (api, anyone):
        answer = client.put(thread, {})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
        assert answer.json()["code"] == "method-not-allowed"
        for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/stories/", "/api/v1/comments/x"):
            assert client.get(path).json()["code"] == "no-such-address"


def test_an_unknown_host_is_a_problem(anyone):
    answer = anyone.get("/api/v1/stories", HTTP_HOST="elsewhere.example")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown-host")


@pytest.mark.parametrize("with_token", [True, False])
def test_a_failure_says_nothing_of_the_inside(api, anyone, thread, with_token, monkeypatch, caplog):
    def fail(*_, **__):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("hustings.web.api.discussions.post_comment", fail)
    body = {"text": "Hello.", "name": "Passing Reader"}
    answer = (api if with_token else anyone).post(thread, body)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert b"secret" not in answer.content
    assert "the secret inside" in caplog.text


def test_editing_keeps_the_old_version(api, post):
    comment = post("First version.")
    answer = api.patch(f"/api/v1/comments/{comment.pk}", {"text": "Second *version*."})
    assert answer.status_code == 200
    assert answer.json()["html"] == "<p>Second <em>version</em>.</p>\n"
    assert answer.json()["edited"] is not None
    assert CommentVersion.objects.get().text == "First version."


def test_only_the_writer_edits_and_deletes(api_of, anyone, other_reader, post):
    path = f"/api/v1/comments/{post().pk}"
    stranger = api_of(other_reader)
    assert stranger.patch(path, {"text": "Mine now."}).status_code == 404
    assert stranger.delete(path).status_code == 404
    assert anyone.patch(path, {"text": "Mine now."}).status_code == 401
    assert anyone.delete(path).status_code == 401
    assert Comment.objects.get().text == "A plain thought."


def test_editing_ends_with_the_window(api, post, now):
    comment = post(at=now - timedelta(minutes=16))
    answer = api.patch(f"/api/v1/comments/{comment.pk}", {"text": "Too late."})
    assert (answer.status_code, answer.json()["code"]) == (409, "edit-window-over")


def test_deleting_leaves_a_placeholder(api, anyone, thread, post):
    comment = post()
    answer = api.delete(f"/api/v1/comments/{comment.pk}")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert answer.json()["text"] == ""
    assert anyone.get(thread).json()["items"] == [answer.json()]


def test_votes_count_change_and_go(api_of, anyone, other_reader, post):
    path = f"/api/v1/comments/{post().pk}"
    voter = api_of(other_reader)
    for value, score in ((1, 1), (1, 1), (-1, -1), (0, 0), (0, 0), (1, 1)):
        answer = voter.put(f"{path}/vote", {"value": value})
        assert (answer.status_code, answer.json()["score"]) == (200, score)
        assert anyone.get(path).json()["score"] == score


@pytest.mark.parametrize("value", [2, -2, "1", 1.5, True, None])
def test_a_vote_is_one_of_three_numbers(api_of, other_reader, post, value):
    path = f"/api/v1/comments/{post().pk}/vote"
    assert api_of(other_reader).put(path, {"value": value}).status_code == 422


def test_nobody_votes_on_their_own_or_unsigned(api, anyone, post):
    path = f"/api/v1/comments/{post().pk}/vote"
    assert api.put(path, {"value": 1}).json()["code"] == "not-votable"
    assert anyone.put(path, {"value": 1}).status_code == 401


def test_a_report_reaches_the_moderators(api_of, other_reader, post):
    path = f"/api/v1/comments/{post().pk}/reports"
    client = api_of(other_reader)
    answer = client.post(path, {"reason": "abuse", "note": "The second sentence."})
    assert (answer.status_code, answer.json()["reason"]) == (201, "abuse")
    assert client.post(path, {"reason": "spam"}).json()["id"] == answer.json()["id"]
    assert Report.objects.get().reason == "spam"
    refused = client.post(path, {"reason": "I disagree"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-report")
    assert "abuse" in refused.json()["reasons"]


def test_me_without_anybody_is_empty_and_private(anyone, discussion):
    answer = anyone.get(f"/api/v1/me?discussion={discussion}")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json() == {
        "name": "",
        "signed_in": False,
        "rights": {"post": True, "vote": False, "report": False, "moderate": False},
        "votes": {},
        "comments": [],
    }


def test_me_knows_own_votes_and_comments_with_their_statements(
    api, signed_in, discussion, post, reader, other_reader, moderator, now
):
    from hustings.discussions.actions import cast_vote

    theirs, mine = post(by=other_reader), post("To be removed.")
    cast_vote(account=reader, comment=theirs.pk, value=-1, now=now)
    decide(moderator=moderator, comment=mine.pk, measure="hide", reasons="A slur.", now=now)
    path = f"/api/v1/me?discussion={discussion}"
    me = api.get(path).json()
    assert (me["name"], me["signed_in"]) == ("Ines Marlow", True)
    assert me["votes"] == {str(theirs.pk): -1}
    (own,) = me["comments"]
    assert (own["id"], own["state"], own["text"]) == (str(mine.pk), "hidden", "To be removed.")
    assert "A slur." in own["statement"]
    assert own["editable_until"] is None
    assert signed_in.get(path).json() == me


def test_me_tells_moderators_and_closed_discussions(api_of, moderator, discussion, now):
    client, path = api_of(moderator), f"/api/v1/me?discussion={discussion}"
    assert client.get(path).json()["rights"]["moderate"] is True
    assert client.get(path).json()["rights"]["post"] is True
    close_discussion(discussion=discussion, actor=None, now=now)
    assert client.get(path).json()["rights"]["post"] is False

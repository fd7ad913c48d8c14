"""The desk of one discussion: open, closed, premoderated, pinned."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from hustings.accounts.models import Account
from hustings.discussions import reads
from hustings.discussions.models import Discussion


@pytest.fixture
def editor(site) -> Client:
    account = Account.objects.create_superuser("ed@paper.example", "a long password", name="Ed")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def desk(story) -> str:
    return f"/admin/hustings/discussions/{story.pk}/"


def test_closing_tells_readers_why_and_opening_forgets_it(editor, desk, discussion):
    editor.post(desk, {"closed_reason": "All was said."})
    closed = Discussion.objects.get(pk=discussion)
    assert closed.closed is not None
    assert closed.closed_reason == "All was said."
    editor.post(desk, {"open": "on"})
    assert Discussion.objects.get(pk=discussion).closed is None


def test_premoderation_is_set_and_lifted(editor, desk, discussion):
    editor.post(desk, {"open": "on", "premoderated": "on"})
    assert Discussion.objects.get(pk=discussion).premoderated
    editor.post(desk, {"open": "on"})
    assert not Discussion.objects.get(pk=discussion).premoderated


def test_a_comment_is_pinned_by_its_number(editor, desk, discussion, post):
    post("First.")
    second = post("Second.")
    editor.post(desk, {"number": "2", "pinned": "on"})
    assert [comment.pk for comment in reads.pinned_comments(discussion)] == [second.pk]
    shown = BeautifulSoup(editor.get(desk).content, "html.parser").main.text
    assert "2: Second." in shown
    editor.post(desk, {"number": "2"})
    assert reads.pinned_comments(discussion) == []


@pytest.mark.parametrize("number", ["", "7", "1.1.1.1", "x" * 900])
def test_a_number_nobody_has_is_refused_kindly(editor, desk, discussion, number):
    answer = editor.post(desk, {"number": number, "pinned": "on"}, follow=True)
    assert "no such comment" in answer.content.decode()


def test_saving_without_a_change_changes_nothing(editor, desk, discussion):
    editor.post(desk, {"closed_reason": "All was said."})
    before = Discussion.objects.get(pk=discussion)
    editor.post(desk, {"closed_reason": "All was said."})
    assert Discussion.objects.get(pk=discussion).closed == before.closed


def test_a_reader_may_not_run_a_discussion(signed_in, desk, discussion):
    signed_in.post(desk, {"closed_reason": "Mine!"})
    assert Discussion.objects.get(pk=discussion).closed is None


def test_a_story_never_published_has_no_desk_yet(editor, section):
    from hustings.stories.models import StoryPage

    draft = section.add_child(instance=StoryPage(title="Draft", slug="draft", live=False))
    assert editor.get(f"/admin/hustings/discussions/{draft.pk}/").status_code == 404

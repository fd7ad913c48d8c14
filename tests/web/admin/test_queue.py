"""The moderation desk, as a moderator's browser sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hustings.accounts.models import Account
from hustings.discussions.actions import report_comment
from hustings.discussions.models import Comment, Report, State
from hustings.moderation.actions import decide
from hustings.moderation.models import Decision, Statement
from hustings.web.admin.queue import PAGE

QUEUE = "/admin/hustings/queue/"
QUERIES = 15
"""Seven are the desk's own; the rest are Wagtail's session, user, permissions and sidebar."""


@pytest.fixture
def desk(moderator) -> Client:
    moderator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def held(post) -> Comment:
    return post("Perhaps <b>she</b> did & perhaps not.", guest="Passer-by")


@pytest.fixture
def reported(post, other_reader, now) -> Comment:
    comment = post("You are all sheep.")
    report_comment(
        account=other_reader, comment=comment.pk, reason="abuse", note="calls us names", now=now
    )
    return comment


def test_the_queue_shows_what_is_held_and_what_is_reported(desk, held, reported):
    page = desk.get(QUEUE).content.decode()
    assert "Perhaps" in page
    assert "<b>she" not in page
    assert "Passer-by" in page
    assert "You are all sheep." in page
    assert "calls us names" in page
    assert "2 comments wait" in page


def test_an_empty_queue_says_so(desk, story):
    assert "Nothing waits" in desk.get(QUEUE).content.decode()


def test_approving_publishes(desk, held):
    desk.post(QUEUE, {"comment": held.pk, "measure": "approve"})
    held.refresh_from_db()
    assert held.state == State.PUBLISHED


def test_hiding_needs_a_reason_for_the_author(desk, reported):
    refused = desk.post(QUEUE, {"comment": reported.pk, "measure": "hide"}, follow=True)
    reported.refresh_from_db()
    assert reported.state == State.PUBLISHED
    assert "tell the author why" in refused.content.decode()


def test_hiding_tells_the_author_and_answers_the_reports(desk, reported, reader):
    desk.post(QUEUE, {"comment": reported.pk, "measure": "hide", "reasons": "Insults readers."})
    reported.refresh_from_db()
    assert reported.state == State.HIDDEN
    assert "Insults readers." in Statement.objects.get(account=reader).text
    assert not Report.objects.filter(settled__isnull=True).exists()


def test_nothing_wrong_answers_the_reports_and_changes_nothing(desk, reported):
    desk.post(QUEUE, {"comment": reported.pk, "measure": "dismiss"})
    reported.refresh_from_db()
    assert reported.state == State.PUBLISHED
    assert "Nothing waits" in desk.get(QUEUE).content.decode()


def test_nothing_wrong_can_be_undone(desk, reported):
    desk.post(QUEUE, {"comment": reported.pk, "measure": "dismiss"})
    desk.post(QUEUE, {"undo": Decision.objects.get().pk})
    assert "calls us names" in desk.get(QUEUE).content.decode()


def test_the_key_undoes_ones_own_last_decision_and_no_other_moderators(desk, post):
    mine, his = post("Mine.", guest="Passer-by"), post("His.", guest="Passer-by")
    desk.post(QUEUE, {"comment": mine.pk, "measure": "approve"})
    own = Decision.objects.get()
    other = Account.objects.create_superuser("ed@paper.example", "a long password", name="Ed")
    decide(moderator=other, comment=his.pk, measure="approve", now=timezone.now())
    page = desk.get(QUEUE).content.decode()
    assert f'name="undo" value="{own.pk}" data-key="u"' in page
    assert page.count('name="undo"') == 2
    assert page.count('data-key="u"') == 1


def test_who_writes_without_an_account_is_named_for_what_he_is(desk, held):
    page = desk.get(QUEUE).content.decode()
    assert '<bdi>Passer-by</bdi></b> <span class="desk-quiet">guest</span>' in page


def test_undo_opens_the_reports_again(desk, reported):
    desk.post(QUEUE, {"comment": reported.pk, "measure": "hide", "reasons": "Insults readers."})
    decision = Decision.objects.get()
    assert "Undo" in desk.get(QUEUE).content.decode()
    desk.post(QUEUE, {"undo": decision.pk})
    reported.refresh_from_db()
    assert reported.state == State.PUBLISHED
    assert "calls us names" in desk.get(QUEUE).content.decode()


def test_a_second_moderator_is_told_that_somebody_was_faster(desk, held):
    decision = {"comment": held.pk, "measure": "approve"}
    desk.post(QUEUE, decision)
    late = desk.post(QUEUE, decision, follow=True)
    assert "already decided" in late.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("comment", ["", "x", "-1", "9" * 40, "٣"])
def test_a_comment_that_is_none_is_refused_kindly(desk, story, comment):
    answer = desk.post(QUEUE, {"comment": comment, "measure": "approve"}, follow=True)
    assert answer.status_code == 200
    assert not Decision.objects.exists()


def test_the_queue_costs_the_same_whatever_waits(desk, post, reported, django_assert_num_queries):
    post("Number 0", guest="Passer-by", under=reported)
    desk.get(QUEUE)
    with django_assert_num_queries(QUERIES):
        desk.get(QUEUE)
    for n in range(1, 20):
        post(f"Number {n}", guest="Passer-by", under=reported)
    with django_assert_num_queries(QUERIES):
        desk.get(QUEUE)


def test_a_reader_sees_no_desk(signed_in, held):
    assert signed_in.get(QUEUE).status_code == 302
    assert signed_in.post(QUEUE, {"comment": held.pk, "measure": "approve"}).status_code != 200
    held.refresh_from_db()
    assert held.state == State.HELD


def test_staff_who_may_not_decide_see_no_desk(moderator, desk, held):
    moderator.user_permissions.remove(Permission.objects.get(codename="add_decision"))
    desk.post(QUEUE, {"comment": held.pk, "measure": "approve"})
    held.refresh_from_db()
    assert held.state == State.HELD


def test_the_address_is_the_documented_one(story):
    assert reverse("hustings_admin:queue") == QUEUE


def test_a_long_queue_is_read_in_pages(desk, post):
    for number in range(PAGE + 5):
        post(f"Held {number}.", guest="Somebody")
    first = desk.get(QUEUE).content.decode()
    assert first.count('class="desk-case"') == PAGE
    assert "1 to 25 of 30" in first
    second = desk.get(f"{QUEUE}?from=25").content.decode()
    assert second.count('class="desk-case"') == 5
    assert "The next ones" in first
    assert "The next ones" not in second


@pytest.mark.parametrize("start", ["-1", "x", "999999", "9" * 40, "²"])
def test_a_made_up_start_shows_the_queue(desk, post, start):
    post("Held.", guest="Somebody")
    assert "Held." in desk.get(QUEUE, {"from": start}).content.decode()


def test_what_waited_for_more_than_a_day_is_marked(desk, post, now):
    post("Fresh.", guest="Somebody", at=now)
    assert "desk-late" not in desk.get(QUEUE).content.decode()
    post("Old.", guest="Somebody", at=now - timedelta(days=2))
    assert desk.get(QUEUE).content.decode().count("desk-late") == 1


def test_the_start_page_says_how_much_waits_to_those_who_decide(desk, post):
    post("Held.", guest="Somebody")
    assert "1 comment waits" in desk.get("/admin/").content.decode()


def test_a_decision_leads_back_to_the_page_of_the_queue_one_was_on(desk, post):
    waiting = [post(f"thought {number}", guest="Passer-by") for number in range(PAGE + 2)]
    there = f"{QUEUE}?from={PAGE}"
    answer = desk.post(there, {"comment": waiting[-1].pk, "measure": "approve"})
    assert answer["Location"] == there
    assert "thought 25" in desk.get(there).content.decode()


def test_what_is_answered_stands_there_without_its_markup(desk, post):
    above = post("> *You* said so.\n\nI did.")
    post("Did you?", under=above, guest="Passer-by")
    assert "You said so. I did." in desk.get(QUEUE).content.decode()

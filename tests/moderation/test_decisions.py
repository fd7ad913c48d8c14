"""Decisions: who may, why, what the author is told, undoing, and two moderators at once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hustings.accounts.errors import NotAllowed, SignInRequired
from hustings.discussions import actions as discussions
from hustings.discussions import reads
from hustings.discussions.errors import NoSuchComment, NotVotable
from hustings.discussions.models import Comment, Discussion, Report
from hustings.journal.models import Event
from hustings.moderation import actions, errors
from hustings.moderation import reads as moderation
from hustings.moderation.models import Decision, Statement
from hustings.moderation.rules import UNDO_WINDOW

LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def decide(moderator, now):
    def decide(comment, measure, *, reasons="", by=moderator, at=None, rule=""):
        return actions.decide(
            moderator=by,
            comment=comment.pk,
            measure=measure,
            rule=rule,
            reasons=reasons or ("Abuse." if measure == "hide" else ""),
            now=at or now,
        )

    return decide


@pytest.fixture
def undo(moderator, now):
    def undo(decision, *, by=moderator, at=None):
        return actions.undo(moderator=by, decision=decision.pk, now=at or now)

    return undo


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_only_moderators_decide_and_undo(decide, undo, post, reader):
    comment = post()
    hidden = decide(comment, "hide")
    for somebody, refusal in ((None, SignInRequired), (reader, NotAllowed)):
        with pytest.raises(refusal):
            decide(comment, "restore", by=somebody)
        with pytest.raises(refusal):
            undo(hidden, by=somebody)
    assert state(comment) == "hidden"


def test_a_moderator_who_left_decides_nothing(decide, post, moderator):
    moderator.is_active = False
    with pytest.raises(SignInRequired):
        decide(post(), "hide", by=moderator)


def test_hiding_needs_reasons_for_the_author(moderator, post, now):
    comment = post()
    for reasons in ("", "  \n"):
        with pytest.raises(errors.ReasonsRequired):
            actions.decide(
                moderator=moderator, comment=comment.pk, measure="hide", reasons=reasons, now=now
            )
    assert state(comment) == "published"
    assert not Decision.objects.exists()


def test_the_table_itself_refuses_a_removal_without_reasons_or_a_person(post, moderator, now):
    comment = post()
    facts = {"site": 1, "comment": comment, "decided": now, "state_before": "published"}
    for wrong in ({"measure": "hide", "decided_by": moderator}, {"measure": "approve"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**facts, **wrong)


def test_one_transaction_holds_decision_effect_statement_and_event(
    decide, post, moderator, reader, now, monkeypatch
):
    comment = post()
    monkeypatch.setattr(actions, "_tell_author", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(comment, "hide")
    assert state(comment) == "published"
    assert not Decision.objects.exists()
    assert not Event.objects.filter(kind="comment-hidden").exists()
    monkeypatch.undo()
    decision = decide(comment, "hide", reasons="It names a private address.", rule="Privacy")
    told = Statement.objects.get()
    assert (told.decision, told.account, told.made) == (decision, reader, now)
    assert "under “Privacy”" in told.text
    assert "It names a private address." in told.text
    event = Event.objects.get(kind="decision-taken")
    assert (event.actor, event.data["measure"]) == (moderator.pk, "hide")
    assert "private address" not in str(event.data)


def test_hiding_counts_down_and_keeps_text_votes_and_place(
    decide, post, other_reader, discussion, now
):
    comment = post("Something bad.")
    discussions.cast_vote(account=other_reader, comment=comment.pk, value=1, now=now)
    before = Discussion.objects.get(pk=discussion).revision
    decide(comment, "hide")
    hidden = Comment.objects.get(pk=comment.pk)
    assert (hidden.text, hidden.up) == ("Something bad.", 1)
    row = Discussion.objects.get(pk=discussion)
    assert (row.comments, row.revision) == (0, before + 1)
    assert [node.id for node in reads.nodes(discussion)] == [comment.pk]


def test_approving_shows_what_was_held_and_says_so(decide, post, discussion):
    held = post(LINKS)
    decide(held, "approve")
    assert state(held) == "published"
    assert "everybody can see it" in moderation.statement_for(held.pk).text
    assert Discussion.objects.get(pk=discussion).comments == 1


def test_a_guests_comment_can_be_approved(decide, post):
    held = post(guest="Passing Reader")
    decide(held, "approve")
    assert state(held) == "published"
    assert Statement.objects.get().account is None


def test_the_second_moderator_is_told_that_the_first_was_faster(decide, post):
    comment = post()
    decide(comment, "hide")
    with pytest.raises(errors.DecisionRefused):
        decide(comment, "hide")
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("measure", ["frobnicate", "", "approve", "restore", "reopen"])
def test_measures_that_fit_no_published_comment(decide, post, measure):
    with pytest.raises(errors.DecisionRefused):
        decide(post(), measure)


def test_there_is_no_such_comment(moderator, now):
    with pytest.raises(NoSuchComment):
        actions.decide(moderator=moderator, comment=1, measure="hide", reasons="x", now=now)


def test_a_decision_answers_the_open_reports(decide, undo, post, other_reader, now):
    comment = post()
    discussions.report_comment(
        account=other_reader, comment=comment.pk, reason="abuse", note="", now=now
    )
    site = comment.site
    (waiting,) = moderation.queue(site=site)
    assert (waiting.pk, waiting.open_reports, waiting.reported) == (comment.pk, 1, now)
    decision = decide(comment, "hide")
    assert decision.reports == 1
    assert list(moderation.queue(site=site)) == []
    undo(decision)
    assert Report.objects.get().settled is None
    assert [one.pk for one in moderation.queue(site=site)] == [comment.pk]


def test_dismissing_answers_reports_and_changes_nothing_else(decide, undo, post, reader, now):
    comment = post(by=None)
    with pytest.raises(errors.DecisionRefused):
        decide(comment, "dismiss")  # nothing was reported
    discussions.report_comment(account=reader, comment=comment.pk, reason="spam", note="", now=now)
    dismissed = decide(comment, "dismiss")
    assert state(comment) == "published"
    assert not Statement.objects.exists()
    assert list(moderation.queue(site=comment.site)) == []
    reopened = undo(dismissed)
    assert [one.pk for one in moderation.queue(site=comment.site)] == [comment.pk]
    assert not Statement.objects.exists()
    for once in (dismissed, reopened):
        with pytest.raises(errors.NothingToUndo):
            undo(once)


def test_answered_reports_stay_answered_once_another_decision_followed(
    decide, undo, post, other_reader, now
):
    comment = post()
    discussions.report_comment(
        account=other_reader, comment=comment.pk, reason="spam", note="", now=now
    )
    dismissed = decide(comment, "dismiss")
    later = now + timedelta(minutes=1)
    hidden = decide(comment, "hide", at=later)
    with pytest.raises(errors.NothingToUndo):
        undo(dismissed, at=later)
    undo(hidden, at=later)
    assert list(moderation.queue(site=comment.site)) == []


def test_what_has_waited_longest_comes_first(post, other_reader, moderator, now):
    """A comment reported an hour ago waits for an hour, however old it is."""
    old = post("Old, reported now.", at=now - timedelta(days=9))
    between = post("Held since an hour.", guest="Somebody", at=now - timedelta(hours=1))
    young = post("Young, reported first.", at=now - timedelta(hours=3))
    first = now - timedelta(hours=2)
    for comment, by, at in (
        (old, moderator, now),
        (young, moderator, first),
        (young, other_reader, now),
    ):
        discussions.report_comment(account=by, comment=comment.pk, reason="abuse", note="", now=at)
    waiting = list(moderation.queue(site=old.site))
    assert [one.pk for one in waiting] == [young.pk, between.pk, old.pk]
    assert (waiting[0].waiting_since, waiting[0].open_reports) == (first, 2)


@pytest.mark.parametrize(
    ("text", "steps", "back"),
    [
        ("Plain.", ["hide"], "published"),
        (LINKS, ["hide"], "held"),
        (LINKS, ["approve"], "held"),
        ("Plain.", ["hide", "restore"], "hidden"),
        ("Plain.", ["hold"], "published"),
    ],
)
def test_undoing_brings_the_state_before_back(decide, undo, post, discussion, text, steps, back):
    comment = post(text)
    for measure in steps:
        decision = decide(comment, measure)
    undone = undo(decision)
    assert state(comment) == back
    assert undone.undo_of == decision
    published = int(back == "published")
    assert Discussion.objects.get(pk=discussion).comments == published
    with pytest.raises(errors.NothingToUndo):
        undo(decision)


def test_undoing_a_restoring_gives_the_old_reasons_again(decide, undo, post):
    comment = post()
    decide(comment, "hide", reasons="The first reasons.")
    undo(decide(comment, "restore"))
    assert "The first reasons." in moderation.statement_for(comment.pk).text


def test_an_undoing_can_be_undone(decide, undo, post):
    comment = post()
    undo(undo(decide(comment, "hide")))
    assert state(comment) == "hidden"


def test_undoing_ends_after_ten_minutes(decide, undo, post, now):
    decision = decide(post(), "hide")
    with pytest.raises(errors.NothingToUndo):
        undo(decision, at=now + UNDO_WINDOW + timedelta(seconds=1))


def test_only_the_latest_decision_is_undone(decide, undo, post):
    held = post(LINKS)
    approved = decide(held, "approve")
    decide(held, "hide")
    with pytest.raises(errors.NothingToUndo):
        undo(approved)  # it would have undone the other moderator's removal
    assert state(held) == "hidden"


def test_what_its_writer_took_back_cannot_be_brought_back(decide, undo, post, reader, now):
    held = post(LINKS)
    approved = decide(held, "approve")
    discussions.withdraw_comment(account=reader, comment=held.pk, now=now)
    with pytest.raises(errors.DecisionRefused):
        undo(approved)
    assert state(held) == "withdrawn"


def test_two_moderators_at_once_take_one_decision(committed, at_once, decide, post, discussion):
    comment = post()
    results = at_once(*[lambda: decide(comment, "hide")] * 4)
    refused = [one for one in results if isinstance(one, errors.DecisionRefused)]
    assert (len(refused), Decision.objects.count()) == (3, 1), results
    assert Discussion.objects.get(pk=discussion).comments == 0


def test_two_undoings_at_once_undo_once(committed, at_once, decide, undo, post, discussion):
    decision = decide(post(), "hide")
    results = at_once(*[lambda: undo(decision)] * 3)
    assert Decision.objects.count() == 2, results
    assert Discussion.objects.get(pk=discussion).comments == 1


def test_deciding_voting_and_answering_at_once_ends_well(
    committed, at_once, decide, undo, post, other_reader, discussion, now
):
    root = post()
    below = post(under=root)

    def moderate():
        for _ in range(8):
            undo(decide(below, "hide"))

    def vote():
        for value in (1, -1) * 4:
            with suppress(NotVotable):  # hidden at that moment
                discussions.cast_vote(account=other_reader, comment=below.pk, value=value, now=now)

    def answer():
        for _ in range(8):
            post(under=root)

    assert at_once(moderate, vote, answer) == [None] * 3
    row = Discussion.objects.get(pk=discussion)
    assert row.comments == Comment.objects.filter(state="published").count() == 10


def test_the_queue_is_a_query_of_fixed_size(decide, post, django_assert_num_queries):
    for _ in range(5):
        held = post(LINKS)
    with django_assert_num_queries(1):
        assert len([one.account and one.account.name for one in moderation.queue(site=held.site)])

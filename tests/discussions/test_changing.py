"""Editing, withdrawing, voting, reporting, pinning, closing."""

from datetime import timedelta

import pytest

from hustings.accounts.errors import SignInRequired
from hustings.discussions import actions, errors, reads
from hustings.discussions.models import (
    Comment,
    CommentVersion,
    Discussion,
    Report,
    ReportReason,
    State,
    Vote,
)
from hustings.discussions.rules import EDIT_WINDOW
from hustings.journal.models import Event


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def counted(discussion):
    return Discussion.objects.get(pk=discussion).comments


@pytest.fixture
def edit(reader, now):
    def edit(comment, text, *, by=reader, at=None):
        return actions.edit_comment(account=by, comment=comment.pk, text=text, now=at or now)

    return edit


def test_every_old_version_is_kept_in_order(edit, post, now):
    comment = post("First.")
    for minute, text in enumerate(["Second.", "Third."], start=1):
        edit(comment, text, at=now + timedelta(minutes=minute))
    versions = CommentVersion.objects.order_by("replaced")
    assert [version.text for version in versions] == ["First.", "Second."]
    assert versions[0].written == now
    assert versions[1].written == versions[0].replaced == now + timedelta(minutes=1)
    assert fresh(comment).edited == now + timedelta(minutes=2)


def test_an_edit_raises_both_revisions(edit, post, discussion):
    comment = post()
    before = Discussion.objects.get(pk=discussion).revision
    edit(comment, "Other words.")
    assert fresh(comment).revision == 2
    assert Discussion.objects.get(pk=discussion).revision == before + 1


def test_the_same_text_again_changes_nothing(edit, post):
    comment = post("Same.")
    assert edit(comment, " Same. ").edited is None
    assert not CommentVersion.objects.exists()


def test_the_window_ends_after_15_minutes(edit, post, now):
    comment = post()
    edit(comment, "Just in time.", at=now + EDIT_WINDOW)
    with pytest.raises(errors.EditWindowOver):
        edit(comment, "Too late.", at=now + EDIT_WINDOW + timedelta(seconds=1))


def test_an_edit_passes_the_screens_for_content(edit, post, discussion):
    comment = post()
    with pytest.raises(errors.TextEmpty):
        edit(comment, "\u200b")
    with pytest.raises(errors.TextTooLong):
        edit(comment, "x" * 5001)
    with pytest.raises(errors.TextUnreadable):
        edit(comment, "a\0")
    assert fresh(comment).text == "A plain thought."
    held = edit(comment, "https://a.example https://b.example https://c.example")
    assert (held.state, counted(discussion)) == ("held", 0)
    assert [node.id for node in reads.nodes(discussion)] == [comment.pk]  # it keeps its place


def test_a_held_comment_stays_held_whatever_it_says_now(edit, post, discussion):
    held = post("https://a.example https://b.example https://c.example")
    assert edit(held, "No links at all.").state == "held"
    assert counted(discussion) == 0
    assert reads.nodes(discussion) == []


def test_nobody_edits_anothers_or_a_removed_comment(edit, post, other_reader, moderator, now):
    comment = post()
    with pytest.raises(errors.NoSuchComment):
        edit(comment, "Mine.", by=other_reader)
    with pytest.raises(SignInRequired):
        edit(comment, "Mine.", by=None)
    actions.hide_comment(comment=comment.pk, actor=moderator.pk, now=now)
    with pytest.raises(errors.NoSuchComment):
        edit(comment, "Back again.")


def test_withdrawing_keeps_the_replies_and_the_text(post, reader, discussion, now):
    comment = post("In haste.")
    reply = post(under=comment)
    for _ in range(2):  # a second time changes nothing
        actions.withdraw_comment(account=reader, comment=comment.pk, now=now)
    assert (fresh(comment).state, fresh(comment).text) == ("withdrawn", "In haste.")
    assert [node.id for node in reads.nodes(discussion)] == [comment.pk, reply.pk]
    assert counted(discussion) == 1
    assert Event.objects.filter(kind="comment-withdrawn").count() == 1


def test_withdrawing_a_held_comment_leaves_no_place(post, discussion, reader, now):
    held = post("https://a.example https://b.example https://c.example")
    actions.withdraw_comment(account=reader, comment=held.pk, now=now)
    assert (counted(discussion), reads.nodes(discussion)) == (0, [])


@pytest.fixture
def vote(other_reader, now):
    def vote(comment, value, *, by=other_reader):
        return actions.cast_vote(account=by, comment=comment.pk, value=value, now=now)

    return vote


def test_votes_are_recounted_from_rows(vote, post, moderator):
    comment = post()
    vote(comment, 1)
    vote(comment, -1, by=moderator)
    assert (fresh(comment).up, fresh(comment).down) == (1, 1)
    vote(comment, -1)
    assert (fresh(comment).up, fresh(comment).down, fresh(comment).score) == (0, 2, -2)
    vote(comment, 0)
    assert (fresh(comment).up, fresh(comment).down) == (0, 1)
    assert Vote.objects.count() == 1


def test_a_vote_set_aside_stays_and_does_not_count(vote, post, moderator, now):
    comment = post()
    vote(comment, 1)
    Vote.objects.update(set_aside=now)
    vote(comment, 1, by=moderator)
    found = fresh(comment)
    assert (found.up, found.votes_set_aside, Vote.objects.count()) == (1, 1, 2)


def test_what_cannot_be_voted_on(vote, post, reader, now):
    comment = post()
    for value in (2, -2):
        with pytest.raises(errors.NotVotable):
            vote(comment, value)
    with pytest.raises(errors.NotVotable):
        vote(comment, 1, by=reader)
    with pytest.raises(SignInRequired):
        vote(comment, 1, by=None)
    actions.withdraw_comment(account=reader, comment=comment.pk, now=now)
    with pytest.raises(errors.NotVotable):
        vote(comment, 1)
    assert not Vote.objects.exists()


def test_voting_takes_a_fixed_number_of_queries(vote, post, django_assert_num_queries):
    comment = post()
    with django_assert_num_queries(7 + 2):
        vote(comment, 1)


def test_votes_at_once_lose_none(committed, at_once, post, now):
    from hustings.accounts.models import Account

    comment = post()
    voters = [Account.objects.create_user(f"v{n}@a.example", name=f"Voter {n}") for n in range(6)]

    def vote(account, final):
        for value in (1, -1, 0, -1, 1, final):
            actions.cast_vote(account=account, comment=comment.pk, value=value, now=now)

    finals = [1, 1, 1, -1, 0, 1]
    raised = at_once(*[lambda pair=pair: vote(*pair) for pair in zip(voters, finals, strict=True)])
    assert raised == [None] * 6
    assert (fresh(comment).up, fresh(comment).down) == (4, 1)
    assert Vote.objects.filter(value=1).count() == 4


def test_one_account_voting_twice_at_once_has_one_vote(committed, at_once, post, vote):
    comment = post()
    at_once(*[lambda: vote(comment, 1)] * 4)
    assert (fresh(comment).up, Vote.objects.count()) == (1, 1)


def test_a_report_is_open_until_it_is_answered_and_can_be_made_anew(post, other_reader, now):
    comment = post()

    def report(reason="abuse", note=""):
        return actions.report_comment(
            account=other_reader, comment=comment.pk, reason=reason, note=note, now=now
        )

    first = report(note="Look at the end.")
    assert actions.settle_reports(comment=comment.pk, now=now) == 1
    assert report("spam").pk == first.pk
    assert Report.objects.get().settled is None
    event = Event.objects.filter(kind="comment-reported").first()
    assert event.data["reason"] == "abuse"
    assert "Look" not in str(event.data)
    for reason, note in (("disagree", ""), ("abuse", "x" * 1001)):
        with pytest.raises(errors.BadReport):
            report(reason, note)
    actions.withdraw_comment(account=comment.account, comment=comment.pk, now=now)
    with pytest.raises(errors.NotReportable):
        report()


def test_i_disagree_is_no_reason():
    assert "disagree" not in " ".join(ReportReason.values + [str(one) for one in ReportReason])


def test_pinning_needs_a_published_comment(post, moderator, reader, now):
    comment = post()
    actions.pin_comment(actor=moderator, comment=comment.pk, pinned=True, now=now)
    assert fresh(comment).pinned == now
    actions.withdraw_comment(account=reader, comment=comment.pk, now=now)
    actions.pin_comment(actor=moderator, comment=comment.pk, pinned=False, now=now)
    with pytest.raises(errors.NoSuchComment):
        actions.pin_comment(actor=moderator, comment=comment.pk, pinned=True, now=now)


def test_a_discussion_closes_by_itself_when_its_time_comes(post, discussion, now):
    Discussion.objects.update(closes=now + timedelta(hours=1))
    assert actions.close_due_discussions(now=now) == 0
    assert actions.close_due_discussions(now=now + timedelta(hours=1)) == 1
    assert actions.close_due_discussions(now=now + timedelta(hours=2)) == 0
    with pytest.raises(errors.DiscussionClosed):
        post()
    actions.reopen_discussion(discussion=discussion, actor=None, now=now)
    assert post().number == "1"


def test_the_states_a_decision_can_move_between(post, discussion, now):
    held = post("https://a.example https://b.example https://c.example")
    moves = [
        *[(actions.publish_comment, "published", 1), (actions.hide_comment, "hidden", 0)],
        *[(actions.publish_comment, "published", 1), (actions.hold_comment, "held", 0)],
        *[(actions.hide_comment, "hidden", 0), (actions.hold_comment, "held", 0)],
    ]
    for move, state, count in moves:
        assert move(comment=held.pk, actor=None, now=now).state == state
        assert counted(discussion) == count
    with pytest.raises(errors.NoSuchComment):
        actions.hold_comment(comment=held.pk, actor=None, now=now)


def test_a_reply_published_late_counts_once_in_its_branch(post, now):
    root = post()
    below = post("https://a.example https://b.example https://c.example", under=root)
    assert fresh(root).branch == 0
    for _ in range(2):
        actions.publish_comment(comment=below.pk, actor=None, now=now)
        assert fresh(root).branch == 1
        actions.hide_comment(comment=below.pk, actor=None, now=now)
    assert fresh(below).state == State.HIDDEN

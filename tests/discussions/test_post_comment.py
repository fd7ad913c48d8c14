"""Posting: placed, numbered, screened, counted; once, whatever happens at the same time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from hustings.accounts.access import Author
from hustings.accounts.errors import NotAllowed, SignInRequired
from hustings.discussions import errors, posting, reads
from hustings.discussions.actions import (
    open_discussion,
    post_comment,
    set_premoderation,
    withdraw_comment,
)
from hustings.discussions.models import Comment, Discussion, State
from hustings.discussions.rules import LONGEST_TEXT, RATE_LIMIT, CommentDraft
from hustings.journal.models import Event


@pytest.fixture
def submit(discussion, reader, now):
    """Post like a reader under the usual limits."""

    def submit(text="A thought.", *, parent=None, key="", at=None, author=None, where=None):
        draft = CommentDraft(text=text, parent=parent, idempotency_key=key)
        return post_comment(
            author=author or Author(reader),
            discussion=where or discussion,
            draft=draft,
            now=at or now,
        )

    return submit


def require_true_counts(discussion):
    """Count again what the totals say."""
    row = Discussion.objects.get(pk=discussion)
    comments = Comment.objects.filter(discussion=discussion)
    assert row.comments == comments.filter(state=State.PUBLISHED).count()
    assert row.roots_made == comments.filter(parent=None).count()
    seen = comments.filter(published__isnull=False)
    for root in comments.filter(parent=None):
        assert root.branch == seen.filter(root=root.pk).exclude(pk=root.pk).count()
    for one in comments:
        assert one.replies_made == comments.filter(parent=one).count()


def test_a_comment_is_placed_counted_and_recorded(submit, discussion, reader, now):
    made = submit("Hello *there*.")
    stored = Comment.objects.get(pk=made.pk)
    assert (stored.number, stored.depth, stored.state) == ("1", 0, "published")
    assert (stored.created, stored.published, stored.account) == (now, now, reader)
    assert (stored.text, stored.html) == (made.text, "<p>Hello <em>there</em>.</p>\n")
    row = Discussion.objects.get(pk=discussion)
    assert (row.comments, row.revision, row.last_comment) == (1, 2, now)
    event = Event.objects.get(kind="comment-posted")
    assert event.data["comment"] == str(made.pk)
    assert event.actor == reader.pk
    assert "Hello" not in str(event.data)


def test_what_is_returned_is_what_is_stored(submit):
    made = submit()
    stored = Comment.objects.get(pk=made.pk)
    for field in Comment._meta.concrete_fields:
        one, other = getattr(made, field.attname), getattr(stored, field.attname)
        assert (bytes(one) if isinstance(one, bytes) else one) == (
            bytes(other) if isinstance(other, bytes | memoryview) else other
        ), field.name


@pytest.mark.parametrize(("depth", "statements"), [(0, 4), (1, 5), (2, 6), (70, 6)])
def test_statements_do_not_grow_with_the_thread(
    submit, post, now, depth, statements, django_assert_num_queries
):
    parent = None
    for _ in range(depth):
        parent = post("Above.", under=parent)
    evening = now + timedelta(hours=5)
    with django_assert_num_queries(statements + 2):  # and the savepoint of a test's transaction
        submit("Below.", parent=parent.pk if parent else None, at=evening)


def test_numbers_are_allotted_once_and_never_again(submit, post, reader, now):
    one, two = post(), post()
    withdraw_comment(account=reader, comment=two.pk, now=now)
    assert post().number == "3"
    below = post(under=one)
    withdraw_comment(account=reader, comment=below.pk, now=now)
    assert post(under=one).number == "1.2"


def test_a_held_comment_takes_its_number_too(post, discussion):
    post(guest="Passing Reader")
    assert post().number == "2"
    require_true_counts(discussion)


def test_a_chain_of_5000_answers(committed, post, discussion):
    """Committed one by one: in one transaction PostgreSQL would keep 5,000 versions of the root."""
    parent = None
    for _ in range(5000):
        parent = post("Deeper.", under=parent)
    assert parent.depth == 4999
    assert len(bytes(parent.path)) <= 512
    assert len(parent.number) <= 700
    nodes = reads.nodes(discussion)
    assert [node.depth for node in nodes] == list(range(5000))
    root = Comment.objects.get(parent=None)
    assert root.branch == 4999
    assert reads.branch_page(root, page=25).nodes[-1].id == parent.pk


def test_numbers_start_anew_below_level_64(post):
    parent = None
    for _ in range(66):
        parent = post(under=parent)
    assert parent.number == "….1.1"


def test_a_parent_elsewhere_withdrawn_or_unknown_is_gone(submit, post, discussion, reader, now):
    elsewhere = open_discussion(site=1, now=now).pk
    other = submit(where=elsewhere)
    gone = post()
    withdraw_comment(account=reader, comment=gone.pk, now=now)
    for parent in (other.pk, gone.pk, 12345):
        with pytest.raises(errors.ParentGone):
            submit("But why?", parent=parent)
    require_true_counts(discussion)
    assert Comment.objects.filter(discussion=discussion).count() == 1


def test_there_is_no_such_discussion(submit):
    with pytest.raises(errors.NoSuchDiscussion):
        submit(where=12345)


def test_somebody_who_may_no_longer_sign_in_may_not_post(submit, reader):
    reader.is_active = False
    with pytest.raises(NotAllowed):
        submit(author=Author(reader))


def test_guests_post_where_the_publisher_allows_it(submit, settings):
    held = submit(author=Author(guest_name=" Passing  Reader "))
    assert (held.state, held.published) == ("held", None)
    assert held.identity.name == "Passing Reader"
    settings.HUSTINGS_GUESTS = False
    with pytest.raises(SignInRequired):
        submit(author=Author(guest_name="Passing Reader"))


def test_every_screen_refuses_or_holds(submit, discussion, now):
    with pytest.raises(errors.TextEmpty):
        submit("\u200b")
    with pytest.raises(errors.TextTooLong) as refused:
        submit("x" * (LONGEST_TEXT + 1))
    assert refused.value.data == {"limit": LONGEST_TEXT, "length": LONGEST_TEXT + 1}
    with pytest.raises(errors.TextUnreadable):
        submit("a\0b")
    assert submit("HTTP://a.example http://b.example https://c.example").state == "held"
    set_premoderation(discussion=discussion, premoderated=True)
    assert submit("Quite harmless.").state == "held"
    held_for = Event.objects.filter(kind="comment-posted").order_by("id").values_list("data")
    assert [data["held_for"] for (data,) in held_for] == [["links"], ["premoderated"]]


def test_the_rate_is_limited_by_account_and_freed_with_time(submit, now):
    for number in range(RATE_LIMIT):
        submit(f"Thought {number}.")
    with pytest.raises(errors.TooFast) as refused:
        submit("One more.")
    assert refused.value.data == {"retry_after": 60}
    assert submit("Later.", at=now + timedelta(hours=1)).state == "published"


def test_an_unlimited_author_is_not_held_up(submit, reader):
    author = Author(reader, unlimited=True)
    for _ in range(RATE_LIMIT + 3):
        submit("The same thought.", author=author)


def test_the_same_text_twice_is_taken_once(submit, now):
    submit("The same thought.")
    with pytest.raises(errors.Repeated):
        submit("The same thought.")
    submit("The same thought.", at=now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x" * 10_000_000, errors.TextTooLong),
        ("\0" * 100, errors.TextUnreadable),
        ("safe \u202e text", errors.TextUnreadable),
        ("\u2066isolated\u2069", errors.TextUnreadable),
        ("\ud800", errors.TextUnreadable),
        ("\u200b\u200c\u200d\ufe0f", errors.TextEmpty),
        ("\u3164\u2800", errors.TextEmpty),
        ("\x1b[31mred", errors.TextUnreadable),
    ],
    ids=["10 MB", "NUL", "bidi", "isolates", "surrogate", "zero-width", "blank letters", "escape"],
)
def test_hostile_texts_change_nothing(submit, discussion, text, error):
    with pytest.raises(error):
        submit(text)
    assert not Comment.objects.exists()
    assert not Event.objects.filter(kind="comment-posted").exists()
    require_true_counts(discussion)


def test_text_is_stored_in_nfc_with_even_line_ends(submit):
    assert submit(" Cafe\u0301\r\nand tea\r ").text == "Café\nand tea"


def test_a_key_posted_before_gives_the_same_comment(submit, discussion):
    first = submit("Once.", key="k")
    assert submit("Changed since.", key="k").pk == first.pk
    assert Comment.objects.count() == 1
    require_true_counts(discussion)


def test_a_key_means_nothing_in_another_discussion(submit, now):
    elsewhere = open_discussion(site=1, now=now).pk
    assert submit("Once.", key="k").pk != submit("Twice.", key="k", where=elsewhere).pk


def test_the_same_request_at_the_same_moment_stores_one_comment(submit, discussion, monkeypatch):
    """The moment between looking and storing, made as long as it can be."""
    looked = posting._posted_before
    answers = iter([None])
    monkeypatch.setattr(
        posting, "_posted_before", lambda *asked: next(answers, None) or looked(*asked)
    )
    first = submit("Once.", key="k")
    answers = iter([None])
    assert submit("Once more.", key="k").pk == first.pk
    assert Comment.objects.count() == 1
    require_true_counts(discussion)


def test_a_failure_of_the_database_is_no_success(submit, monkeypatch):
    def fail(*_):
        raise IntegrityError

    monkeypatch.setattr(posting, "_insert", fail)
    with pytest.raises(IntegrityError):
        submit("Lost?", key="k")


def test_a_double_click_stores_one_comment(committed, at_once, submit, discussion):
    made = at_once(*[lambda: submit("Once.", key="k").pk] * 6)
    assert len(set(made)) == 1, made
    assert Comment.objects.count() == 1
    require_true_counts(discussion)


def test_many_writers_at_once_get_numbers_of_their_own(committed, at_once, post, discussion):
    root = post()
    below = post(under=root)

    def write():
        return [post(under=parent).number for parent in (None, root, below, root)]

    made = at_once(*[write] * 4)
    numbers = [number for one in made for number in one]
    assert len(set(numbers)) == 16
    require_true_counts(discussion)
    assert Discussion.objects.get(pk=discussion).comments == 18

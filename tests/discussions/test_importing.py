"""Importing: in batches, idempotent, originals kept, parents across batches."""

from datetime import UTC, datetime, timedelta

import pytest

from hustings.accounts.models import Identity
from hustings.discussions import reads
from hustings.discussions.actions import hide_comment, open_discussion
from hustings.discussions.importing import BATCH, Imported, ImportedComment, import_comments
from hustings.discussions.models import Comment, CommentOrigin, CommentVersion, Discussion, State
from hustings.exchange import preparing
from hustings.journal.models import Event

WRITTEN = datetime(2014, 5, 6, 7, 8, 9, tzinfo=UTC)


def comment(foreign_id, parent=None, **facts):
    given = {
        "foreign_id": str(foreign_id),
        "parent": None if parent is None else str(parent),
        "identity": None,
        "text": f"Text {foreign_id}.",
        "html": f"<p>Text {foreign_id}.</p>",
        "state": State.PUBLISHED,
        "created": WRITTEN + timedelta(minutes=int(foreign_id)),
        "digest": bytes([int(foreign_id) % 256]) * 16,
    }
    return ImportedComment(**(given | facts))


@pytest.fixture
def bring(discussion, now):
    def bring(*batch, where=None, source="page:old.example"):
        return import_comments(discussion=where or discussion, source=source, batch=batch, now=now)

    return bring


def numbers(discussion):
    shown = reads.whole_thread(discussion, order="oldest").nodes
    found = reads.comments_by_id(node.id for node in shown)
    return [(found[node.id].number, found[node.id].text) for node in shown]


def test_a_thread_keeps_its_order_numbers_and_times(bring, discussion):
    assert bring(comment(1), comment(2), comment(3, 1), comment(4, 3), comment(5, 1)) == Imported(
        added=5, updated=0, unchanged=0
    )
    assert [number for number, _ in numbers(discussion)] == ["1", "1.1", "1.1.1", "1.2", "2"]
    stored = Comment.objects.get(text="Text 3.")
    assert stored.created == WRITTEN + timedelta(minutes=3)
    row = Discussion.objects.get(pk=discussion)
    assert (row.comments, row.roots_made) == (5, 2)
    assert row.last_comment == WRITTEN + timedelta(minutes=5)


def test_importing_twice_changes_nothing(bring, discussion):
    batch = [comment(1), comment(2, 1), comment(3, 2)]
    bring(*batch)
    before = list(Comment.objects.order_by("id").values())
    revision = Discussion.objects.get(pk=discussion).revision
    assert bring(*batch) == Imported(added=0, updated=0, unchanged=3)
    assert list(Comment.objects.order_by("id").values()) == before
    assert Discussion.objects.get(pk=discussion).revision == revision
    assert Event.objects.filter(kind="comments-imported").count() == 1


def test_parents_of_earlier_batches_and_new_answers_are_found(bring, discussion):
    bring(comment(1), comment(2, 1))
    bring(comment(3, 2), comment(4, 1), comment(5, 3))
    assert [number for number, _ in numbers(discussion)] == ["1", "1.1", "1.1.1", "1.1.1.1", "1.2"]
    root = Comment.objects.get(text="Text 1.")
    assert (root.branch, root.replies_made) == (4, 2)


def test_what_readers_wrote_here_meanwhile_keeps_its_number(bring, discussion, post):
    bring(comment(1))
    root = Comment.objects.get()
    mine = post("Here already.", under=root)
    bring(comment(1), comment(2, 1))
    texts = dict(map(reversed, numbers(discussion)))
    assert (mine.number, texts["Here already."], texts["Text 2."]) == ("1.1", "1.1", "1.2")
    assert post(under=root).number == "1.3"


def test_what_changed_at_its_source_is_taken_over_and_the_old_text_kept(bring, discussion):
    bring(comment(1), comment(2))
    changed = comment(1, text="Better.", html="<p>Better.</p>", digest=b"n" * 16, up=7, down=2)
    assert bring(changed, comment(2)) == Imported(added=0, updated=1, unchanged=1)
    found = Comment.objects.get(text="Better.")
    assert (found.score, found.revision) == (5, 2)
    assert CommentVersion.objects.get().text == "Text 1."
    assert bring(changed) == Imported(added=0, updated=0, unchanged=1)


def test_a_decision_taken_here_outlives_an_update(bring, now):
    bring(comment(1))
    found = Comment.objects.get()
    hide_comment(comment=found.pk, actor=None, now=now)
    bring(comment(1, text="Changed.", digest=b"n" * 16))
    assert Comment.objects.get().state == State.HIDDEN


def test_states_of_the_source_are_kept_and_counted(bring, discussion):
    bring(
        comment(1, state=State.TOMBSTONE),
        comment(2, 1),
        comment(3, state=State.HELD),
        comment(4, 2, state=State.HIDDEN),
    )
    assert [number for number, _ in numbers(discussion)] == ["1", "1.1"]
    assert Discussion.objects.get(pk=discussion).comments == 1
    assert Comment.objects.get(text="Text 1.").branch == 1


def test_a_chain_deeper_than_one_path_across_batches(bring, discussion):
    chain = [comment(number, number - 1 if number > 1 else None) for number in range(1, 200)]
    for start in range(0, len(chain), 50):
        bring(*chain[start : start + 50])
    nodes = reads.nodes(discussion)
    assert [node.depth for node in nodes] == list(range(199))


def test_an_identity_keeps_the_original_author(bring, discussion):
    someone = Identity.objects.create(
        site=1, source="page:old.example", foreign_id="9", name="Old Hand"
    )
    bring(comment(1, identity=someone.pk))
    assert reads.author_name(reads.published_comment(Comment.objects.get().pk)) == "Old Hand"


def test_what_is_made_ready_at_once_fits_one_batch():
    assert preparing.BATCH <= BATCH


def test_bad_batches_are_refused_whole(bring, discussion, now):
    bring(comment(1))
    elsewhere = open_discussion(site=Discussion.objects.get(pk=discussion).site, now=now).pk
    before = Comment.objects.count()
    for batch, where in (
        ([comment(2), comment(3, 99)], discussion),
        ([comment(2), comment(2)], discussion),
        ([comment(2, 3), comment(3)], discussion),
        ([comment(2, 1)], elsewhere),
        ([comment(number) for number in range(BATCH + 1)], discussion),
    ):
        with pytest.raises(ValueError, match=r"batch|handed over"):
            bring(*batch, where=where)
    assert Comment.objects.count() == before == CommentOrigin.objects.count()


def test_ids_that_collide_move_aside(bring, monkeypatch):
    taken = iter([77, 77, 77, 78])
    monkeypatch.setattr("hustings.discussions.importing.ids.imported", lambda **_: next(taken))
    bring(comment(1), comment(2))
    assert set(Comment.objects.values_list("pk", flat=True)) == {77, 78}


def test_the_same_file_gives_the_same_ids(bring, discussion, now):
    bring(comment(1))
    first = Comment.objects.get().pk
    CommentOrigin.objects.all().delete()
    Comment.objects.all().delete()
    bring(comment(1))
    assert Comment.objects.get().pk == first


def test_two_imports_of_one_file_at_once_bring_it_in_once(committed, at_once, bring, discussion):
    batch = [comment(1), comment(2, 1), *(comment(number, 2) for number in range(3, 30))]
    done = at_once(*[lambda: bring(*batch)] * 2)
    assert sorted(one.added for one in done) == [0, 29], done
    assert Discussion.objects.get(pk=discussion).comments == 29


def test_readers_post_while_a_file_comes_in(committed, at_once, bring, post, discussion):
    bring(comment(1), comment(2, 1))
    below = Comment.objects.get(text="Text 2.")

    def write():
        for _ in range(15):
            post("While it comes in.", under=below)

    def come_in():
        for number in range(3, 18):
            bring(comment(number, 2), comment(1)._replace(digest=bytes([number]) * 16))

    raised = at_once(write, come_in, write)
    assert raised == [None] * 3
    ordinals = Comment.objects.filter(parent=below).values_list("ordinal", flat=True)
    assert sorted(ordinals) == list(range(1, 46))
    assert Comment.objects.get(text="Text 1.").branch == 46

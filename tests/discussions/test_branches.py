"""What is remembered of a thread is what the database would say now, and no more than its share."""

import random
from datetime import timedelta

import pytest

from hustings.accounts.access import Author
from hustings.algorithms.threads import Branch, Node
from hustings.discussions import actions, branches, reads
from hustings.discussions.branches import Memory, Remembered, whole_branches
from hustings.discussions.models import Comment, State
from hustings.discussions.rules import CommentDraft


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    """An empty memory for each test."""
    monkeypatch.setattr(branches, "_memory", Memory())


def afresh(discussion, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(branches, "_memory", Memory())
        return whole_branches(discussion)


class Readers:
    """Readers who do, by chance, everything that changes a thread."""

    def __init__(self, discussion, reader, other, now):
        self.chance = random.Random(7)
        self.discussion, self.reader, self.other, self.now = discussion, reader, other, now
        self.written: list[int] = []

    def act(self):
        self.now += timedelta(seconds=1)
        rare = [self.withdraw, self.hide, self.edit, self.vote, self.pin]
        self.chance.choice([*[self.post] * 6, *rare] if len(self.written) > 5 else [self.post])()

    def any_published(self):
        shown = Comment.objects.filter(discussion=self.discussion, state=State.PUBLISHED)
        return self.chance.choice(list(shown.order_by("pk").values_list("pk", flat=True)))

    def post(self):
        parent = self.any_published() if self.written and self.chance.random() < 0.7 else None
        draft = CommentDraft(text=f"Thought {self.now}.", parent=parent)
        author = Author(self.reader, unlimited=True)
        made = actions.post_comment(
            author=author, discussion=self.discussion, draft=draft, now=self.now
        )
        self.written.append(made.pk)

    def edit(self):
        comment, text = self.any_published(), f"Second thought {self.now}."
        actions.edit_comment(account=self.reader, comment=comment, text=text, now=self.now)

    def vote(self):
        actions.cast_vote(account=self.other, comment=self.any_published(), value=1, now=self.now)

    def withdraw(self):
        comment = self.any_published()
        actions.withdraw_comment(account=self.reader, comment=comment, now=self.now)

    def hide(self):
        actions.hide_comment(comment=self.any_published(), actor=self.other.pk, now=self.now)

    def pin(self):
        pinned = self.chance.random() < 0.5
        comment = self.any_published()
        actions.pin_comment(actor=self.other, comment=comment, pinned=pinned, now=self.now)


def test_memory_never_differs_from_the_database(discussion, reader, other_reader, now, monkeypatch):
    readers = Readers(discussion, reader, other_reader, now)
    for _ in range(80):
        readers.act()
        assert whole_branches(discussion) == afresh(discussion, monkeypatch)


def test_comment_that_was_held_appears_where_it_belongs(discussion, post, monkeypatch):
    root = post()
    held = post("https://a.example https://b.example https://c.example", under=root)
    post("Another root.")
    assert sum(len(branch.nodes) for branch in whole_branches(discussion)) == 2
    actions.publish_comment(comment=held.pk, actor=None, now=held.created)
    assert [node.id for node in whole_branches(discussion)[0].nodes] == [root.pk, held.pk]
    assert whole_branches(discussion) == afresh(discussion, monkeypatch)


def test_only_what_changed_is_read_again(discussion, post, django_assert_num_queries):
    one, _two = post(), post()
    whole_branches(discussion)
    with django_assert_num_queries(1):
        before = whole_branches(discussion)
    post("An answer.", under=one)
    with django_assert_num_queries(2):
        after = whole_branches(discussion)
    assert after[0].nodes != before[0].nodes
    assert after[1] is before[1]


def test_where_everything_changed_the_thread_is_read_whole(discussion, post, monkeypatch):
    monkeypatch.setattr(branches, "ASKED_BY_NAME", 2)
    posted = [post(f"Thought {number}.") for number in range(4)]
    shown = reads.whole_thread(discussion, order="oldest").nodes
    assert [node.id for node in shown] == [comment.pk for comment in posted]


def thread_of(root, comments):
    branch = Branch.of([Node(root, root, 0, b"", 0, 1)])
    return Remembered(frozenset({(root, comments, comments)}), {root: branch})


def test_threads_unused_longest_are_forgotten_first():
    memory = Memory(limit=10)
    for discussion in (1, 2):
        memory.keep(discussion, thread_of(discussion, 5))
    memory.of(1)
    memory.keep(3, thread_of(3, 5))
    assert [bool(memory.of(one).branches) for one in (1, 2, 3)] == [True, False, True]
    memory.keep(3, thread_of(3, 6))
    assert [bool(memory.of(one).branches) for one in (1, 3)] == [False, True]


def test_thread_over_the_limit_is_read_anew_each_time():
    memory = Memory(limit=10)
    memory.keep(1, thread_of(1, 11))
    assert not memory.of(1).branches
    memory.keep(2, thread_of(2, 10))
    assert memory.of(2).branches

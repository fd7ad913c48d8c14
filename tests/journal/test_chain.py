"""The journal: events of known kinds, sealed into a chain that shows every tampering."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction

from hustings.discussions.events import CommentPosted, DiscussionOpened
from hustings.journal import actions, revisions
from hustings.journal.errors import BrokenChain, UnknownEvent
from hustings.journal.events import REGISTER, Event, event
from hustings.journal.models import Event as Row
from hustings.journal.models import Revision

SITE = 7


def record_some(now, *, count=3, site=SITE):
    return [
        actions.record(DiscussionOpened(site=site, discussion=number), now=now + timedelta(number))
        for number in range(count)
    ]


def test_an_event_of_an_unknown_kind_is_refused(db, now):
    @dataclass(frozen=True, kw_only=True)
    class Unregistered(Event):
        pass

    for stranger in (Unregistered(site=1), Event(site=1)):
        with pytest.raises(UnknownEvent):
            actions.record(stranger, now=now)
    assert not Row.objects.exists()


def test_a_kind_is_registered_once():
    kind = next(iter(REGISTER))
    with pytest.raises(ValueError, match=kind):
        event(kind)(Event)


def test_ids_are_strings_in_an_events_data(db, now):
    happened = CommentPosted(
        site=SITE, discussion=2**60, comment=2**60 + 1, parent=None, state="held", held_for=("a",)
    )
    row = Row.objects.get(pk=actions.record(happened, now=now, actor=2**61))
    assert row.data == {
        "discussion": str(2**60),
        "comment": str(2**60 + 1),
        "parent": None,
        "state": "held",
        "held_for": ["a"],
    }
    assert (row.kind, row.actor, row.created) == ("comment-posted", 2**61, now)


def test_recording_takes_one_query(db, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.record(DiscussionOpened(site=SITE, discussion=1), now=now)


def test_an_event_of_a_change_that_was_rolled_back_never_happened(db, now):
    with transaction.atomic():
        record_some(now)
        transaction.set_rollback(True)
    assert not Row.objects.exists()


def test_sealing_chains_each_event_once_in_order(db, now, monkeypatch):
    monkeypatch.setattr(actions, "SEAL_BATCH", 4)
    made = record_some(now, count=10)
    assert actions.verify(site=SITE) == 0
    assert actions.seal(site=SITE) == 10
    assert actions.seal(site=SITE) == 0
    rows = Row.objects.order_by("position").values_list("id", "position")
    assert list(rows) == [(identifier, place) for place, identifier in enumerate(made, start=1)]
    assert actions.verify(site=SITE) == 10


def test_sealing_does_not_chase_those_who_go_on_posting(db, now, monkeypatch):
    """Two batches are full, the third is not: what came during it waits for the next time."""
    monkeypatch.setattr(actions, "SEAL_BATCH", 4)
    seal_batch, sealed = actions._seal_batch, []

    def seal_while_others_post(site):
        sealed.append(seal_batch(site))
        record_some(now, count=len(sealed) < 20)  # a chase would end there
        return sealed[-1]

    monkeypatch.setattr(actions, "_seal_batch", seal_while_others_post)
    record_some(now, count=8)
    assert actions.seal(site=SITE) == 10
    assert sealed == [4, 4, 2]


def test_sites_have_chains_of_their_own(db, now):
    record_some(now, count=2)
    record_some(now, count=3, site=8)
    assert actions.sites_waiting() == [7, 8]
    actions.seal(site=8)
    assert (actions.sites_waiting(), actions.sites_sealed()) == ([7], [8])
    assert (actions.verify(site=7), actions.verify(site=8)) == (0, 3)


TAMPERINGS = {
    "data": {"data": {"discussion": 99}},
    "kind": {"kind": "discussion-closed"},
    "actor": {"actor": 5},
    "trace": {"trace": 5},
    "digest": {"digest": bytes(32)},
}


@pytest.mark.parametrize("change", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_changed_event_breaks_the_chain_where_it_stands(db, now, change):
    made = record_some(now, count=5)
    actions.seal(site=SITE)
    Row.objects.filter(pk=made[2]).update(**change)
    with pytest.raises(BrokenChain) as broken:
        actions.verify(site=SITE)
    assert broken.value.data == {"position": 3}


def test_a_changed_time_breaks_the_chain(db, now):
    made = record_some(now, count=2)
    actions.seal(site=SITE)
    Row.objects.filter(pk=made[0]).update(created=now - timedelta(microseconds=1))
    with pytest.raises(BrokenChain):
        actions.verify(site=SITE)


def test_a_removed_event_breaks_the_chain(db, now):
    made = record_some(now, count=5)
    actions.seal(site=SITE)
    Row.objects.filter(pk=made[1]).delete()
    with pytest.raises(BrokenChain) as broken:
        actions.verify(site=SITE)
    assert broken.value.data == {"position": 2}


def test_two_exchanged_events_break_the_chain(db, now):
    first, second = record_some(now, count=2)
    actions.seal(site=SITE)
    Row.objects.filter(pk=first).update(position=99)
    Row.objects.filter(pk=second).update(position=1)
    Row.objects.filter(pk=first).update(position=2)
    with pytest.raises(BrokenChain):
        actions.verify(site=SITE)


def test_an_event_that_commits_late_with_a_lower_id_is_sealed_after(db, now):
    late, early = record_some(now, count=2)
    Row.objects.filter(pk=late).update(site=99)  # not committed yet, as the sealer sees it
    actions.seal(site=SITE)
    Row.objects.filter(pk=late).update(site=SITE)
    actions.seal(site=SITE)
    assert list(Row.objects.order_by("position").values_list("pk", flat=True)) == [early, late]
    assert actions.verify(site=SITE) == 2


@pytest.mark.parametrize("before", [0, 5])
def test_two_sealers_at_once_make_one_chain(committed, at_once, now, before, monkeypatch):
    monkeypatch.setattr(actions, "SEAL_BATCH", 7)
    record_some(now, count=before)
    actions.seal(site=SITE)
    record_some(now, count=60)
    sealed = at_once(*[lambda: actions.seal(site=SITE)] * 3)
    assert all(isinstance(number, int) for number in sealed), sealed
    actions.seal(site=SITE)
    assert actions.verify(site=SITE) == before + 60


def test_revisions_rise_by_one_for_each_change(db, django_assert_num_queries):
    assert revisions.current("list") == Revision.objects.filter(key="list").count() == 0
    revisions.bump("list", "names", "list")
    revisions.bump("list")
    assert (revisions.current("list"), revisions.current("names")) == (2, 1)
    with django_assert_num_queries(2):
        revisions.bump("list", revisions.story(5))


def test_revisions_raised_at_once_lose_none(committed, at_once):
    def bump():
        for _ in range(20):
            with transaction.atomic():
                revisions.bump("story:1", "story:2")

    def bump_the_other_way_round():
        for _ in range(20):
            with transaction.atomic():
                revisions.bump("story:2", "story:1")

    assert at_once(bump, bump_the_other_way_round) == [None, None]
    assert revisions.current("story:1") == revisions.current("story:2") == 40
    assert connection.is_usable()

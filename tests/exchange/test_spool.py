"""The spool: parents first, places for the lost, the same order from any order of the file."""

from __future__ import annotations

import resource
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.exchange.records import (
    ForeignAuthor,
    ForeignComment,
    ForeignStory,
    LeftOut,
    Markup,
    Subject,
)
from hustings.exchange.spool import Spool

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def story(key="s", **facts) -> ForeignStory:
    return ForeignStory(key, facts.pop("foreign_id", key), "Ferry", "", Markup.PLAIN, **facts)


def comment(identifier: str, parent: str = "", *, minute: int | None = 0, of="s") -> ForeignComment:
    written = None if minute is None else NOW + timedelta(minutes=minute)
    return ForeignComment(
        of,
        identifier,
        parent,
        ForeignAuthor(),
        "x",
        Markup.PLAIN,
        written,
        where=f"at {identifier}",
    )


def left_out(identifier: str, parent: str = "") -> LeftOut:
    return LeftOut(Subject.COMMENT, "trash", f"at {identifier}", "s", identifier, parent)


def placed(*records) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (id, parent) in order, and (reason, place) of all remarks but trash."""
    with Spool() as spool:
        for _ in spool.fill(records, now=NOW):
            pass
        order = [(c.foreign_id, c.parent) for s in spool.stories() for c in spool.comments(s.key)]
        remarks = [*spool.remarks(left_out=True), *spool.remarks(left_out=False)]
        return order, [(r.reason, r.where) for r in remarks if r.reason not in ("trash", "no-date")]


def test_a_parent_comes_before_its_replies_wherever_it_stands():
    order, remarks = placed(comment("3", "2"), comment("2", "1"), comment("1"), story())
    assert order == [("1", ""), ("2", "1"), ("3", "2")]
    assert not remarks


def test_siblings_stand_by_time_then_by_the_number_of_their_id():
    order, _ = placed(
        story(), comment("10", minute=1), comment("9", minute=1), comment("11"), comment("2", "10")
    )
    assert [identifier for identifier, _ in order] == ["11", "9", "10", "2"]


def test_a_missing_parent_puts_the_reply_at_the_top():
    order, remarks = placed(story(), comment("1"), comment("2", "99"), comment("3", "2"))
    assert order == [("1", ""), ("2", ""), ("3", "2")]
    assert remarks == [("missing-parent", "at 2")]


def test_a_parent_in_another_story_counts_as_missing():
    order, remarks = placed(story("s"), story("t"), comment("1", of="t"), comment("2", "1"))
    assert ("2", "") in order
    assert remarks == [("missing-parent", "at 2")]


def test_replies_to_what_is_left_out_hang_on_the_next_ancestor_kept():
    order, remarks = placed(
        story(), comment("1"), left_out("2", "1"), left_out("3", "2"), comment("4", "3"),
        left_out("5"), comment("6", "5"),
    )  # fmt: skip
    assert order == [("1", ""), ("6", ""), ("4", "1")]
    assert remarks == [("parent-left-out", "at 4"), ("parent-left-out", "at 6")]


@pytest.mark.parametrize(
    "ring", [[("1", "1")], [("1", "2"), ("2", "1")], [("1", "3"), ("2", "1"), ("3", "2")]]
)
def test_comments_that_lead_into_themselves_are_left_out(ring):
    records = [comment(*pair) for pair in ring]
    order, remarks = placed(story(), *records, comment("8", "1"), comment("9"))
    assert order == [("9", "")]
    assert sorted(remarks) == sorted(
        ("reply-cycle", f"at {identifier}") for identifier in [*dict(ring), "8"]
    )


def test_a_ring_through_something_left_out():
    order, remarks = placed(story(), comment("1", "2"), left_out("2", "1"))
    assert (order, remarks) == ([], [("reply-cycle", "at 1")])


def test_the_first_of_two_equal_ids_is_kept():
    order, remarks = placed(story(), comment("1"), comment("1", "2"), comment("2", "1"), story())
    assert order == [("1", ""), ("2", "1")]
    assert sorted(remarks) == [("duplicate-id", "at 1"), ("duplicate-id", "story s")]


def test_comments_whose_story_is_not_imported():
    order, remarks = placed(comment("1", of="gone"), comment("2", "1", of="gone"), story())
    assert (order, remarks) == ([], [("story-left-out", "at 1"), ("story-left-out", "at 2")])


def test_undated_comments_follow_their_story_in_the_order_of_the_file():
    began = NOW - timedelta(days=9)
    with Spool() as spool:
        records = [story(published=began), comment("2", minute=None), comment("1", minute=None)]
        for _ in spool.fill(records, now=NOW):
            pass
        dated = {c.foreign_id: c.written for c in spool.comments("s")}
        assert spool.totals(Subject.COMMENT, left_out=False) == {"no-date": 2}
    assert dated == {"2": began + timedelta(seconds=1), "1": began + timedelta(seconds=2)}


def test_an_undated_story_has_the_date_of_its_first_comment_or_of_now():
    def first_date(*records) -> datetime | None:
        with Spool() as spool:
            for _ in spool.fill(records, now=NOW):
                pass
            return next(spool.stories()).published

    assert first_date(story(), comment("1", minute=7), comment("2", minute=-3)) == (
        NOW - timedelta(minutes=3)
    )
    assert first_date(story(), comment("1", minute=None)) == NOW - timedelta(seconds=1)
    assert first_date(story()) == NOW


@given(st.permutations(range(12)), st.lists(st.integers(-1, 11), min_size=12, max_size=12))
def test_the_order_of_the_file_changes_nothing(order, parents):
    """Any file, rings and missing parents included, gives one thread whatever its order."""

    def of(number: int) -> ForeignComment:
        above = parents[number]
        return comment(str(number), "" if above < 0 else str(above), minute=number % 3)

    straight, remarks = placed(story(), *map(of, range(12)))
    shuffled, others = placed(story(), *map(of, order))
    assert shuffled == straight
    assert sorted(others) == sorted(remarks)
    seen = set()
    for identifier, parent in straight:
        assert not parent or parent in seen
        seen.add(identifier)
    assert len(straight) + len(remarks) == 12


def test_five_thousand_levels_from_the_deepest_up():
    chain = [comment(str(n), str(n - 1) if n else "") for n in range(5000)]
    order, remarks = placed(*reversed(chain), story())
    assert [identifier for identifier, _ in order] == [str(n) for n in range(5000)]
    assert not remarks


def test_memory_does_not_grow_with_the_file():
    """Six times the spool's page cache passes through without being kept."""

    def many(number: int):
        yield story()
        for n in range(number):
            yield ForeignComment(
                "s", str(n), "", ForeignAuthor(), "x" * 8000, Markup.PLAIN, NOW
            )  # fmt: skip

    def peak_after(number: int) -> int:
        with Spool() as spool:
            for _ in spool.fill(many(number), now=NOW):
                pass
            assert sum(1 for _ in spool.comments("s")) == number
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale

    before = peak_after(3_000)
    assert peak_after(12_000) - before < 30_000_000  # the bodies alone are 96 MB

"""The sample's files say what the loader and the composer rely on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from hustings.config.sample import texts, voices
from hustings.config.sample.load import LASTS, composed, ending
from hustings.config.sample.said import from_written
from hustings.config.sample.texts import Written

MIDNIGHT = datetime(2026, 11, 14, tzinfo=UTC)
LARGEST_PICTURE, LARGEST_FILM, LARGEST_SAMPLE = 150_000, 600_000, 4_000_000
WRITTEN = [story.slug for story in texts.stories() if story.slug != "needle-bridge"]


def test_a_file_of_comments_becomes_a_tree_with_its_facts():
    tree = texts._tree(
        "@ Ada | +4-1\nFirst.\n\n> quoted\n@@ Bo | edited\nLater words.\n~ Earlier words.\n"
        "@@@ Ada | +2-2 | removed: rule 1 | Called Bo a name.\nRude.\n@@ Cy | held\nWaits.\n"
        "@ Di | pinned +9-0\nOn top.\n@ Ed | reported: other: Looks odd.\nOdd.\n"
    )
    assert [(one.who, len(one.replies)) for one in tree] == [("Ada", 2), ("Di", 0), ("Ed", 0)]
    ada, bo = tree[0], tree[0].replies[0]
    assert ada.text == "First.\n\n> quoted"
    assert (bo.text, bo.earlier) == ("Later words.", "Earlier words.")
    said = {one.key: one for one in from_written(tree)}
    assert said["1.1.1"].removed == ("rule 1", "Called Bo a name.")
    assert (said["1.1.1"].parent, said["1.1.1"].depth) == ("1.1", 2)
    assert said["1.2"].state == "held"
    assert (said["2"].pinned, said["2"].up) == (True, 9)
    assert said["3"].reported == ("other", "Looks odd.")


def test_a_line_has_one_wording_for_each_way_of_choosing():
    assert list(voices.variants("A {b|c} d{e|f}.")) == ["A b de.", "A b df.", "A c de.", "A c df."]
    assert list(voices.variants("Plain.")) == ["Plain."]


def test_habits_change_the_hand_and_not_the_words():
    formal = texts.Reader("F", "+", frozenset({"formal"}), ())
    lower = texts.Reader("L", "+", frozenset({"lower", "nodot"}), ())
    line = "I don't know. It's “late”."
    assert voices.spoken(line, reader=formal) == "I do not know. It is “late”."
    assert voices.spoken(line, reader=lower) == "i don't know. it's \"late\""
    assert voices.addressed("Ask the crews.", to="Bo") == "Bo, ask the crews."
    assert voices.addressed("I know.", to="Bo") == "Bo, I know."


def test_everybody_who_writes_is_a_reader_with_a_name_of_their_own():
    people = texts.readers()
    lines = (texts.HERE / "readers.txt").read_text("utf-8").splitlines()
    assert len(people) == sum(bool(line) and not line.startswith("#") for line in lines) >= 200
    writing = {one.who for slug in WRITTEN for root in texts.discussion(slug) for one in root.all()}
    assert writing <= set(people)


def test_discussions_are_of_many_sizes_and_the_states_all_occur():
    said = {slug: from_written(texts.discussion(slug)) for slug in WRITTEN}
    sizes = sorted(map(len, said.values()))
    assert sizes[0] in range(15, 26)
    assert sizes[-1] in range(240, 330)
    assert len(sizes) == 8
    every = [one for thread in said.values() for one in thread]
    assert max(one.depth for one in every) >= 12
    assert sum(bool(one.earlier) for one in every) >= 5
    assert sum(one.removed is not None for one in every) >= 6
    assert sum(one.reported is not None for one in every) >= 3
    assert {"held", "withdrawn", "published"} == {one.state for one in every}
    assert sum(one.pinned for one in every) >= 3
    assert len({one.text for one in every}) == len(every)


@pytest.mark.parametrize("slug", WRITTEN)
def test_answers_come_after_what_they_answer_and_before_the_end(slug):
    story = next(story for story in texts.stories() if story.slug == slug)
    said = composed(story, midnight=MIDNIGHT)
    by_key = {one.key: one for one in said}
    for one in said:
        assert MIDNIGHT + story.published < one.at < MIDNIGHT + ending(story) <= MIDNIGHT + LASTS
        assert one.parent is None or by_key[one.parent].at < one.at


def test_a_closed_discussion_has_nothing_after_its_closing():
    story = next(story for story in texts.stories() if "closed" in story.facts)
    assert ending(story) == texts.offset(story.facts["closed"].split(" | ")[0])


def test_few_people_write_at_night():
    said = composed(next(s for s in texts.stories() if s.slug == "night-ward"), midnight=MIDNIGHT)
    at_night = sum(one.at.hour < 5 for one in said)
    assert 0 < at_night < len(said) / 10


def test_stories_have_what_a_page_needs():
    for story in texts.stories():
        assert len(story.facts["kicker"]) <= 60
        assert len(story.facts["standfirst"]) <= 600
        assert sum(len(part.split()) for part in story.body) > 200
        shown = story.facts.get("picture") or story.facts["poster"]
        assert (texts.MEDIA / shown).is_file()
        assert story.facts["alt"]
        assert story.published < timedelta(days=3)
        slugs = {other.slug for other in texts.stories()}
        assert set(story.listed("related")) <= slugs - {story.slug}


def test_media_are_small():
    pictures = list(texts.MEDIA.glob("*.webp"))
    assert 7 <= len(pictures) <= 12
    assert all(file.stat().st_size < LARGEST_PICTURE for file in pictures)
    assert all(file.stat().st_size < LARGEST_FILM for file in texts.MEDIA.glob("*.mp4"))
    whole = sum(file.stat().st_size for file in texts.HERE.rglob("*") if file.is_file())
    assert whole < LARGEST_SAMPLE


def test_captions_follow_each_other_within_the_film():
    lines = (texts.MEDIA / "last-opening.vtt").read_text("utf-8").splitlines()
    times = [re.findall(r"\d\d:(\d\d\.\d{3})", line) for line in lines if "-->" in line]
    seconds = [(float(start), float(end)) for start, end in times]
    assert lines[0] == "WEBVTT"
    assert all(start < end <= 16 for start, end in seconds)
    assert all(one[1] <= two[0] for one, two in pairwise(seconds))


def test_a_written_comment_yields_its_branch_in_page_order():
    tree = Written("A", "1", replies=[Written("B", "2", replies=[Written("C", "3")])])
    assert [one.text for one in tree.all()] == ["1", "2", "3"]

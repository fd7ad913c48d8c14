"""Stories and threads from plain text."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from hustings.exchange.errors import BrokenFile, TooLarge, WrongKind
from hustings.exchange.readers import page, page_text

PLACES = [
    *("1", "1.1", "2", "3", "3.1", "3.2", "3.2.1", "4", "5", "6", "7", "7.1", "8", "8.1", "8.2"),
    *("9", "9.1", "9.1.1", "9.2", "10", "10.1", "11", "12"),
]
SHARED = Path(__file__).parents[3] / "shared" / "pages" / "000_54a51d0ee3695c5b.txt"


def places(found) -> list[str]:
    return [comment.foreign_id.partition("#")[2] for comment in found.comments]


def test_headline_kicker_and_paragraphs_are_told_apart(read, harbour):
    (story,) = read(page_text.read, harbour).stories
    assert story.kicker == "Video exclusive"
    assert story.headline.startswith("“The ferry is not a toy” – harbour master answers")
    assert [part.split()[0] for part in story.body.split("\n\n")] == [
        "Harbour",
        "Brandt",
        "She",
        "And",
    ]


def test_each_comment_has_its_place_and_parent(read, harbour):
    found = read(page_text.read, harbour)
    assert places(found) == PLACES
    for comment in found.comments:
        story, _, place = comment.foreign_id.partition("#")
        above = place.rpartition(".")[0]
        assert comment.parent == (f"{story}#{above}" if above else "")


def test_a_second_1_is_a_further_reply(read, harbour):
    """The second "1." under comment 9 follows a deeper reply and is 9.2, not 10 nor 9.1.2."""
    second = read(page_text.read, harbour).by_id("#9.2")
    assert second.parent.endswith("#9")
    assert second.body.startswith("Come and vote for the agreed timetable\nGet together")


def test_paragraphs_and_line_breaks_are_kept(read, harbour):
    found = read(page_text.read, harbour)
    assert found.by_id("#6").body.count("\n\n") == 4
    assert found.by_id("#3.1").body.split("\n\n")[2] == "How can one love a harbour without boats?"
    assert found.by_id("#4").body.count("\n") == 3
    assert "\n\n" not in found.by_id("#4").body


def test_the_page_this_project_comes_from(read):
    """The real input, where it is at hand; only its shape is named here."""
    if not SHARED.exists():
        pytest.skip("the shared pages are not here")
    found = read(page_text.read, SHARED.read_bytes())
    assert places(found) == PLACES
    assert found.stories[0].kicker == "Video exclusive"
    assert found.stories[0].body.count("\n\n") == 3


def deeper(text: str) -> str:
    return re.sub(r"^ +", lambda m: m[0] * 2, text, flags=re.M)


def tabbed(text: str) -> str:
    return re.sub(r"^(?:  )+", lambda m: "\t" * (len(m[0]) // 2), text, flags=re.M)


def by_three(text: str) -> str:
    return re.sub(r"^ +", lambda m: " " * (len(m[0]) // 2 * 3), text, flags=re.M)


def at_the_margin(text: str) -> str:
    return re.sub(r"^  ", "", text, flags=re.M)


def indented_whole(text: str) -> str:
    return textwrap.indent(text, "   ")


def with_brackets(text: str) -> str:
    return re.sub(r"^( *\d+)\.", r"\1)", text, flags=re.M)


def windows(text: str) -> str:
    return "\ufeff" + text.replace("\n", "\r\n")


def right_aligned(text: str) -> str:
    """Numbers of two digits begin one column further left, as some browsers print them."""
    return re.sub(r"^  (?=\d\. )", "   ", text, flags=re.M)


def spaced_out(text: str) -> str:
    return text.replace("\n\n", "\n \n\n")


@pytest.mark.parametrize(
    "change",
    [deeper, tabbed, by_three, at_the_margin, indented_whole, with_brackets, windows,
     right_aligned, spaced_out],
)  # fmt: skip
def test_other_ways_to_indent_give_the_same_thread(read, harbour, change):
    expected, changed = read(page_text.read, harbour), read(page_text.read, change(harbour))
    assert places(changed) == PLACES
    assert [c.body for c in changed.comments] == [c.body for c in expected.comments]
    assert changed.stories == expected.stories


def test_lines_wrapped_by_a_program_are_joined_again(read):
    paragraph = "We rowed against the tide all night and nobody waved from the quay " * 4
    wrapped = textwrap.indent(textwrap.fill(paragraph.strip(), 64), "     ").lstrip()
    text = f"A headline\n\n  1. {wrapped}\n\n     Short line\n     next line\n\n  2. Second.\n"
    first = read(page_text.read, text).comments[0]
    assert first.body == f"{paragraph.strip()}\n\nShort line\nnext line"


def test_a_list_without_blank_lines(read):
    text = "A headline\n\nText.\n1. One\n  1. Two\n  2. Three\n    1. Four\n2. Five\n"
    assert places(read(page_text.read, text)) == ["1", "1.1", "1.2", "1.2.1", "2"]


def test_a_writers_own_list_without_blank_lines_stays_text(read):
    text = "A headline\n\n  1. My wishes:\n    1. wind\n    2. rain\n\n  2. None.\n"
    found = read(page_text.read, text)
    assert places(found) == ["1", "2"]
    assert found.comments[0].body == "My wishes:\n1. wind\n2. rain"


def test_a_year_at_the_head_of_a_paragraph_is_text(read):
    text = "A headline\n\n  1. Which year?\n\n    1. This one.\n\n    1984. A cold winter.\n"
    assert read(page_text.read, text).comments[1].body == "This one."
    assert read(page_text.read, text).comments[0].body.endswith("1984. A cold winter.")


def test_gaps_in_the_numbers_do_not_lose_comments(read):
    text = "A headline\n\n  3. Third.\n\n  4. Fourth.\n\n  7. Seventh.\n"
    assert [c.body for c in read(page_text.read, text).comments] == [
        "Third.",
        "Fourth.",
        "Seventh.",
    ]


def test_a_storys_own_list_is_no_thread(read):
    text = "A headline\n\nThree things:\n\n1. wind\n\n2. rain\n\nThat is all.\n\n  1. Thanks.\n"
    found = read(page_text.read, text)
    assert [c.body for c in found.comments] == ["Thanks."]
    assert "2. rain" in found.stories[0].body


def test_names_and_times_on_their_own_lines(read):
    text = (
        "A headline\n\nBy Odile Brandt\n\n4 May 2020\n\nText.\n\n2 comments\n\n"
        "  1. Pia Holm says:\n    May 5, 2020 at 5:30 pm\n\n    Ahoy.\n\n  2. No name.\n"
    )
    found = read(page_text.read, text)
    first, second = found.comments
    assert (first.author.name, first.body) == ("Pia Holm", "Ahoy.")
    assert first.written
    assert first.written.isoformat() == "2020-05-05T17:30:00+00:00"
    assert (second.author.name, second.written, second.body) == ("", None, "No name.")
    (story,) = found.stories
    assert (story.byline, story.body) == ("Odile Brandt", "Text.")
    assert story.published
    assert story.published.date().isoformat() == "2020-05-04"


def test_text_at_the_margin_between_comments_belongs_to_the_one_before(read):
    text = "A headline\n\n  1. One.\n\nMore of one.\n\n  2. Two.\n\nLeave a reply\n\nImprint\n"
    found = read(page_text.read, text)
    assert [c.body for c in found.comments] == ["One.\n\nMore of one.", "Two."]
    assert [note.where for note in found.noted] == ["line 9", "line 11"]


def test_the_same_text_gets_the_same_ids_and_another_headline_others(read, harbour):
    first, again = read(page_text.read, harbour), read(page_text.read, harbour)
    assert first.all == again.all
    other = read(page_text.read, harbour.replace("not a toy", "a boat"))
    assert other.stories[0].foreign_id != first.stories[0].foreign_id


def test_the_address_is_the_storys_id_when_it_is_known(read, harbour):
    found = read(page_text.read, harbour, address="https://harbour.example/ferry#comments")
    assert found.stories[0].foreign_id == "https://harbour.example/ferry"
    assert found.all[0].name == "page:harbour.example"


def test_two_thousand_levels(read):
    text = "A headline\n\n" + "".join(f"{' ' * n}1. Level {n}\n\n" for n in range(1, 2001))
    found = read(page_text.read, text)
    assert len(found.comments) == 2000
    assert found.comments[-1].parent == found.comments[-2].foreign_id
    assert max(len(c.foreign_id) for c in found.comments) < 200


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", WrongKind, "empty"),
        (b"  \n \xef\xbb\xbf \n", WrongKind, "empty"),
        (b"Only a headline\n\nand a paragraph\n", WrongKind, "no comments below a headline"),
        (b"  1. A comment without a story.\n", WrongKind, "no comments below a headline"),
        (b"PK\x03\x04\0\0\0 1. x", WrongKind, "NUL"),
        (b"A headline\n\n  1. caf\xe9\n", BrokenFile, "line 3: byte 20 is not utf-8"),
    ],
)
def test_what_is_no_thread_is_refused(read, content, error, words):
    with pytest.raises(error, match=words):
        read(page_text.read, content)


def test_an_encoding_can_be_told(read):
    found = read(page_text.read, b"A headline\n\n  1. caf\xe9\n", encoding="windows-1252")
    assert found.comments[0].body == "café"
    with pytest.raises(BrokenFile, match="not known"):
        read(page_text.read, b"A headline\n\n  1. x\n", encoding="no-such")


def test_utf_16_is_known_by_its_mark(read, harbour):
    assert places(read(page_text.read, harbour.encode("utf-16"))) == PLACES


def test_a_page_that_is_too_large_is_refused(read, harbour, monkeypatch):
    monkeypatch.setattr(page, "LARGEST_PAGE", 1000)
    with pytest.raises(TooLarge):
        read(page_text.read, harbour)

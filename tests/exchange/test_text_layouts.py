"""One thread as people write it down in plain text: marks, heads, quotes, drawn branches."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime

import pytest

from hustings.exchange.readers import page_text

STORY = "Night ferry saved\n\nThe council met on Monday.\n\nIt voted for the boat.\n\n"
PLACES = ["1", "1.1", "1.1.1", "1.2", "2"]
TEXTS = [
    "At last.\n\nAnd with two engines.",
    "One of them is old.",
    "Both are.\nI looked.",
    "Old engines last.",
    "Who pays?",
]
DEPTHS = [0, 1, 2, 1, 0]
NAMES = ["Pia Holm", "Jan Lund", "kim1984", "Ana de la Cruz", "Odile"]
TIMES = [datetime(2020, 5, day, 10, 30, tzinfo=UTC) for day in (2, 3, 4, 5, 6)]


def written(marks: list[str], *, step: int = 4, start: int = 2, blank: bool = True) -> str:
    """Return the thread with a mark in front of each comment, replies indented by ``step``."""
    parts = []
    for mark, depth, text in zip(marks, DEPTHS, TEXTS, strict=True):
        indent = " " * (start + step * depth)
        parts.append(indent + textwrap.indent(f"{mark} {text}", indent + "  ").lstrip())
    return STORY + ("\n\n" if blank else "\n").join(parts) + "\n"


def headed(head: str, *, step: int = 4, between: str = "\n\n", start: int = 0) -> str:
    """Return the thread with a head over each comment."""
    parts = []
    for name, time, depth, text in zip(NAMES, TIMES, DEPTHS, TEXTS, strict=True):
        over = head.format(name=name, t=time)
        parts.append(textwrap.indent(f"{over}\n{text}", " " * (start + step * depth)))
    return f"{STORY}{len(TEXTS)} comments\n\n" + between.join(parts) + "\n"


def places(found) -> list[str]:
    return [comment.foreign_id.partition("#")[2] for comment in found.comments]


MARKS = {
    "point": ["1.", "1.", "1.", "2.", "2."],
    "bracket": ["1)", "1)", "1)", "2)", "2)"],
    "brackets": ["(1)", "(1)", "(1)", "(2)", "(2)"],
    "square": ["[1]", "[1]", "[1]", "[2]", "[2]"],
    "hash": ["#1", "#1", "#1", "#2", "#2"],
    "outline": ["1.", "1.1", "1.1.1", "1.2", "2."],
    "outline with points": ["1.", "1.1.", "1.1.1.", "1.2.", "2."],
    "letters below": ["1.", "a)", "i)", "b)", "2."],
    "letters and romans with points": ["1.", "a.", "i.", "b.", "2."],
    "romans first": ["I.", "A.", "1.", "B.", "II."],
    "letters first": ["a)", "1)", "i)", "2)", "b)"],
    "dashes": ["-", "-", "-", "-", "-"],
    "bullets": ["•", "◦", "▪", "◦", "•"],
    "stars": ["*", "*", "*", "*", "*"],
    "words": ["Comment 1:", "Reply 1:", "Reply 1:", "Reply 2:", "Comment 2:"],
    "numbers missing": ["2.", "1.", "1.", "4.", "5."],
    "numbers restarted": ["1.", "1.", "1.", "1.", "1."],
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("step", [2, 3, 8])
def test_marks_of_every_kind_with_indentation(read, marks, step):
    found = read(page_text.read, written(marks, step=step))
    assert places(found) == PLACES
    assert [c.body for c in found.comments] == TEXTS
    assert found.stories[0].body == "The council met on Monday.\n\nIt voted for the boat."


@pytest.mark.parametrize("name", ["point", "outline", "brackets", "dashes", "letters below"])
def test_a_list_at_the_margin_with_tabs_and_windows_line_ends(read, name):
    text = written(MARKS[name], step=4, start=0).replace("    ", "\t").replace("\n", "\r\n")
    found = read(page_text.read, text)
    assert places(found) == PLACES
    assert [c.body for c in found.comments] == TEXTS


@pytest.mark.parametrize(
    "marks",
    [
        ["1.", "1.1", "1.1.1", "1.2", "2."],
        ["1.", "a)", "i)", "b)", "2."],
        ["1.", "(a)", "(i)", "(b)", "2."],
        ["•", "◦", "▪", "◦", "•"],
        ["*", "**", "***", "**", "*"],
        ["-", "--", "---", "--", "-"],
    ],
)
def test_without_indentation_the_marks_tell_the_level(read, marks):
    found = read(page_text.read, written(marks, step=0, start=0))
    assert places(found) == PLACES
    assert [c.body for c in found.comments] == TEXTS


HEADS = {
    "name, date": "{name}, {t:%d %B %Y, %H:%M}",
    "name (date)": "{name} ({t:%Y-%m-%d %H:%M})",
    "wrote on": "{name} wrote on {t:%d %B %Y at %H:%M}:",
    "on date name said": "On {t:%d %B %Y at %H:%M}, {name} said:",
    "on date name wrote, American": "On {t:%B %d, %Y at %I:%M %p} {name} wrote:",
    "date first": "[{t:%Y-%m-%d %H:%M}] {name}",
    "German": "{name} schrieb am {t:%d.%m.%Y um %H:%M} Uhr:",
    "dash": "{name} — {t:%d/%m/%Y %H:%M}",
    "bar": "{name} | {t:%d %b %Y %H:%M} | Reply",
    "two lines": "{name}\n{t:%d %B %Y at %H:%M}",
    "says and date below": "{name} says:\n{t:%B %d, %Y at %I:%M %p}",
    "posted by": "Posted by {name} on {t:%d %B %Y at %H:%M}",
    "posted by, bullet": "Comment by {name} • {t:%d %B %Y %H:%M}",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("between", ["\n\n", "\n\n-----\n\n", "\n\n* * *\n"])
def test_heads_of_every_kind(read, head, between):
    found = read(page_text.read, headed(head, between=between))
    assert places(found) == PLACES
    assert [c.author.name for c in found.comments] == NAMES
    assert [c.written for c in found.comments] == TIMES
    assert [c.body for c in found.comments] == TEXTS


def test_heads_that_no_heading_announces(read):
    text = headed(HEADS["name, date"]).replace("5 comments\n\n", "")
    assert places(read(page_text.read, text)) == PLACES
    text = text.replace("saved\n", "saved\n\nBy Odile Brandt, 1 May 2020\n", 1)
    (story,) = read(page_text.read, text).stories
    assert (story.byline, story.published) == ("Odile Brandt", datetime(2020, 5, 1, tzinfo=UTC))
    assert len(read(page_text.read, text).comments) == 5


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_inside_each_numbered_comment(read, head):
    lines = zip(MARKS["point"], NAMES, TIMES, DEPTHS, TEXTS, strict=True)
    text = STORY + "\n\n".join(
        textwrap.indent(f"{mark} {head.format(name=name, t=time)}\n{body}", " " * (2 + 2 * depth))
        for mark, name, time, depth, body in lines
    )
    found = read(page_text.read, text)
    assert [c.author.name for c in found.comments] == NAMES
    assert [c.written for c in found.comments] == TIMES
    assert [c.body for c in found.comments] == TEXTS


def test_names_before_a_colon_in_every_comment(read):
    marks = [f"{mark} {name}:" for mark, name in zip(MARKS["dashes"], NAMES, strict=True)]
    found = read(page_text.read, written(marks))
    assert [c.author.name for c in found.comments] == NAMES
    assert [c.body for c in found.comments] == TEXTS
    one = read(page_text.read, f"{STORY}1. Note: wind.\n\n2. No.\n\n3. So what?\n").comments[0]
    assert (one.author.name, one.body) == ("", "Note: wind.")


def test_a_chat_below_a_heading(read):
    text = f"{STORY}Comments (2)\n\nPia: At last.\n\nAnd with two engines.\n\nJan Lund: Who pays?\n"
    found = read(page_text.read, text)
    assert [c.author.name for c in found.comments] == ["Pia", "Jan Lund"]
    assert [c.body for c in found.comments] == [TEXTS[0], TEXTS[4]]


def test_signatures_below_the_text(read):
    text = (
        f"{STORY}  1. At last.\n\n     — Pia Holm, 2 May 2020 10:30\n\n"
        "    1. Old.\n       Posted by Jan Lund on 3 May 2020 at 10:30\n"
    )
    found = read(page_text.read, text).comments
    assert [(c.author.name, c.written, c.body) for c in found] == [
        ("Pia Holm", TIMES[0], "At last."),
        ("Jan Lund", TIMES[1], "Old."),
    ]


@pytest.mark.parametrize("mark", ["> ", ">"])
@pytest.mark.parametrize("head", [HEADS["name, date"], HEADS["on date name said"]])
def test_replies_indented_by_quote_marks(read, head, mark):
    parts = []
    for name, time, depth, text in zip(NAMES, TIMES, DEPTHS, TEXTS, strict=True):
        body = f"{head.format(name=name, t=time)}\n{text}"
        parts.append(textwrap.indent(body, mark * depth, lambda _line: True))
    found = read(page_text.read, f"{STORY}Reader comments (5)\n\n" + "\n\n".join(parts))
    assert places(found) == PLACES
    assert [c.author.name for c in found.comments] == NAMES
    assert [c.body for c in found.comments] == TEXTS


def test_quote_marks_alone_tell_the_depth(read):
    parts = [
        textwrap.indent(text, "> " * (depth + 1), lambda _line: True)
        for depth, text in zip(DEPTHS, TEXTS, strict=True)
    ]
    found = read(page_text.read, f"{STORY}Comments:\n\n" + "\n\n".join(parts))
    assert places(found) == PLACES
    assert [c.body for c in found.comments] == TEXTS


def test_a_quotation_in_a_comment_stays_text(read):
    text = f"{STORY}1. At last.\n\n2. > At last.\n\n   No.\n\n3. > No.\n> Yes.\n"
    found = read(page_text.read, text)
    assert [c.body for c in found.comments] == ["At last.", "> At last.\n\nNo.", "> No.\n> Yes."]


def test_a_drawn_tree(read):
    text = (
        f"{STORY}Comments\n\n├── Pia: At last.\n│   ├── Jan: Old.\n│   │   └── Kim: Both.\n"
        "│   └── Ana: They last.\n└── Odile: Who pays?\n"
    )
    found = read(page_text.read, text)
    assert places(found) == PLACES
    assert [c.author.name for c in found.comments] == ["Pia", "Jan", "Kim", "Ana", "Odile"]
    assert found.comments[2].body == "Both."


def test_blocks_between_rules_or_blank_lines_below_a_heading(read):
    ruled = f"{STORY}Comments\n\nOne.\n\nMore.\n\n----\n\nTwo.\n\n----\n\nThree.\n"
    assert [c.body for c in read(page_text.read, ruled).comments] == [
        "One.\n\nMore.",
        "Two.",
        "Three.",
    ]
    plain = f"{STORY}Comments\n\nOne.\n\n    Two.\n\nThree.\n"
    assert places(read(page_text.read, plain)) == ["1", "1.1", "2"]


def test_an_answer_to_a_number_is_below_it(read):
    text = f"{STORY}#1 At last.\n\n#2 Old. (in reply to #1)\n\n#3 Reply to #2\nBoth.\n\n#4 Who?\n"
    found = read(page_text.read, text)
    assert [c.parent.partition("#")[2] for c in found.comments] == ["", "1", "2", ""]
    assert [c.body for c in found.comments] == ["At last.", "Old.", "Both.", "Who?"]


def test_what_a_reader_could_click_on_is_no_text(read):
    text = (
        f"{STORY}2 comments\n\nOldest first\n\n"
        "Pia Holm\n3 hours ago\n\nAt last.\n\nLike · Reply (2)\n\n"
        "Jan Lund\nyesterday\n\nWho pays?\nReply\n\nLeave a comment\n\nYour name\n"
    )
    found = read(page_text.read, text)
    assert [(c.author.name, c.written, c.body) for c in found.comments] == [
        ("Pia Holm", None, "At last."),
        ("Jan Lund", None, "Who pays?"),
    ]
    assert len(found.noted) == 3


def test_an_initial_is_no_mark(read):
    text = f"{STORY}  1. Who?\n\n     A. Berg knows.\n\n  2. I. Lund too.\n"
    found = read(page_text.read, text)
    assert [c.body for c in found.comments] == ["Who?\n\nA. Berg knows.", "I. Lund too."]


def test_a_bulleted_list_in_a_numbered_comment_is_text(read):
    text = f"{STORY}  1. I want\n\n     - wind\n     - rain\n\n    1. Me too.\n\n  2. No.\n"
    found = read(page_text.read, text)
    assert [c.body for c in found.comments] == ["I want\n\n- wind\n- rain", "Me too.", "No."]


def test_lines_wrapped_below_every_kind_of_mark(read):
    long = "We rowed against the tide all night and nobody waved from the quay " * 3
    wrapped = textwrap.fill(long.strip(), 60, initial_indent="- ", subsequent_indent="  ")
    found = read(page_text.read, f"{STORY}{wrapped}\n\n  - Short.\n")
    assert [c.body for c in found.comments] == [long.strip(), "Short."]


def test_an_answer_to_a_name_is_below_its_last_comment(read):
    text = (
        f"{STORY}3 comments\n\nPia Holm\n2 May 2020\nOne.\n\n"
        "Jan Lund replied to Pia Holm on 3 May 2020:"
        "\nTwo.\n\nKim\n4 May 2020\nIn reply to Jan Lund\nThree.\n"
    )
    found = read(page_text.read, text)
    assert [c.parent.partition("#")[2] for c in found.comments] == ["", "1", "2"]
    assert [c.author.name for c in found.comments] == ["Pia Holm", "Jan Lund", "Kim"]
    assert [c.body for c in found.comments] == ["One.", "Two.", "Three."]


def test_a_sentence_with_a_date_is_no_byline(read):
    text = f"{STORY.replace('met on', 'said on 4 May 2020 that it meets')}1. Ahoy.\n"
    (story,) = read(page_text.read, text).stories
    assert (story.byline, story.published) == ("", None)
    assert story.body.startswith("The council said on 4 May 2020 that it meets Monday.")


@pytest.mark.parametrize("text", ["...", "?????", "👏👏👏👏👏", "!!"])
def test_a_comment_of_signs_only_is_not_taken_for_a_drawn_line(read, text):
    found = read(
        page_text.read, f"{STORY}2 comments\n\nPia, 2 May 2020\n\n{text}\n\nJan, 3 May 2020\nNo.\n"
    )
    assert [c.body for c in found.comments] == [text, "No."]

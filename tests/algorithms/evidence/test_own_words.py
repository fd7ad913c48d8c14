"""Cleaning keeps what a writer wrote himself."""

import pytest

from hustings.algorithms.evidence.own_words import own_words, strip_quotations


@pytest.mark.parametrize(
    "quoted",
    [
        "> not mine",
        ">> deep",
        "AB> initials",
        "| bar",
        "&gt; escaped",
        "On Monday Ann wrote:\n> hers",
    ],
)
def test_quoted_lines_go(quoted):
    assert strip_quotations(f"{quoted}\nMine.") == "Mine."


def test_a_sentence_that_says_wrote_stays_without_a_quotation():
    assert strip_quotations("She wrote:\nnothing.") == "She wrote:\nnothing."


def test_links_and_addresses_become_placeholders():
    text = strip_quotations("See https://a.example/x?y and me@b.example now")
    assert text == "See <URL> and <EMAIL> now"


def test_lines_repeated_in_three_posts_are_banners():
    posts = ["Fine words here.\nVote for the harbour!", "More.\nvote for the  harbour!"]
    assert own_words([*posts, "Last.\nVote for the harbour!"])[2] == "Last."
    assert own_words(posts) == posts


def test_the_own_name_is_no_habit():
    assert own_words(["Yours, Harbourmaster"], name="harbourmaster") == ["Yours, <SELF>"]


def test_invisible_characters_and_foreign_line_ends_go():
    assert strip_quotations("a\u200bb\r\nc\x00d\u202e") == "ab\ncd"


def test_everything_quoted_leaves_nothing():
    assert own_words(["> a\n> b"]) == [""]

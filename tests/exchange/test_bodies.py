"""Foreign bodies: paragraphs kept, everything unsafe gone."""

from __future__ import annotations

import html as html_module
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms import comment_markup
from hustings.exchange.bodies import read_body
from hustings.exchange.records import ForeignStory, Markup
from hustings.exchange.story_bodies import rich_text

LINES, HTML, PLAIN = Markup.LINES, Markup.HTML, Markup.PLAIN


@pytest.mark.parametrize(
    ("markup", "source", "text", "html"),
    [
        (PLAIN, "One.\n\nTwo <b>\nthree", "One.\n\nTwo <b>\nthree",
         "<p>One.</p><p>Two &lt;b&gt;<br>three</p>"),
        (LINES, "One\r\ntwo\r\n\r\n\r\nthree", "One\ntwo\n\nthree",
         "<p>One<br>two</p><p>three</p>"),
        (LINES, "a &amp; b\n<b>c</b>", "a & b\nc", "<p>a &amp; b<br><strong>c</strong></p>"),
        (HTML, "<p>One\ntwo</p>\n<p>three<br>four</p>", "One two\n\nthree\nfour",
         "<p>One two</p><p>three<br>four</p>"),
        (HTML, "One<br><br>two", "One\n\ntwo", "<p>One<br><br>two</p>"),
        (HTML, "<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n\n> b\n\nc",
         "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>"),
        (HTML, "<ul><li>a<li>b</ul>", "- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        (HTML, "<h2>Head</h2>text", "Head\n\ntext", "<p><strong>Head</strong></p><p>text</p>"),
        (HTML, "<pre>a\n  b</pre>", "a\n  b", "<pre>a\n  b</pre>"),
        (HTML, "<div>a<div>b</div></div>", "a\n\nb", "<p>a</p><p>b</p>"),
        (HTML, '<img class="wp-smiley" alt=":)" src="https://a.example/s.png">', ":)", "<p>:)</p>"),
        (LINES, "", "", ""),
        (LINES, " \u200b\u00a0\n ", "", ""),
        (HTML, "<p></p><!-- x -->", "", ""),
    ],
)  # fmt: skip
def test_bodies(markup, source, text, html):
    body = read_body(source, markup=markup)
    assert (body.text, body.html) == (text, html)


def test_an_inline_element_over_a_paragraph_break_goes_on():
    body = read_body("<b>one\n\ntwo</b> three", markup=LINES)
    assert body.html == "<p><strong>one</strong></p><p><strong>two</strong> three</p>"


def test_links_keep_their_target_and_get_ours():
    body = read_body(
        'See <a href="https://a.example/?x=1&amp;y=2" onclick="x()">it</a>', markup=HTML
    )
    assert body.text == "See it"
    assert body.html == (
        '<p>See <a href="https://a.example/?x=1&amp;y=2" rel="nofollow ugc">it</a></p>'
    )


def test_bare_addresses_become_links_without_their_full_stop():
    body = read_body("Look at https://a.example/b_(c), or not.", markup=PLAIN)
    assert 'href="https://a.example/b_(c"' in body.html
    assert body.text == "Look at https://a.example/b_(c), or not."


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>hm",
        "<img src=x onerror=alert(1)>hm",
        '<a href="javascript:alert(1)">hm</a>',
        '<a href="java\tscript:alert(1)">hm</a>',
        '<a href=" data:text/html,x">hm</a>',
        "<svg><script>alert(1)</script></svg>hm",
        "<style>p{}</style>hm",
        '<p style="position:fixed" class=x id=y>hm</p>',
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>hm",
        "hm<template><b>x</b></template>",
        "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>hm</math>",
    ],
)
def test_nothing_active_comes_through(source):
    body = read_body(source, markup=HTML)
    assert body.text == "hm"
    assert re.sub(r"</?p>", "", body.html) == "hm"


def test_hidden_characters_are_taken_out():
    body = read_body("a\x00b\u202ec\u2066d\ufeffe\x1bf\ud800 g&#8238;h&#0;", markup=LINES)
    assert body.text.replace("\ufffd", "") == "abcdef gh"
    joined = read_body("می\u200cخواهم", markup=PLAIN)  # Persian needs the zero-width non-joiner
    assert joined.text == "می\u200cخواهم"


def test_composed_letters():
    assert read_body("e\u0301", markup=PLAIN).text == "é"


PIECES = [
    *[
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</ul>",
        "</li>",
        "</a>",
        "<blockquote>",
        "</blockquote>",
    ],
    *["<pre>", "</pre>", "<script>", "</script>", "<!--", "-->", "<", ">", "&amp;", "'", "x", "é"],
    *("<a href=", "'https://a.example'>", "\n", "\n\n", " "),
]
TAG = re.compile(r"<(/?)(\w+)((?: [a-z]+=\"[^\"<>]*\")*)>")
ALLOWED = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre", "del"}


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=40,
    ),
    st.sampled_from(list(Markup)),
)
def test_whatever_comes_the_html_is_balanced_and_short_of_tags(pieces, markup):
    body = read_body("".join(pieces), markup=markup)
    assert bool(body.text) == bool(body.html)
    opened: list[str] = []
    for closing, name, _ in TAG.findall(body.html):
        assert name in ALLOWED
        if closing:
            assert opened.pop() == name
        elif name != "br":
            opened.append(name)
    assert not opened
    assert "<" not in TAG.sub("", body.html)


def steps(work) -> int:
    """How many lines of Python a call runs: what its time grows with, the same at each run."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


HOSTILE = [
    *[
        "<blockquote>",
        "<ul><li>",
        "<b><i>",
        "<p>",
        "<div>",
        "</b>",
        "<a href=x>",
        "<video>",
        "<td>",
    ],
    *["&lt;", "&nbsp;<br>", "a<br>", "\n\n&", "[caption]&", "https://a.example/?a&b "],
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length_whatever_is_repeated(piece):
    def both(times: int) -> None:
        read_body("x" + piece * times, markup=Markup.LINES)
        rich_text(ForeignStory("k", "k", "Ferry", "x" + piece * times, Markup.LINES))

    both(1)
    linear, square = 4, 16
    assert steps(lambda: both(1600)) / steps(lambda: both(400)) < (linear + square) / 2


@pytest.mark.parametrize("piece", ["&", "&amp;", "&lt;", "\u00a0x", "a & b > c "])
def test_the_sanitiser_is_handed_few_references(piece, monkeypatch):
    """Its time grows with the square of those in one text."""
    handed: list[str] = []
    clean = comment_markup.nh3.clean

    def noted(html: str, **rules) -> str:
        handed.append(html)
        return clean(html, **rules)

    monkeypatch.setattr(comment_markup.nh3, "clean", noted)
    source = "<b>x</b>" + piece * 20_000
    body = read_body(source, markup=Markup.LINES)
    story = rich_text(ForeignStory("k", "k", "Ferry", source, Markup.LINES))
    assert len(handed) == 2
    assert all(html.count("&") + html.count("\u00a0") < comment_markup.MANY for html in handed)
    told = body.html.replace("strong>", "b>")
    assert told == story
    assert html_module.unescape(told) == f"<p><b>x</b>{body.text[1:]}</p>"
    assert body.text == html_module.unescape("x" + piece * 20_000).strip()


def test_line_breaks_at_the_end_are_taken_off():
    assert read_body("x" + "<br>" * 1000 + "&nbsp;<br>", markup=HTML).html == "<p>x</p>"


@pytest.mark.parametrize(
    "player",
    [
        '<iframe src="https://film.example/x">No frames here</iframe>',
        '<video src="https://film.example/x">Your browser is old</video>',
        '<audio src="https://film.example/x"></audio>',
        '<embed src="https://film.example/x">',
        '<video controls><source src="https://film.example/x" type="video/webm">'
        '<source src="https://film.example/x.mp4">Your browser is old</video>',
    ],
)
def test_a_player_is_a_paragraph_of_its_own(player):
    body = read_body(f"See: {player} The mayor speaks.", markup=Markup.HTML)
    assert body.text == "See:\n\nhttps://film.example/x\n\nThe mayor speaks."


def test_shortcodes_of_a_story_are_paragraphs_or_nothing():
    body = (
        'Look.\n[caption id="a" width="300"]<img src="https://p.example/x.jpg" alt="Quay"> At dawn'
        "[/caption]\nThen [not a code] and\n[embed]https://film.example/x[/embed]\n"
        '[gallery ids="1,2"]He left. [video mp4="https://film.example/y.mp4"][/video]'
    )
    story = ForeignStory("k", "k", "Ferry", body, Markup.LINES)
    assert rich_text(story) == (
        '<p>Look.</p><p><a href="https://p.example/x.jpg">Quay</a> At dawn</p>'
        '<p>Then [not a code] and</p><p><a href="https://film.example/x">https://film.example/x</a>'
        '</p><p>He left.</p><p><a href="https://film.example/y.mp4">https://film.example/y.mp4</a></p>'
    )


def test_a_story_is_read_as_wordpress_shows_it():
    """Old players, page breaks, cells on lines of their own, quotation marks."""
    body = (
        "[youtube=https://film.example/x]\nOne.\n<!--nextpage-->\nTwo <q>three</q>."
        '<table>\n<tr>\n  <td>2020</td>\n  <td>4 m</td>\n</tr>\n</table>\n[audio mp3="https://p.example/a"]'
    )
    told = rich_text(ForeignStory("k", "k", "Ferry", body, Markup.LINES))
    assert re.sub("<a[^>]*>|</a>", "", told) == (
        "<p>https://film.example/x</p><p>One.</p><p>Two “three”.</p><p>2020 4 m</p>"
        "<p>https://p.example/a</p>"
    )


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("/2020/old/", "https://quay.example/2020/old/"),
        ("../p2/?a=1&amp;b=2", "https://quay.example/2021/p2/?a=1&amp;b=2"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("http://other.example/x", "http://other.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#top", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("//[x", ""),
        ("data:text/html,x", ""),
    ],
)
def test_links_of_a_story_are_counted_from_its_address(written, whole):
    def told(url: str) -> str:
        body = f'<p><a href="{written}">there</a></p>'
        return rich_text(ForeignStory("k", "k", "Ferry", body, Markup.HTML, url=url))

    expected = f'<p><a href="{whole}">there</a></p>' if whole else "<p>there</p>"
    assert told("https://quay.example/2021/p1/") == expected
    if ":" not in written:
        assert told("") == told("javascript:x") == "<p>there</p>"

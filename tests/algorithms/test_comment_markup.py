"""Readers' Markdown: the small subset, safe and bounded in time whatever is typed."""

import re
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from hustings.algorithms import comment_markup
from hustings.algorithms.comment_markup import (
    TAGS,
    plain_text,
    render_markdown,
    sanitize_html,
)

SECONDS_AT_MOST = 2.0
"""For 5,000 hostile characters; an ordinary comment takes 0.2 ms."""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("```\nx < y\n```", "<pre><code>x &lt; y\n</code></pre>\n"),
        ("# no heading", "<p># no heading</p>\n"),
        ("<b>typed</b>", "<p>&lt;b&gt;typed&lt;/b&gt;</p>\n"),
        ("![](https://a.example/x.png)", None),
        ("a_b_c 2*3*4", None),
    ],
)
def test_the_subset(text, html):
    made = render_markdown(text)
    if html is not None:
        assert made == html
    assert "<img" not in made


def test_links_say_that_they_are_readers():
    made = render_markdown(
        "[here](https://a.example) https://b.example/c www.d.example e@f.example"
    )
    links = BeautifulSoup(made, "html.parser").find_all("a")
    assert [link["href"] for link in links] == ["https://a.example", "https://b.example/c"]
    assert all(set(link["rel"]) == {"nofollow", "ugc"} for link in links)


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
    "[x](https://a.example 'onmouseover=alert(1)')",
    '[x](https://a.example" onclick="alert(1))',
    "<a href='x' onclick='y'>z</a>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "`<script>`",
    "```html\n</code></pre><script>x</script>\n```",
    "&lt;script&gt;",
    "<!-- --><script>x</script>",
    "<style>*{display:none}</style>",
    "[x]: javascript:alert(1)\n\n[x]",
]


def require_safe(html):
    """Refuse any tag, attribute or address that readers may not write, as a browser parses it."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in TAGS, tag
        assert set(tag.attrs) <= {"href", "rel", "start"}, tag
        assert re.match(r"(https?:|mailto:|[^:]*$)", tag.get("href", "")), tag


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_harmless(text):
    require_safe(render_markdown(text))


@given(st.text(max_size=300) | st.text("<>[]()`*_\"'&:/javscript\n #!-", max_size=120))
@settings(max_examples=300, deadline=None)
def test_anything_typed_is_harmless(text):
    require_safe(render_markdown(text))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_rendering_says_the_same_each_time(text):
    assert render_markdown(text) == render_markdown(text)


PIECES = [
    *"azéßжش中09 \n,.;:?!'\"()-–—’“”…/%€£_*`[",
    "\n\n",
    "  \n",
    "http:",
    "//a",
    " //a.com",
    "1. ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=2_000, deadline=None)
def test_plain_prose_reads_as_the_parser_would_have_it(text):
    parsed = comment_markup._parser().render(text)
    assert render_markdown(text) == comment_markup._clean(parsed, tags=TAGS)


def test_ordinary_prose_goes_past_the_parser(monkeypatch):
    monkeypatch.setattr(comment_markup, "_parser", None)
    text = 'She said "No": why?\nNobody (2 of 30) knew.\n\nIt’s £4, and that\'s that!'
    assert render_markdown(text) == (
        '<p>She said "No": why?<br>\nNobody (2 of 30) knew.</p>\n'
        "<p>It’s £4, and that's that!</p>\n"
    )


@pytest.mark.parametrize(
    "pattern",
    [
        *("[", "](", "*", "**a", "_", "`", "> ", "- ", "1. ", "<", "![", "[[a](", "&", "\\"),
        *("a**b__", "``` ", "\t", "https://", "[a](<", "*a_", "<a@b.c", "  \n", "> - ", "!["),
    ],
)
def test_5000_hostile_characters_take_bounded_time(pattern):
    text = (pattern * 5000)[:5000]
    begun = time.process_time()
    require_safe(render_markdown(text))
    assert time.process_time() - begun < SECONDS_AT_MOST


def test_deep_nesting_makes_few_elements():
    made = render_markdown("> " * 2000 + "deep")
    assert made.count("<blockquote>") <= 20


def test_imported_html_is_reduced_to_what_readers_may_write():
    made = sanitize_html(
        '<div onclick="x"><p style="y">One <b>two</b></p><script>z</script>'
        '<a href="javascript:x">bad</a> <a href="https://a.example" target="_top">good</a></div>'
    )
    assert made == (
        '<p>One <b>two</b></p><a rel="nofollow ugc">bad</a>'
        ' <a href="https://a.example" rel="nofollow ugc">good</a>'
    )


def test_plain_text_keeps_paragraphs_and_characters():
    html = "<p>One &amp; <em>two</em><br>three</p><blockquote><p>Four &lt;5</p></blockquote>"
    assert plain_text(html) == "One & two\nthree\n\nFour <5"


REFERENCES = ["&amp;", "&lt;", "&gt;", "&quot;", "\u00a0", "&nbsp;", "\ufdd0", "x ", "\n", "<br>"]
MARKUP = ["<p>", "</p>", "<b>", "</b>", '<a href="https://a.example/?b=1&amp;c=2">', "</a>"]


@given(st.lists(st.sampled_from(REFERENCES + MARKUP), max_size=30))
def test_setting_references_aside_changes_nothing(pieces):
    """What goes the way of texts with many references is what the sanitiser alone returns."""
    html = "".join(pieces)
    rules = {"tags": {"p", "b", "a", "br"}, "attributes": {"a": {"href"}}, "link_rel": "nofollow"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comment_markup, "MANY", -1)
        found = comment_markup.clean_html(html, **rules)
    assert found == comment_markup.nh3.clean(html.replace("\ufdd0", ""), **rules)

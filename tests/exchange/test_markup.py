"""The tokeniser and the flat tree: right on ordinary pages, linear on hostile ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.exchange import tree
from hustings.exchange.errors import TooLarge
from hustings.exchange.markup import End, Start, Text, serialised, tokens
from hustings.exchange.selectors import PageIndex, parse_selectors
from hustings.exchange.tree import parse


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", [Text("a "), Text("<"), Text(" b")]),
        ("<P Class='x y' id=z hidden>", [Start("p", {"class": "x y", "id": "z", "hidden": ""})]),
        ("<a href=a href=b>", [Start("a", {"href": "a"})]),
        ("<br/>x", [Start("br", {}), Text("x")]),
        ("&lt;b&gt; &#x41; &nosuch;", [Text("<b> A &nosuch;")]),
        ("<!-- <p> -->x<!doctype html>", [Text("x")]),
        ("<!-->x", [Text("x")]),
        ("<p>x<!-- never closed <p>", [Start("p", {}), Text("x")]),
        ("<p title='never closed>x", []),
        ("</p >x", [End("p"), Text("x")]),
        ("<xmp>a<b '</p>'</xmp>", [Start("xmp", {}), Text("a<b '</p>'"), End("xmp")]),
        ("<title>A &amp; B</title>", [Start("title", {}), Text("A & B"), End("title")]),
        ("&#" + "9" * 5000 + ";", [Text("\ufffd")]),
    ],
)  # fmt: skip
def test_tokens(source, expected):
    assert list(tokens(source)) == expected


@given(st.text(alphabet="<>/!-?&;='\" \nabp#x9é\0", max_size=200))
def test_any_text_is_cut_and_written_back_the_same(source):
    """What is written from tokens cuts into the same tokens, adjoining texts joined."""
    once = serialised(tokens(source))
    assert serialised(tokens(once)) == once


HOSTILE = {
    "open elements": "<div>",
    "open comments": "<!--",
    "open quotes": '<a "',
    "open values": "<a b='",
    "declarations": "<?",
    "end tags of nothing": "</b>",
    "implied ends": "<p><b><i>",
    "list items": "<ul><li><p>x</p>",
    "references": "&#9",
    "brackets": "< ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_length_only(piece):
    """Four times the input takes about four times as long, not sixteen.

    A busy machine or the garbage collector can lengthen one reading; quadratic work lengthens
    every one of them. So the law has to hold in one of five tries.
    """

    def seconds(length: int) -> float:
        source = piece * (length // len(piece))
        began = time.process_time()
        parse(source)
        return time.process_time() - began

    assert any(seconds(200_000) < 10 * max(seconds(50_000), 0.002) for _ in range(5))


def test_missing_end_tags_are_implied():
    page = parse("<ul><li>one<li>two<p>three<p>four</ul><div>five")
    names = [(node.name, page.nodes[node.parent].name) for node in page.nodes if node.name]
    assert names == [("", ""), ("ul", ""), ("li", "ul"), ("li", "ul"), ("p", "li"), ("p", "li"),
                     ("div", "")][1:]  # fmt: skip


def test_a_subtree_without_some_of_its_nodes():
    page = parse("<div>a<p>b<i>c</i></p>d</div>")
    inner = next(i for i, node in enumerate(page.nodes) if node.name == "i")
    assert page.text(1, without=frozenset({inner})) == "abd"
    assert serialised(page.tokens(1)) == "a<p>b<i>c</i></p>d"


def test_ten_thousand_levels_need_no_recursion():
    page = parse("<div>" * 10_000 + "x")
    assert page.text(1) == "x"
    assert sum(1 for _ in page.ancestors(10_000)) == 9_999


def test_a_page_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(tree, "MOST_NODES", 100)
    with pytest.raises(TooLarge):
        parse("<b>" * 101)


def test_selectors():
    page = PageIndex(parse(
        '<li class="comment even" id="comment-1"></li><li class=even></li>'
        '<p itemprop="text" itemtype="https://schema.org/Comment">x</p>'
    ))  # fmt: skip

    def found(written: str) -> list[int]:
        return page.find_all(parse_selectors(written))

    assert found("li.comment") == found("#comment-1") == found("li[id^=comment-]") == [1]
    assert found(".even") == found("li") == [1, 2]
    assert found("[itemprop=text]") == found("[itemtype$=schema.org/Comment]") == [3]
    assert found("p.comment, [itemscope]") == []

"""Stories and threads from saved web pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hustings.exchange.bodies import read_body
from hustings.exchange.errors import WrongKind
from hustings.exchange.readers import page_html
from hustings.exchange.records import ForeignState, Source
from hustings.exchange.story_bodies import rich_text

HARBOUR = (Path(__file__).parent / "data" / "harbour.html").read_text(encoding="utf-8")


def thread(found) -> list[tuple[str, str, str, str]]:
    """Return id on the page, parent's, author and text of each comment."""
    return [
        (
            c.foreign_id.rpartition("#")[2],
            c.parent.rpartition("#")[2],
            c.author.name,
            read_body(c.body, markup=c.markup).text,
        )
        for c in found.comments
    ]


def test_the_story_of_a_wordpress_page(read):
    found = read(page_html.read, HARBOUR)
    (story,) = found.stories
    assert found.all[0] == Source("page:harbour.example")
    assert (story.kicker, story.headline) == ("Exclusive", "Night ferry saved")
    assert (story.standfirst, story.byline) == ("One boat, two engines.", "Odile Brandt")
    assert story.foreign_id == story.url == "https://harbour.example/2020/05/night-ferry/"
    assert story.published
    assert story.published.isoformat() == "2020-05-01T08:00:00+00:00"
    assert rich_text(story) == (
        '<p>The night ferry sails on, with <a href="https://engines.example/two">two engines</a>.'
        "</p><h2>What it costs</h2><p>Less than a bridge.</p>"
    )


def test_the_thread_of_a_wordpress_page(read):
    assert thread(read(page_html.read, HARBOUR)) == [
        ("11", "", "Odile", "First paragraph.\n\nSecond,\nwith a break."),
        ("12", "11", "Pia", "Older themes have no content element.\n\nStill two paragraphs."),
        ("13", "12", "Lund", "Deep."),
        ("15", "", "Pia", "Held."),
    ]


def test_times_users_states_and_trackbacks_of_a_wordpress_page(read):
    found = read(page_html.read, HARBOUR)
    first, second, third, held = found.comments
    assert first.written
    assert first.written.isoformat() == "2020-05-01T12:00:00+00:00"
    assert second.written
    assert second.written.isoformat() == "2020-05-01T13:05:00+00:00"
    assert third.written is None
    assert (first.author.user, second.author.user) == ("login:odile", "")
    assert held.state is ForeignState.HELD
    assert [(one.reason, one.where) for one in found.left_out] == [("pingback", "comment 14")]
    assert len(read(page_html.read, HARBOUR, pingbacks=True).comments) == 5


def test_a_second_list_of_children_beside_the_first(read):
    """The markup behind a second "1.": the reply belongs to the comment above it."""
    page = """<h1>Ferry</h1><ol class="commentlist">
      <li class="comment" id="comment-1"><p>One</p></li>
      <ul class="children"><li class="comment" id="comment-2"><p>Two</p></li></ul>
      <ul class="children"><li class="comment" id="comment-3"><p>Three</p></li></ul></ol>"""
    assert thread(read(page_html.read, page)) == [
        ("1", "", "", "One"), ("2", "1", "", "Two"), ("3", "1", "", "Three"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "inside",
    [
        "<li class=comment id=li-comment-{0}><article class=comment id=comment-{0}>{1}</article>",
        '<li class="comment" id="li-comment-{0}"><div class="comment" id="comment-{0}">{1}</div>',
        '<li class="comment"><div class="comment" id="comment-{0}">{1}</div>',
    ],
)
def test_themes_that_mark_a_comment_twice(read, inside):
    """List item and article are one comment; replies lie in the list below."""
    one = inside.format(1, '<cite class="fn">Pia</cite><p>One</p>')
    two = inside.format(2, '<cite class="fn">Lund</cite><p>Two</p>')
    page = (
        f'<h1>Ferry</h1><ol class="commentlist">{one}<ul class="children">{two}</li></ul></li></ol>'
    )
    assert thread(read(page_html.read, page)) == [
        ("1", "", "Pia", "One"),
        ("2", "1", "Lund", "Two"),
    ]


def test_a_flat_list_that_tells_its_levels(read):
    levels = [1, 2, 3, 2, 1, 3, 2]
    page = "<h1>Ferry</h1>" + "".join(
        f'<div role="comment" aria-level="{level}" id="c-{n}"><bdi>A</bdi><p>{n}</p></div>'
        for n, level in enumerate(levels)
    )
    parents = [parent for _, parent, _, _ in thread(read(page_html.read, page))]
    assert parents == ["", "0", "1", "0", "", "4", "4"]


MICRODATA = """<h1>Ferry</h1><div itemprop="comment" itemscope itemtype="http://schema.org/Comment">
 <span itemprop="author" itemscope><span itemprop="name">Pia</span></span>
 <time itemprop="dateCreated" datetime="2020-05-01T12:00:00Z"></time><div itemprop="text">One</div>
 <div itemprop="comment" itemscope itemtype="http://schema.org/Comment"><p itemprop="text">Two
 </p></div></div>"""
ROLES = """<h1>Ferry</h1><article role="comment" id="comment-1"><b class="author">Pia</b>
 <div class="content">One</div><article role="comment" id="comment-2"><div class="content">Two</div>
 </article></article>"""
MICROFORMATS = """<h1>Ferry</h1><div class="u-comment h-cite"><a class="p-author">Pia</a>
 <div class="e-content">One</div><div class="u-comment h-cite"><p class="e-content">Two</p>
 </div></div>"""
ISSO = """<h1>Ferry</h1><div class="isso-comment" id="isso-1"><span class="isso-author">Pia</span>
 <div class="isso-text"><p>One</p></div><div class="isso-follow-up"><div class="isso-comment"
 id="isso-2"><div class="isso-text"><p>Two</p></div></div></div></div>"""
REMARK42 = """<h1>Ferry</h1><div class="thread"><article class="comment" id="remark42__comment-a">
 <span class="comment__username">Pia</span><div class="comment__text">One</div></article>
 <div class="thread"><article class="comment" id="remark42__comment-b">
 <div class="comment__text">Two</div></article></div></div>"""
DISQUS = """<h1>Ferry</h1><ul><li class="post" id="post-1"><span class="author">Pia</span>
 <div class="post-message">One</div><ul class="children"><li class="post" id="post-2">
 <div class="post-message">Two</div></li></ul></li></ul>"""
DETAILS = """<h1>Ferry</h1><section id="comments"><details open><summary>Pia</summary><p>One</p>
 <details><p>Two</p></details></details></section>"""
LISTS = """<h1>Ferry</h1><p>Text</p><h3>2 comments</h3><ol><li><cite>Pia</cite><p>One</p><ol><li>Two
 </ol></ol>"""


@pytest.mark.parametrize(
    "page",
    [MICRODATA, ROLES, MICROFORMATS, ISSO, REMARK42, DISQUS, DETAILS, LISTS],
    ids=["microdata", "role", "microformats", "isso", "remark42", "disqus", "details", "lists"],
)
def test_other_ways_to_mark_up_a_thread(read, page):
    first, second = thread(read(page_html.read, page))
    assert (first[1:], second[2:]) == (("", "Pia", "One"), ("", "Two"))
    assert second[1] == first[0]


def test_a_thread_described_in_json_only(read):
    described = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "DiscussionForumPosting", "headline": "Ferry", "text": "Body",
                    "datePublished": "2020-05-01", "comment": [
                        {"@type": "Comment", "@id": "c1", "text": "One\n\ntwo", "upvoteCount": 3,
                         "author": {"name": "Pia"}, "dateCreated": "2020-05-01T12:00:00Z",
                         "comment": {"@type": "Comment", "text": "Two", "downvoteCount": "2"}}]}],
    }  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(described)}</script>'
    found = read(page_html.read, f"<html>{script}</html>")
    assert thread(found) == [("c1", "", "Pia", "One\n\ntwo"), ("n2", "c1", "", "Two")]
    assert [(c.up, c.down) for c in found.comments] == [(3, 0), (0, 2)]
    assert found.stories[0].body == "Body"


@pytest.mark.parametrize(
    "broken",
    ["{", '{"@type": 5, "comment": 7}', "[" * 100_000, '{"@type": "Article", "headline": {}}'],
)
def test_broken_json_says_nothing(read, broken):
    page = f'<h1>Ferry</h1><script type="application/ld+json">{broken}</script>'
    found = read(page_html.read, page)
    assert (found.stories[0].headline, found.comments) == ("Ferry", [])


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({}, "https://own.example/a"),
        ({"address": "https://told.example/b"}, "https://told.example/b"),
        ({"fetched": "https://fetched.example/c"}, "https://own.example/a"),
    ],
)
def test_whose_word_counts_for_the_address(read, options, address):
    page = '<link rel="canonical" href="https://own.example/a"><h1>Ferry</h1>'
    assert read(page_html.read, page, **options).stories[0].url == address


def test_addresses_that_are_none_are_passed_over(read):
    page = '<link rel=canonical href="javascript:x"><meta property="og:url" content="http://["><h1>F</h1>'
    found = read(page_html.read, page, fetched="https://fetched.example/c")
    assert found.stories[0].url == "https://fetched.example/c"
    saved = "<!-- saved from url=(0030)https://saved.example/d -->\n<h1>Ferry</h1>"
    assert read(page_html.read, saved).stories[0].url == "https://saved.example/d"


def test_a_headline_from_the_title(read):
    page = "<title>Night ferry saved – The Post</title><p>Text</p>"
    assert read(page_html.read, page).stories[0].headline == "Night ferry saved"


def test_a_page_without_headline_is_refused(read):
    with pytest.raises(WrongKind, match="no headline"):
        read(page_html.read, "<p>Only text</p>")


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-8"])
def test_the_declared_encoding_is_used(read, encoding):
    page = f'<meta charset="{encoding}"><h1>Århus</h1>'.encode(encoding)
    assert read(page_html.read, page).stories[0].headline == "Århus"


def test_five_thousand_levels(read):
    one = '<li class="comment" id="comment-{0}"><div class="comment-content"><p>{0}</p></div><ul>'
    page = "<h1>Ferry</h1><ul>" + "".join(one.format(n) for n in range(5000))
    found = read(page_html.read, page)
    assert len(found.comments) == 5000
    assert found.comments[-1].parent.endswith("#4998")


def test_thousands_of_flat_comments_without_marked_text(read):
    one = '<li class="comment" id="comment-{0}"><cite class="fn">A</cite><p>{0}</p></li>'
    page = "<h1>Ferry</h1><ol>" + "".join(one.format(n) for n in range(5_000))
    texts = [text for _, _, _, text in thread(read(page_html.read, page))]
    assert texts == [str(n) for n in range(5_000)]


@pytest.mark.parametrize("seed", range(20))
def test_a_page_cut_anywhere_still_reads_or_is_refused_in_words(read, seed):
    try:
        (story,) = read(page_html.read, HARBOUR[: len(HARBOUR) * seed // 20]).stories
    except WrongKind:
        return
    assert story.headline


def test_what_a_page_says_about_itself_is_no_text_of_its_story(read):
    """Our own notice beside an outside video, and what others mark in the same way."""
    figure = (
        '<figure><a href="https://film.example/1"><img src="/p.webp" alt="The tide">'
        "<span data-nosnippet>Play</span></a><figcaption>The tide<br><small data-nosnippet>"
        "This video is kept by film.example.</small></figcaption></figure>"
    )
    page = f"<article><h1>Ferry</h1><p>One.</p>{figure}<p>Two.</p></article>"
    (story,) = read(page_html.read, page, address="https://quay.example/1").stories
    told = rich_text(story)
    assert "The tide" in told
    assert "Play" not in told
    assert "kept by" not in told

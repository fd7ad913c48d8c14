# ruff: noqa: E501 - markup as pages have it, in long lines
"""Threads as forums, widgets and old pages mark them up; every page here is invented."""

from __future__ import annotations

import json

import pytest

from hustings.exchange.bodies import read_body
from hustings.exchange.readers import page_html

NAMES = ["Pia", "Lund", "Kim", "Odile"]
TEXTS = ["One More", "Two", "Three", "Four"]
PARENTS = [None, 0, 1, None]


def page(inside: str) -> str:
    return (
        "<!doctype html><html><head><title>Ferry – The Post</title></head><body>"
        f"<article><h1>Ferry</h1><p>The story.</p></article>{inside}</body></html>"
    )


BLOCKQUOTES = page("""<h2>Reader comments (4)</h2>
<blockquote><p><b>Pia</b> wrote on 1 May 2020:</p><p>One</p><p>More</p>
 <blockquote><p><b>Lund</b> wrote on 2 May 2020:</p><p>Two</p>
  <blockquote><p><b>Kim</b> wrote on 3 May 2020:</p><p>Three</p></blockquote></blockquote></blockquote>
<blockquote><p><b>Odile</b> wrote on 4 May 2020:</p><p>Four</p></blockquote>""")
INDENT_BY_IMAGE = page("""<h3>4 comments</h3><table class="thread">
<tr class="msg"><td><img src="s.gif" width="0" height="1"></td><td><a class="user">Pia</a>
 <span class="date">1 May 2020</span><div class="txt">One<p>More</div></td></tr>
<tr class="msg"><td><img src="s.gif" width="40" height="1"></td><td><a class="user">Lund</a>
 <span class="date">2 May 2020</span><div class="txt">Two</div></td></tr>
<tr class="msg"><td><img src="s.gif" width="80" height="1"></td><td><a class="user">Kim</a>
 <span class="date">3 May 2020</span><div class="txt">Three</div></td></tr>
<tr class="msg"><td><img src="s.gif" width="0" height="1"></td><td><a class="user">Odile</a>
 <span class="date">4 May 2020</span><div class="txt">Four</div></td></tr></table>""")
LEVEL_CLASSES = page("""<div id="comments"><div class="comment level-0" id="c1"><b class="author">Pia</b>
 <time>1 May 2020</time><p>One</p><p>More</p></div><div class="comment level-1" id="c2">
 <b class="author">Lund</b> <time>2 May 2020</time><p>Two</p></div><div class="comment level-2" id="c3">
 <b class="author">Kim</b> <time>3 May 2020</time><p>Three</p></div><div class="comment level-0" id="c4">
 <b class="author">Odile</b> <time>4 May 2020</time><p>Four</p></div></div>""")


def flat(attributes: list[str]) -> str:
    """Return four comments side by side, each with these attributes."""
    parts = [
        f'<div class="comment" {told}><span class="author">{name}</span>'
        f'<time datetime="2020-05-0{n + 1}">then</time><div class="text"><p>{text}</p></div></div>'
        for n, (told, name, text) in enumerate(zip(attributes, NAMES, TEXTS, strict=True))
    ]
    return page(f'<section class="comments"><h2>Comments (4)</h2>{"".join(parts)}</section>')


DATA_DEPTH = flat([f'id="c{n}" data-depth="{d}"' for n, d in enumerate([0, 1, 2, 0])])
DATA_LEVEL = flat([f'id="c{n}" data-level="{d}"' for n, d in enumerate([1, 2, 3, 1])])
ARIA_LEVEL = flat([f'id="c{n}" aria-level="{d}"' for n, d in enumerate([1, 2, 3, 1])])
PARENT_IDS = flat(
    [f'id="c{n}" data-parent-id="{p}"' for n, p in enumerate(["", "c0", "c1", "null"])]
)
PARENT_NUMBERS = flat(
    [f'data-id="{n}" data-parent-id="{p}"' for n, p in ((10, 0), (11, 10), (12, 11), (13, 0))]
)
STYLE_VARIABLE = flat([f'id="c{n}" style="--depth: {d}"' for n, d in enumerate([0, 1, 2, 0])])
PADDING_SHORT = flat([f'style="margin:0 0 0 {d}px"' for d in (0, 20, 40, 0)])
IN_REPLY_TO = page(
    "<h2>Discussion</h2>"
    + "".join(
        f'<div class="post" id="post-{n}"><a class="permalink" href="#post-{n}">#{n}</a>'
        f'<span class="username">{name}</span> <span class="date">{n} May 2020</span>'
        + (f' <a href="#post-{above}">in reply to #{above}</a>' if above else "")
        + f'<div class="message">{text}</div></div>'
        for n, (name, text, above) in enumerate(zip(NAMES, TEXTS, [0, 1, 2, 0], strict=True), 1)
    )
)
NESTED_ARTICLES = page("""<section><h2>4 Comments</h2>
<article><header><b>Pia</b> <time datetime="2020-05-01">x</time></header><p>One</p><p>More</p>
 <article><header><b>Lund</b> <time datetime="2020-05-02">x</time></header><p>Two</p>
  <article><header><b>Kim</b> <time datetime="2020-05-03">x</time></header><p>Three</p></article>
 </article></article>
<article><header><b>Odile</b> <time datetime="2020-05-04">x</time></header><p>Four</p></article>
</section>""")
NESTED_DETAILS = page("""<h2>4 comments</h2>
<details open><summary>Pia, 1 May 2020</summary><p>One</p><p>More</p>
 <details open><summary>Lund, 2 May 2020</summary><p>Two</p>
  <details><summary>Kim, 3 May 2020</summary><p>Three</p></details></details></details>
<details open><summary>Odile, 4 May 2020</summary><p>Four</p></details>""")
NESTED_DL = page("""<h2>Comments</h2><dl><dt>Pia (1 May 2020)</dt><dd><p>One</p><p>More</p>
 <dl><dt>Lund (2 May 2020)</dt><dd>Two<dl><dt>Kim (3 May 2020)</dt><dd>Three</dd></dl></dd></dl></dd>
 <dt>Odile (4 May 2020)</dt><dd>Four</dd></dl>""")
NESTED_DIVS = page("""<h2>Comments (4)</h2><div class="x1"><div class="x2">Pia, 1 May 2020</div>
 <div class="x3"><p>One</p><p>More</p></div><div class="x4"><div class="x1">
 <div class="x2">Lund, 2 May 2020</div><div class="x3">Two</div><div class="x4"><div class="x1">
 <div class="x2">Kim, 3 May 2020</div><div class="x3">Three</div></div></div></div></div></div>
 <div class="x1"><div class="x2">Odile, 4 May 2020</div><div class="x3">Four</div></div>""")
LIST_WITHOUT_CLASSES = page("""<h2>4 comments</h2><ol><li>Pia, 1 May 2020<p>One</p><p>More</p>
 <ol><li>Lund, 2 May 2020<p>Two</p><ol><li>Kim, 3 May 2020<p>Three</p></ol></ol>
 <li>Odile, 4 May 2020<p>Four</p></ol>""")
PARAGRAPHS = page("""<h2>Comments (4)</h2><p><strong>Pia</strong> (1 May 2020): One<br>More</p>
 <p style="margin-left: 2em"><strong>Lund</strong> (2 May 2020): Two</p>
 <p style="margin-left: 4em"><strong>Kim</strong> (3 May 2020): Three</p>
 <p><strong>Odile</strong> (4 May 2020): Four</p>""")
HEADINGS = page("""<h2>Comments (4)</h2><h4>Pia, 1 May 2020</h4><p>One</p><p>More</p>
 <h4 style="margin-left:10px">Lund, 2 May 2020</h4><p>Two</p>
 <h4 style="margin-left:20px">Kim, 3 May 2020</h4><div>Three</div>
 <h4>Odile, 4 May 2020</h4><p>Four</p><footer>Imprint</footer>""")
PHPBB = page(
    "".join(
        f'<div id="p{n}" class="post has-profile bg2"><div class="inner"><dl class="postprofile">'
        f'<dt><a href="m" class="username">{name}</a></dt><dd>Posts: 12</dd></dl>'
        f'<div class="postbody"><h3><a href="#p{n}">Re: Ferry</a></h3><p class="author">by '
        f'<a class="username">{name}</a> » <time datetime="2020-05-0{n}T10:00:00+00:00">x</time></p>'
        f'<div class="content">{text}</div></div></div></div>'
        for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1)
    )
)
VBULLETIN = page(
    '<ol id="posts">'
    + "".join(
        f'<li class="postbit postcontainer" id="post_{n}"><div class="posthead"><span class="date">'
        f'0{n}-05-2020, 10:00 AM</span></div><div class="userinfo"><a class="username">{name}</a>'
        f'</div><div class="postbody"><div id="post_message_{n}"><blockquote class="postcontent">'
        f"{text}</blockquote></div></div></li>"
        for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1)
    )
    + "</ol>"
)
DISCOURSE = page(
    "".join(
        f'<div id="post_{n}" itemprop="comment" itemscope itemtype="http://schema.org/Comment" '
        f'class="topic-body crawler-post"><div class="crawler-post-meta"><span itemprop="author" '
        f'itemscope><a><span itemprop="name">{name}</span></a></span><time itemprop="datePublished" '
        f'datetime="2020-05-0{n}T10:00:00Z">x</time><span itemprop="position">{n}</span></div>'
        f'<div class="post" itemprop="text"><p>{text}</p></div><div itemprop="interactionStatistic" '
        f'itemscope itemtype="http://schema.org/InteractionCounter"><meta itemprop='
        f'"interactionType" content="http://schema.org/LikeAction"><meta itemprop='
        f'"userInteractionCount" content="{n}"><span class="post-likes">{n} Likes</span></div></div>'
        for n, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True), 1)
    )
)
FACEBOOK = page("""<div class="fb-comments"><div class="_4k-6"><div class="_3-8y UFIComment"
 id="u1"><a class="UFICommentActorName">Pia</a><span class="UFICommentBody"><p>One</p><p>More</p></span>
 <abbr class="livetimestamp" data-utime="1588330800">x</abbr><div class="UFIReplyList">
 <div class="UFIComment" id="u2"><a class="UFICommentActorName">Lund</a><span class="UFICommentBody">Two
 </span><abbr class="livetimestamp" data-utime="1588417200">x</abbr><div class="UFIReplyList">
 <div class="UFIComment" id="u3"><a class="UFICommentActorName">Kim</a>
 <span class="UFICommentBody">Three</span><abbr data-utime="1588503600">x</abbr></div></div></div></div></div>
 <div class="UFIComment" id="u4"><a class="UFICommentActorName">Odile</a>
 <span class="UFICommentBody">Four</span><abbr data-utime="1588590000">x</abbr></div></div></div>""")
SUBSTACK = page("""<div class="comments-page"><div class="comment-list">
<div class="comment"><div class="comment-content"><div class="comment-meta"><a class="commenter-name">
 Pia</a> <a class="comment-timestamp" title="1 May 2020">May 1</a></div><div class="comment-body">
 <p><span>One</span></p><p>More</p></div><div class="comment-actions">Reply</div></div>
 <div class="comment-list"><div class="comment"><div class="comment-content"><div class="comment-meta">
 <a class="commenter-name">Lund</a> <a class="comment-timestamp" title="2 May 2020">May 2</a></div>
 <div class="comment-body"><p>Two</p></div></div><div class="comment-list"><div class="comment">
 <div class="comment-content"><div class="comment-meta"><a class="commenter-name">Kim</a>
 <a class="comment-timestamp" title="3 May 2020">May 3</a></div><div class="comment-body"><p>Three</p>
 </div></div></div></div></div></div></div><div class="comment"><div class="comment-content">
 <div class="comment-meta"><a class="commenter-name">Odile</a> <a class="comment-timestamp"
 title="4 May 2020">May 4</a></div><div class="comment-body"><p>Four</p></div></div></div></div></div>""")
DISQUS = page("""<div id="disqus_thread"><ul id="post-list" class="post-list">
<li class="post" id="post-1"><div class="post-content"><header class="comment__header"><span
 class="post-byline"><span class="author publisher-anchor-color"><a>Pia</a></span></span>
 <a class="time-ago" title="Friday, May 1, 2020 10:00 AM">5 years ago</a></header>
 <div class="post-body-inner"><div class="post-message-container"><div class="publisher-anchor-color">
 <div class="post-message"><p>One</p><p>More</p></div></div></div></div><footer><menu><li>Up</li></menu>
 </footer></div><ul class="children"><li class="post" id="post-2"><div class="post-content"><span
 class="post-byline"><span class="author"><a>Lund</a></span> <span><a class="parent-link">Pia</a></span>
 </span><a class="time-ago" title="Saturday, May 2, 2020 10:00 AM">x</a><div class="post-message">
 <p>Two</p></div></div><ul class="children"><li class="post" id="post-3"><div class="post-content">
 <span class="author">Kim</span><a class="time-ago" title="Sunday, May 3, 2020 10:00 AM">x</a>
 <div class="post-message"><p>Three</p></div></div></li></ul></li></ul></li>
<li class="post" id="post-4"><div class="post-content"><span class="author">Odile</span><a
 class="time-ago" title="Monday, May 4, 2020 10:00 AM">x</a><div class="post-message"><p>Four</p></div>
 </div></li></ul></div>""")
HACKER_NEWS = page(
    '<table class="comment-tree">'
    + "".join(
        f'<tr class="athing comtr" id="{n}0"><td><table><tr><td class="ind"><img src="s.gif" '
        f'width="{40 * depth}"></td><td class="default"><span class="comhead"><a class="hnuser">'
        f'{name}</a> <span class="age" title="2020-05-0{n}T10:00:00"><a>x</a></span></span>'
        f'<div class="comment"><div class="commtext c00">{text}</div></div></td></tr></table></td></tr>'
        for n, (name, text, depth) in enumerate(zip(NAMES, TEXTS, [0, 1, 2, 0], strict=True), 1)
    )
    + "</table>"
)
JSON_PARENTS = page(
    '<script type="application/ld+json">'
    + json.dumps(
        {
            "@type": "NewsArticle",
            "headline": "Ferry",
            "comment": [
                {
                    "@type": "Comment",
                    "@id": f"#c{n}",
                    "text": text,
                    "author": {"@type": "Person", "name": name},
                    "dateCreated": f"2020-05-0{n}",
                    **({"parentItem": {"@id": f"#c{above}"}} if above else {}),
                }
                for n, (name, text, above) in enumerate(
                    zip(NAMES, TEXTS, [0, 1, 2, 0], strict=True), 1
                )
            ],
        }
    )
    + "</script>"
)
FLAT = {"phpbb": PHPBB, "vbulletin": VBULLETIN, "discourse": DISCOURSE}
NESTED = {
    "blockquotes": BLOCKQUOTES,
    "indent by image": INDENT_BY_IMAGE,
    "level classes": LEVEL_CLASSES,
    "data-depth": DATA_DEPTH,
    "data-level": DATA_LEVEL,
    "aria-level": ARIA_LEVEL,
    "parent ids": PARENT_IDS,
    "parent numbers": PARENT_NUMBERS,
    "style variable": STYLE_VARIABLE,
    "margin in short": PADDING_SHORT,
    "in reply to": IN_REPLY_TO,
    "nested articles": NESTED_ARTICLES,
    "nested details": NESTED_DETAILS,
    "nested dl": NESTED_DL,
    "nested divs": NESTED_DIVS,
    "bare lists": LIST_WITHOUT_CLASSES,
    "paragraphs": PARAGRAPHS,
    "headings": HEADINGS,
    "facebook": FACEBOOK,
    "substack": SUBSTACK,
    "disqus": DISQUS,
    "hacker news": HACKER_NEWS,
    "json parents": JSON_PARENTS,
}


@pytest.mark.parametrize("source", [*NESTED.values(), *FLAT.values()], ids=[*NESTED, *FLAT])
def test_names_days_and_texts(read, source):
    found = read(page_html.read, source).comments
    assert [one.author.name for one in found] == NAMES
    texts = [read_body(one.body, markup=one.markup).text for one in found]
    assert [" ".join(text.split()) for text in texts] == TEXTS
    assert [one.written and one.written.day for one in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("source", NESTED.values(), ids=NESTED)
def test_what_answers_what(read, source):
    found = read(page_html.read, source).comments
    ids = [one.foreign_id for one in found]
    assert [ids.index(one.parent) if one.parent else None for one in found] == PARENTS


@pytest.mark.parametrize("source", [*NESTED.values(), *FLAT.values()], ids=[*NESTED, *FLAT])
def test_nothing_of_the_thread_is_left_in_the_story(read, source):
    (story,) = read(page_html.read, source).stories
    assert story.headline == "Ferry"
    assert read_body(story.body, markup=story.markup).text == "The story."


def test_a_paragraph_below_a_headed_one_belongs_to_it(read):
    inside = (
        "<h2>2 comments</h2><p><b>Pia</b>, 1 May 2020: One</p><p>More</p><p>Lund, 2 May 2020</p>"
    )
    found = read(page_html.read, page(inside + "<p>Two</p><form>Your name</form>")).comments
    assert [one.author.name for one in found] == ["Pia", "Lund"]
    texts = [read_body(one.body, markup=one.markup).text for one in found]
    assert texts == ["One\n\nMore", "Two"]


def test_votes_of_microdata_and_json(read):
    likes = [one.up for one in read(page_html.read, DISCOURSE).comments]
    assert likes == [1, 2, 3, 4]
    microdata = """<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
      <p itemprop="text">One</p><span itemprop="upvoteCount">1,204</span> up,
      <meta itemprop="downvoteCount" content="3"></div>"""
    (one,) = read(page_html.read, page(microdata)).comments
    assert (one.up, one.down) == (1204, 3)


def test_a_heading_with_readers_and_a_number_is_no_story_text(read):
    comments = (
        '<h3>Reader comments (1)</h3><ol class="commentlist"><li class="comment">One</li></ol>'
    )
    whole = f"<body><h1>The Post</h1><h1>Ferry</h1><p>The story.</p>{comments}</body>"
    (story,) = read(page_html.read, whole).stories
    assert read_body(story.body, markup=story.markup).text == "The story."


def test_a_section_headed_discussion_stays_in_the_story(read):
    inside = (
        "<h1>Ferry</h1><p>The story.</p><h2>Discussion</h2><p>Is it safe?</p>"
        '<div itemprop="comment" itemscope><p itemprop="text">One</p></div>'
    )
    found = read(page_html.read, f"<body><article>{inside}</article></body>")
    assert "Is it safe?" in read_body(found.stories[0].body, markup=found.stories[0].markup).text
    assert len(found.comments) == 1

"""Threads in layouts of many kinds: names, times and places come from what repeats itself."""

from __future__ import annotations

import pytest

from hustings.exchange.bodies import read_body
from hustings.exchange.readers import page_html

DEFINITIONS = """<h1>Ferry</h1><p>Story.</p><h2>Comments</h2><dl id="comments">
 <dt id="c1"><b>Pia</b> on 1 May 2020 at 10:00</dt><dd><p>One</p></dd><dd>More</dd>
 <dt>Lund, 2 May 2020</dt><dd>Two<dl><dt>Kim</dt><dd>Three</dd></dl></dd></dl>"""
OWN_CLASSES = """<h1>Ferry</h1><section class="reader-comments"><div class="user-comment">
 <span class="nick">Pia</span> <span class="when">1 May 2020, 10:00</span><div class="txt">
 <p>One</p><p>More</p></div></div><div class="user-comment"><span class="nick">Lund</span>
 <span class="when">2 May 2020</span><div class="txt">Two</div><div class="kids">
 <div class="user-comment"><span class="nick">Kim</span><div class="txt">Three</div></div></div>
 </div></section>"""
BESIDE = """<h1>Ferry</h1><section id="comments"><article class="comment"><p class="submitted">
 <b class="username">Pia</b> <time datetime="2020-05-01T10:00Z">x</time></p><div class="content">
 <p>One</p><p>More</p></div></article><article class="comment"><b class="username">Lund</b>
 <time datetime="2020-05-02"></time><div class="content">Two</div></article><div class="indented">
 <article class="comment"><b class="username">Kim</b><div class="content">Three</div></article>
 </div></section>"""
MARGINS = """<h1>Ferry</h1><div id="comments"><div class="comment"
 style="margin-left:0px"><b>Pia</b>
 <small>1.5.2020 10:00</small><p>One</p><p>More</p></div><div class="comment"
 style="margin-left:0px"><b>Lund</b> <small>2.5.2020</small><p>Two</p></div><div class="comment"
 style="margin-left:20px"><b>Kim</b><p>Three</p></div></div>"""
REFERENCES = """<h1>Ferry</h1><div class="c-item" data-comment-id="1"><i class="c-author">Pia</i>
 <time datetime="2020-05-01T10:00Z"></time><div class="c-text">One<br><br>More</div></div>
 <div class="c-item" data-comment-id="2"><i class="c-author">Lund</i><time datetime="2020-05-02">
 </time><div class="c-text">Two</div></div><div class="c-item" data-comment-id="3"
 data-parent-id="2"><i class="c-author">Kim</i><div class="c-text">Three</div></div>"""
LOCALISED = """<h1>Ferry</h1><ol class="comment-list"><li id="comment-1" class="comment"><article>
 <b class="fn">Pia</b> <span class="says">sagt:</span><div class="comment-metadata">
 <a href="#comment-1">1. Mai 2020 um 10:00 Uhr</a></div><div class="comment-content"><p>One</p>
 <p>More</p></div></article></li><li id="comment-2" class="comment"><cite>Lund</cite> Says:<br>
 <small class="commentmetadata">May 2nd, 2020</small><p>Two</p><ul class="children">
 <li id="comment-3" class="comment"><cite class="fn">Kim</cite><p>Three</p></li></ul></li></ol>"""


@pytest.mark.parametrize(
    "page",
    [DEFINITIONS, OWN_CLASSES, BESIDE, MARGINS, REFERENCES, LOCALISED],
    ids=["definitions", "own-classes", "beside", "margins", "references", "localised"],
)
def test_a_thread_of_three(read, page):
    found = read(page_html.read, page).comments
    assert [one.author.name for one in found] == ["Pia", "Lund", "Kim"]
    texts = [read_body(one.body, markup=one.markup).text for one in found]
    assert [" ".join(text.split()) for text in texts] == ["One More", "Two", "Three"]
    assert [one.parent for one in found] == ["", "", found[1].foreign_id]
    told = [one.written.isoformat(timespec="minutes") if one.written else "" for one in found]
    assert told == ["2020-05-01T10:00+00:00", "2020-05-02T00:00+00:00", ""]


def test_a_menu_in_a_list_item_ends_nothing_outside(read):
    """The votes of Disqus are list items of a menu in the comment's own list item."""
    page = """<h1>Ferry</h1><ul><li class="post" id="post-1"><p class="post-message">One</p><menu>
      <li>Vote</menu><ul class="children"><li class="post" id="post-2">
      <p class="post-message">Two</p></li></ul></li></ul>"""
    first, second = read(page_html.read, page).comments
    assert second.parent == first.foreign_id

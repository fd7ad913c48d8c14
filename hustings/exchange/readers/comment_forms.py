"""How comments are marked up by the systems whose pages people save."""

from __future__ import annotations

from dataclasses import dataclass

from hustings.exchange.selectors import Selector, parse_selectors


@dataclass(frozen=True, slots=True)
class CommentForm:
    """One way to mark comments up; each field lists selectors in order of preference.

    ``item`` is a comment, with or without its replies inside. ``branch`` is what holds a comment
    together with its replies where they do not lie in the comment itself.
    """

    name: str
    item: tuple[Selector, ...]
    body: tuple[Selector, ...]
    author: tuple[Selector, ...]
    time: tuple[Selector, ...]
    branch: tuple[Selector, ...] = ()


def _form(
    name: str, *, item: str, body: str, author: str, time: str, branch: str = ""
) -> CommentForm:
    read = parse_selectors
    around = read(branch) if branch else ()
    return CommentForm(name, read(item), read(body), read(author), read(time), around)


FORMS: tuple[CommentForm, ...] = (
    _form(
        "wordpress",
        item="li.comment, li.pingback, li.trackback, div.comment[id^=comment-],"
        " article.comment[id^=comment-], li[id^=comment-], li[id^=li-comment-]",
        body=".comment-content, .wp-block-comment-content, .comment-text, .comment-entry",
        author=".fn, .comment-author-name, .wp-block-comment-author-name, .comment-author",
        time="time, .comment-date, .comment-metadata, .commentmetadata, .comment-meta",
    ),
    _form(
        "isso",
        item=".isso-comment[id^=isso-]",
        body=".isso-text, .text",
        author=".isso-author, .author",
        time="time",
    ),
    _form(
        "remark42",
        item="[id^=remark42__comment-]",
        body=".comment__text",
        author=".comment__username",
        time="time, .comment__time",
        branch=".thread",
    ),
    _form(
        "disqus",
        item="li.post[id^=post-]",
        body=".post-message",
        author=".author, .post-byline",
        time="time, [data-role=relative-time], .time-ago",
    ),
    _form(
        "microdata",
        item="[itemtype$=schema.org/Comment], [itemtype$=schema.org/UserComments],"
        " [itemprop=comment][itemscope]",
        body="[itemprop=text], [itemprop=commentText], [itemprop=articleBody],"
        " [itemprop=description]",
        author="[itemprop=author], [itemprop=creator]",
        time="[itemprop=dateCreated], [itemprop=datePublished], [itemprop=commentTime], time",
    ),
    _form(
        "hustings",
        item="[role=comment][aria-level]",
        body=".comment-content, .comment-body, .comment-text",
        author="bdi, .author, [rel=author]",
        time="time",
    ),
    _form(
        "role",
        item="[role=comment]",
        body=".comment-content, .comment-body, .comment-text, .content, .body, .text",
        author="[rel=author], .author, .comment-author, .byline, cite",
        time="time",
    ),
    _form(
        "microformats",
        item=".u-comment, .p-comment, .h-cite",
        body=".e-content, .p-content, .p-summary",
        author=".p-author",
        time=".dt-published, time",
    ),
    _form(
        "classes",
        item="article.comment, li.comment-item, div.comment, .comment-item, tr.comment",
        body=".comment-content, .comment-body, .comment-text, .comment__body, .commtext,"
        " .content, .body, .text",
        author=".comment-author, .author, .username, .user, [rel=author], cite",
        time="time, .date, .time, .age",
    ),
)

DETAILS = _form(
    "details",
    item="details",
    body=".comment-content, .comment-body, .content",
    author="[rel=author], .author, cite, summary",
    time="time",
)
LISTS = _form(
    "lists",
    item="li",
    body=".comment-content, .comment-body, .content",
    author="cite, .author, [rel=author]",
    time="time",
)
"""The last resorts: folded branches, or list items, inside what calls itself comments."""
AREA = parse_selectors(
    "#comments, .comments, .comments-area, .comment-list, .commentlist, #comment-list, #responses,"
    " .responses, #discussion, .discussion, .comment-section, #commentlist, [role=feed]"
)
FURNITURE = parse_selectors(
    "form, button, nav, input, select, .reply, .comment-reply-link, .comment-meta,"
    " .commentmetadata, .comment-metadata, .comment-author, .comment-footer, .says, .edit-link,"
    " h3.h, p.a, .comment-edit-link,"
    " .comment-awaiting-moderation, .avatar, .permalink, .comment-actions"
)
"""What stands around a comment's text where nothing marks the text itself."""
AWAITING = parse_selectors(".comment-awaiting-moderation")
HEADINGS = parse_selectors("h1, h2, h3, h4, h5, h6")
LISTS_THEMSELVES = parse_selectors("ol, ul")

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
        author=".fn, .comment-author-name, .wp-block-comment-author-name, .comment-author, cite,"
        " .author, .commenter, .username, .user, .comment-name",
        time="time, .comment-date, .comment-metadata, .commentmetadata, .comment-meta,"
        " .comment-time, .commentdate, .datetime, .date, .time, .timestamp, small",
    ),
    _form(
        "coral",
        item=".coral-comment, .talk-stream-comment, [data-testid^=comment-][data-key-stop]",
        body=".coral-comment-content, .talk-stream-comment-content, .coral-comment-body",
        author=".coral-username, .talk-stream-comment-user-name, [class*=username]",
        time="time, .coral-timestamp, .talk-comment-timestamp",
    ),
    _form(
        "discourse",
        item="article[data-post-id], .crawler-post[itemprop=comment], .topic-post",
        body=".cooked, .post[itemprop=text]",
        author=".username, .creator, .full-name, [itemprop=author]",
        time="[data-time], time, .relative-date, .post-date",
    ),
    _form(
        "hackernews",
        item="tr.comtr",
        body=".commtext",
        author=".hnuser",
        time=".age",
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
        "phpbb",
        item="div.post.has-profile, div.post.bg1, div.post.bg2",
        body=".content",
        author=".username, .username-coloured, .author",
        time="time, .author",
    ),
    _form(
        "vbulletin",
        item="li.postbit, li.postcontainer, li.postbitlegacy",
        body=".postcontent, [id^=post_message]",
        author=".username, .bigusername",
        time=".date, .postdate",
    ),
    _form(
        "xenforo",
        item="article.message[data-author], li.message[data-author]",
        body=".bbWrapper, .messageText, .message-body",
        author=".username, .message-name",
        time="time, .DateTime",
    ),
    _form(
        "facebook",
        item=".UFIComment",
        body=".UFICommentBody",
        author=".UFICommentActorName",
        time=".livetimestamp, [data-utime], .uiLinkSubtle",
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
)

GENERIC = _form(
    "generic",
    item="[data-comment-id], [data-commentid], [data-comment]",
    body=".comment-content, .comment-body, .comment-text, .comment__body, .comment__text,"
    " .comment__content, .commtext, [class*=comment-text], [class*=comment_text],"
    " [class*=commenttext], [class*=comment-content], [class*=comment-body], [class*=commentbody],"
    " .content, .body, .text, .message, .md, [class*=content], [class*=message], [class*=body],"
    " [class*=text]",
    author=".comment-author, .author, .username, .user, .name, .fn, [rel=author], cite,"
    " [class*=author], [class*=username], [class*=user-name], [class*=nick],"
    " [class*=commenter], [class*=display-name], [class*=name], h3, h4, h5, strong, b",
    time="time, [class*=timestamp], [class*=date], [class*=time], [class*=posted],"
    " [class*=submitted], [class*=ago], [class*=when],"
    " abbr, small",
)
"""Whatever repeats itself, where no system's own markup is found (``repeated``)."""
BY_CLASS = parse_selectors(
    "article.comment, li.comment-item, div.comment, .comment-item, tr.comment, p.comment"
)
"""Comments that bear neither an id nor, by any class, a writer or a time."""
WHO_OR_WHEN = parse_selectors(
    "time, [class*=nick], .when, [class*=author], [class*=username], [class*=user-name],"
    " [class*=commenter], cite, .user, .name, .fn, [class*=date], [class*=timestamp]"
)
"""What every comment has once: who wrote it, or when."""
DEFINITIONS = _form(
    "definitions",
    item="dt",
    body="",
    author="cite, .author, [rel=author], b, strong, a",
    time="time, .date, .time, small, span",
)

DETAILS = _form(
    "details",
    item="details",
    body=".comment-content, .comment-body, .content",
    author="[rel=author], .author, cite, summary",
    time="time",
)
ARTICLES = _form(
    "articles",
    item="article",
    body=".comment-content, .comment-body, .content, .text",
    author="[rel=author], .author, cite, .name, .user, b, strong, h3, h4, h5",
    time="time",
)
BLOCKQUOTES = _form(
    "blockquotes", item="blockquote", body="", author="cite, .author, b, strong", time="time"
)
LISTS = _form(
    "lists",
    item="li",
    body=".comment-content, .comment-body, .content",
    author="cite, .author, [rel=author], .name, .user, [class*=author], [class*=username],"
    " b, strong",
    time="time, .date, .time, [class*=date], small",
)
HEADED = _form("headed", item="", body="", author="", time="time, .date")
"""Whatever begins with a head such as "Pia, 2 May 2020"."""
"""The last resorts: folded branches, or list items, inside what calls itself comments."""
REPLIES = parse_selectors(
    "ul.children, ol.children, div.children, .replies, .comment-replies, .comment__replies,"
    " .reply-list, .replies-list, .child, .indented, .nested, .nested-comments, .comment-children,"
    " .subcomments, .sub-comments, .comment-thread, .thread-children, [class*=replies],"
    " [class*=children], [class*=nested]"
)
"""What holds the answers to the comment before it, where they do not lie in its own element."""
PARENT_NAMES = (
    "data-parent-id", "data-parent", "data-parentid", "data-comment-parent", "data-reply-to",
    "data-in-reply-to", "data-parent-comment-id", "aria-describedby",
)  # fmt: skip
LEVEL_NAMES = ("aria-level", "data-level", "data-depth", "data-indent", "data-nesting-level")
MOMENT_NAMES = (
    "datetime", "content", "data-time", "data-utime", "data-timestamp", "data-datetime",
    "data-date", "data-utc", "title",
)  # fmt: skip
"""Attributes that tell which comment is answered, how deep one stands, when it was written."""
AREA = parse_selectors(
    "#comments, .comments, .comments-area, .comment-list, .commentlist, #comment-list, #responses,"
    " .responses, #discussion, .discussion, .comment-section, #commentlist, [role=feed],"
    " #comment-section, .comments-section, .comments-list, #replies, #disqus_thread,"
    " [class*=comment-list], [class*=comments-list], [class*=comment-thread], [id*=comments]"
)
FURNITURE = parse_selectors(
    "form, button, nav, input, select, .reply, .comment-reply-link, .comment-meta,"
    " .commentmetadata, .comment-metadata, .comment-author, .comment-footer, .says, .edit-link,"
    " h3.h, p.a, .comment-edit-link,"
    " .comment-awaiting-moderation, .avatar, .permalink, .comment-actions, .actions, .votes, .vote,"
    " .score, .likes, .badge, .reply-link, .share, .report, .flag, [class*=reply-button],"
    " [class*=reply-link], [class*=avatar], [class*=toolbar], [class*=actions], [role=button]"
)
"""What stands around a comment's text where nothing marks the text itself."""
AWAITING = parse_selectors(".comment-awaiting-moderation")
WITH_ID = parse_selectors("[id]")
WITH_CLASS = parse_selectors("[class]")
HEADINGS = parse_selectors("h1, h2, h3, h4, h5, h6")
LINK = parse_selectors("a")[0]
COUNTS = parse_selectors(
    "[itemprop=upvoteCount], [itemprop=downvoteCount], [itemprop=userInteractionCount]"
)
LISTS_THEMSELVES = parse_selectors("ol, ul, dl")

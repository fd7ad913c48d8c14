"""Queries about discussions and threads; the number of queries of each is fixed and stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection
from django.db.models import Q, QuerySet

from hustings.accounts.models import Account
from hustings.algorithms import threads
from hustings.algorithms.ids import path_ids
from hustings.algorithms.threads import Node, Root
from hustings.discussions import errors
from hustings.discussions.branches import nodes, whole_branches
from hustings.discussions.models import (
    Comment,
    CommentOrigin,
    CommentVersion,
    Discussion,
    Report,
    State,
    Vote,
)

PAGE_LIMIT = 200
"""Comments on a page; with fewer than 12 nodes each a phone lays it out at once."""
FOLD_DEPTH = 12
"""Levels below the top of a page that are shown; deeper answers open on a page of their own."""
ORDERS = ("oldest", "newest", "most-discussed")
BATCH = 500


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What one page of a thread shows, in order, without the texts.

    ``facts`` is all that decides how the comments look (``algorithms.threads.facts``). ``folded``
    counts the answers left out on the page, ``cut`` what a branch over the page's limit has beyond
    it, ``below`` the comments below the head of a branch on a page of its own.
    """

    nodes: list[Node]
    facts: bytes
    folded: int = 0
    page: int = 1
    pages: int = 1
    cut: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """A stretch of a thread in order, nothing left out; ``more`` tells whether any follows."""

    nodes: list[Node]
    more: bool


def discussion(identifier: int) -> Discussion:
    """Return a discussion. One query.

    Raises:
        NoSuchDiscussion: there is none of this id.
    """
    found = Discussion.objects.filter(pk=identifier).first()
    if found is None:
        raise errors.NoSuchDiscussion
    return found


def published_comment(identifier: int) -> Comment:
    """Return a comment that has a place on the page (its text may be hidden). One query."""
    found = _with_authors().filter(pk=identifier, published__isnull=False).first()
    if found is None:
        raise errors.NoSuchComment
    return found


def visible_comment(identifier: int, *, account: Account | None, keyed: bool = False) -> Comment:
    """Return a comment this person may see: anybody's once published, one's own always.

    ``keyed`` says that the person holds the key to a guest's comment. One query.

    Raises:
        NoSuchComment: absent, or not for this person.
    """
    may_see = Q(published__isnull=False)
    if account is not None:
        may_see |= Q(account=account)
    if keyed:
        may_see |= Q(account__isnull=True)
    found = _with_authors().filter(may_see, pk=identifier).first()
    if found is None:
        raise errors.NoSuchComment
    return found


def versions(comment: int) -> list[CommentVersion]:
    """Return the earlier texts of a comment, oldest first. One query."""
    return list(CommentVersion.objects.filter(comment=comment).order_by("id"))


def earlier_texts_of(account: Account) -> list[tuple[int, str]]:
    """Return comment and text of everything an account wrote and replaced, oldest first."""
    found = CommentVersion.objects.filter(comment__account=account).order_by("id")
    return list(found.values_list("comment_id", "text"))


def vote_of(account: Account, *, comment: int) -> int:
    """Return how somebody voted on one comment: 1, -1, or 0 for not at all. One query."""
    mine = Vote.objects.filter(comment=comment, account=account)
    return mine.values_list("value", flat=True).first() or 0


def open_report_of(account: Account, *, comment: int) -> Report | None:
    """Return somebody's own report of a comment that is not answered yet. One query."""
    mine = Report.objects.filter(comment=comment, account=account, settled__isnull=True)
    return mine.first()


def newest_comments(discussion_id: int, *, limit: int) -> list[Comment]:
    """Return the comments published last, newest first. One query."""
    shown = _with_authors().filter(discussion=discussion_id, state=State.PUBLISHED)
    return list(shown.order_by("-published", "-pk")[:limit])


def comments_of(account: Account) -> QuerySet[Comment]:
    """Return everything somebody wrote here, in every state, newest first."""
    return Comment.objects.filter(account=account).order_by("-id")


def _with_authors() -> QuerySet[Comment]:
    return Comment.objects.select_related("account", "identity", "identity__claimed_by")


def roots(discussion_id: int) -> list[Root]:
    """Return the top-level comments that have a place on the page. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, branch FROM discussions_comment WHERE discussion_id = %s"
            " AND parent_id IS NULL AND published IS NOT NULL",
            [discussion_id],
        )
        return [Root(*row) for row in cursor.fetchall()]


def whole_thread(discussion_id: int, *, order: str) -> ThreadPage:
    """Return everything on one page. One query, and one for the branches that have changed."""
    shown = threads.in_order(
        whole_branches(discussion_id), order=order, size=lambda one: len(one.nodes)
    )
    return ThreadPage(
        nodes=list(chain.from_iterable(branch.nodes for branch in shown)),
        facts=b"".join(branch.facts for branch in shown),
    )


def thread_page(discussion_id: int, *, order: str, page: int) -> ThreadPage:
    """Return one page of a thread, cut at branches. Two queries.

    A page beyond the last shows nothing and says how many there are.
    """
    pages = threads.cut_pages(
        threads.order_roots(roots(discussion_id), order=order), limit=PAGE_LIMIT
    )
    chosen = [root.id for root in pages[page - 1]] if 1 <= page <= len(pages) else []
    found = threads.by_root_order(nodes(discussion_id, branches=chosen), chosen)
    return _cut(found, page=page, pages=max(len(pages), 1))


def thread_part(
    discussion_id: int, *, order: str, page: int = 1, after: int | None = None
) -> ThreadPart:
    """Return a stretch of a thread: whole branches, or up to 200 comments of a longer one.

    It begins with page ``page``, or right after the comment ``after``. Nothing is folded: going on
    after the last comment until no more follow gives every comment once, in thread order, also
    while others post. Two queries, one more with ``after``.

    Raises:
        NoSuchComment: ``after`` has no place in this discussion.
    """
    ordered = threads.order_roots(roots(discussion_id), order=order)
    if after is None:
        pages = threads.cut_pages(ordered, limit=PAGE_LIMIT)
        earlier = sum(map(len, pages[: page - 1]))
        return _part(discussion_id, ordered[earlier:])
    last = published_comment(after)
    place = next((i for i, root in enumerate(ordered) if root.id == last.root), None)
    if place is None or last.discussion_id != discussion_id:
        raise errors.NoSuchComment
    return _part(discussion_id, ordered[place:], after=after)


def _part(discussion_id: int, ordered: list[Root], *, after: int | None = None) -> ThreadPart:
    """Return what follows ``after`` in the first of these branches, and those that fit behind."""
    begun = ordered[: int(after is not None)]
    whole = threads.first_page(ordered[len(begun) :], limit=PAGE_LIMIT)
    chosen = [root.id for root in (*begun, *whole)]
    found = threads.by_root_order(nodes(discussion_id, branches=chosen), chosen)
    start = next((i for i, node in enumerate(found, start=1) if node.id == after), 0)
    end = threads.end_of_part(found, start=start, limit=PAGE_LIMIT)
    more = end < len(found) or len(chosen) < len(ordered)
    return ThreadPart(nodes=found[start:end], more=more)


def branch_page(comment: Comment, *, page: int) -> ThreadPage:
    """Return a comment with the answers below it, 200 a page. One query."""
    branch = threads.branch_of(nodes(comment.discussion_id, branches=[comment.root]), comment.pk)
    start = (page - 1) * PAGE_LIMIT
    part = branch[start : start + PAGE_LIMIT]
    return ThreadPage(
        nodes=part,
        facts=threads.facts(part, threads.descendants(branch), top=comment.depth),
        page=page,
        pages=max(-(-len(branch) // PAGE_LIMIT), 1),
        below=max(len(branch) - 1, 0),
    )


def _cut(found: list[Node], *, page: int, pages: int) -> ThreadPage:
    shown, folded = threads.fold(found, depth=FOLD_DEPTH)
    fitting = shown[:PAGE_LIMIT]
    return ThreadPage(
        nodes=fitting,
        facts=threads.facts(fitting, threads.descendants(found), folded=folded),
        folded=sum(folded.values()),
        page=page,
        pages=pages,
        cut=max(len(shown) - PAGE_LIMIT, 0),
    )


def page_holding(comment: Comment, *, order: str = "oldest") -> int | None:
    """Return the number of the page that shows a comment; None where its branch is cut before it.

    Two queries.
    """
    pages = threads.cut_pages(
        threads.order_roots(roots(comment.discussion_id), order=order), limit=PAGE_LIMIT
    )
    for number, page in enumerate(pages, start=1):
        if any(root.id == comment.root for root in page):
            shown = thread_page(comment.discussion_id, order=order, page=number)
            return number if any(node.id == comment.pk for node in shown.nodes) else None
    return None


def branch_page_holding(comment: Comment) -> int:
    """Return which page of its whole branch shows a comment. One query."""
    branch = nodes(comment.discussion_id, branches=[comment.root])
    place = next((at for at, node in enumerate(branch) if node.id == comment.pk), 0)
    return place // PAGE_LIMIT + 1


def comments_by_id(identifiers: Iterable[int]) -> dict[int, Comment]:
    """Return comments with their authors, by id. One query for every 500."""
    wanted, found = list(identifiers), {}
    for start in range(0, len(wanted), BATCH):
        rows = _with_authors().filter(pk__in=wanted[start : start + BATCH])
        found.update({comment.pk: comment for comment in rows})
    return found


def imported_digests(foreign_ids: Iterable[str], *, site: int, source: str) -> dict[str, bytes]:
    """Return the digest of what was imported before, by foreign id. One query."""
    of_source = CommentOrigin.objects.filter(site=site, source=source)
    rows = of_source.filter(foreign_id__in=list(foreign_ids)).values_list("foreign_id", "digest")
    return {foreign_id: bytes(digest) for foreign_id, digest in rows}


def own_votes(account: Account, *, discussion_id: int) -> dict[int, int]:
    """Return how somebody voted in a discussion, by comment. One query."""
    mine = Vote.objects.filter(discussion=discussion_id, account=account)
    return dict(mine.values_list("comment_id", "value"))


def own_comments(account: Account, *, discussion_id: int) -> dict[int, tuple[str, datetime]]:
    """Return state and time of somebody's comments in a discussion, by id. One query."""
    mine = Comment.objects.filter(account=account, discussion=discussion_id)
    rows = mine.exclude(state=State.WITHDRAWN).values_list("pk", "state", "created")
    return {pk: (state, created) for pk, state, created in rows}


def newest_own_comments(account: Account, *, discussion_id: int, limit: int) -> list[Comment]:
    """Return somebody's comments in a discussion, whatever their state, newest first. One query."""
    mine = Comment.objects.filter(account=account, discussion=discussion_id)
    return list(mine.order_by("-id")[:limit])


def ancestors(comment: Comment) -> list[Comment]:
    """Return what a comment answers, top first (within its path of 64). One query."""
    above = path_ids(bytes(comment.path))[:-1]
    found = comments_by_id(above)
    return [found[one] for one in above if one in found]


def author_name(comment: Comment) -> str:
    """Return the name a comment is shown under; empty where the person was erased."""
    if comment.account is not None:
        return comment.account.name
    if comment.identity is not None:
        claimed = comment.identity.claimed_by
        return claimed.name if claimed else comment.identity.name
    return ""


def pinned_comments(discussion_id: int) -> list[Comment]:
    """Return what stands at the head of a discussion, the first pinned first. One query."""
    pinned = _with_authors().filter(discussion=discussion_id, pinned__isnull=False)
    return list(pinned.filter(state=State.PUBLISHED).order_by("pinned"))


def comment_by_number(discussion_id: int, *, number: str) -> Comment:
    """Return the published comment with this printed number. One query.

    Raises:
        NoSuchComment: none has it (numbers below level 64 can repeat; the oldest is meant).
    """
    numbered = Comment.objects.filter(discussion=discussion_id, number=number)
    found = numbered.filter(published__isnull=False).order_by("id").first()
    if found is None:
        raise errors.NoSuchComment
    return found


def votes_of(account: Account) -> QuerySet[Vote]:
    """Return every vote somebody cast, oldest first."""
    return Vote.objects.filter(account=account).order_by("id")


def reports_of(account: Account) -> QuerySet[Report]:
    """Return every report somebody made, oldest first."""
    return Report.objects.filter(account=account).order_by("id")

"""Queries about discussions and threads; the number of queries of each is fixed and stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from hustings.accounts.models import Account
from hustings.algorithms import threads
from hustings.algorithms.ids import path_ids
from hustings.algorithms.threads import Node, Root
from hustings.discussions import errors
from hustings.discussions.models import Comment, CommentOrigin, Discussion, State, Vote

PAGE_LIMIT = 200
"""Comments on a page; with fewer than 12 nodes each a phone lays it out at once."""
FOLD_DEPTH = 12
"""Levels below the top of a page that are shown; deeper answers open on a page of their own."""
ORDERS = ("oldest", "newest", "most-discussed")
BATCH = 500


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What one page of a thread shows, in order, without the texts.

    ``folded`` counts the answers left out below a comment; ``descendants`` those below each
    comment shown. ``cut`` counts what a branch over the page's limit has beyond it.
    """

    nodes: list[Node]
    folded: dict[int, int]
    descendants: dict[int, int]
    page: int = 1
    pages: int = 1
    cut: int = 0


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


def visible_comment(identifier: int, *, account: Account | None) -> Comment:
    """Return a comment this person may see: anybody's once published, one's own always."""
    may_see = Q(published__isnull=False)
    if account is not None:
        may_see |= Q(account=account)
    found = _with_authors().filter(may_see, pk=identifier).first()
    if found is None:
        raise errors.NoSuchComment
    return found


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


def nodes(discussion_id: int, *, branches: Sequence[int] | None = None) -> list[Node]:
    """Return the places of a thread's comments, or of some branches, in thread order. One query."""
    chosen, values = "", [discussion_id]
    if branches is not None:
        if not branches:
            return []
        chosen = f" AND root IN ({', '.join(['%s'] * len(branches))})"
        values = [discussion_id, *branches]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, root, anchor, path, depth, revision FROM discussions_comment"
            f" WHERE discussion_id = %s AND published IS NOT NULL{chosen}",
            values,
        )
        return threads.preorder(
            Node(one, root, anchor, bytes(path), depth, revision)
            for one, root, anchor, path, depth, revision in cursor.fetchall()
        )


def whole_thread(discussion_id: int, *, order: str) -> ThreadPage:
    """Return everything on one page. One query."""
    found = nodes(discussion_id)
    counts = threads.descendants(found)
    ordered = threads.order_roots(
        (Root(node.id, counts[node.id]) for node in found if node.depth == 0), order=order
    )
    shown = threads.by_root_order(found, [root.id for root in ordered])
    return ThreadPage(nodes=shown, folded={}, descendants=counts)


def thread_page(discussion_id: int, *, order: str, page: int) -> ThreadPage:
    """Return one page of a thread, cut at branches. Two queries.

    A page beyond the last shows nothing and says how many there are.
    """
    pages = threads.cut_pages(
        threads.order_roots(roots(discussion_id), order=order), limit=PAGE_LIMIT
    )
    chosen = [root.id for root in pages[page - 1]] if 1 <= page <= len(pages) else []
    found = threads.by_root_order(nodes(discussion_id, branches=chosen), chosen)
    return _cut(found, page=page, pages=max(len(pages), 1), top=0)


def branch_page(comment: Comment, *, page: int) -> ThreadPage:
    """Return a comment with the answers below it, 200 a page. One query."""
    branch = threads.branch_of(nodes(comment.discussion_id, branches=[comment.root]), comment.pk)
    start = (page - 1) * PAGE_LIMIT
    part = branch[start : start + PAGE_LIMIT]
    pages = max(-(-len(branch) // PAGE_LIMIT), 1)
    return ThreadPage(
        nodes=part, folded={}, descendants=threads.descendants(branch), page=page, pages=pages
    )


def _cut(found: list[Node], *, page: int, pages: int, top: int) -> ThreadPage:
    shown, folded = threads.fold(found, depth=top + FOLD_DEPTH)
    return ThreadPage(
        nodes=shown[:PAGE_LIMIT],
        folded=folded,
        descendants=threads.descendants(found),
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

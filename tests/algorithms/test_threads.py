"""Thread order and pages, checked against a slow and simple way to say the same."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms import ids, threads
from hustings.algorithms.threads import Node, Root

LEVELS = 64


def thread_of(parents):
    """Build a thread from parents by position (None: top level), with ids in order of posting."""
    nodes = []
    for position, parent in enumerate(parents):
        identifier = position + 1
        if parent is None:
            nodes.append(Node(identifier, identifier, 0, ids.path_of(b"", identifier), 0, 1))
            continue
        above = nodes[parent]
        fresh = (above.depth + 1) % LEVELS == 0
        anchor = above.id if fresh else above.anchor
        path = ids.path_of(b"" if fresh else above.path, identifier)
        nodes.append(Node(identifier, above.root, anchor, path, above.depth + 1, 1))
    return nodes


def slow_preorder(parents):
    """The definition: a comment, then each of its answers with all below, oldest first."""
    answers = {}
    for position, parent in enumerate(parents):
        answers.setdefault(parent, []).append(position)
    ordered, waiting = [], list(reversed(answers.get(None, [])))
    while waiting:
        position = waiting.pop()
        ordered.append(position + 1)
        waiting.extend(reversed(answers.get(position, [])))
    return ordered


@st.composite
def trees(draw, largest=60):
    size = draw(st.integers(0, largest))
    return [
        None if number == 0 else draw(st.none() | st.integers(0, number - 1))
        for number in range(size)
    ]


def chain(length):
    return [None, *range(length - 1)]


@given(trees(), st.randoms())
def test_preorder_is_the_definition_whatever_the_order_of_rows(parents, shuffler):
    nodes = thread_of(parents)
    shuffler.shuffle(nodes)
    assert [node.id for node in threads.preorder(nodes)] == slow_preorder(parents)


@pytest.mark.parametrize("length", [63, 64, 65, 128, 129, 5000])
def test_chains_of_any_depth_keep_their_order(length):
    nodes = thread_of(chain(length))
    random.Random(length).shuffle(nodes)
    ordered = threads.preorder(nodes)
    assert [node.depth for node in ordered] == list(range(length))
    assert max(len(node.path) for node in nodes) <= LEVELS * ids.WIDTH


def test_branches_at_the_level_where_paths_start_anew():
    parents = [*chain(66), 62, 62, 63, 63]
    assert [node.id for node in threads.preorder(thread_of(parents))] == slow_preorder(parents)


@given(trees())
def test_descendants_are_counted_below_each(parents):
    counts = threads.descendants(threads.preorder(thread_of(parents)))
    for position in range(len(parents)):
        below, line = 0, {position}
        for later in range(position + 1, len(parents)):
            if parents[later] in line:
                line.add(later)
                below += 1
        assert counts[position + 1] == below


@given(trees(), st.integers(0, 8))
def test_folding_loses_nothing_it_does_not_count(parents, depth):
    ordered = threads.preorder(thread_of(parents))
    kept, folded = threads.fold(ordered, depth=depth)
    assert len(kept) + sum(folded.values()) == len(ordered)
    assert all(node.depth <= depth for node in kept)
    assert set(folded) <= {node.id for node in kept if node.depth == depth}


@given(trees())
def test_a_branch_is_a_comment_and_everything_below_it(parents):
    ordered = threads.preorder(thread_of(parents))
    counts = threads.descendants(ordered)
    for node in ordered:
        branch = threads.branch_of(ordered, node.id)
        assert branch[0] == node
        assert len(branch) == counts[node.id] + 1
    assert threads.branch_of(ordered, 10**6) == []


ROOTS = st.lists(st.integers(0, 30), max_size=40).map(
    lambda sizes: [Root(number, size) for number, size in enumerate(sizes)]
)


@given(ROOTS, st.integers(1, 20))
def test_pages_hold_every_branch_once_in_order_and_no_page_is_too_full(roots, limit):
    pages = threads.cut_pages(roots, limit=limit)
    assert [root for page in pages for root in page] == roots
    for page in pages:
        assert len(page) == 1 or sum(1 + root.branch for root in page) <= limit
    assert threads.first_page(roots, limit=limit) == (pages[0] if pages else [])


@given(trees(), st.integers(1, 12))
def test_parts_cover_a_thread_and_end_inside_a_branch_only_if_it_is_longer(parents, limit):
    ordered = threads.preorder(thread_of(parents))
    start, seen = 0, []
    while start < len(ordered):
        end = threads.end_of_part(ordered, start=start, limit=limit)
        assert start < end <= start + limit
        if end < len(ordered) and ordered[end].depth > 0:
            assert not any(node.depth == 0 for node in ordered[start + 1 : end + 1])
        seen += ordered[start:end]
        start = end
    assert seen == ordered


@given(ROOTS)
def test_orders_of_branches(roots):
    shuffled = list(roots)
    random.Random(1).shuffle(shuffled)
    assert threads.order_roots(shuffled, order="oldest") == roots
    assert threads.order_roots(shuffled, order="newest") == roots[::-1]
    discussed = threads.order_roots(shuffled, order="most-discussed")
    assert discussed == sorted(roots, key=lambda root: (-root.branch, root.id))


def test_an_unknown_order_is_refused():
    with pytest.raises(ValueError, match="best"):
        threads.order_roots([], order="best")


@given(trees())
def test_branches_follow_the_order_of_their_roots(parents):
    ordered = threads.preorder(thread_of(parents))
    roots = [node.id for node in ordered if node.depth == 0][::-1]
    shown = threads.by_root_order(ordered, roots)
    assert sorted(shown) == sorted(ordered)
    assert [node.id for node in shown if node.depth == 0] == roots

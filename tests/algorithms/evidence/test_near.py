"""Another's text with some words changed: it is not the later writer's style, and it shows."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.evidence.channels import gather
from hustings.algorithms.evidence.near import near_passages
from hustings.algorithms.evidence.sampling import Plan
from hustings.algorithms.evidence.site import Post, make_site

WORDS = [f"word{a}{b}" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrst"]


def text_of(seed, *, words=120):
    draw = random.Random(seed)
    return [draw.choice(WORDS) for _ in range(words)]


def changed(words, every, new="new"):
    return [f"{new}{'xyz'[n % 3]}" if n % every == 1 else w for n, w in enumerate(words)]


def hashed(*texts):
    numbers = {}
    return [
        np.array([numbers.setdefault(word, len(numbers)) for word in text], dtype=np.uint32)
        for text in texts
    ]


def covered(first, later):
    """Return the share of the later text's words that follow the first."""
    found = near_passages(hashed(first, later))
    return len(found.words().get(1, ())) / len(later)


@pytest.mark.parametrize("every", [3, 4, 5, 7, 12])
def test_a_text_with_a_word_changed_in_every_few_is_found_nearly_whole(every):
    assert covered(text_of(1), changed(text_of(1), every)) > 0.9


@pytest.mark.parametrize("every", [3, 5, 7])
def test_added_and_left_out_words_hide_no_text(every):
    words = text_of(1)
    longer = [new for n, word in enumerate(words) for new in [word, "x"][: 1 + (n % every == 0)]]
    assert covered(words, longer) > 0.8
    shorter = [word for n, word in enumerate(words) if n % (every + 1)]
    assert covered(words, shorter) > 0.8


def test_other_texts_and_short_borrowings_follow_nothing():
    mine = text_of(2)
    assert covered(text_of(1), mine) == 0
    assert covered(text_of(1), mine[:50] + text_of(1)[:6] + mine[50:]) == 0


def test_the_same_words_in_another_order_are_another_text():
    words = text_of(1)
    assert covered(words, words[::-1]) == 0


def test_what_everybody_writes_ties_nobody():
    slogan = text_of(3, words=20)
    texts = [text_of(100 + n, words=20) + slogan for n in range(1200)]
    assert len(near_passages(hashed(*texts))) == 0


@given(st.lists(st.lists(st.integers(0, 3), max_size=40), max_size=6))
def test_passages_lie_inside_their_posts_and_follow_earlier_ones(texts):
    found = near_passages([np.array(text, dtype=np.uint32) for text in texts])
    for post, first, begin, end, source in zip(
        found.posts, found.firsts, found.begins, found.ends, found.sources, strict=True
    ):
        assert 0 <= first < post < len(texts)
        assert 0 <= begin < end <= len(texts[post])
        assert 0 <= source < len(texts[first])


def framed(every, *, quoted=False):
    """Return a site where ``framer`` posts ``victim``'s texts with changed words."""
    mark = '"' if quoted else ""
    posts = []
    for n in range(6):
        text = text_of(10 + n)
        copy = f"{mark}{' '.join(changed(text, every))}{mark}"
        posts.append(Post(f"v{n}", "victim", n * 10.0, f"t{n}", "", " ".join(text)))
        posts.append(Post(f"f{n}", "framer", 900.0 + n, f"u{n}", "", copy))
    return make_site(posts)


@pytest.mark.parametrize("every", [3, 7])
def test_near_copies_are_no_style_of_the_framer_and_show_as_copies(every):
    site = framed(every)
    assert site.account_words["victim"] == 720
    assert site.account_words["framer"] < 72
    assert "framer" not in site.comparable
    copies = site.copies["framer", "victim"]
    assert len(copies) == 6
    assert all(copy.changed > 80 and copy.delay > 800 for copy in copies)


def test_copies_in_quotation_marks_are_nobodys_style_and_no_evidence():
    site = framed(7, quoted=True)
    assert site.account_words["framer"] < 72
    assert not site.copies


def test_a_passage_that_many_follow_is_common_property():
    first = text_of(1)
    posts = [Post("0", "first", 0.0, "t", "", " ".join(first))]
    posts += [
        Post(
            f"{n}",
            f"w{n}",
            n * 9.0,
            f"t{n}",
            "",
            " ".join(changed(first, 5, f"new{'abcdefgh'[n]}")),
        )
        for n in range(1, 8)
    ]
    site = make_site(posts)
    assert not [copy for found in site.copies.values() for copy in found if copy.changed]
    assert max(site.account_words[f"w{n}"] for n in range(1, 8)) < 24


def test_who_mostly_copies_is_not_compared_by_what_is_left():
    own = [f"own{n}{word}" for n in "abc" for word in text_of(30, words=100)]
    posts = [Post("v", "victim", 0.0, "t", "", " ".join(text_of(1, words=400)))]
    copied = " ".join(text_of(1, words=400) + own[:300])
    posts.append(Post("f", "framer", 9.0, "u", "", copied))
    site = make_site(posts)
    assert site.account_words["framer"] >= 290
    assert "framer" not in site.comparable
    note = gather(site, [("framer", "victim")], plan=Plan(("copies",)))
    assert "framer copied most of its 700 words" in next(iter(note)).notes[0]

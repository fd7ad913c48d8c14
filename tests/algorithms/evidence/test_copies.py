"""Copies: found, ascribed to who came first, not counted as style, and no frame-up."""

import numpy as np

from hustings.algorithms.evidence.copies import copies_between
from hustings.algorithms.evidence.copygroups import copy_groups
from hustings.algorithms.evidence.near import near_passages
from hustings.algorithms.evidence.shingles import (
    copied_words,
    find_shingles,
    shingle_hashes,
    without_words,
)
from hustings.algorithms.evidence.sides import count_words
from hustings.algorithms.evidence.site import Post, make_site
from hustings.algorithms.evidence.site_traces import site_copies, site_traces

SENTENCE = "the quarry committee never counts its own lanterns before the ferry leaves town"
OTHER = "a completely different remark about nothing much that nobody else has ever posted here"


def shingles(*texts, accounts=None, times=None):
    numbers = np.arange(len(texts)) if accounts is None else np.array(accounts)
    return find_shingles(texts, accounts=numbers, times=np.array(times or range(len(texts))) * 1.0)


def test_under_eight_words_there_is_no_shingle():
    assert len(shingle_hashes("one two three four five six seven")[0]) == 0
    assert len(shingle_hashes("one two three four five six seven eight")[0]) == 1


def test_punctuation_and_case_hide_no_copy():
    loud = SENTENCE.upper().replace(" ", ", ")
    assert (shingle_hashes(loud)[0] == shingle_hashes(SENTENCE)[0]).all()


def test_marked_quotations_are_never_copies():
    assert len(shingle_hashes(f'He said "{SENTENCE}" again')[0]) == 0


def test_the_earlier_writer_keeps_his_words():
    found = shingles(f"intro here {SENTENCE}", SENTENCE, times=[5, 9])
    assert list(copied_words(found)) == [1]
    assert list(copied_words(shingles(SENTENCE, SENTENCE, times=[9, 5]))) == [0]


def test_copied_words_are_cut_out_of_the_later_post():
    found = shingles(SENTENCE, f"Look: {SENTENCE}, as I say.")
    assert (
        without_words(f"Look: {SENTENCE}, as I say.", copied_words(found)[1]) == "Look: , as I say."
    )


def test_repeating_oneself_is_no_copy():
    assert not copied_words(shingles(SENTENCE, SENTENCE, accounts=[0, 0]))


def copies(*texts, times):
    none = near_passages([])
    owners = np.arange(len(texts))
    return copies_between(shingles(*texts), none, owners=owners, times=np.array(times))


def test_copies_tell_delay_and_number():
    (copy,) = copies(SENTENCE, OTHER, SENTENCE, times=[10.0, 20, 70])[0, 2]
    assert (copy.first_post, copy.later_post, copy.delay) == (0, 2, 60.0)
    assert copy.shingles == len(SENTENCE.split()) - 7


def test_what_many_post_is_common_property():
    assert not copies(*[SENTENCE] * 7, times=np.arange(7.0))


def groups(*texts, accounts=None, threads=None):
    apart = np.full(len(texts), -1) if threads is None else np.array(threads)
    words = np.array([count_words(text) for text in texts])
    return copy_groups(shingles(*texts, accounts=accounts), words=words, threads=apart)


def test_copy_groups_find_mass_postings_and_small_changes():
    changed = SENTENCE + " today"
    found = groups(*[SENTENCE] * 30, changed, OTHER, "short text")
    assert len(found) == 1
    assert found[0].accounts == tuple(range(31))


def test_every_variant_of_a_slogan_is_found_however_many_there_are():
    """More variants of one sentence than any sketch or bucket would keep apart."""
    variants = [f"tag{n} {SENTENCE} {OTHER} end{n}" for n in range(60)]
    (group,) = groups(*variants)
    assert len(group.accounts) == 60


def test_three_fifths_of_a_text_are_no_copy():
    words = [f"word{'abcdefghij'[n % 10]}{'xyzuv'[n // 10]}" for n in range(40)]
    half = " ".join([*words[:31], *(word[::-1] for word in words[31:])])
    assert groups(" ".join(words), half) == []


def test_one_accounts_repetitions_are_no_group():
    assert groups(SENTENCE, SENTENCE, accounts=[0, 0]) == []


def test_an_answer_around_anothers_text_is_a_quotation_without_marks():
    answer = f"{SENTENCE} I could not disagree more with this"
    assert groups(SENTENCE, answer, threads=[4, 4]) == []
    assert groups(answer, SENTENCE, threads=[4, 4]) == []
    assert len(groups(SENTENCE, answer, threads=[4, 5])) == 1
    assert len(groups(SENTENCE, SENTENCE, threads=[4, 4])) == 1
    assert groups(SENTENCE, f"{SENTENCE} {OTHER} {OTHER.replace(' ', 'x ')}") == []


def test_links_and_names_are_nobodys_words():
    strangers = [
        f"{word} said <USER> <USER> <USER> <USER> <USER> <URL> <URL> <URL> <URL> <URL>"
        for word in ("ann", "bob")
    ]
    assert groups(*strangers) == []


def test_a_quotation_across_lines_is_still_marked():
    first, second = SENTENCE[:40], SENTENCE[40:]
    assert groups(f'Well: "{first}\n{second}" no', f'Yes: "{first}\n{second}" indeed') == []


def test_short_quotation_marks_do_not_hide_what_stands_between_them():
    loud = f'The "big" one: {SENTENCE} said the "small" one'
    assert len(groups(loud, loud)) == 1


def test_pasting_anothers_texts_gives_the_framer_no_words():
    victim = [f"{SENTENCE} number {n} and then some {OTHER}" for n in range(12)]
    posts = [Post(f"v{n}", "victim", n * 10.0, f"t{n}", "", text) for n, text in enumerate(victim)]
    posts += [Post(f"f{n}", "framer", 500 + n, f"u{n}", "", text) for n, text in enumerate(victim)]
    site = make_site(posts)
    assert site.account_words["framer"] == 0
    assert "framer" not in site.comparable
    assert site.account_words["victim"] == site.unquoted_words[:12].sum()
    assert site.copies["framer", "victim"]


def test_a_post_that_an_account_repeats_whole_is_still_a_copy():
    posts = [
        Post(f"{who}{n}", who, n * 100.0, f"{who}{n}", "", SENTENCE)
        for who in ("ann", "bob")
        for n in range(4)
    ]
    (group,) = site_copies(make_site(posts))
    assert len(group.posts) == 8
    assert group.accounts == (0, 1)


def test_copies_without_thread_and_time_are_found_but_are_no_visits():
    posts = [Post(who, who, float("nan"), "", "", SENTENCE) for who in ("ann", "bob")]
    site = make_site(posts)
    copies = site_copies(site)
    assert len(copies) == 1
    assert site_traces(site, copies).shared().shape == (2, 1)

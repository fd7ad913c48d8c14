"""Threads, network and votes: only what chance does not explain, and bounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.evidence import network, votes
from hustings.algorithms.evidence.preserving import (
    LEAST,
    MOST,
    expected_together,
    log10_ratio,
    met,
)
from hustings.algorithms.evidence.site import Post, make_site
from hustings.algorithms.evidence.threads import ThreadCues


def test_expected_meetings_are_those_of_real_shuffles():
    random = np.random.default_rng(0)
    accounts, places = random.integers(0, 6, 200), random.integers(0, 30, 200)
    periods = places % 3
    one, two = np.triu_indices(6, k=1)
    shuffled = []
    for _ in range(300):
        dealt = places.copy()
        for period in range(3):
            here = periods == period
            dealt[here] = random.permutation(places[here])
        shuffled.append(met(accounts, dealt, one=one, two=two))
    expected = expected_together(accounts, places, periods, one=one, two=two)
    assert expected == pytest.approx(np.mean(shuffled, axis=0), rel=0.08)


@given(st.integers(0, 500), st.floats(0, 400))
def test_a_cue_is_bounded_and_silent_below_chance(observed, expected):
    ratio = float(log10_ratio(np.array([observed]), np.array([expected]))[0])
    assert LEAST <= ratio <= MOST
    if observed <= expected:
        assert ratio == 0


def talk(together_in, *, accounts=20, posts=12):
    random = np.random.default_rng(1)
    text = "some words about the harbour"
    rows = [
        Post(f"{a}-{n}", f"a{a:02}", n * 86400.0 + a, f"t{random.integers(0, 60)}", "", text)
        for a in range(accounts)
        for n in range(posts)
    ]
    for n in range(together_in):
        for who in ("x", "y"):
            rows.append(Post(f"{who}{n}", who, n * 86400.0 + 7, f"p{n}", "", text))
    return make_site(rows)


def test_two_who_are_always_in_the_same_threads_stand_out_and_others_do_not():
    cues = ThreadCues(talk(8))
    close, far = cues.log10_ratios([("x", "y"), ("a00", "a01")])
    assert close > 0.3
    assert abs(far) < 0.2


def test_answering_each_other_counts():
    site = talk(1)
    rows = [
        Post(f"r{n}", "a03" if n % 2 else "a04", n * 3600.0, f"r{n}", f"r{n - 1}", "yes")
        for n in range(30)
    ]
    cues = ThreadCues(make_site([*site.posts, *rows]))
    assert cues.log10_ratios([("a03", "a04")])[0] > 0.3


def test_long_posts_in_the_same_minute_count_against_one_person():
    rows = [
        Post(f"{who}{n}", who, n * 86400.0 + gap, f"{who}{n}", "", f"{who}{'abcdef'[n]} " * 80)
        for n in range(6)
        for who, gap in (("x", 0), ("y", 30))
    ]
    assert ThreadCues(make_site(rows)).log10_ratios([("x", "y")])[0] == pytest.approx(LEAST)


def test_a_value_many_share_says_less_and_one_kind_never_more_than_ten():
    members = {f"m{n}": frozenset({"host:carrier"}) for n in range(500)}
    members |= {name: frozenset({"host:home", "cookie:c"}) for name in ("x", "y")}
    members |= {"z": frozenset({"host:home"}), "lonely": frozenset()}
    carrier, home, both, none = network.log10_ratios(
        members, [("m1", "m2"), ("x", "z"), ("x", "y"), ("x", "lonely")]
    )
    assert carrier == pytest.approx(0, abs=0.01)
    assert carrier < home <= 1.0
    assert home < both <= 2.0
    assert none == 0


def test_rare_values_are_those_of_five_at_most():
    values = {f"m{n}": frozenset({"host:five" if n < 5 else "host:six"}) for n in range(11)}
    shared = network.sharing_rare_values(values, ["m10", "m0", "m9", "m4"])
    assert [tuple(pair) for pair in np.argwhere(shared)] == [(1, 3), (3, 1)]


def two_camps(voters=120, statements=60):
    random = np.random.default_rng(5)
    lean = np.where(np.arange(voters) < voters // 2, 0.9, 0.1)[:, None]
    cast = np.where(random.random((voters, statements)) < lean, 1.0, -1.0)
    return cast.astype(np.float32)


def test_members_of_one_camp_raise_no_pair_and_no_pair_passes_ten():
    matrix = two_camps()
    matrix[1] = matrix[0]
    ratios = votes.VoteCues(matrix).against(0)[1:60]
    assert ratios.max() <= votes.MOST
    assert ratios[0] == ratios.max() > 0.2
    assert np.mean(ratios[1:] > 0.2) < 0.05


def test_two_who_say_yes_to_everything_are_not_one_person():
    """Each voter's own mix of votes is expected of him."""
    matrix = two_camps()
    matrix[100], matrix[101] = 1.0, 1.0
    assert votes.VoteCues(matrix).against(100)[101] < 0.3


def test_few_common_votes_say_nothing():
    matrix = np.full((2, 30), np.nan, dtype=np.float32)
    matrix[:, :10] = 1
    assert (votes.VoteCues(matrix).against(0) == 0).all()


def test_a_voter_who_cast_nothing_breaks_nothing():
    matrix = two_camps()
    matrix[7] = np.nan
    assert (votes.VoteCues(matrix).against(7) == 0).all()


def test_the_last_vote_counts():
    matrix = votes.vote_matrix(np.array([0, 0]), np.array([3, 3]), np.array([1.0, -1.0]))
    assert matrix[0, 3] == -1


def test_kinds_that_go_together_are_one_piece_of_news():
    """Who shares a university's host shares its name too; that is not twice as much."""
    members = {f"m{n}": frozenset() for n in range(3000)}
    for n in range(60):
        members[f"m{n}"] = frozenset({f"host:h{n // 2}", f"org:o{n // 4}"})
    members["m90"] = members["m91"] = frozenset({"cookie:c", "host:home"})
    campus, household = network.log10_ratios(members, [("m0", "m1"), ("m90", "m91")])
    assert network.tied_kinds(members) == {frozenset({"host", "org"})}
    assert campus == network.MOST_OF_KIND
    assert household == network.MOST

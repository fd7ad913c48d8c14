"""Which pairs are said to stand out through topic words alone."""

import pytest

from hustings.algorithms.evidence.style import VIEWS
from hustings.algorithms.evidence.topic import TOPIC_FREE, topic_words_only


@pytest.mark.parametrize(
    ("views", "alone"),
    [
        ({"characters": 0.9, "form": 0.1, "marks": -0.2}, True),
        ({"characters": 0.9, "form": 0.1, "marks": -0.05}, False),
        ({"phrases": 0.4, "form": -0.1}, False),
        ({"words": 0.2, "offset": 0.2, "clock profile": 2.0}, False),
        ({"clock profile": 2.0}, False),
        ({}, False),
    ],
)
def test_a_pair_that_no_topic_free_view_supports_stands_out_by_topic_words(views, alone):
    assert topic_words_only(views) == alone


def test_the_topic_free_views_are_views_of_style():
    assert set(TOPIC_FREE) < set(VIEWS)

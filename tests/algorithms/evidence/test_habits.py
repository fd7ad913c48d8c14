"""Names of habits as they are printed."""

from hustings.algorithms.evidence.features import token_bucket
from hustings.algorithms.evidence.habits import bucket_names
from hustings.algorithms.evidence.marks import mark_tokens


def test_a_habit_of_length_one_is_named_in_the_singular():
    text = "I, too, am a cat."
    buckets = {token_bucket(token) for token in mark_tokens(text)}
    names = set(bucket_names("marks", buckets, [text]).values())
    assert {
        "word of 1 letter",
        "word of 2 letters",
        "1 word to ','",
        "post of 1 paragraph",
    } <= names

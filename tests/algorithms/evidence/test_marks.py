"""Named habits of form, each counted as often as it occurs."""

import re
from collections import Counter

from hustings.algorithms.evidence.features import grammar_with
from hustings.algorithms.evidence.marks import mark_tokens, pieces_of

TEXT = "Well, I think -- if anything -- it organises the colour (or not).\n\nBut no... e.g. a-b."


def test_words_beside_marks_and_the_stretches_between_them():
    found = Counter(mark_tokens(TEXT))
    assert found[", after well"] == found[", before i"] == 1
    assert found["-- before if"] == found["-- before it"] == found["( before or"] == 1
    assert found["2 words to '--'"] == 2
    assert found["marks in a row 'start , --'"] == 1
    assert found["sentence begun with But"] == 1


def test_small_forms_have_names():
    found = Counter(mark_tokens(TEXT))
    for name in ("spelling -our", "joined words", "shortened e.g.", "post of 2 paragraphs"):
        assert found[name] == 1, name


def test_a_text_without_words_has_no_clauses():
    assert [token for token in mark_tokens("") if "words to" in token] == []


def test_grammar_keeps_small_words_and_endings_of_long_ones():
    grammar = grammar_with(frozenset({"the", "dont"}))
    assert grammar(pieces_of("Don't feed THE dragons, 12 of them.\n")) == [
        *("don't", "*", "the", "*ns", ",", "0", "*", "*", "."),
        "\n",
    ]


def test_words_before_marks_read_backwards_are_those_read_forwards():
    text = "Don't, no: a_b, 'tis; x--y ---z, q , r\n, s’t; __, 5, (é) -- ü: rock'n'roll;"
    forwards = re.findall(r"([^\W\d_]+(?:['’][^\W\d_]+)*)\s?([,;:]|--+)", text)
    expected = Counter(f"{mark} after {word.lower()}" for word, mark in forwards)
    found = Counter(mark_tokens(text))
    assert {name: n for name, n in found.items() if " after " in name} == expected

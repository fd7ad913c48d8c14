"""Disguises: what they change of a text, and what they leave."""

from bench.disguises import SWAPS, respelt, without_form


def test_form_given_up_leaves_words_and_white_space():
    assert without_form("Well, I DON'T know --\nYou?") == "well i dont know \nyou"


def test_spelling_variants_are_swapped_either_way():
    assert respelt("grey theaters realise color") == "gray theaters realize colour"


def test_capitals_of_a_swapped_word_stay():
    assert respelt("Colour. GREY! E-mail") == "Color. GRAY! Email"


def test_words_within_words_stay():
    assert respelt("greyhound colouring night-time") == "greyhound colouring night-time"


def test_swapping_twice_gives_the_text_back():
    text = "The neighbour realised whilst travelling."
    assert respelt(respelt(text)) == text


def test_every_spelling_has_one_other():
    assert all(SWAPS[SWAPS[word]] == word for word in SWAPS)

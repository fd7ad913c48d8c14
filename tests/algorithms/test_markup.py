from hypothesis import given
from hypothesis import strategies as st

from hustings.algorithms.markup import Markup, escape, join, tag


def test_text_and_attributes_are_escaped_and_markup_is_not() -> None:
    inner = tag("b", "<Bob>")
    assert tag("p", "Ann & ", inner, class_="a\"b'") == (
        '<p class="a&quot;b&#x27;">Ann &amp; <b>&lt;Bob&gt;</b></p>'
    )


def test_an_attribute_may_be_called_name_and_none_is_left_out() -> None:
    assert tag("meta", name="viewport", content=None) == '<meta name="viewport">'


def test_controls_and_half_surrogates_become_replacement_characters() -> None:
    assert escape("a\x00b\x1b\ud800") == "a\ufffdb\ufffd\ufffd"


@given(st.text())
def test_no_text_can_open_an_element_or_leave_an_attribute(text: str) -> None:
    element = tag("p", text, title=text)
    assert element.count("<") == 2
    assert element.count('"') == 2
    element.encode("utf-8")


@given(st.lists(st.text()))
def test_joining_escapes_each_part_once(parts: list[str]) -> None:
    once = join(*parts)
    assert isinstance(once, Markup)
    assert join(once) == once

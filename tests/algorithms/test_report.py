"""The report page: complete, closed to the outside, and nothing in it but what it was given."""

from html.parser import HTMLParser

from hustings.algorithms.drawing import Bar, bars
from hustings.algorithms.report import Method, figure, page, paragraph, section, table

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Elements(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def names(self) -> set[str]:
        return {name for name, _ in self.seen}


def hostile_page() -> str:
    picture = bars([Bar(HOSTILE, 1.0, note=HOSTILE)], title=HOSTILE, unit=HOSTILE)
    return page(
        HOSTILE,
        kicker=HOSTILE,
        lead=HOSTILE,
        sections=[
            section(
                HOSTILE,
                HOSTILE,
                paragraph(HOSTILE, note=True),
                table([HOSTILE, "n"], [[HOSTILE, 1]], caption=HOSTILE),
                figure(picture, title=HOSTILE, note=HOSTILE, wide=True),
            )
        ],
        method=Method(HOSTILE, HOSTILE, [(HOSTILE, HOSTILE)]),
        language='en"><script>',
    )


def test_hostile_text_stays_text_everywhere() -> None:
    elements = Elements(hostile_page())
    assert not elements.names() & {"script", "img", "iframe", "link", "a", "object"}
    assert not any(name.startswith("on") for _, attrs in elements.seen for name in attrs)
    assert elements.words.count("alert(1)") >= 10


def test_the_page_asks_nobody_for_anything() -> None:
    source = hostile_page()
    elements = Elements(source)
    policy = next(a for name, a in elements.seen if "http-equiv" in a)
    assert str(policy["content"]).startswith("default-src 'none'")
    assert "url(" not in source
    assert "@import" not in source
    assert not any({"src", "href"} & set(attrs) for _, attrs in elements.seen)


def test_the_page_declares_language_charset_and_viewport_and_names_its_method() -> None:
    source = page("Result", sections=[], method=Method("Approval", "1"), language="gd")
    elements = Elements(source)
    assert ("html", {"lang": "gd"}) in elements.seen
    assert ("meta", {"charset": "utf-8"}) in elements.seen
    assert any(attrs.get("name") == "viewport" for _, attrs in elements.seen)
    assert "Approval" in elements.words
    assert source.startswith("<!doctype html>")


def test_a_table_marks_its_row_names_and_its_numbers() -> None:
    elements = Elements(table(["who", "votes"], [["Ann", 3]], caption="Votes"))
    assert ("th", {"scope": "row"}) in elements.seen
    assert ("td", {"class": "number"}) in elements.seen

import gzip

import pytest
from django.http import HttpResponse

from hustings.web.freshness import Part, PartsResponse, depends_on
from hustings.web.freshness.parts import dependencies


def test_parts_are_one_page_for_readers_of_content():
    response = PartsResponse([Part.of(b"<p>one</p>"), Part.of("<p>zwölf</p>".encode())])
    assert response.content == "<p>one</p><p>zwölf</p>".encode()
    assert response["Content-Length"] == str(len(response.content))
    assert b"".join(response) == response.content


def test_spliced_page_unpacks_to_content():
    response = PartsResponse([Part.of(b"a" * 1000), Part.of(b""), Part.of(b"b")])
    assert gzip.decompress(response.spliced()) == response.content


def test_furniture_and_names_are_added_by_themselves():
    response = depends_on(HttpResponse(), "story:5")
    assert dependencies(response) == ("furniture", "names", "story:5")


def test_dependencies_add_up():
    response = depends_on(depends_on(HttpResponse(), "story:5"), "list")
    assert dependencies(response) == ("furniture", "list", "names", "story:5")


def test_silent_response_depends_on_nothing_and_is_never_kept():
    assert dependencies(HttpResponse()) == ()


@pytest.mark.parametrize("key", ["discussion:None", "story:", "story:1 ", "lists", "discussion:1x"])
def test_key_that_nothing_raises_is_refused(key):
    with pytest.raises(ValueError, match="depend on"):
        depends_on(HttpResponse(), key)

"""Structured data, feeds and the sitemap: true, complete, and safe against hostile text."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from hustings.discussions import actions

pytestmark = pytest.mark.django_db
HOSTILE = '</script><script>alert(1)</script> ]]> & "\u2028'
ATOM = "{http://www.w3.org/2005/Atom}"


def block(response) -> dict:
    page = BeautifulSoup(response.content, "html.parser")
    (found,) = page.find_all("script", type="application/ld+json")
    return json.loads(found.string)


def test_story_is_a_news_article_with_its_discussion(client, story, post, moderator, now):
    pinned = post("The figures are in the annex.")
    actions.pin_comment(actor=moderator, comment=pinned.pk, pinned=True, now=now)
    facts = block(client.get(story.get_url()))
    assert facts["@type"] == "NewsArticle"
    assert facts["headline"] == "Ferry fares to double"
    assert facts["commentCount"] == 1
    assert facts["comment"][0]["text"] == "The figures are in the annex."


def test_story_names_each_writer_its_picture_and_when_it_changed(client, story, picture):
    story.byline, story.picture = "Agnes Thorn and Olaf Reed", picture
    story.save_revision().publish()
    page = BeautifulSoup(client.get(story.get_url()).content, "html.parser")
    facts = json.loads(page.find("script", type="application/ld+json").string)
    assert [one["name"] for one in facts["author"]] == ["Agnes Thorn", "Olaf Reed"]
    assert facts["dateModified"] >= facts["datePublished"]
    assert facts["image"].startswith("http")
    assert page.find("meta", property="og:image")["content"] == facts["image"]


def test_branch_is_a_posting(client, story, post, reader):
    head = post("The question.")
    post("An answer.", under=head)
    facts = block(client.get(f"{story.get_url()}?branch={head.pk}"))
    assert facts["@type"] == "DiscussionForumPosting"
    assert facts["author"]["name"] == reader.name
    assert facts["commentCount"] == 1


def test_hostile_headline_name_and_text_stay_inside_the_block(client, story, post, reader):
    story.title, reader.name = HOSTILE, HOSTILE
    story.save()
    reader.save()
    head = post(HOSTILE)
    for address in (story.get_url(), f"{story.get_url()}?branch={head.pk}"):
        response = client.get(address)
        assert "<script>alert" not in response.content.decode()
        block(response)


def test_removed_comment_gives_nothing_to_search_engines(client, story, post, moderator, now):
    head = post("Gone.")
    actions.hide_comment(comment=head.pk, actor=moderator.pk, now=now)
    facts = block(client.get(f"{story.get_url()}?branch={head.pk}"))
    assert "text" not in facts
    assert "author" not in facts
    assert facts["creativeWorkStatus"] == "Deleted"


def test_posting_has_an_author_though_nobody_knows_the_name(client, story, post, reader, now):
    head = post("Whoever wrote this has left.")
    reader.name = ""
    reader.save()
    facts = block(client.get(f"{story.get_url()}?branch={head.pk}"))
    assert facts["author"]["name"] == "a reader who left"


def feed(client, address, status=200, **headers):
    response = client.get(address, **headers)
    assert response.status_code == status
    return ElementTree.fromstring(response.content) if status == 200 else None


def test_feeds_of_site_section_and_tag(client, story):
    story.tags.add("ferry")
    story.save()
    for address in ("/feed/", "/town-hall/feed/", "/tag/ferry/feed/"):
        entries = feed(client, address).findall(f"{ATOM}entry")
        assert [one.find(f"{ATOM}title").text for one in entries] == ["Ferry fares to double"]


@pytest.mark.parametrize("address", ["/nowhere/feed/", "/tag/nowhere/feed/", "/discussion/1/feed/"])
def test_feeds_of_nothing_are_not_there(client, site, address):
    feed(client, address, status=404)


def test_discussion_feed_holds_what_is_published(client, discussion, post, reader, moderator, now):
    reader.name = HOSTILE
    reader.save()
    shown = post(f"Shown. {HOSTILE}")
    hidden = post("Hidden.")
    post("Waiting.", guest="Somebody")
    actions.hide_comment(comment=hidden.pk, actor=moderator.pk, now=now)
    (entry,) = feed(client, f"/discussion/{discussion}/feed/").findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/c/{shown.pk}/thread")
    body = BeautifulSoup(entry.find(f"{ATOM}summary").text, "html.parser")
    assert body.find("script") is None


def test_unpublished_stories_are_in_no_list(client, story):
    story.unpublish()
    assert not feed(client, "/feed/").findall(f"{ATOM}entry")
    assert "ferry-fares" not in client.get("/sitemap.xml").content.decode()
    assert "Ferry" not in client.get("/").content.decode()


def test_sitemap_and_robots(client, story):
    addresses = client.get("/sitemap.xml").content.decode()
    ElementTree.fromstring(addresses)
    assert story.get_url() in addresses
    assert "Disallow: /c/" in client.get("/robots.txt").content.decode()


def test_feeds_hold_what_atom_requires(client, story, discussion, post):
    """RFC 4287: 4.1.1 and 4.1.2, what a feed and an entry must contain; 3.3, dates."""
    story.standfirst, story.byline = "Fares < 3 & rising \ufffe\x00", ""
    story.save()
    post()
    for address in ("/feed/", f"/discussion/{discussion}/feed/"):
        whole = feed(client, address)
        (entry,) = whole.findall(f"{ATOM}entry")
        assert whole.find(f"{ATOM}author/{ATOM}name").text
        relations = {one.get("rel"): one.get("href") for one in whole.findall(f"{ATOM}link")}
        assert relations["self"] == f"http://testserver{address}"
        for one in (whole, entry):
            assert one.find(f"{ATOM}title").text
            assert urlsplit(one.find(f"{ATOM}id").text).scheme in {"http", "tag"}
            assert datetime.fromisoformat(one.find(f"{ATOM}updated").text).tzinfo
        assert urlsplit(entry.find(f"{ATOM}link").get("href")).netloc == "testserver"
    summary = feed(client, "/feed/").find(f"{ATOM}entry/{ATOM}summary")
    assert summary.get("type") == "html"
    assert BeautifulSoup(summary.text, "html.parser").text == "Fares < 3 & rising "


def test_entry_keeps_its_identity_behind_another_port(client, story, settings):
    settings.ALLOWED_HOSTS = ["paper.example"]
    whole = feed(client, "/feed/", HTTP_HOST="paper.example:8443")
    assert whole.find(f"{ATOM}entry/{ATOM}id").text == f"tag:paper.example,2026:story:{story.pk}"


def test_sitemap_holds_absolute_addresses_and_dates(client, story):
    """sitemaps.org: loc begins with the protocol, lastmod is a W3C date."""
    story.save_revision().publish()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = ElementTree.fromstring(client.get("/sitemap.xml").content).findall(f"{space}url")
    assert found
    for one in found:
        assert urlsplit(one.find(f"{space}loc").text).scheme == "http"
    changed = found[-1].find(f"{space}lastmod").text
    assert datetime.fromisoformat(changed).tzinfo

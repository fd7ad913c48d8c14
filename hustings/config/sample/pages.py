"""Put the sample's sections, pictures, film and stories on a site."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.models import Page, Site

from hustings.accounts.models import Account
from hustings.config.sample.texts import HERE, MEDIA, Story, offset
from hustings.stories.importing import ImportedStory, import_story
from hustings.stories.models import (
    Correction,
    FrontPage,
    PlainPage,
    RelatedLink,
    SectionPage,
    StoryPage,
    Video,
)

NAME = "The Lunnhaven Lookout"
TAGLINE = "From the harbour wall since 1868. An invented paper in an invented town."
SOURCE = "sample"
SECTIONS = {
    "Town": "Streets, water, schools and what the assembly does about them.",
    "Money": "Work, rent, prices and who owns the quay.",
    "Culture": "What is sung, shown, carried through the streets and eaten.",
    "Sport": "The Gannets, and those who watch them.",
    "Opinion": "Columns. Their writers speak for themselves.",
}
PICTURE = re.compile(
    r'^!\[(?P<alt>[^\]]*)\]\((?P<file>\S+) "(?P<caption>[^|"]*)\|(?P<credit>[^"]*)"\)$'
)


def dress(site: Site) -> dict[str, SectionPage]:
    """Name the site, give it its sections and plain pages, and return the sections by name."""
    front = FrontPage.objects.get(pk=site.root_page_id)
    if front.tagline != TAGLINE:
        front.title, front.tagline, site.site_name = NAME, TAGLINE, NAME
        front.save_revision().publish()
        site.save()
    for file in sorted((HERE / "plain").glob("*.md")):
        _plain_page(front, file.stem, file.read_text("utf-8"))
    return {name: _section(front, name, says) for name, says in SECTIONS.items()}


def _section(front: FrontPage, name: str, introduction: str) -> SectionPage:
    found = SectionPage.objects.child_of(front).filter(slug=name.lower()).first()
    if found is not None:
        return found
    page = SectionPage(title=name, slug=name.lower(), introduction=introduction, show_in_menus=True)
    return front.add_child(instance=page)


def _plain_page(front: FrontPage, slug: str, text: str) -> None:
    if PlainPage.objects.child_of(front).filter(slug=slug).exists():
        return
    title, _, body = text.partition("\n\n")
    page = PlainPage(title=title.removeprefix("# "), slug=slug, body=rich(body.split("\n\n")))
    front.add_child(instance=page)


def place_story(story: Story, *, parent: Page, site: int, midnight: datetime) -> bool:
    """Put the words of one story on the site; False if it is there."""
    published = midnight + story.published
    draft = ImportedStory(
        source=SOURCE,
        foreign_id=story.slug,
        headline=story.facts["headline"],
        body=body_blocks(story),
        digest=digest(story),
        kicker=story.facts["kicker"],
        standfirst=story.facts["standfirst"],
        byline=" and ".join(story.listed("byline")),
        slug=story.slug,
        published=published,
    )
    placed = import_story(draft, parent=parent, site=site, now=published)
    return placed.outcome != "unchanged"


def complete(
    pages: dict[str, StoryPage],
    chosen: list[Story],
    *,
    staff: dict[str, Account],
    midnight: datetime,
) -> None:
    """Give the stories, all of them there, what an import does not bring.

    The first of the byline owns the page: what he says in the discussion is marked as the
    author's. Each story is published once here, for publishing is most of what filling costs.
    """
    for story in chosen:
        page = pages[story.slug]
        _add_media(page, story)
        _add_correction(page, story, midnight=midnight)
        page.owner = staff[story.listed("byline")[0]]
        page.tags.add(*story.listed("tags"))
        others = [pages[slug] for slug in story.listed("related") if slug in pages]
        page.related_links = [RelatedLink(page=other) for other in others]
        page.save_revision().publish()


def digest(story: Story) -> bytes:
    """Return 16 bytes that change when the story does."""
    words = "\0".join([*story.facts.values(), *story.body])
    return hashlib.blake2b(words.encode(), digest_size=16).digest()


def _add_media(page: StoryPage, story: Story) -> None:
    facts = story.facts
    page.picture_caption = f"{facts['caption']} {facts['credit']}."[:300]
    if "video" in facts:
        page.video = film(facts)
    elif "picture" in facts:
        page.picture = picture(facts["picture"], alternative=facts["alt"])
    else:
        page.picture = None


def _add_correction(page: StoryPage, story: Story, *, midnight: datetime) -> None:
    if "correction" not in story.facts:
        return
    when, _, text = story.facts["correction"].partition(" | ")
    page.corrections = [Correction(made=midnight + offset(when), text=rich([text]))]


def picture(file: str, *, alternative: str) -> Image:
    """Return a picture of the sample, added to the library once."""
    title = file.removesuffix(".webp").replace("-", " ").capitalize()
    found = Image.objects.filter(title=title).first()
    if found is not None:
        return found
    with open(MEDIA / file, "rb") as handle:
        return Image.objects.create(
            title=title, description=alternative[:255], file=ImageFile(handle, name=file)
        )


def film(facts: dict[str, str]) -> Video:
    """Return the sample's film with its still picture and captions, added once."""
    found = Video.objects.filter(title=facts["headline"][:200]).first()
    if found is not None:
        return found
    poster = picture(facts["poster"], alternative=facts["alt"])
    with open(MEDIA / facts["video"], "rb") as film, open(MEDIA / facts["captions"], "rb") as words:
        return Video.objects.create(
            title=facts["headline"][:200],
            file=File(film, name=facts["video"]),
            poster=poster,
            captions=File(words, name=facts["captions"]),
            transcript=facts["caption"],
        )


def body_blocks(story: Story) -> list[tuple[str, Any]]:
    """Return the story's text as the blocks that editors would have used."""
    blocks: list[tuple[str, Any]] = []
    if "outside_video" in story.facts:
        blocks.append(("outside_video", _outside_video(story)))
    running: list[str] = []

    def close() -> None:
        if running:
            blocks.append(("paragraph", rich(running)))
            running.clear()

    for part in story.body:
        apart = _block_apart(part)
        if apart is None:
            running.append(part)
        else:
            close()
            blocks.append(apart)
    close()
    return blocks


def _block_apart(part: str) -> tuple[str, dict[str, Any]] | None:
    """Return a quote or a picture as its block; None for running text."""
    if part.startswith("> "):
        said, _, who = part.replace("\n> ", "\n").removeprefix("> ").partition("\n— ")
        return "quote", {"text": said, "who": who}
    if found := PICTURE.match(part):
        shown = picture(found["file"], alternative=found["alt"])
        words = {"caption": found["caption"].strip(), "credit": found["credit"].strip()}
        return "picture", {"picture": shown, "alternative": found["alt"], **words}
    return None


def _outside_video(story: Story) -> dict[str, Any]:
    facts = story.facts
    return {
        "title": facts["headline"],
        "address": facts["outside_video"],
        "poster": picture(facts["poster"], alternative=facts["alt"]),
    }


def rich(parts: Iterable[str]) -> str:
    """Return paragraphs, ``## `` headings and ``- `` lists as Wagtail's rich text."""
    return "".join(map(_rich_part, parts))


def _rich_part(part: str) -> str:
    if part.startswith("## "):
        return f"<h2>{_inline(part[3:])}</h2>"
    if part.startswith("- "):
        items = part.removeprefix("- ").split("\n- ")
        return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
    return f"<p>{_inline(part)}</p>"


def _inline(text: str) -> str:
    escaped = partial(html.escape, quote=False)
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped(text))
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", bold)

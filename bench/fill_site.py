"""Fill a data directory with stories of so many comments; print what a load client must know.

    HUSTINGS_DATA=DIR python bench/fill_site.py 10 100 1000

Comments come from the shared corpus where it is there ($HB_HOME), else from words of our own.
Prints JSON: {"stories": {"10": {"path": "/n10/", "discussion": "…"}, …}, "token": "…"}.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

WORDS = ("boat", "fare", "tide", "council", "vote", "harbour", "ticket", "winter", "island")
EPOCH = 1_760_000_000
BATCH = 500

Row = tuple[int, int | None, str, str, int]
"""Number, the number of the comment answered, author, text, time in seconds."""


def corpus(count: int) -> Iterator[Row]:
    """Yield comments as all peers get them, or like them."""
    sys.path.insert(0, os.environ.get("HB_HOME", ""))
    try:
        import corpus as shared
    except ImportError:
        yield from invented(count)
        return
    for number, parent, _depth, _root, author, text, at in shared.comments(count):
        yield number, parent, author, text, at


def invented(count: int) -> Iterator[Row]:
    """Yield comments of about 300 characters, three in five of them replies."""
    chance = random.Random(count)
    for number in range(1, count + 1):
        replies = number > 1 and chance.random() < 0.6
        parent = chance.randint(max(1, number - 60), number - 1) if replies else None
        text = "\n\n".join(" ".join(chance.choices(WORDS, k=24)).capitalize() + "." for _ in "ab")
        yield number, parent, f"Reader {chance.randint(1, 168)}", text, EPOCH + number * 37


def fill(sizes: list[int]) -> dict[str, Any]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.config.settings")
    django.setup()
    from hustings.accounts.actions import create_account, issue_token
    from hustings.config.bootstrap import prepare_database

    prepare_database()
    stories = {str(size): fill_story(size) for size in sizes}
    account = create_account("Load client", email="load@readers.invalid")
    return {"stories": stories, "token": issue_token(account, unlimited=True)}


def fill_story(size: int) -> dict[str, str]:
    from hustings.discussions.importing import import_comments
    from hustings.stories.importing import ImportedStory, import_story
    from hustings.stories.models import StoryPage
    from hustings.stories.reads import default_site

    site, now = default_site(), datetime.now(UTC)
    draft = ImportedStory(
        source="bench",
        foreign_id=str(size),
        headline=f"A story with {size} comments",
        slug=f"n{size}",
        body=[("paragraph", f"<p>{' '.join(WORDS)}.</p>" * 10)],
        digest=bytes(16),
        published=now,
    )
    placed = import_story(draft, parent=site.root_page, site=site.pk, now=now)
    batch: list[Any] = []
    for row in corpus(size):
        batch.append(imported(row, site=site.pk))
        if len(batch) == BATCH:
            import_comments(discussion=placed.discussion, source=f"n{size}", batch=batch, now=now)
            batch = []
    if batch:
        import_comments(discussion=placed.discussion, source=f"n{size}", batch=batch, now=now)
    return {
        "path": StoryPage.objects.get(pk=placed.story).get_url(),
        "discussion": str(placed.discussion),
    }


def imported(row: Row, *, site: int) -> Any:
    from hustings.algorithms.comment_markup import render_markdown
    from hustings.discussions.importing import ImportedComment
    from hustings.discussions.models import State

    number, parent, author, text, at = row
    return ImportedComment(
        foreign_id=str(number),
        parent=None if parent is None else str(parent),
        identity=identity_of(author, site=site),
        text=text,
        html=render_markdown(text),
        state=State.PUBLISHED,
        created=datetime.fromtimestamp(at, UTC),
        digest=blake2b(text.encode(), digest_size=16).digest(),
    )


KNOWN: dict[str, int] = {}


def identity_of(author: str, *, site: int) -> int:
    from hustings.accounts.models import Identity

    if author not in KNOWN:
        made, _ = Identity.objects.get_or_create(
            site=site, source="bench", foreign_id=author, defaults={"name": author}
        )
        KNOWN[author] = made.pk
    return KNOWN[author]


if __name__ == "__main__":
    print(json.dumps(fill([int(size) for size in sys.argv[1:]])))

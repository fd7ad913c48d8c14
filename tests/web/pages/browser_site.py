"""Fill the site that the browser tests visit, and print what they need to know as JSON.

Run in a process of its own, before the server starts: ``python browser_site.py`` with
``HUSTINGS_DATA`` set. Invented people, each test its own story.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta

HOSTILE = "W" * 900 + " " + "\u0645" * 300 + " https://example.org/" + "a" * 500


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hustings.config.settings"
    import django

    django.setup()
    from hustings.accounts.models import Account
    from hustings.config.bootstrap import prepare_database

    prepare_database()
    for name in ("Ines Marlow", "Tobias Renn", "Oda Feldhaus"):
        address = f"{name.split()[0].lower()}@readers.example"
        Account.objects.create_user(address, name=name)
    from hustings.stories.reads import default_site
    from hustings.web.admin.setup import setup_link

    told = {
        "stories": {name: filled(name, texts) for name, texts in STORIES.items()},
        "front": default_site().root_page_id,
        "setup": setup_link(),
    }
    json.dump(told, sys.stdout)


STORIES: dict[str, list[tuple[str, int | None]]] = {
    "unscripted": [("Who rides at seven?", None)],
    "scripted": [("Who rides at seven?", None)],
    "drafts": [],
    "long": [(f"thought {number}", None) for number in range(250)],
    "folding": [("The question.", None), ("One answer.", 0), ("Below it.", 1)],
    "visits": [("Old.", None)],
    "keyboard": [("First.", None)],
    "moderated": [("Are you all asleep?", None)],
    "queue": [("First on the desk.", None), ("Second.", None), ("Third.", None)],
    "in-place": [
        ("In all its forms.\n\n> One.\n\n- Two.", None),
        ("Not for long.", None),
        ("?", None),
    ],
    "guests": [],
    "silent": [],
    "hostile": [(HOSTILE, None), *((f"{n} {HOSTILE[:200]}", n - 1) for n in range(1, 70))],
}
"""The comments of each story: a text, and the number of the one it answers."""


def filled(name: str, texts: list[tuple[str, int | None]]) -> dict[str, object]:
    """Create a story with these comments by the second reader; return its address and ids."""
    from hustings.accounts.access import Author
    from hustings.accounts.models import Account
    from hustings.discussions.actions import post_comment
    from hustings.discussions.rules import CommentDraft
    from hustings.stories.actions import ensure_discussion
    from hustings.stories.models import StoryPage
    from hustings.stories.reads import default_site

    site, now = default_site(), datetime.now(UTC) - timedelta(days=1)
    story = StoryPage(title=f"The {name} story", slug=name, first_published_at=now)
    site.root_page.add_child(instance=story)
    discussion = ensure_discussion(story, site=site.pk, now=now)
    author = Author(Account.objects.get(name="Tobias Renn"), unlimited=True)
    posted: list[int] = []
    for text, above in texts:
        draft = CommentDraft(text=text, parent=None if above is None else posted[above])
        comment = post_comment(author=author, discussion=discussion, draft=draft, now=now)
        posted.append(comment.pk)
    return {
        "address": f"/{name}/",
        "discussion": str(discussion),
        "comments": list(map(str, posted)),
    }


if __name__ == "__main__":
    main()

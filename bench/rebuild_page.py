"""How long a page of 10,000 comments takes to rebuild after one new comment.

    python bench/rebuild_page.py [--comments 10000] [--rounds 20]

Builds a site of its own in a temporary directory (SQLite), fills one thread (60 % replies, bodies
of about 300 characters), and times the view of ``?view=all``: the first time, when nothing is
kept, and after each further comment. What is timed is everything but the network and the page
cache: queries, rendering, compression, splicing.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

SENTENCE = "The council wants the fare before it wants the boat, and nobody asked who rides it. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        os.environ["HUSTINGS_DATA"] = directory
        os.environ["DJANGO_SETTINGS_MODULE"] = "hustings.config.settings"
        import django

        django.setup()
        measure(comments=arguments.comments, rounds=arguments.rounds)


def measure(*, comments: int, rounds: int) -> None:
    from django.test import Client

    from hustings.config.bootstrap import prepare_database

    prepare_database()
    address, discussion, account = prepared_story()
    fill(discussion, account, comments=comments)
    client = Client(HTTP_HOST="localhost:8000")

    def page() -> tuple[float, float, int, int]:
        before, used = time.perf_counter(), time.process_time()
        response = client.get(f"{address}?view=all", headers={"accept-encoding": "gzip"})
        compressed = len(response.spliced())
        taken = (time.perf_counter() - before) * 1000
        used = (time.process_time() - used) * 1000
        assert response.status_code == 200, response.status_code
        return taken, used, len(response.content), compressed

    cold, cold_used, size, compressed = page()
    print(f"{comments} comments: {size / 1e6:.2f} MB, {compressed / 1e6:.2f} MB compressed")
    print(f"nothing kept: {cold:.0f} ms ({cold_used:.0f} ms of processor time)")
    gc.collect()
    gc.freeze()  # as every worker does
    times, uses = [], []
    for number in range(rounds):
        fill(discussion, account, comments=1, seed=number)
        taken, used, *_sizes = page()
        times.append(taken)
        uses.append(used)
    print(
        f"after one new comment: median {statistics.median(times):.0f} ms, worst of {rounds}"
        f" {max(times):.0f} ms; of processor time {statistics.median(uses):.0f} and"
        f" {max(uses):.0f} ms"
    )


def prepared_story() -> tuple[str, int, object]:
    from hustings.accounts.models import Account
    from hustings.stories.actions import ensure_discussion
    from hustings.stories.models import StoryPage
    from hustings.stories.reads import default_site

    site, now = default_site(), datetime.now(UTC)
    story = StoryPage(title="A long thread", slug="long", first_published_at=now)
    site.root_page.add_child(instance=story)
    discussion = ensure_discussion(story, site=site.pk, now=now)
    return story.get_url(), discussion, Account.objects.create_user("a@b.example", name="Ada Brook")


def fill(discussion: int, account: object, *, comments: int, seed: int = 0) -> None:
    """Post comments, three in five as replies to one of the newest hundred."""
    from django.db import transaction

    from hustings.accounts.access import Author
    from hustings.discussions.actions import post_comment
    from hustings.discussions.models import Comment
    from hustings.discussions.rules import CommentDraft

    chance = random.Random(seed)
    newest = Comment.objects.filter(discussion=discussion, depth__lt=5).order_by("-id")
    ids = list(newest.values_list("pk", flat=True)[:100])[::-1]
    now = datetime.now(UTC) - timedelta(days=1)
    with transaction.atomic():
        for number in range(comments):
            parent = chance.choice(ids[-100:]) if ids and chance.random() < 0.6 else None
            draft = CommentDraft(text=f"{seed} {number} {SENTENCE * 3}", parent=parent)
            comment = post_comment(
                author=Author(account, unlimited=True), discussion=discussion, draft=draft, now=now
            )
            if comment.depth < 5:
                ids.append(comment.pk)


if __name__ == "__main__":
    main()

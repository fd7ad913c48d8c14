"""An import killed in the middle of a transaction, with kill -9, and run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.databases import sqlite_template

KILLED = """
import os, signal, sys
from hustings.config import bootstrap, cli

prepare, calls = bootstrap.prepare_database, 0

def prepare_and_set_the_trap():
    prepare()
    from hustings.discussions import importing
    finish = importing._finish

    def finish_and_die(*arguments):
        global calls
        finish(*arguments)  # rows and event are written; nothing is committed
        calls += 1
        if calls == int(os.environ["FATAL"]):
            os.kill(os.getpid(), signal.SIGKILL)

    importing._finish = finish_and_die

bootstrap.prepare_database = prepare_and_set_the_trap
cli.main()
"""
CONTENT = """
SELECT page.slug, page.path, story.body IS NOT NULL, place.discussion_id IS NOT NULL,
    talk.comments, talk.roots_made, talk.closed IS NOT NULL, talk.last_comment, c.id, c.number,
    c.parent_id, c.root, hex(c.path), c.text, c.state, c.created, c.replies_made, c.branch,
    who.source, who.foreign_id, who.name, hex(o.digest)
FROM stories_storyorigin origin
JOIN wagtailcore_page page ON page.id = origin.story_id
LEFT JOIN stories_storypage story ON story.page_ptr_id = page.id
LEFT JOIN stories_storydiscussion place ON place.story_id = page.id
LEFT JOIN discussions_discussion talk ON talk.id = place.discussion_id
LEFT JOIN discussions_comment c ON c.discussion_id = talk.id
LEFT JOIN discussions_commentorigin o ON o.comment_id = c.id
LEFT JOIN accounts_identity who ON who.id = c.identity_id
ORDER BY page.path, c.id
"""
LOOSE = {
    "pages without a story": "SELECT count(*) FROM wagtailcore_page WHERE depth = 3 AND id NOT IN"
    " (SELECT story_id FROM stories_storyorigin)",
    "discussions without a story": "SELECT count(*) FROM discussions_discussion WHERE id NOT IN"
    " (SELECT discussion_id FROM stories_storydiscussion)",
    "comments without an origin": "SELECT count(*) FROM discussions_comment WHERE id NOT IN"
    " (SELECT comment_id FROM discussions_commentorigin)",
}


def run(*command: str, file: Path, site: Path, **environment: str) -> subprocess.CompletedProcess:
    secret = {"HUSTINGS_DATA": str(site), "HUSTINGS_SECRET_KEY": "k" * 60}
    kept = {name: value for name, value in os.environ.items() if name != "HUSTINGS_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, *command, "import", "wordpress", str(file), "--json"],
        env={**kept, **secret, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def imported(file: Path, site: Path) -> dict:
    done = run("-m", "hustings.config.cli", file=file, site=site)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows(site: Path, query: str) -> list[tuple]:
    with sqlite3.connect(site / "hustings.sqlite3") as database:
        return database.execute(query).fetchall()


def fresh_site(where: Path) -> Path:
    """A migrated site; migrating it here would take most of the time."""
    where.mkdir()
    shutil.copy(sqlite_template(), where / "hustings.sqlite3")
    return where


def test_a_killed_import_is_completed_by_the_next(tmp_path, wxr, item, comment):
    """A large thread in two parts, the second in one transaction with ten small threads."""
    long = [comment(n, f"Words {n}", parent=n // 3 if n % 2 else 0) for n in range(1, 702)]
    small = [
        item(comment(1000 + n), comment(2000 + n, parent=1000 + n), post_id=n, title=f"Lamp {n}",
             post_name="lamp", post_date_gmt=f"2020-06-{n:02} 00:00:00",
             comment_status="closed" if n % 2 else "open")
        for n in range(10, 20)
    ]  # fmt: skip
    file, site, other = tmp_path / "x.xml", fresh_site(tmp_path / "a"), fresh_site(tmp_path / "b")
    file.write_bytes(wxr(item(*long, post_id=1), *small))

    for fatal, kept in (("1", 0), ("4", 500)):
        killed = run("-c", KILLED, file=file, site=site, FATAL=fatal)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert len(rows(site, "SELECT 1 FROM discussions_comment")) == kept
        for what, query in LOOSE.items():
            assert rows(site, query) == [(0,)], what

    assert imported(file, site)["comments"]["imported"] == 221
    assert imported(file, other)["comments"]["imported"] == 721
    assert rows(site, CONTENT) == rows(other, CONTENT)
    events = "SELECT sum(json_extract(data, '$.added')) FROM journal_event"
    assert rows(site, events) == [(721,)]

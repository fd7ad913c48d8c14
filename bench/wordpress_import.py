"""How fast a WordPress export comes in, and whether memory grows with the file.

    python bench/wordpress_import.py [--database sqlite|postgresql] [--comments 100000]
                                     [--stories 100] [--other DIRECTORY]

Writes two synthetic exports (60 % replies, one to three paragraphs, one comment in ten with
markup, five comments a writer), a tenth of the size and the whole, and imports each with the
command line into a fresh site, on SQLite or a PostgreSQL of its own. The site is prepared before
the clock starts. Prints one JSON line for each: comments a second over the whole command,
processor seconds of the command and its reader, and the peak of both processes' memory together
(what they share counted once; without PostgreSQL's; looked at every quarter of a second, on Linux).

``--other`` names another checkout, whose imports take turns with this one's: on a machine that is
not alone only the ratio means anything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.databases import Database, database  # noqa: E402

WORDS = [
    *[
        "the",
        "bridge",
        "council",
        "vote",
        "night",
        "market",
        "lamp",
        "old",
        "tram",
        "line",
        "closes",
        "again",
        "after",
        "storm",
    ],
    *[
        "people",
        "say",
        "why",
        "not",
        "ask",
        "those",
        "first",
        "who",
        "ride",
        "it",
        "every",
        "morning",
        "in",
        "the",
        "rain",
    ],
]
WP = "http://wordpress.org/export/1.2/"
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="{WP}">
<channel><title>The Courier</title><link>https://courier.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://courier.example</wp:base_blog_url>
"""


def write_export(file: TextIO, *, comments: int, stories: int, seed: int = 1) -> None:
    """Write an export with this many comments, spread evenly; same arguments, same file."""
    chance = random.Random(seed)
    file.write(HEAD)
    each = -(-comments // max(stories, 1))
    for story in range(1, stories + 1):
        first, last = (story - 1) * each + 1, min(story * each, comments)
        file.write(
            f"<item><title>Story {story}</title><link>https://courier.example/{story}</link>"
            f"<content:encoded><![CDATA[<p>Text of {story}.</p>]]></content:encoded>"
            f"<wp:post_id>{story}</wp:post_id><wp:post_name>story-{story}</wp:post_name>"
            "<wp:post_date_gmt>2020-01-01 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
            "<wp:comment_status>open</wp:comment_status><wp:post_type>post</wp:post_type>\n"
        )
        for number in range(first, last + 1):
            replies = number > first and chance.random() < 0.6
            parent = chance.randint(first, number - 1) if replies else 0
            file.write(one_comment(number, parent=parent, writers=comments // 5, chance=chance))
        file.write("</item>\n")
    file.write("</channel></rss>\n")


def one_comment(number: int, *, parent: int, writers: int, chance: random.Random) -> str:
    writer = chance.randint(1, max(writers, 1))
    text = "\n\n".join(paragraphs(chance))
    if chance.random() < 0.1:
        text += " <b>So</b> &amp; <a href='https://courier.example/'>here</a>."
    minute = number % 525_600
    day = f"2020-{minute // 43_800 + 1:02}-{minute // 1440 % 28 + 1:02}"
    moment = f"{day} {minute // 60 % 24:02}:{minute % 60:02}:{number % 60:02}"
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_author><![CDATA[Reader {writer}]]></wp:comment_author>"
        f"<wp:comment_author_email><![CDATA[r{writer}@mail.example]]></wp:comment_author_email>"
        "<wp:comment_author_url></wp:comment_author_url>"
        "<wp:comment_author_IP><![CDATA[192.0.2.1]]></wp:comment_author_IP>"
        f"<wp:comment_date><![CDATA[{moment}]]></wp:comment_date>"
        f"<wp:comment_date_gmt><![CDATA[{moment}]]></wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{text}]]></wp:comment_content>"
        "<wp:comment_approved><![CDATA[1]]></wp:comment_approved>"
        "<wp:comment_type><![CDATA[comment]]></wp:comment_type>"
        f"<wp:comment_parent>{parent}</wp:comment_parent>"
        "<wp:comment_user_id>0</wp:comment_user_id></wp:comment>\n"
    )


def paragraphs(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(1, 3)):
        yield " ".join(chance.choices(WORDS, k=chance.randint(5, 50)))


def measure(
    *, comments: int, stories: int, directory: Path, kept: Database, code: Path
) -> dict[str, object]:
    """Import one export into a fresh site and return what it took."""
    file, site = directory / f"{comments}.xml", directory / "site"
    with open(file, "w", encoding="utf-8") as target:
        write_export(target, comments=comments, stories=stories)
    command = [sys.executable, "-m", "hustings.config.cli"]
    environment = {**os.environ, **kept.env, "HUSTINGS_DATA": str(site)}
    site.mkdir()
    prepare = "from hustings.config.bootstrap import prepare_database; prepare_database()"
    subprocess.run([*command, "manage", "migrate", "-v0"], env=environment, cwd=code, check=True)
    subprocess.run(
        [*command, "manage", "shell", "-v0", "-c", prepare], env=environment, cwd=code, check=True
    )
    began = time.monotonic()
    with subprocess.Popen(
        [*command, "import", "wordpress", str(file), "--json"],
        env=environment,
        cwd=code,  # whose package Python finds first
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        memory = Memory(process.pid)
        printed = process.stdout.read() if process.stdout else ""
        peak = memory.finished()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    assert json.loads(printed)["comments"]["imported"] == comments, printed
    return {
        "code": str(code),
        "database": kept.name,
        "comments": comments,
        "stories": stories,
        "file_mb": round(file.stat().st_size / 1e6, 1),
        "seconds": round(seconds, 2),
        "comments_per_second": round(comments / seconds),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 2),
        "peak_mb": round(peak / 1e6, 1),
    }


class Memory(threading.Thread):
    """Watches how much memory a process and its children hold together, in bytes."""

    EVERY = 0.25  # seconds

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(self.EVERY):
            children = _read(f"/proc/{self._pid}/task/{self._pid}/children").split()
            self._peak = max(self._peak, sum(map(_proportional, [str(self._pid), *children])))

    def finished(self) -> int:
        """Stop watching; return the peak."""
        self._over.set()
        self.join()
        return self._peak


def _proportional(pid: str) -> int:
    """Return a process's memory; of pages shared with others, its share only."""
    lines = _read(f"/proc/{pid}/smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _read(path: str) -> str:
    """Return a file of /proc, "" where the process has ended."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument("--other", type=Path, metavar="DIRECTORY")
    arguments = parser.parse_args()
    for share in (10, 1):
        for code in filter(None, (arguments.other, ROOT)):
            with tempfile.TemporaryDirectory() as directory, database(arguments.database) as kept:
                found = measure(
                    comments=arguments.comments // share,
                    stories=max(arguments.stories // share, 1),
                    directory=Path(directory),
                    kept=kept,
                    code=code.resolve(),
                )
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()

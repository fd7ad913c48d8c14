"""Does any reader ever miss a change that was acknowledged before he asked?

    python bench/freshness.py [--database sqlite|postgresql] [--nodes 1] [--reads 100000]

Writers post, edit, hide and vote, through the API and through the rooms' own actions in other
processes than those that answer; each tells when its change was acknowledged. Readers ask for the
page on connections to all workers of all nodes and compare what it holds with what was acknowledged
before they asked; every other read is of a story that is being written on. What editors change is
walked by tests/web/freshness/test_every_change.py.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import itertools
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.databases import Database, Sqlite, database  # noqa: E402
from bench.serving import Server, environment  # noqa: E402

TOKEN = re.compile(rb"mark[0-9]+x")
SCORE = re.compile("↑ (\\d+) ↓".encode())
STORIES = 100
COMMENTS_A_STORY = 30
"""After so many a writer goes on to the next story, so that pages stay of a common size."""


@dataclass
class Truth:
    """What has been acknowledged on one story. ``leaving``: asked for, but not yet acknowledged.

    Signs are the marks in texts and, of comments that are voted on, their scores.
    """

    shown: set[bytes] = field(default_factory=set)
    leaving: set[bytes] = field(default_factory=set)
    gone: set[bytes] = field(default_factory=set)


def signs(page: bytes) -> set[bytes]:
    """Return what a page shows: its marks, and the score of each comment."""
    scores = set()
    for comment in page.split(b'id="c-')[1:]:
        if score := SCORE.search(comment):
            scores.add(score_sign(comment[: comment.index(b'"')], score.group(1)))
    return scores | set(TOKEN.findall(page))


def score_sign(comment: bytes, score: bytes) -> bytes:
    return b"c-%s scores %s" % (comment, score)


@dataclass
class Outcome:
    """What a run found."""

    reads: int = 0
    changes: int = 0
    missing: int = 0
    undead: int = 0
    seconds: float = 0.0

    @property
    def stale(self) -> int:
        return self.missing + self.undead


class Run:
    """Writers and readers on the stories of one site."""

    def __init__(
        self,
        server: Server,
        site: dict[str, Any],
        *,
        reads: int,
        others: Sequence[Server] = (),
        pause: float = 0.0,
    ) -> None:
        """Writers use the first node and rest for so many seconds; readers also use the others."""
        self.pause = pause
        self.server, self.token = server, site["token"]
        self.nodes = itertools.cycle([server, *others])
        self.stories = list(site["stories"].values())
        self.truths = [Truth() for _ in self.stories]
        self.busy: list[int] = []
        self.lock = threading.Lock()
        self.left = itertools.count(reads, -1)
        self.done = threading.Event()
        self.outcome = Outcome()
        self.marks = itertools.count()
        self.faults: list[BaseException] = []

    def run(self, *, readers: int, writers: int) -> Outcome:
        moderators = [Moderator(self.server) for _ in range(writers)]
        self.busy = [number * len(self.stories) // writers for number in range(writers)]
        work = [self.read] * readers + [
            partial(self.write, number, one) for number, one in enumerate(moderators)
        ]
        began = time.monotonic()
        threads = [threading.Thread(target=self._guarded, args=(one,)) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for moderator in moderators:
            moderator.close()
        if self.faults:
            raise self.faults[0]
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _guarded(self, work: Any) -> None:
        try:
            work()
        except BaseException as fault:
            self.faults.append(fault)
        finally:
            self.done.set()

    def read(self) -> None:
        connection = next(self.nodes).connect()
        for number in self.left:
            if number <= 0 or self.done.is_set():
                return
            if number % 50 == 0:  # a new connection may reach another worker
                connection.close()
                connection = next(self.nodes).connect()
            turn = number // 2
            hot = self.busy[turn % len(self.busy)]
            self.judge(connection, turn % len(self.stories) if number % 2 else hot)

    def judge(self, connection: http.client.HTTPConnection, which: int) -> None:
        """Ask for a page and compare it with what was acknowledged before."""
        truth = self.truths[which]
        with self.lock:
            shown, gone = truth.shown - truth.leaving, set(truth.gone)
        path = f"{self.stories[which]['path']}?view=all"
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        page = signs(gzip.decompress(body))
        with self.lock:
            missing = shown - page - truth.leaving - truth.gone
            self.outcome.reads += 1
            self.outcome.missing += len(missing)
            self.outcome.undead += len(gone & page)

    def write(self, number: int, moderator: Moderator) -> None:
        """Post, edit, hide and vote in turn, each on one of three comments."""
        connection = self.server.connect()
        posted = 0
        while not self.done.is_set():
            which = self.busy[number]
            truth = self.truths[which]
            comments = [self.post(connection, which, truth) for _ in range(3)]
            self.edit(connection, truth, *comments[0])
            self.hide(moderator, truth, *comments[1])
            self.vote(moderator, truth, comments[2][0])
            time.sleep(self.pause)
            posted += 3
            if posted % COMMENTS_A_STORY == 0:
                self.busy[number] = (which + 1) % len(self.stories)

    def post(
        self, connection: http.client.HTTPConnection, which: int, truth: Truth
    ) -> tuple[str, bytes]:
        mark = b"mark%dx" % next(self.marks)
        path = f"/api/v1/discussions/{self.stories[which]['discussion']}/comments"
        comment = self.call(connection, "POST", path, mark, 201)["id"]
        with self.lock:
            truth.shown.add(mark)
            self.outcome.changes += 1
        return comment, mark

    def edit(
        self, connection: http.client.HTTPConnection, truth: Truth, comment: str, old: bytes
    ) -> None:
        new = b"mark%dx" % next(self.marks)
        with self.lock:
            truth.leaving.add(old)
        self.call(connection, "PATCH", f"/api/v1/comments/{comment}", new, 200)
        with self.lock:
            truth.shown.add(new)
            self.retire(truth, old)

    def hide(self, moderator: Moderator, truth: Truth, comment: str, mark: bytes) -> None:
        with self.lock:
            truth.leaving.add(mark)
        moderator.do("hide", comment)
        with self.lock:
            self.retire(truth, mark)

    def vote(self, moderator: Moderator, truth: Truth, comment: str) -> None:
        before, after = (score_sign(comment.encode(), score) for score in (b"0", b"1"))
        with self.lock:
            truth.leaving.add(before)
        moderator.do("vote", comment)
        with self.lock:
            truth.shown.add(after)
            self.retire(truth, before)

    def retire(self, truth: Truth, mark: bytes) -> None:
        truth.shown.discard(mark)
        truth.gone.add(mark)
        truth.leaving.discard(mark)
        self.outcome.changes += 1

    def call(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        mark: bytes,
        status: int,
    ) -> dict[str, Any]:
        body = json.dumps({"text": f"A thought {mark.decode()}."}).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]!r}")
        return json.loads(said)


class Moderator:
    """A process of its own that hides comments by decision, and votes."""

    def __init__(self, server: Server) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / "moderator.py")],
            env=server.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._expect("ready")

    def do(self, what: str, comment: str) -> None:
        """Return when it is done and on disk."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what} {comment}\n")
        self._process.stdin.flush()
        self._expect("ok")

    def _expect(self, word: str) -> None:
        assert self._process.stdout is not None
        if (said := self._process.stdout.readline().strip()) != word:
            raise RuntimeError(f"the moderator says {said!r} instead of {word!r}")

    def close(self) -> None:
        self._process.communicate()


def filled(data: Path, sizes: list[int], *, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Fill a data directory and return what clients must know."""
    data.mkdir(parents=True, exist_ok=True)
    script = [sys.executable, str(ROOT / "bench" / "fill_site.py"), *map(str, sizes)]
    done = subprocess.run(script, env=environment(data, env), check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def node(folder: Path, number: int, workers: int, kept: Database) -> Server:
    """Return one of several servers: of one directory on SQLite, each of its own on PostgreSQL."""
    shared = isinstance(kept, Sqlite)
    first = folder / "0"
    secret = (first / "keys" / "secret").read_text()
    env = {"HUSTINGS_HOST_NUMBER": "0" if shared else str(number), "HUSTINGS_SECRET_KEY": secret}
    data = first if shared else folder / str(number)
    return Server(data, "--workers", str(workers), "--no-tasks", env=kept.env | env)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--reads", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between six changes")
    arguments = parser.parse_args()
    with (
        database(arguments.database) as kept,
        tempfile.TemporaryDirectory() as directory,
        ExitStack() as serving,
    ):
        folder = Path(directory)
        site = filled(folder / "0", list(range(1, STORIES + 1)), env=kept.env)
        first, *others = [
            serving.enter_context(node(folder, number, arguments.workers, kept))
            for number in range(arguments.nodes)
        ]
        run = Run(first, site, reads=arguments.reads, others=others, pause=arguments.pause)
        found = run.run(readers=arguments.readers, writers=arguments.writers)
    print(
        f"{kept.name}, {arguments.nodes} nodes of {arguments.workers} workers: {found.reads} reads"
        f" during {found.changes} changes in {found.seconds:.0f} s:"
        f" {found.missing} missed a change, {found.undead} showed what was gone"
    )
    sys.exit(1 if found.stale else 0)


if __name__ == "__main__":
    main()

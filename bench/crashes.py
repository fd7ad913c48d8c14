"""Kill the server under posting load, again and again: is anything lost, doubled or broken?

    python bench/crashes.py [--kills 50] [--posters 8]

Each poster sends a comment with an idempotency key until it is acknowledged, over crashes too, as
a careful client does. Afterwards every key must be there once, and the database whole. The
restart is timed from the start of the new process to its first healthy answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.freshness import filled  # noqa: E402
from bench.serving import Server  # noqa: E402

LIFE = (0.2, 1.0)
"""Seconds of posting between two kills: at least, at most."""


@dataclass
class Outcome:
    """What a run found."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    intact: bool = True
    retried: int = 0
    restarts: list[float] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.intact and not self.lost and not self.doubled and self.acknowledged > 0


class Posters:
    """Clients that post until told to stop and remember what was acknowledged."""

    def __init__(self, server: Server, site: dict[str, Any], *, count: int) -> None:
        self.server, self.token = server, site["token"]
        discussion = next(iter(site["stories"].values()))["discussion"]
        self.path = f"/api/v1/discussions/{discussion}/comments"
        self.acknowledged: dict[str, str] = {}
        self.retried = 0
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(count)]

    def work(self, poster: int) -> None:
        number = 0
        while not self.stop.is_set():
            text = f"poster {poster} says {number}."
            self.acknowledged[text] = self.post_until_told(text)
            number += 1

    def post_until_told(self, text: str) -> str:
        body = json.dumps({"text": text, "idempotency_key": text}).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        while True:
            connection = self.server.connect(timeout=10)
            try:
                connection.request("POST", self.path, body=body, headers=headers)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                self.retried += 1
                time.sleep(0.02)  # the server is away; nothing else can be waited for
                continue
            finally:
                connection.close()
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {said[:300]!r}")
            return json.loads(said)["id"]


def crash(server: Server, site: dict[str, Any], *, kills: int, posters: int) -> Outcome:
    """Post and kill; then start once more, wait until all is acknowledged, and count."""
    chance, outcome = random.Random(kills), Outcome()
    clients = Posters(server, site, count=posters)
    for thread in clients.threads:
        thread.start()
    for _ in range(kills):
        time.sleep(chance.uniform(*LIFE))
        server.kill()
        outcome.restarts.append(server.start())
    clients.stop.set()
    for thread in clients.threads:
        thread.join()
    server.stop()
    outcome.acknowledged, outcome.retried = len(clients.acknowledged), clients.retried
    count_rows(server.data, clients.acknowledged, outcome)
    return outcome


def count_rows(data: Path, acknowledged: dict[str, str], outcome: Outcome) -> None:
    """Compare what was acknowledged with the rows of the SQLite database."""
    database = sqlite3.connect(data / "hustings.sqlite3")
    rows = database.execute(
        "SELECT id, text FROM discussions_comment WHERE text LIKE 'poster %'"
    ).fetchall()
    outcome.intact = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    stored = {text: str(identifier) for identifier, text in rows}
    times = Counter(text for _, text in rows)
    outcome.lost = sum(stored.get(text) != comment for text, comment in acknowledged.items())
    outcome.doubled = sum(count > 1 for count in times.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--posters", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        site = filled(data, [10])
        with Server(data, "--workers", "2") as server:
            found = crash(server, site, kills=arguments.kills, posters=arguments.posters)
    slowest = max(found.restarts, default=0.0)
    print(
        f"{arguments.kills} kills, {found.acknowledged} comments acknowledged"
        f" ({found.retried} attempts met a dead server): {found.lost} lost,"
        f" {found.doubled} doubled, database {'intact' if found.intact else 'DAMAGED'};"
        f" slowest restart {slowest:.1f} s"
    )
    sys.exit(0 if found.good else 1)


if __name__ == "__main__":
    main()

"""Kill the server under posting load, again and again: is anything lost, doubled or broken?

    python bench/crashes.py [--database sqlite|postgresql] [--kills 50] [--posters 8]

Each poster sends a comment with an idempotency key until it is acknowledged, over crashes too, as
a careful client does; the only refusal it may meet is a 503. Afterwards every key must be there
once, and 'hustings check' must find nothing. The restart is timed from the start of the new process
to its first healthy answer.

On PostgreSQL every fifth time the database is what dies, while the server stays: stopped as an
operator does or as a crash would, in turn. The pause is timed from its start to the first comment
that was acknowledged after it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
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

from bench.databases import Database, Postgresql, Sqlite, database  # noqa: E402
from bench.freshness import filled  # noqa: E402
from bench.serving import HUSTINGS, Server  # noqa: E402

LIFE = (0.2, 1.0)
"""Seconds of posting between two kills: at least, at most."""
AWAY = 0.5
"""Seconds for which the database is stopped: enough for every client to meet that."""
EACH = 5
"""Of so many deaths one is the database's."""


@dataclass
class Outcome:
    """What a run found; times are in seconds."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    intact: bool = True
    retried: int = 0
    put_off: int = 0
    restarts: list[float] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

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
        self.retried = self.put_off = 0
        self.stop = threading.Event()
        self.faults: list[Exception] = []
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(count)]

    def work(self, poster: int) -> None:
        try:
            number = 0
            while not self.stop.is_set():
                text = f"poster {poster} says {number}."
                self.acknowledged[text] = self.post_until_told(text)
                number += 1
        except Exception as fault:
            self.faults.append(fault)

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
            if answer.status == 503 and answer.headers["Retry-After"]:
                self.put_off += 1
                time.sleep(0.05)
                continue
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {said[:300]!r}")
            return json.loads(said)["id"]

    def wait_for_one_more(self) -> None:
        """Wait until another comment has been acknowledged."""
        before = len(self.acknowledged)
        while len(self.acknowledged) == before and not self.faults:
            time.sleep(0.005)


def crash(
    server: Server,
    site: dict[str, Any],
    *,
    kills: int,
    posters: int,
    data: Database | None = None,
) -> Outcome:
    """Post and kill; then start once more, wait until all is acknowledged, and count."""
    chance, outcome, kept = random.Random(kills), Outcome(), data or Sqlite()
    clients = Posters(server, site, count=posters)
    for thread in clients.threads:
        thread.start()
    for number in range(1, kills + 1):
        time.sleep(chance.uniform(*LIFE))
        if isinstance(kept, Postgresql) and number % EACH == 0:
            outcome.pauses.append(stop_database(kept, clients, crash=number % 2 == 0))
        else:
            server.kill()
            outcome.restarts.append(server.start())
    clients.stop.set()
    for thread in clients.threads:
        thread.join()
    server.stop()
    if clients.faults:
        raise clients.faults[0]
    outcome.acknowledged = len(clients.acknowledged)
    outcome.retried, outcome.put_off = clients.retried, clients.put_off
    count_rows(kept, server, clients.acknowledged, outcome)
    return outcome


def stop_database(server: Postgresql, clients: Posters, *, crash: bool) -> float:
    """Take the database away for a moment; return how long nobody could post after its return."""
    server.crash() if crash else server.stop()
    time.sleep(AWAY)
    began = time.monotonic()
    server.start()
    clients.wait_for_one_more()
    return time.monotonic() - began


def count_rows(
    kept: Database, server: Server, acknowledged: dict[str, str], outcome: Outcome
) -> None:
    """Compare what was acknowledged with the rows, and the rows with all that depends on them."""
    query = "SELECT id, text FROM discussions_comment WHERE text LIKE 'poster %'"
    rows = kept.rows(server.data, query)
    stored = {text: str(identifier) for identifier, text in rows}
    times = Counter(text for _, text in rows)
    outcome.lost = sum(stored.get(text) != comment for text, comment in acknowledged.items())
    outcome.doubled = sum(count > 1 for count in times.values())
    checked = subprocess.run(
        [*HUSTINGS, "check"], env=server.env, cwd=server.data, stdout=subprocess.PIPE, check=False
    )
    outcome.intact = checked.returncode == 0 and kept.is_intact(server.data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--posters", type=int, default=8)
    arguments = parser.parse_args()
    with database(arguments.database) as kept, tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        site = filled(folder, [10], env=kept.env)
        with Server(folder, "--workers", "2", env=kept.env) as server:
            found = crash(server, site, kills=arguments.kills, posters=arguments.posters, data=kept)
    print(told(found, kept.name))
    sys.exit(0 if found.good else 1)


def told(found: Outcome, name: str) -> str:
    """Return what a run found in words."""
    lines = [
        f"{name}: {len(found.restarts)} kills of the server, {len(found.pauses)} of the database;"
        f" {found.acknowledged} comments acknowledged ({found.retried} attempts met nobody,"
        f" {found.put_off} were told to come back): {found.lost} lost, {found.doubled} doubled,"
        f" site {'intact' if found.intact else 'DAMAGED'}",
        f"restart of the server: median {middle(found.restarts):.2f} s,"
        f" slowest {max(found.restarts, default=0.0):.2f} s",
    ]
    if found.pauses:
        lines.append(f"comments again after the database: slowest {max(found.pauses):.2f} s")
    return "\n".join(lines)


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


if __name__ == "__main__":
    main()

"""Time a whole scan of a site: ``hustings evidence scan`` of 2,000 accounts of 1,000 words.

    python bench/evidence_scan.py POSTS [--accounts 2000] [--words 1000]

The posts of POSTS are dealt anew to so many accounts, so that the words are those people write.
Memory is the largest sum over the command and its children, seen once a second: each counts
its own pages whole and a share of those that several hold (proportional set size).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hustings.evidence.reading import Columns, read_posts

ACCOUNTS, WORDS = 2000, 1000
LOOK = 1.0
"""Seconds between two looks at the memory of the processes: each costs tens of milliseconds."""


@dataclass(frozen=True)
class Cost:
    """What a command cost; ``status`` is its exit code."""

    status: int
    seconds: float
    processor: float
    gigabytes: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:.0f} s, {self.processor:.0f} s of processor, {self.gigabytes:.2f} GB"
            + (f", exit code {self.status}" if self.status else "")
        )


def deal_posts(source: Path, target: Path, *, accounts: int, words: int) -> None:
    """Deal the posts of a data set to so many accounts of so many words each."""
    posts = iter(read_posts(source, columns=Columns("author")).posts)
    with target.open("w") as out:
        for number in range(accounts):
            written = 0
            while written < words:
                post = next(posts)
                written += len(post.text.split())
                record = {"id": post.id, "account": f"m{number}", "thread": post.thread}
                moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(post.time))
                out.write(json.dumps(record | {"t": moment, "text": post.text}) + "\n")


def measured(command: list[str]) -> Cost:
    """Run a command, look at its memory while it runs, and return what it cost."""
    begun, most = time.perf_counter(), 0
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        if ended:
            break
        most = max(most, sum(proportional_kilobytes(pid) for pid in family(child.pid)))
        time.sleep(LOOK)
    processor = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    return Cost(code, time.perf_counter() - begun, processor, most / 1e6)


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        found += [one for child in children for one in family(int(child))]
    return found


def proportional_kilobytes(pid: int) -> int:
    """Return a process's share of memory in kB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def dealt_site(source: Path, *, accounts: int, words: int) -> Iterator[Path]:
    """Hold a file of so many accounts of so many words."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "posts.jsonl"
        deal_posts(source, path, accounts=accounts, words=words)
        yield path


def evidence_command(action: str, posts: Path, *rest: str) -> list[str]:
    """Return a command of the evidence room, run by this Python."""
    return [sys.executable, "-m", "hustings.config.cli", "evidence", action, str(posts), *rest]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("posts", type=Path)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--words", type=int, default=WORDS)
    chosen = parser.parse_args()
    with dealt_site(chosen.posts, accounts=chosen.accounts, words=chosen.words) as site:
        cost = measured(evidence_command("scan", site))
    print(f"scan of {chosen.accounts:,} accounts x {chosen.words:,} words: {cost}")
    sys.exit(cost.status)


if __name__ == "__main__":
    main()

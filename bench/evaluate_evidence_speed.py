"""Evidence: what a scan, the nightly self-test and one pair's page cost.

Sites are made by dealing the list's posts anew (``evidence_scan``). Wall-clock time depends on
what else the machine does; processor seconds, of a command with its children, stand beside it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median

from evidence_scan import ACCOUNTS, WORDS, Cost, dealt_site, evidence_command, measured
from goals import Goal, Options, not_measured
from threadpoolctl import threadpool_limits

from hustings.config.cli import main as hustings

TITLE = "Evidence: speed"

LARGE_ACCOUNTS, LARGE_WORDS = 10_000, 600
"""The list's posts are enough for 10,000 accounts of so many words and no more."""

SITE = f"{ACCOUNTS:,} accounts x {WORDS:,} words"
SCAN_WANTED = f"scan of {SITE}: 60 s, 1 GB with its children"
SELFTEST_WANTED = f"nightly self-test of {SITE}: 5 min"
COMMAND_WANTED = f"one more pair's page of {SITE}, as a command: 0.5 s"
PROCESS_WANTED = f"one more pair's page of {SITE}, in a process: 0.5 s"
LARGE_WANTED = (
    f"scan of {LARGE_ACCOUNTS:,} accounts (of {LARGE_WORDS} words, as many as the data have): "
    "20 min, 1 GB"
)
WANTED = {
    "E5": SCAN_WANTED,
    "E15.1": SELFTEST_WANTED,
    "E15.2": COMMAND_WANTED,
    "E15.3": PROCESS_WANTED,
    "E15.4": LARGE_WANTED,
}
MOST_SECONDS = {"E5": 60, "E15.1": 300, "E15.2": 0.5, "E15.3": 0.5, "E15.4": 1200}
MOST_GIGABYTES = 1.0
PAGES = 7
"""Pages timed; the median counts, and the first is left out."""


@dataclass(frozen=True)
class Page:
    """Wall-clock and processor seconds of one page."""

    seconds: float
    processor: float


def goals(options: Options) -> Iterator[Goal]:
    """Yield every timed goal; a quick run times nothing."""
    folder = options.dataset("public-list-1992-2000")
    why = "no data" if folder is None else "a quick run times nothing" if options.quick else ""
    if folder is None or why:
        yield from (not_measured(id, wanted, why=why) for id, wanted in WANTED.items())
        return
    posts = folder / "posts.jsonl.zst"
    with dealt_site(posts, accounts=ACCOUNTS, words=WORDS) as site:
        yield cost_goal("E5", measured(evidence_command("scan", site)))
        yield cost_goal("E15.1", measured(evidence_command("selftest", site)))
        yield from page_goals(site)
    with dealt_site(posts, accounts=LARGE_ACCOUNTS, words=LARGE_WORDS) as site:
        yield cost_goal("E15.4", measured(evidence_command("scan", site)))


def cost_goal(id: str, cost: Cost) -> Goal:
    """Return whether a command kept its time and, where the goal says so, its memory."""
    wanted = WANTED[id]
    over = cost.seconds - MOST_SECONDS[id]
    fits = cost.gigabytes <= MOST_GIGABYTES or "GB" not in wanted
    met = cost.status == 0 and over <= 0 and fits
    return Goal(
        id,
        wanted,
        reached=str(cost),
        met=met,
        distance=f"{over:.0f} s too long" if over > 0 else "",
    )


def page_goals(site: Path) -> Iterator[Goal]:
    """Yield what pages cost once everything is fitted: the first call fits and is not timed."""
    with tempfile.TemporaryDirectory() as home:
        kept = f"{home}/kept"
        subprocess.run(pages(site, kept)[0], check=True, stdout=subprocess.DEVNULL)
        yield page_goal("E15.2", pages(site, kept), as_command)
        with threadpool_limits(1, "blas"):
            yield page_goal("E15.3", pages(site, kept), in_process)


def pages(site: Path, kept: str) -> list[list[str]]:
    """Return the commands of different pairs."""
    pairs = [(f"m{2 * number}", f"m{2 * number + 1}") for number in range(PAGES + 1)]
    return [evidence_command("explain", site, *pair, "--fitted", kept) for pair in pairs]


def page_goal(id: str, commands: Sequence[list[str]], run: Callable[[list[str]], Page]) -> Goal:
    """Return the median of the pages but the first."""
    timed = [run(command) for command in commands][1:]
    wall = median(page.seconds for page in timed)
    over = wall - MOST_SECONDS[id]
    return Goal(
        id,
        WANTED[id],
        reached=f"{wall:.2f} s, {median(page.processor for page in timed):.2f} s of processor, "
        f"median of {len(timed)} pairs ({min(page.seconds for page in timed):.2f} to "
        f"{max(page.seconds for page in timed):.2f} s)",
        met=over <= 0,
        distance="" if over <= 0 else f"{over:.2f} s too long",
    )


def as_command(command: list[str]) -> Page:
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("hustings evidence explain failed.")
    return Page(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime)


def in_process(command: list[str]) -> Page:
    """Answer as a process would that has everything imported and answers pair after pair."""
    begun, processor = time.perf_counter(), time.process_time()
    with redirect_stdout(StringIO()):
        hustings(command[command.index("evidence") :])
    return Page(time.perf_counter() - begun, time.process_time() - processor)

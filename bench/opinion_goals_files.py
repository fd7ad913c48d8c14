"""O7 and O8: five million votes on one core, and Polis's files rebuilt to the byte."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from goals import Goal, Options, baseline_python, not_measured
from opinion_data import published_conversations
from opinion_goals_groups import RED_DWARF, run_red_dwarf

WANTED = {
    "O7": "5 million votes on one core: at most 10 s and 700 MB, from the file to the JSON",
    "O8": "votes.csv rebuilds participants-votes.csv exactly; the export opens in red-dwarf",
}
PEOPLE, COMMENTS, VOTES = 100_000, 2_000, 5_000_000
DOUBLES = 1.12  # drawn too many, because the same reader and comment are drawn twice
LINES_AT_ONCE = 250_000


def goals(options: Options) -> Iterator[Goal]:
    yield speed(quick=options.quick)
    folder = options.dataset("polis")
    if folder is None:
        yield not_measured("O8", WANTED["O8"], why="no data in ../shared/data")
    else:
        yield rebuilt(folder, options)


def speed(*, quick: bool) -> Goal:
    scale = 10 if quick else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        votes = write_made_up(path, people=PEOPLE // scale, votes=VOTES // scale)
        seconds, processor, megabytes = timed_map(path, Path(folder) / "map.json")
    return Goal(
        "O7",
        WANTED["O7"],
        f"{seconds:.1f} s ({processor:.1f} s of it processor time), "
        f"{megabytes:.0f} MB for {votes:,} made-up votes of {PEOPLE // scale:,} "
        f"people on {COMMENTS:,} comments, on one core of this machine",
        met=None if quick else seconds <= 10 and megabytes <= 700,
        distance="" if quick else f"{seconds - 10:+.1f} s, {megabytes - 700:+.0f} MB",
    )


def write_made_up(path: Path, *, people: int, votes: int) -> int:
    """Write votes of two camps, a few busy people and many quiet ones; return their number."""
    random = np.random.default_rng(7)
    activity = random.pareto(1.5, people) + 0.3
    activity = np.minimum(activity / activity.sum() * votes, COMMENTS * 0.9)
    activity *= DOUBLES * votes / activity.sum()
    per_person = np.minimum(np.maximum(activity.astype(np.int64), 3), COMMENTS)
    rows = np.repeat(np.arange(people), per_person)
    columns = random.integers(0, COMMENTS, len(rows))
    cells = random.permutation(np.unique(rows * COMMENTS + columns))[:votes]
    rows, columns = cells // COMMENTS, cells % COMMENTS
    leaning = random.normal(0, 1.5, (2, COMMENTS))
    chance = 1 / (1 + np.exp(-leaning[rows % 5 // 3, columns]))
    cast = np.where(random.random(len(rows)) < chance, 1, -1)
    cast[random.random(len(rows)) < 0.1] = 0
    with path.open("w") as file:
        file.write("timestamp,datetime,comment-id,voter-id,vote\n")
        for start in range(0, len(rows), LINES_AT_ONCE):
            part = slice(start, start + LINES_AT_ONCE)
            block = zip(
                columns[part].tolist(), rows[part].tolist(), cast[part].tolist(), strict=True
            )
            file.write("".join(made_up_line(start + i, *vote) for i, vote in enumerate(block)))
    return len(rows)


def made_up_line(number: int, comment: int, voter: int, vote: int) -> str:
    return f"{1500000000000 + number},Mon Jul 17 02:10:52 UTC 2017,{comment},{voter},{vote}\n"


def timed_map(votes: Path, out: Path) -> tuple[float, float, float]:
    """Run the command on one core; return its seconds, processor seconds and peak memory in MB."""
    command = [sys.executable, "-m", "hustings.config.cli", "opinion", "map", "--json"]
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with out.open("wb") as file:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--votes", str(votes)], stdout=file, env=os.environ | single
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or json.loads(out.read_bytes())["k"] < 1:
        raise RuntimeError("the map could not be drawn")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def rebuilt(folder: Path, options: Options) -> Goal:
    folders = sorted(path.parent for path in folder.glob("*/participants-votes.csv.gz"))
    same = sum(rebuilds(path) for path in folders)
    opened = opens_in_red_dwarf(options)
    return Goal(
        "O8",
        WANTED["O8"],
        f"{same} of {len(folders)} files equal to the byte; {opened}",
        met=same == len(folders) and "not" not in opened,
    )


def rebuilds(folder: Path) -> bool:
    wide = folder / "participants-votes.csv.gz"
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "participants-votes.csv"
        command = [sys.executable, "-m", "hustings.config.cli", "opinion", "export"]
        files = ["--votes", folder / "votes.csv.gz", "--comments", folder / "comments.csv.gz"]
        files += ["--groups", wide, "--out", out]
        subprocess.run([*command, *files], check=True, capture_output=True)
        return out.read_bytes() == gzip.decompress(wide.read_bytes())


def opens_in_red_dwarf(options: Options) -> str:
    if options.baselines is None:
        return "opening in red-dwarf not tried"
    python = baseline_python(options.baselines, "red-dwarf", [RED_DWARF])
    conversations = published_conversations(options)
    placed = [len(run_red_dwarf(python, conversation)) for conversation in conversations]
    return f"red-dwarf opens {len(placed)} exports and places {sum(placed):,} people"

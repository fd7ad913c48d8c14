"""Everything that is measured, in one run: ``make bench``.

    python bench/run.py [--quick] [--database sqlite|postgresql] [SECTION …]

Sections of the site: reads, writes, freshness, crashes, imports, rebuild; of the computations:
scan, opinion, ballots. The peers and the corpus come from the shared bench, $HB_HOME or
../shared/bench; without it the sections that need it are left out, and said. ``--quick`` tries that
everything works; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HOME = Path(os.environ.get("HB_HOME") or ROOT.parent / "shared" / "bench")
LIST = ROOT.parent / "shared" / "data" / "public-list-1992-2000" / "posts.jsonl.zst"
LONG_THREAD = "100000"
PEER = "isso:gunicorn"

Commands = list[tuple[list[str], dict[str, str]]]


def own(script: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, str(HERE / script), *arguments], {}


def shared(*arguments: str, **env: str) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-B", str(HOME / "bench.py"), *arguments], env


def reads(quick: bool, database: str) -> Commands:
    size = ["--n", "10", "100", "--seconds", "1", "--rounds", "1"] if quick else []
    return [own("reads.py", "--database", database, *size)]


def writes(quick: bool, database: str) -> Commands:
    ours, variants = f"hustings:{database}", {"HUSTINGS_BENCH_VARIANTS": database}
    size = ["--seconds", "1", "--rounds", "1"] if quick else ["--seconds", "5", "--rounds", "3"]
    if quick:
        return [shared("setup", "hustings", **variants), shared("write", ours, *size)]
    long = {"HUSTINGS_BENCH_WRITTEN": LONG_THREAD}
    return [
        shared("setup", "hustings", "isso", **long, **variants),
        shared("write", ours, PEER, *size),
        shared("write", ours, *size, **long),
    ]


def freshness(quick: bool, database: str) -> Commands:
    nodes = ["--nodes", "2"] if database == "postgresql" else []
    reads = ["--reads", "500" if quick else "100000"]
    return [own("freshness.py", "--database", database, *nodes, *reads)]


def crashes(quick: bool, database: str) -> Commands:
    kills = ["--kills", "1" if quick else "50"]
    return [own("crashes.py", "--database", database, *kills)]


def imports(quick: bool, database: str) -> Commands:
    size = ["--comments", "2000", "--stories", "10"] if quick else []
    return [own("wordpress_import.py", "--database", database, *size)]


def rebuild(quick: bool, database: str) -> Commands:
    return [own("rebuild_page.py", "--comments", "200" if quick else "10000")]


def scan(quick: bool, database: str) -> Commands:
    size = ["--accounts", "100", "--words", "300"] if quick else []
    return [own("evidence_scan.py", str(LIST), *size)]


def opinion(quick: bool, database: str) -> Commands:
    return [own("opinion_speed.py", *(["--quick"] if quick else []))]


def ballots(quick: bool, database: str) -> Commands:
    return [own("ballots_speed.py")]


SECTIONS = {
    "reads": reads,
    "writes": writes,
    "freshness": freshness,
    "crashes": crashes,
    "imports": imports,
    "rebuild": rebuild,
    "scan": scan,
    "opinion": opinion,
    "ballots": ballots,
}
NEEDS = {"reads": ("wrk", "nginx"), "writes": ()}
"""The sections that need the shared bench, and the programs they need besides."""


def obstacle(section: str) -> str:
    """Return why a section cannot run here; empty if it can."""
    if section == "scan" and not LIST.exists():
        return f"the posts it deals out are not at {LIST}"
    if section not in NEEDS:
        return ""
    if not (HOME / "hb.py").exists():
        return f"the shared bench is not at {HOME}"
    absent = [program for program in NEEDS[section] if shutil.which(program) is None]
    return f"install {' and '.join(absent)}" if absent else ""


def run(section: str, *, quick: bool, database: str) -> bool:
    """Run one section and tell whether it was well."""
    print(f"== {section}", flush=True)
    if why := obstacle(section):
        print(f"left out: {why}", flush=True)
        return True
    for command, env in SECTIONS[section](quick, database):
        whole = {**os.environ, "HB_EXTRA": str(HERE / "peers"), **env}
        if subprocess.run(command, env=whole, check=False).returncode:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("sections", nargs="*", metavar="SECTION", default=list(SECTIONS))
    arguments = parser.parse_args()
    if unknown := set(arguments.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    how = {"quick": arguments.quick, "database": arguments.database}
    failed = [one for one in arguments.sections if not run(one, **how)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

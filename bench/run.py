"""Everything that is measured, in one run: ``make bench``.

    python bench/run.py [--quick] [SECTION …]

Sections: reads, writes, freshness, crashes, rebuild, scan. The peers and the corpus come from the
shared bench, $HB_HOME or ../shared/bench; without it the sections that need it are left out, and
said.
``--quick`` tries that everything works; its figures mean nothing.
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


def reads(quick: bool) -> Commands:
    if quick:
        return [own("reads.py", "--n", "10", "100", "--seconds", "1", "--rounds", "1")]
    return [own("reads.py")]


def writes(quick: bool) -> Commands:
    servers = ["hustings:sqlite", PEER]
    size = ["--seconds", "1", "--rounds", "1"] if quick else ["--seconds", "5", "--rounds", "3"]
    if quick:
        return [shared("setup", "hustings"), shared("write", "hustings:sqlite", *size)]
    long = {"HUSTINGS_BENCH_WRITTEN": LONG_THREAD}
    return [
        shared("setup", "hustings", "isso", **long),
        shared("write", *servers, *size),
        shared("write", "hustings:sqlite", *size, **long),
    ]


def freshness(quick: bool) -> Commands:
    return [own("freshness.py", "--reads", "500" if quick else "100000")]


def crashes(quick: bool) -> Commands:
    return [own("crashes.py", "--kills", "1" if quick else "50")]


def rebuild(quick: bool) -> Commands:
    return [own("rebuild_page.py", "--comments", "200" if quick else "10000")]


def scan(quick: bool) -> Commands:
    size = ["--accounts", "100", "--words", "300"] if quick else []
    return [own("evidence_scan.py", str(LIST), *size)]


SECTIONS = {
    "reads": reads,
    "writes": writes,
    "freshness": freshness,
    "crashes": crashes,
    "rebuild": rebuild,
    "scan": scan,
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


def run(section: str, *, quick: bool) -> bool:
    """Run one section and tell whether it was well."""
    print(f"== {section}", flush=True)
    if why := obstacle(section):
        print(f"left out: {why}", flush=True)
        return True
    for command, env in SECTIONS[section](quick):
        whole = {**os.environ, "HB_EXTRA": str(HERE / "peers"), **env}
        if subprocess.run(command, env=whole, check=False).returncode:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("sections", nargs="*", metavar="SECTION", default=list(SECTIONS))
    arguments = parser.parse_args()
    if unknown := set(arguments.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    failed = [one for one in arguments.sections if not run(one, quick=arguments.quick)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

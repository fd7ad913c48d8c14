"""Print the goals of the computations: what is reached, what others reach, and the distance.

    make evaluate                              every section
    make evaluate ARGS="ballots --quick"       one section, smaller samples
    make evaluate ARGS=evidence                evidence and all of its parts (evidence_groups, ...)
    make evaluate ARGS="--json results.json"   the same as a file

The data lie beside the repository, in ../shared/data; a goal whose data are not there is printed
as not measured. Baselines from PyPI are installed into a throw-away environment in the temporary
directory (``--no-baselines`` leaves them out).
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from goals import SHARED_DATA, Goal, Options

MARKS = {True: "reached", False: "MISSED", None: "—"}


def sections() -> dict[str, ModuleType]:
    """Return the sections by name: every ``evaluate_NAME.py`` beside this file."""
    files = sorted(Path(__file__).parent.glob("evaluate_*.py"))
    names = [file.stem.removeprefix("evaluate_") for file in files]
    return {name: importlib.import_module(f"evaluate_{name}") for name in names}


def arguments(argv: Sequence[str] | None, *, names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"any of: {list(names)}")
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="directory of the data sets")
    parser.add_argument("--quick", action="store_true", help="smaller samples")
    parser.add_argument("--no-baselines", action="store_true", help="install and run no others")
    parser.add_argument("--json", type=Path, help="write the results to this file as well")
    chosen = parser.parse_args(argv)
    chosen.sections = [
        name
        for wanted in chosen.sections
        for name in names
        if name == wanted or name.startswith(f"{wanted}_")
    ] or chosen.sections
    unknown = sorted(set(chosen.sections) - set(names))
    if unknown:
        parser.error(f"no section called {', '.join(unknown)}; there are {', '.join(names)}")
    return chosen


def show(goal: Goal) -> None:
    print(f"\n{goal.id:<5} {goal.wanted}")
    for name, value in [("reached", goal.reached), ("others", goal.baseline)]:
        if value:
            print(f"      {name:<9} {value}")
    verdict = MARKS[goal.met] + (f", {goal.distance}" if goal.distance else "")
    print(f"      {'goal':<9} {verdict}", flush=True)


def evaluate(name: str, section: ModuleType, options: Options) -> Iterator[dict[str, object]]:
    """Print one section's goals as they come and yield them for the result file."""
    print(f"\n== {section.TITLE} ==")
    begun = time.perf_counter()
    for goal in section.goals(options):
        show(goal)
        yield {"section": name, **asdict(goal)}
    print(f"\n({name}: {time.perf_counter() - begun:.0f} s)")


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0; a missed goal is a finding, not an error."""
    known = sections()
    chosen = arguments(argv, names=list(known))
    baselines = Path(tempfile.gettempdir()) / "hustings-baselines"
    options = Options(chosen.data, chosen.quick, None if chosen.no_baselines else baselines)
    results = [
        result
        for name in chosen.sections or known
        for result in evaluate(name, known[name], options)
    ]
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    missed = [result["id"] for result in results if result["met"] not in (True, None)]
    print(f"\n{len(results)} goals, {len(missed)} missed" + (f": {missed}" if missed else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())

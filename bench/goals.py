"""What a section of ``make evaluate`` reports, and the baselines it measures beside.

A section is a file ``bench/evaluate_NAME.py`` with a ``TITLE`` and a generator

    def goals(options: Options) -> Iterator[Goal]:
        yield Goal("B1", "351 of 351 official winners", reached="351 of 351", met=True)

It is found by its name; nothing else has to be told about it. Yield each goal as soon as it is
known: it is printed at once.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Goal:
    """One goal: what was wanted, what was reached, and what others reach on the same input.

    ``met`` is ``None`` where it was not measured; ``distance`` says how far it is from the goal.
    """

    id: str
    wanted: str
    reached: str
    met: bool | None
    baseline: str = ""
    distance: str = ""


@dataclass(frozen=True)
class Options:
    """How to evaluate: where the data is, how much of it, and where baselines may be installed.

    ``quick`` takes smaller samples (each goal then says how small); ``baselines`` is the directory
    of the throw-away environment, or ``None`` for none.
    """

    data: Path
    quick: bool
    baselines: Path | None

    def dataset(self, name: str) -> Path | None:
        """Return the data set's directory, or ``None`` where it is not there."""
        path = self.data / name
        return path if path.exists() else None


def not_measured(id: str, wanted: str, *, why: str) -> Goal:
    return Goal(id, wanted, reached=f"not measured: {why}", met=None)


def baseline_python(directory: Path, name: str, packages: Sequence[str]) -> Path:
    """Return the Python of a throw-away environment that holds exactly pinned ``packages``.

    The packages are installed once with pip and are never a dependency of Hustings.
    Raises ``subprocess.CalledProcessError`` where pip cannot.
    """
    home = directory / name
    python = home / "bin" / "python"
    ready = home / ".installed"
    wanted = "\n".join(packages)
    if not ready.exists() or ready.read_text() != wanted:
        print(f"   installing {', '.join(packages)} for comparison", file=sys.stderr, flush=True)
        venv.create(home, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *packages], check=True, stderr=subprocess.DEVNULL)
        ready.write_text(wanted)
    return python

"""The floors of the house, also where the import linter cannot see."""

import re
import subprocess
from pathlib import Path

from tests.environment import ROOT

FLOORS = {
    "web": 9,
    "exchange": 8,
    "moderation": 7,
    "evidence": 6,
    **dict.fromkeys(("stories", "opinion", "ballots"), 5),
    "discussions": 4,
    "accounts": 3,
    "journal": 2,
}


def test_imports_go_downwards_only():
    told = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout


def test_every_room_has_a_floor():
    rooms = {folder.name for folder in (ROOT / "hustings").iterdir() if folder.is_dir()}
    assert rooms - {"algorithms", "config", "__pycache__", "locale"} <= set(FLOORS)


def test_model_names_in_strings_point_downwards_only():
    """ "app.Model" strings are dependencies too."""
    named = re.compile(rf'"({"|".join(FLOORS)})\.[A-Z]\w+"')
    for file in (ROOT / "hustings").glob("*/**/*.py"):
        room = file.relative_to(ROOT / "hustings").parts[0]
        if room in FLOORS:
            for other in named.findall(file.read_text()):
                assert FLOORS[other] < FLOORS[room] or other == room, file


def test_only_actions_write_and_nothing_hides_in_save_or_signals():
    for file in (ROOT / "hustings").glob("*/**/*.py"):
        if file.is_relative_to(ROOT / "hustings" / "web" / "freshness"):
            continue
        assert not re.search(r"^from django\.db\.models\.signals", file.read_text(), re.M), file


def test_no_raw_insert_or_update_outside_the_rooms_that_own_the_tables():
    write = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (journal|accounts|discussions)_\w+")
    for file in (ROOT / "hustings").glob("*/**/*.py"):
        room = Path(file).relative_to(ROOT / "hustings").parts[0]
        for owner in write.findall(file.read_text()):
            assert owner == room, file

"""Migrations: complete, and harmless when they are run again."""

import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.databases import sqlite_template
from tests.environment import ROOT


def test_no_model_is_ahead_of_its_migrations(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrating_a_second_time_changes_nothing(tmp_path):
    """The first time made the template that the other tests begin with."""
    shutil.copy(sqlite_template(), tmp_path / "hustings.sqlite3")
    told = subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", "manage", "migrate", "--no-color"],
        env=os.environ | {"HUSTINGS_DATA": str(tmp_path), "HUSTINGS_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "No migrations to apply" in told.stdout


@pytest.mark.parametrize(
    "room", ["journal", "accounts", "discussions", "moderation", "stories", "exchange", "web"]
)
def test_migrations_import_no_live_rules(room):
    """Only what a column's default needs, and constants of the models themselves."""
    allowed = ("hustings.journal.ids", "hustings.accounts.models", "hustings.stories.blocks")
    for file in (ROOT / "hustings" / room / "migrations").glob("0*.py"):
        for line in file.read_text().splitlines():
            if line.startswith(("import hustings", "from hustings")):
                assert line.split()[1].startswith(allowed), (file, line)

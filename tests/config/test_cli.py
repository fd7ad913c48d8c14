"""The command line's frame: help, errors, exit statuses."""

import subprocess
import sys


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command_without_django():
    from hustings.config.cli import COMMANDS

    shown = run("--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in COMMANDS)


def test_unknown_command_exits_non_zero_and_names_the_choices():
    refused = run("frobnicate")
    assert refused.returncode == 2
    assert "manage" in refused.stderr


def test_manage_takes_the_data_directory_wherever_it_stands(tmp_path):
    shown = run("manage", "diffsettings", "--data", str(tmp_path / "paper"))
    assert shown.returncode == 0, shown.stderr
    assert f"HUSTINGS_DATA = PosixPath('{tmp_path}/paper')" in shown.stdout

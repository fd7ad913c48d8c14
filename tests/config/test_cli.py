"""The command line's frame: help, errors, exit statuses."""

import os
import subprocess
import sys


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "hustings.config.cli", *arguments],
        env={**os.environ, **environment},
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


def test_manage_names_a_wrong_setting_in_one_line(tmp_path):
    refused = run("manage", "check", "--data", str(tmp_path), HUSTINGS_DATABASE_URL="mysql://x")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "HUSTINGS_DATABASE_URL" in refused.stderr

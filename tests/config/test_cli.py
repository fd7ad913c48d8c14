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


def test_arguments_that_make_no_sense_are_refused_in_one_line():
    for arguments in (
        (),
        ("ballots",),
        ("ballots", "count"),
        ("evidence", "scan", "x", "--jobs", "y"),
    ):
        refused = run(*arguments)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert refused.stderr.count("\n") == 1
        assert " --help' explains." in refused.stderr


def test_what_a_file_says_cannot_steer_the_terminal_or_break_the_line(tmp_path):
    votes = tmp_path / "votes.csv"
    votes.write_text("voter-id,comment-id,vote\n1,1,\x1b[2J\n")
    refused = run("opinion", "map", "--votes", str(votes))
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.rstrip("\n").isprintable()


def test_a_full_disk_is_told_in_one_line(tmp_path):
    ward = tmp_path / "ward.blt"
    ward.write_text('1 1\n1 1 0\n0\n"Ann"\n"Ward"\n')
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [
                sys.executable,
                "-m",
                "hustings.config.cli",
                "ballots",
                "count",
                "--rule",
                "irv",
                ward,
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "cannot write" in told.stderr

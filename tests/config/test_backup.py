"""Backup and restore, through the command line, with real processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from django.db import connection

from hustings.config.backup import columns_of
from hustings.config.restore import _require_own_tables
from hustings.errors import BadInput
from tests.databases import sqlite_template
from tests.environment import POSTGRESQL

SEED = """
from django.utils import timezone
from hustings.accounts.access import Author
from hustings.accounts.actions import create_account
from hustings.discussions import actions
from hustings.discussions.rules import CommentDraft
from hustings.journal.actions import seal
from hustings.stories.actions import prepare_site
prepare_site(name="The Test", base_url="http://localhost:8000")
now = timezone.now()
reader = create_account("Ada", email="ada@example.org")
discussion = actions.open_discussion(site=1, now=now)
for n in range(20):
    actions.post_comment(author=Author(account=reader, unlimited=True), discussion=discussion.pk,
                         draft=CommentDraft(f"Comment {n}"), now=now)
seal(site=1)
"""
COUNT = "from hustings.discussions.models import Comment; print(Comment.objects.count())"


class CommandLine:
    """``hustings`` as an operator calls it, on one data directory."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        self.environment = {**os.environ, "HUSTINGS_DATA": str(data)}
        self.environment.pop("HUSTINGS_DATABASE_URL", None)
        if database:
            self.environment["HUSTINGS_DATABASE_URL"] = database

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hustings.config.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def shell(self, code: str) -> str:
        done = self("manage", "shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    hustings = CommandLine(tmp_path_factory.mktemp("site"))
    shutil.copy(sqlite_template(), hustings.data / "hustings.sqlite3")
    hustings.shell(SEED)
    media = hustings.data / "media" / "pictures"
    media.mkdir(parents=True)
    (media / "harbour.txt").write_text("a picture")
    return hustings


@pytest.fixture(scope="module")
def backup(site: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (site.data / "keys" / "trace-7").write_text("secret of an epoch")
    file = tmp_path_factory.mktemp("backups") / "backup"
    made = site("backup", str(file), "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["media"] == 1
    return file


@pytest.fixture
def restored(backup: Path, tmp_path: Path) -> CommandLine:
    hustings = CommandLine(tmp_path / "elsewhere")
    done = hustings("restore", str(backup))
    assert done.returncode == 0, done.stderr
    return hustings


def test_a_restored_backup_holds_comments_media_and_secret(site, restored):
    assert restored.shell(COUNT) == "20"
    assert (restored.data / "media/pictures/harbour.txt").read_text() == "a picture"
    secret = (site.data / "keys/secret").read_bytes()
    assert (restored.data / "keys/secret").read_bytes() == secret
    checked = restored("check", "--json")
    assert checked.returncode == 0, checked.stdout
    subjects = {finding["subject"] for finding in json.loads(checked.stdout)}
    assert {"journal", "comment counts", "vote totals"} <= subjects


def test_keys_of_traces_are_not_in_a_backup(restored):
    assert [key.name for key in (restored.data / "keys").iterdir()] == ["secret"]


def test_a_backup_never_overwrites_a_file(site, tmp_path):
    (tmp_path / "backup").write_text("something dear")
    refused = site("backup", str(tmp_path / "backup"))
    assert refused.returncode == 2
    assert "exists already" in refused.stderr
    assert (tmp_path / "backup").read_text() == "something dear"


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.999])
def test_a_cut_backup_changes_nothing(backup, tmp_path, kept):
    content = backup.read_bytes()
    (tmp_path / "cut").write_bytes(content[: int(kept * len(content))])
    hustings = CommandLine(tmp_path / "elsewhere")
    refused = hustings("restore", str(tmp_path / "cut"))
    assert refused.returncode == 2
    assert "nothing was changed" in refused.stderr
    assert not hustings.data.exists()


@pytest.mark.parametrize("kind", ["words", "foreign archive", "list for a manifest", "nothing"])
def test_another_file_than_a_backup_is_refused_in_one_line(tmp_path, kind):
    file = tmp_path / "file"
    if kind == "words":
        file.write_text("hello")
    elif kind != "nothing":
        name = "manifest.json" if kind == "list for a manifest" else "something"
        file.write_bytes(archive_of(name, b"[]"))
    hustings = CommandLine(tmp_path / "elsewhere")
    refused = hustings("restore", str(file))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert str(file) in refused.stderr
    assert not hustings.data.exists()


def archive_of(name: str, content: bytes) -> bytes:
    """Return a compressed archive of one file."""
    plain = BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, BytesIO(content))
    return zstandard.compress(plain.getvalue())


@pytest.mark.parametrize(
    "tables",
    [
        {'comment"; DROP TABLE x; --': ["id"]},
        {"discussions_vote": ["id", 'site") FROM STDIN; --']},
        {"discussions_vote": ["id"]},
    ],
)
@pytest.mark.skipif(not POSTGRESQL, reason="on SQLite a backup is the file itself")
def test_names_in_a_manifest_must_be_those_of_our_tables(db, tables):
    with connection.cursor() as cursor:
        whole = {"discussions_vote": columns_of(cursor, "discussions_vote")}
        _require_own_tables(cursor, whole)
        with pytest.raises(BadInput, match="no version of ours wrote"):
            _require_own_tables(cursor, tables)


def test_a_database_of_a_newer_version_is_refused(restored):
    restored.shell(
        "from django.db.migrations.recorder import MigrationRecorder as R;"
        "from django.db import connection;"
        "R(connection).record_applied('journal', '0999_from_the_future')"
    )
    for command in ("serve", "check", "tasks"):
        refused = restored(command)
        assert refused.returncode == (1 if command == "check" else 2)
        assert "journal.0999_from_the_future" in refused.stderr + refused.stdout
        assert "Traceback" not in refused.stderr


def test_a_restore_never_overwrites_a_site(site, backup):
    before = (site.data / "hustings.sqlite3").read_bytes()
    refused = site("restore", str(backup))
    assert refused.returncode == 2
    assert "already" in refused.stderr
    assert (site.data / "hustings.sqlite3").read_bytes() == before


def test_check_finds_counts_and_events_that_were_changed(restored):
    restored.shell(
        "from hustings.discussions.models import Discussion;"
        "from hustings.journal.models import Event;"
        "Discussion.objects.update(comments=19);"
        "Event.objects.filter(position=3).update(actor=1)"
    )
    checked = restored("check")
    assert checked.returncode == 1
    assert "WRONG comment counts" in checked.stdout
    assert "WRONG journal" in checked.stdout
    assert "position 3" in checked.stdout


def test_a_wrong_setting_is_named_in_one_line(tmp_path):
    hustings = CommandLine(tmp_path, database="mysql://nowhere")
    refused = hustings("check")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "HUSTINGS_DATABASE_URL" in refused.stderr

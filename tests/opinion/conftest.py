"""Files of made-up votes, and the command as a reader of files would call it."""

import csv
import io
import random

import pytest

from hustings.config.cli import main


def made_up_votes(*, people=60, comments=14, seed=1):
    """Return (voter, comment, vote): two camps that agree on the first four comments."""
    chance = random.Random(seed)
    votes = []
    for person in range(people):
        for comment in range(comments):
            if chance.random() < 0.8:
                turn = 1 if comment < 4 or (person + comment) % 2 else -1
                vote = turn if chance.random() < 0.9 else 0
                votes.append((person, comment, vote))
    return votes


def long_csv(votes, *, agree=1):
    lines = ["timestamp,datetime,comment-id,voter-id,vote"]
    lines += [
        f"{1500000000000 + i},Mon Jul 17 02:00:00 UTC 2017,{comment},{voter},{vote * agree}"
        for i, (voter, comment, vote) in enumerate(votes)
    ]
    return "\n".join(lines) + "\n"


def wide_csv(votes, *, agree=1, groups=None):
    comments = sorted({comment for _, comment, _ in votes})
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    facts = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    writer.writerow([*facts, *comments])
    for person in sorted({voter for voter, _, _ in votes}):
        own = {comment: vote for voter, comment, vote in votes if voter == person}
        answers = list(own.values())
        counts = [0, len(own), answers.count(1), answers.count(-1)]
        cells = [own[comment] * agree if comment in own else "" for comment in comments]
        writer.writerow([person, (groups or {}).get(person, ""), *counts, *cells])
    return file.getvalue()


@pytest.fixture
def votes():
    return made_up_votes()


@pytest.fixture
def long_text():
    return long_csv


@pytest.fixture
def wide_text():
    return wide_csv


@pytest.fixture
def put(tmp_path):
    """Write a file and return its path."""

    def write(content, name="votes.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def opinion(capsys):
    """Call ``hustings opinion …`` and return (status, standard output, standard error)."""

    def call(*arguments):
        status = main(["opinion", *map(str, arguments)])
        return status, *capsys.readouterr()

    return call

"""The arguments that every command on votes shares, and what they load."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hustings.algorithms.opinion.matrix import AGREE, DISAGREE
from hustings.opinion.comments import CommentList, read_comments
from hustings.opinion.votes import VoteFile, read_votes
from hustings.progress import progress


@dataclass(frozen=True)
class Inputs:
    """The votes, and what is known of the comments (nothing where no file was given)."""

    votes: VoteFile
    comments: CommentList


def add_vote_arguments(parser: argparse.ArgumentParser, *, votes: str = "") -> None:
    """Add what says which votes to read; ``votes`` explains them where they need not be given."""
    said = votes or "votes.csv or the wide file"
    parser.add_argument("--votes", type=Path, required=not votes, metavar="FILE", help=said)
    parser.add_argument(
        "--comments",
        type=Path,
        metavar="FILE",
        help="Polis's comments.csv: words, authors, moderation",
    )
    parser.add_argument(
        "--agree",
        type=int,
        choices=(AGREE, DISAGREE),
        help="how the file writes an agree (without it: what its own counts say, else 1)",
    )


def input_files(arguments: argparse.Namespace) -> list[Path | None]:
    """Return the files to be read over which no result may be written.

    A snapshot may take the place of the one before (``--previous``): that is how a map is kept up.
    """
    names = ("votes", "comments", "groups")
    return [getattr(arguments, name, None) for name in names]


def load(arguments: argparse.Namespace) -> Inputs:
    """Read the files named on the command line; raises ``BadInput``."""
    comments = read_comments(arguments.comments) if arguments.comments else None
    votes = read_votes(arguments.votes, agree=arguments.agree, comments=comments)
    people, on = votes.matrix.shape
    progress(f"{len(votes.matrix.votes):,} votes of {people:,} people on {on:,} comments read")
    return Inputs(votes, comments or CommentList({}))


def show(text: str) -> None:
    """Print an answer on standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def show_notes(notes: Sequence[str]) -> None:
    """Print what had to be settled, on standard error."""
    for note in notes:
        sys.stderr.write(f"hustings: {note}\n")

"""``hustings opinion export``: the votes as Polis writes them, wide or long."""

from __future__ import annotations

import argparse
from pathlib import Path

from hustings.algorithms.opinion.mapping import OpinionMap, draw_map
from hustings.opinion.inputs import Inputs, add_vote_arguments, input_files, load, show_notes
from hustings.opinion.polis_export import long_votes, participants_votes
from hustings.opinion.sources import packed_for
from hustings.opinion.votes import read_votes
from hustings.whole_files import require_writable, write_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_vote_arguments(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="OUT", help="the file to write (.gz packs it)"
    )
    parser.add_argument("--long", action="store_true", help="write votes.csv, one vote a line")
    parser.add_argument(
        "--groups",
        type=Path,
        metavar="WIDE.csv",
        help="take group-id from this wide file instead of drawing a map",
    )


def run(arguments: argparse.Namespace) -> int:
    require_writable(arguments.out, inputs=input_files(arguments))
    inputs = load(arguments)
    matrix = inputs.votes.matrix
    content = long_votes(matrix) if arguments.long else wide(arguments, inputs)
    write_whole(arguments.out, packed_for(arguments.out, content))
    show_notes(inputs.votes.notes)
    return 0


def wide(arguments: argparse.Namespace, inputs: Inputs) -> bytes:
    if arguments.groups:
        groups = dict(read_votes(arguments.groups).groups)
    else:
        moderated_out = inputs.comments.moderated_out
        groups = numbered(draw_map(inputs.votes.matrix, moderated_out=moderated_out))
    written = inputs.comments.written_by()
    return participants_votes(inputs.votes.matrix, groups=groups, written=written)


def numbered(opinion_map: OpinionMap) -> dict[str, str]:
    """Return everybody's group as Polis numbers groups, from 0."""
    placed = zip(opinion_map.matrix.people, opinion_map.labels.tolist(), strict=True)
    return {person: str(label) for person, label in placed if label >= 0}

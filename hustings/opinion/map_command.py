"""``hustings opinion map``: from votes to groups, as text, JSON, a page, or a snapshot."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hustings.algorithms.opinion.groups import GroupRules
from hustings.algorithms.opinion.mapping import (
    METHOD,
    VERSION,
    Earlier,
    OpinionMap,
    draw_polis_map,
)
from hustings.algorithms.opinion.record import map_record
from hustings.algorithms.opinion.snapshot import Task, digest, encode
from hustings.errors import BadInput
from hustings.opinion.inputs import Inputs, add_vote_arguments, input_files, load, show, show_notes
from hustings.opinion.recompute_command import read_snapshot_earlier
from hustings.opinion.report import map_page
from hustings.opinion.sources import packed_for
from hustings.opinion.votes import read_votes
from hustings.opinion.words import Words, in_words
from hustings.whole_files import require_writable, write_whole

COMPAT_NOTE = (
    "These groups are made as Polis makes them and depend on the order of its rows; they are for "
    "audits and hold no promise."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_vote_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the map as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the map as a page")
    parser.add_argument("--snapshot", type=Path, metavar="OUT", help="write what recompute checks")
    parser.add_argument(
        "--previous", type=Path, metavar="SNAPSHOT", help="keep this map's names and group count"
    )
    parser.add_argument(
        "--compat", action="store_true", help="group as Polis does, for audits (no snapshot)"
    )
    parser.add_argument(
        "--groups",
        type=Path,
        metavar="WIDE.csv",
        help="Polis's statistics for the groups published in this file (implies --compat)",
    )


@dataclass(frozen=True)
class Drawn:
    """A finished map, its snapshot (none for Polis's way and where none was asked for), notes."""

    opinion_map: OpinionMap
    rules: GroupRules
    input_digest: str
    snapshot: bytes | None
    notes: tuple[str, ...]

    def provenance(self) -> dict[str, Any]:
        """Return what the map was made of."""
        return {
            "method": METHOD,
            "version": VERSION,
            "rules": asdict(self.rules),
            "input_sha256": self.input_digest,
            "sha256": None if self.snapshot is None else digest(self.snapshot),
        }


def run(arguments: argparse.Namespace) -> int:
    require_sense(arguments)
    require_writable(arguments.snapshot, arguments.html, inputs=input_files(arguments))
    inputs = load(arguments)
    drawn = draw_as_polis(arguments, inputs) if as_polis(arguments) else draw(arguments, inputs)
    words = Words(drawn.opinion_map, inputs.comments.texts)
    record = map_record(drawn.opinion_map) | {"notes": list(drawn.notes)}
    page = map_page(words, facts=facts(drawn), notes=drawn.notes) if arguments.html else ""
    if drawn.snapshot is not None:
        write_whole(arguments.snapshot, packed_for(arguments.snapshot, drawn.snapshot))
    if arguments.html:
        write_whole(arguments.html, page)
    show_notes(drawn.notes)
    if arguments.json:
        show(json.dumps(record | {"snapshot": drawn.provenance()}, ensure_ascii=False))
    elif not arguments.html:
        show(in_words(words))
    return 0


def as_polis(arguments: argparse.Namespace) -> bool:
    return arguments.compat or arguments.groups is not None


def require_sense(arguments: argparse.Namespace) -> None:
    if as_polis(arguments) and (arguments.snapshot or arguments.previous):
        raise BadInput("--compat and --groups make no snapshot and continue none.")


def draw(arguments: argparse.Namespace, inputs: Inputs) -> Drawn:
    earlier: Earlier | None = None
    if arguments.previous:
        earlier = read_snapshot_earlier(arguments.previous)
    task = Task(
        inputs.votes.matrix,
        GroupRules(),
        moderated_out=tuple(sorted(inputs.comments.moderated_out)),
        earlier=earlier,
    )
    opinion_map = task.draw()
    snapshot = encode(task, opinion_map) if arguments.snapshot else None
    return Drawn(opinion_map, task.rules, task.matrix.digest(), snapshot, inputs.votes.notes)


def draw_as_polis(arguments: argparse.Namespace, inputs: Inputs) -> Drawn:
    given = read_votes(arguments.groups).groups if arguments.groups else None
    if given is not None and not given:
        raise BadInput(f"{arguments.groups}: no participant has a group-id.")
    matrix = inputs.votes.matrix
    opinion_map = draw_polis_map(matrix, moderated_out=inputs.comments.moderated_out, given=given)
    notes = inputs.votes.notes if given else (*inputs.votes.notes, COMPAT_NOTE)
    return Drawn(opinion_map, GroupRules(), matrix.digest(), None, notes)


def facts(drawn: Drawn) -> list[tuple[str, object]]:
    """Return what the page's footer says about where the map comes from."""
    made_of = drawn.provenance()
    shown: list[tuple[str, object]] = [("Votes, SHA-256", made_of["input_sha256"])]
    if made_of["sha256"]:
        shown.append(("Snapshot, SHA-256", made_of["sha256"]))
    rules = [f"{name.replace('_', ' ')} {value:g}" for name, value in made_of["rules"].items()]
    return [*shown, ("Rules", ", ".join(rules))]

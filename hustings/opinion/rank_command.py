"""``hustings opinion rank``: the order of comments, with every rank beside it."""

from __future__ import annotations

import argparse
import json

from hustings.algorithms.opinion.mapping import draw_map
from hustings.algorithms.opinion.record import comment_records
from hustings.errors import BadInput
from hustings.opinion.inputs import add_vote_arguments, load, show, show_notes
from hustings.opinion.words import Words

SCORES = ("bridging", "floor", "consensus", "wilson", "intercept", "net")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_vote_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print all comments as JSON")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="comments shown (20)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.top < 1:
        raise BadInput("--top: at least 1.")
    inputs = load(arguments)
    opinion_map = draw_map(inputs.votes.matrix, moderated_out=inputs.comments.moderated_out)
    words = Words(opinion_map, inputs.comments.texts)
    records = comment_records(opinion_map)
    show_notes(inputs.votes.notes)
    if arguments.json:
        answer = {
            "k": opinion_map.groups.k,
            "order": "bridging",
            "comments": records,
            "notes": list(inputs.votes.notes),
        }
        show(json.dumps(answer, ensure_ascii=False))
        return 0
    show(f"{words.sizes()}. {words.firmness()}\n")
    show("rank  " + " ".join(f"{name:>9}" for name in SCORES) + "  comment")
    for record, comment in zip(records, opinion_map.ranks.order.tolist(), strict=True):
        if record["rank"] > arguments.top:
            break
        scores = " ".join(f"{record[name]:9.3f}" for name in SCORES)
        mark = " [contested]" if record["contested"] else ""
        show(f"{record['rank']:>4}  {scores}  {words.comment(comment)}{mark}")
        show(f"{'':6}{words.why_here(comment)}")
    return 0

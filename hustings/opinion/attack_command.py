"""``hustings opinion attack``: what a brigade could do to this thread."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.progress import track

from hustings.algorithms.opinion.brigades import Attack, Outcome, run_attack, usual_attacks
from hustings.algorithms.opinion.groups import GroupRules
from hustings.algorithms.opinion.mapping import OpinionMap, draw_map
from hustings.errors import BadInput
from hustings.opinion.inputs import add_vote_arguments, load, show, show_notes

RANKS = ("bridging", "floor", "consensus", "wilson", "intercept", "net")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_vote_arguments(parser)
    parser.add_argument(
        "--share", type=float, default=10, metavar="PERCENT", help="fakes per 100 readers (10)"
    )
    parser.add_argument(
        "--targets", type=int, default=20, metavar="N", help="comments attacked, at most (20)"
    )
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")


def run(arguments: argparse.Namespace) -> int:
    if not 0 < arguments.share <= 1000 or arguments.targets < 1:
        raise BadInput("--share is a number over 0 and up to 1000, --targets at least 1.")
    inputs = load(arguments)
    opinion_map = draw_map(inputs.votes.matrix, moderated_out=inputs.comments.moderated_out)
    show_notes(inputs.votes.notes)
    outcomes = with_progress(
        opinion_map, usual_attacks(arguments.share / 100), targets=arguments.targets
    )
    if arguments.json:
        answer = {"readers": sum(opinion_map.sizes), "k": opinion_map.groups.k}
        records = [asdict(outcome) for outcome in outcomes]
        show(json.dumps(answer | {"outcomes": records}, ensure_ascii=False))
    else:
        show(table(outcomes, share=arguments.share))
    return 0


def with_progress(
    opinion_map: OpinionMap, attacks: Sequence[Attack], *, targets: int
) -> list[Outcome]:
    """Carry out all attacks, showing on a terminal how far they are."""
    console = Console(stderr=True)
    steps = track(attacks, "Attacking", console=console, transient=True)
    rules = GroupRules()
    return [run_attack(opinion_map, attack, rules=rules, most_targets=targets) for attack in steps]


def table(outcomes: Sequence[Outcome], *, share: float) -> str:
    """Return the outcomes as text: mean change in percentiles, and the share that crossed."""
    head = f"{'':44}" + "".join(f"{name:>16}" for name in RANKS)
    lines = [f"{described(outcome):44}" + cells(outcome) for outcome in outcomes]
    return "\n".join(
        [
            f"Fake readers, {share:g} for every 100 real ones, and what they change: the mean "
            "change in percentiles, and in",
            "brackets the share of attacked comments that reach the top tenth (promoted) or fall "
            "below the median (suppressed).",
            "",
            head,
            *lines,
            "",
            "Comments are ordered by bridging. Copies of readers are not the cleverest attackers: "
            "these are lower ends.",
        ]
    )


def described(outcome: Outcome) -> str:
    attack = outcome.attack
    goal = "promote" if attack.promotes else "suppress"
    how = "" if attack.kind == "drive-by" else ", assigned" if attack.assigned else ", sought"
    return f"{goal}, {attack.kind}{how} ({outcome.targets} comments)"


def cells(outcome: Outcome) -> str:
    if not outcome.targets:
        return "   no comment of this thread fits"
    return "".join(
        f"{outcome.change[name]:+9.1f} ({100 * outcome.crossed[name]:3.0f}%)" for name in RANKS
    )

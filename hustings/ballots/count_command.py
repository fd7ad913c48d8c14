"""Count the ballots of a BLT file by a named rule.

Lots are drawn from --seed, which should be published before anybody can know what it decides.
Without it the seed is empty: right for a recount, wrong for an election.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from hustings.algorithms.counting import (
    RULES,
    Contest,
    Count,
    CountRefused,
    Stage,
    count_election,
)
from hustings.algorithms.counting.result import json_text, result_facts, votes_number
from hustings.ballots.count_report import ballots_word, count_page
from hustings.ballots.reading import read_bytes, read_contest
from hustings.errors import BadInput
from hustings.whole_files import require_writable, write_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.blt", help="the ballots")
    add_rule_arguments(parser)
    parser.add_argument("--seed", default="", metavar="TEXT", help="what lots are drawn from")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write a report to this file")


def add_rule_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says how to count: rule, seats and quorum."""
    parser.add_argument(
        "--rule", choices=RULES, required=True, metavar="RULE", help=f"one of {', '.join(RULES)}"
    )
    parser.add_argument(
        "--seats", type=int, metavar="N", help="places to fill (default: what the file says)"
    )
    parser.add_argument(
        "--quorum",
        type=int,
        default=0,
        metavar="N",
        help="yes-no: the least number of valid ballots",
    )


def run(arguments: argparse.Namespace) -> int:
    require_writable(arguments.html, inputs=[arguments.file])
    election = read_contest(arguments.file)
    seats = election.seats if arguments.seats is None else arguments.seats
    try:
        count = count_election(
            election,
            rule=arguments.rule,
            seats=seats,
            seed=arguments.seed,
            quorum=arguments.quorum,
        )
    except CountRefused as refusal:
        raise BadInput(f"{arguments.file}: {refusal}.") from refusal
    if arguments.html:
        digest = hashlib.sha256(read_bytes(arguments.file)).hexdigest()
        page = count_page(election, count, seed=arguments.seed, digest=digest)
        write_whole(arguments.html, page)
    if arguments.json:
        facts = result_facts(election, count, seed=arguments.seed, quorum=arguments.quorum)
        print(json_text(facts), end="")
    else:
        print("\n".join(count_lines(election, count)))
    return 0


def count_lines(election: Contest, count: Count) -> Iterator[str]:
    """Yield the result for people: the winners, then every stage."""
    names = election.candidates
    seats = "" if count.outcome else ", 1 seat" if count.seats == 1 else f", {count.seats} seats"
    valid = f"{count.valid} valid {ballots_word(count.valid)}"
    yield f"{election.title or 'Untitled'}: {valid}{seats}"
    yield f"rule {count.rule}, version {count.version}" + (
        f", quota {count.quota}" if count.quota else ""
    )
    if count.outcome:
        yield count.outcome
    yield f"elected: {', '.join(names[index] for index in count.winners) or 'nobody'}"
    for stage in count.stages:
        yield ""
        yield from stage_lines(stage, names)


def stage_lines(stage: Stage, names: tuple[str, ...]) -> Iterator[str]:
    """Yield one stage: what was done, and everybody's votes, most first."""
    of = "" if stage.candidate is None else f" of {names[stage.candidate]}"
    yield f"stage {stage.number}: {stage.action}{of}"
    for tie in stage.ties:
        how = "by lot" if tie.stage is None else f"by the votes at stage {tie.stage}"
        yield f"  equal votes: {names[tie.chosen]} was chosen {how} ({tie.question})"
    for index in sorted(range(len(names)), key=lambda index: (-stage.votes[index], index)):
        if stage.votes[index] or index == stage.candidate:
            mark = "  elected" if index in stage.elected else ""
            yield f"  {votes_text(stage.votes[index]):>16}  {names[index]}{mark}"
    if stage.not_transferable:
        yield f"  {votes_text(stage.not_transferable):>16}  not transferable"
    if stage.lost_to_rounding:
        yield f"  {votes_text(stage.lost_to_rounding):>16}  lost to rounding"


def votes_text(units: int) -> str:
    """Return votes with five decimals where there are any."""
    number = votes_number(units)
    return f"{number}" if isinstance(number, int) else f"{number:.5f}"

"""A count as JSON text: the same bytes from the same ballots, on any machine.

Votes are numbers with up to five decimals, in the order of ``candidates``; names are exactly those
of the ballot file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hustings.algorithms.counting.election import ONE, Contest, Count, Stage, Tie


def votes_number(units: int) -> int | float:
    """Return units of 1/``ONE`` vote as a number of votes that JSON prints exactly."""
    return units // ONE if units % ONE == 0 else units / ONE


def tie_facts(tie: Tie, election: Contest) -> dict[str, Any]:
    return {
        "question": tie.question,
        "tied": [election.candidates[index] for index in tie.tied],
        "chosen": election.candidates[tie.chosen],
        "by": "lot" if tie.stage is None else f"votes at stage {tie.stage}",
    }


def stage_facts(stage: Stage, election: Contest) -> dict[str, Any]:
    """Return one stage in words and numbers."""
    every = range(len(election.candidates))
    return {
        "stage": stage.number,
        "action": stage.action,
        "candidate": None if stage.candidate is None else election.candidates[stage.candidate],
        "votes": [votes_number(units) for units in stage.votes],
        "received": [votes_number(stage.transfers.get(index, 0)) for index in every],
        "not_transferable": votes_number(stage.not_transferable),
        "lost_to_rounding": votes_number(stage.lost_to_rounding),
        "elected": [election.candidates[index] for index in stage.elected],
        "ties": [tie_facts(tie, election) for tie in stage.ties],
    }


def result_facts(
    election: Contest, count: Count, *, seed: str, quorum: int = 0, totals_only: bool = False
) -> dict[str, Any]:
    """Return what ``count --json`` prints; ``totals_only`` keeps the first stage alone.

    (Of a small ballot, later stages would show how single readers voted.)
    """
    stages = count.stages[:1] if totals_only else count.stages
    return {
        "rule": count.rule,
        "version": count.version,
        "title": election.title,
        "candidates": list(election.candidates),
        "withdrawn": [election.candidates[index] for index in sorted(election.withdrawn)],
        "seats": count.seats,
        "quorum": quorum,
        "seed": seed,
        "ballots": election.cast,
        "valid": count.valid,
        "quota": count.quota,
        "winners": [election.candidates[index] for index in count.winners],
        "outcome": count.outcome,
        "stages": [stage_facts(stage, election) for stage in stages],
    }


def json_text(facts: Mapping[str, Any]) -> str:
    """Return JSON with one line for each fact, and one for each entry of a list of records."""
    return "{\n" + ",\n".join(f" {dump(key)}: {dump_fact(facts[key])}" for key in facts) + "\n}\n"


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def dump_fact(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n  " + ",\n  ".join(dump(entry) for entry in value) + "\n ]"
    return dump(value)

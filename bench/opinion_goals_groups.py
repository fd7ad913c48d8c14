"""O1 to O4: Polis's statistics, and groups that are the same, the right ones, and stable."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
from goals import Goal, Options, baseline_python, not_measured
from opinion_data import (
    Conversation,
    PolisOutput,
    all_conversations,
    coded,
    likeness,
    polis_outputs,
    published_conversations,
)

from hustings.algorithms.opinion.agreement import adjusted_rand
from hustings.algorithms.opinion.mapping import OpinionMap, draw_map, draw_polis_map
from hustings.algorithms.opinion.matrix import VoteMatrix, id_order
from hustings.algorithms.opinion.representative import Side
from hustings.opinion.polis_export import long_votes

WANTED = {
    "O1": "Polis's statistics: 0 cells differ, consensus within 1e-12, same lists, axes ≥ 0.999",
    "O2": "same groups (ARI 1.000) whatever the order and the names of people and comments",
    "O3": "published groups, number of groups found: median ARI ≥ 0.93, none under 0.6",
    "O4": "80 % of readers drawn again: mean ARI ≥ 0.95, same number of groups in ≥ 95 %",
}
RED_DWARF = "red-dwarf==0.4.0"


def goals(options: Options) -> Iterator[Goal]:
    outputs = list(polis_outputs(options))
    conversations = all_conversations(options)
    if not outputs or not conversations:
        for id, wanted in WANTED.items():
            yield not_measured(id, wanted, why="no data in ../shared/data")
        return
    yield exact_statistics(outputs)
    yield same_groups(conversations, shuffles=10 if options.quick else 100)
    yield published_groups(options, outputs)
    yield stable_groups(conversations, times=5 if options.quick else 20)


def exact_statistics(outputs: list[PolisOutput]) -> Goal:
    cells = sum(differing_cells(output) for output in outputs)
    consensus = max(consensus_distance(output) for output in outputs)
    lists = sum(lists_differ(output) for output in outputs)
    cosine = min(axis_cosine(output) for output in outputs)
    return Goal(
        "O1",
        WANTED["O1"],
        f"{cells} cells differ, consensus within {consensus:.1e}, {lists} lists differ, "
        f"lowest axis cosine {cosine:.5f} ({len(outputs)} outputs of Polis)",
        met=cells == 0 and consensus <= 1e-12 and lists == 0 and cosine >= 0.999,
    )


def audited(output: PolisOutput) -> OpinionMap:
    """Return Polis's way of counting for the groups that it published."""
    return draw_polis_map(output.matrix, moderated_out=output.moderated_out, given=output.groups())


def differing_cells(output: PolisOutput) -> int:
    votes = audited(output).votes
    tables = {"A": votes.agree, "D": votes.disagree, "S": votes.seen}
    place = {name: column for column, name in enumerate(output.matrix.comments)}
    return sum(
        int(table[int(group), place[comment]] != counts[letter]) if comment in place else 0
        for group, expected in output.expected["group-votes"].items()
        for comment, counts in expected["votes"].items()
        for letter, table in tables.items()
    )


def consensus_distance(output: PolisOutput) -> float:
    expected = output.expected["group-aware-consensus"]
    found = audited(output).ranks.consensus
    return max(
        abs(found[column] - expected[name]) for column, name in enumerate(output.matrix.comments)
    )


def lists_differ(output: PolisOutput) -> int:
    """Return how many lists (representative of a group, consensus) are not the same."""
    opinion_map = audited(output)
    pairs = [
        (sides, output.expected["repness"][name])
        for name, sides in zip(opinion_map.names, opinion_map.representative, strict=True)
    ]
    expected = output.expected["consensus"]
    pairs.append((opinion_map.consensus, expected["agree"] + expected["disagree"]))
    return sum(
        [listed(output, side) for side in sides]
        != [(str(row["tid"]), row["n-success"], row["n-trials"]) for row in rows]
        for sides, rows in pairs
    )


def listed(output: PolisOutput, side: Side) -> tuple[str, int, int]:
    return output.matrix.comments[side.comment], side.successes, side.trials


def axis_cosine(output: PolisOutput) -> float:
    """Return the lower cosine of the two axes with Polis's."""
    axes = audited(output).plane.axes
    order = [output.expected["tids"].index(int(name)) for name in output.matrix.comments]
    expected = np.array(output.expected["pca"]["comps"])[:, order]
    lengths = np.linalg.norm(axes, axis=1) * np.linalg.norm(expected, axis=1)
    return float((np.abs((axes * expected).sum(axis=1)) / lengths).min())


def same_groups(conversations: list[Conversation], *, shuffles: int) -> Goal:
    """Rename and reorder everything; the groups must be those of the same people."""
    random = np.random.default_rng(1)
    worst = 1.0
    for conversation in conversations:
        labels = draw_map(conversation.matrix).labels
        for _ in range(shuffles if len(conversation.matrix.people) < 1000 else shuffles // 5):
            renamed, place = shuffled(conversation.matrix, random)
            worst = min(worst, adjusted_rand(draw_map(renamed).labels[place] + 1, labels + 1))
    return Goal(
        "O2",
        WANTED["O2"],
        f"worst ARI {worst:.6f} in {shuffles} shuffles of each of {len(conversations)} "
        "conversations (a fifth of that for over 1,000 people); restarts: tests/opinion",
        met=worst == 1.0,
        baseline="Polis-style seeding: mean 0.84 to 0.95 with itself, worst -0.001 (spec)",
    )


def shuffled(matrix: VoteMatrix, random: np.random.Generator) -> tuple[VoteMatrix, np.ndarray]:
    """Return the votes under new names in a new order, and each old person's new row."""
    place = random.permutation(len(matrix.people))
    columns = random.permutation(len(matrix.comments))
    order = random.permutation(len(matrix.votes))
    people = sorted((f"reader {i}" for i in range(len(place))), key=id_order)
    comments = sorted((f"comment {i}" for i in range(len(columns))), key=id_order)
    renamed = VoteMatrix.from_codes(
        people,
        comments,
        rows=place[matrix.row_of_vote][order],
        columns=columns[matrix.columns][order],
        votes=matrix.votes[order],
    )
    return renamed, place


def published_groups(options: Options, outputs: list[PolisOutput]) -> Goal:
    conversations = published_conversations(options)
    found = {
        one.name: likeness(draw_map(one.matrix, moderated_out=one.moderated_out), one.published)
        for one in conversations
    }
    tiny = [
        likeness(draw_map(one.matrix, moderated_out=one.moderated_out), one.groups())
        for one in outputs
    ]
    listing = ", ".join(f"{name} {index:.2f}" for name, index in found.items())
    middle, worst = median(found.values()), min(found.values())
    return Goal(
        "O3",
        WANTED["O3"],
        f"median {middle:.3f}, worst {worst:.2f} ({listing}); Polis's three small test outputs "
        f"(23 to 121 people, 3 groups each): {', '.join(f'{index:.2f}' for index in tiny)}",
        met=middle >= 0.93 and worst >= 0.6,
        baseline=red_dwarf(options, conversations),
    )


def red_dwarf(options: Options, conversations: list[Conversation]) -> str:
    if options.baselines is None:
        return ""
    python = baseline_python(options.baselines, "red-dwarf", [RED_DWARF])
    found = []
    for conversation in conversations:
        groups = run_red_dwarf(python, conversation)
        shared = sorted(groups.keys() & conversation.published.keys())
        ours = coded([groups[name] for name in shared])
        found.append(adjusted_rand(ours, coded([conversation.published[name] for name in shared])))
    each = ", ".join(f"{index:.2f}" for index in found)
    return f"{RED_DWARF}: median {median(found):.2f} ({each})"


def run_red_dwarf(python: Path, conversation: Conversation) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        votes = Path(folder) / "votes.csv"
        votes.write_bytes(long_votes(conversation.matrix))
        script = Path(__file__).with_name("opinion_red_dwarf.py")
        moderated = ",".join(sorted(conversation.moderated_out))
        command = [python, script, votes, moderated]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    groups: dict[str, str] = json.loads(done.stdout.splitlines()[-1])["groups"]
    return groups


@dataclass(frozen=True)
class Resampled:
    """Mean ARI with the map of all, and how often the number of groups is the same as there.

    ``same_by_silhouette`` is the latter if the best silhouette alone chose, as in Polis.
    """

    index: float
    same: float
    same_by_silhouette: float


def stable_groups(conversations: list[Conversation], *, times: int) -> Goal:
    found = {one.name: resampled(one, times) for one in conversations}
    index, same = mean(r.index for r in found.values()), mean(r.same for r in found.values())
    middle = median(r.index for r in found.values())
    silhouette = mean(r.same_by_silhouette for r in found.values())
    each = ", ".join(f"{name} {r.index:.2f}/{r.same:.0%}" for name, r in found.items())
    return Goal(
        "O4",
        WANTED["O4"],
        f"mean ARI {index:.3f} (median {middle:.3f}), same number in {same:.1%}; "
        f"{times} times each: {each}",
        met=index >= 0.95 and same >= 0.95,
        baseline=f"number chosen by the best silhouette alone: the same in {silhouette:.1%}",
        distance=f"mean ARI {index - 0.95:+.3f}, same number {same - 0.95:+.1%}",
    )


def resampled(conversation: Conversation, times: int) -> Resampled:
    """Draw 80 % of the readers again and again and compare their maps with that of all."""
    random = np.random.default_rng(4)
    whole = draw_map(conversation.matrix, moderated_out=conversation.moderated_out)
    people = len(conversation.matrix.people)
    indices, same, silhouette = [], [], []
    for _ in range(times):
        rows = np.sort(random.permutation(people)[: round(0.8 * people)])
        part = draw_map(
            conversation.matrix.take_people(rows), moderated_out=conversation.moderated_out
        )
        placed = (part.labels >= 0) & (whole.labels[rows] >= 0)
        indices.append(adjusted_rand(part.labels[placed], whole.labels[rows][placed]))
        same.append(part.groups.k == whole.groups.k)
        silhouette.append(best_separated(part) == best_separated(whole))
    return Resampled(mean(indices), mean(same), mean(silhouette))


def best_separated(opinion_map: OpinionMap) -> int:
    """Return the number of groups with the best silhouette."""
    clarity = opinion_map.groups.clarity
    return max(clarity, key=lambda k: clarity[k].separation, default=1)

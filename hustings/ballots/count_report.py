"""A count as an HTML page: who is elected, how votes moved, every stage as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hustings import __version__
from hustings.algorithms.counting import ONE, Contest, Count, Stage
from hustings.algorithms.counting.approval import APPROVAL
from hustings.algorithms.counting.irv import IRV
from hustings.algorithms.counting.scottish_stv import SCOTTISH_STV
from hustings.algorithms.counting.yes_no import YES_NO
from hustings.algorithms.drawing import Bar, Column, Flow, Lane, bars, flows
from hustings.algorithms.markup import Markup
from hustings.algorithms.report import Method, figure, page, paragraph, section, table

RULE_NAMES = {
    SCOTTISH_STV: "Scottish STV (SSI 2011/399, Schedule 1, rules 46 to 53)",
    IRV: "Instant runoff, majority of the continuing ballots",
    APPROVAL: "Approval",
    YES_NO: "Yes or no, more yes than no",
}

STAGES_A_TABLE = 12  # what a printed page is wide enough for
DIGIT_SPACE, POINT_SPACE = "\u2007", "\u2008"


def count_page(election: Contest, count: Count, *, seed: str, digest: str) -> str:
    """Return the report; ``digest`` is the SHA-256 of the ballot file."""
    facts = [
        ("Hustings", __version__),
        ("Ballot file", f"SHA-256 {digest}"),
        ("Seed for lots", seed or "none given"),
        ("Lots drawn", sum(tie.stage is None for stage in count.stages for tie in stage.ties)),
    ]
    return page(
        headline(election, count),
        kicker=election.title,
        lead=lead(count),
        sections=list(report_sections(election, count)),
        method=Method(RULE_NAMES[count.rule], count.version, facts),
    )


def report_sections(election: Contest, count: Count) -> Iterator[Markup]:
    yield section("The result", result_table(election, count))
    if len(count.stages) > 1:
        yield section(
            "How votes moved",
            figure(
                transfer_drawing(election, count),
                title=drawing_title(count),
                wide=True,
                note="Each row is a candidate, each upright bar the votes at the end of a stage. "
                "Pale bands stay, strong bands move to the next preference."
                + (" The dotted line is the quota." if count.quota else ""),
            ),
        )
        yield section(
            "Stage by stage",
            *stage_tables(election, count),
            paragraph("✓ elected at the end of this stage.", note=True),
            *tie_words(election, count),
        )
    else:
        title = bars_title(election, count)
        drawn = figure(vote_bars(election, count, title=title), title=title)
        yield section("The votes", drawn, *tie_words(election, count))


def headline(election: Contest, count: Count) -> str:
    """Say in one sentence who is elected, or what was decided."""
    names = [election.candidates[index] for index in count.winners]
    if count.outcome:
        return f"{', '.join(names) or 'No answer'}: {count.outcome}"
    if not names:
        return "Nobody is elected"
    return f"{enumerated(names)} {'is' if len(names) == 1 else 'are'} elected"


def ballots_word(number: int) -> str:
    return "ballot" if number == 1 else "ballots"


def lead(count: Count) -> str:
    places = f"{count.seats} seat" + ("s" if count.seats > 1 else "")
    quota = f", and a quota of {number(count.quota * ONE)}" if count.quota else ""
    stages = f", counted in {len(count.stages)} stages" if len(count.stages) > 1 else ""
    valid = f"{number(count.valid * ONE)} valid {ballots_word(count.valid)}"
    return f"{valid} for {places}{quota}{stages}."


def number(units: int, *, aligned: bool = False) -> str:
    """Return votes with thin spaces between thousands, and five decimals where there are any.

    ``aligned`` fills up whole votes with spaces as wide as the decimals, for columns.
    """
    whole, part = divmod(units, ONE)
    decimals = f".{part:05}" if part else POINT_SPACE + 5 * DIGIT_SPACE if aligned else ""
    return f"{whole:,}".replace(",", "\u202f") + decimals


def outcomes(election: Contest, count: Count) -> list[str]:
    """Return in words what became of each candidate."""
    if count.rule == YES_NO:
        return [count.outcome if index in count.winners else "" for index in range(2)]
    said = ["not elected"] * len(election.candidates)
    for index in election.withdrawn:
        said[index] = "withdrawn"
    for stage in count.stages:
        if stage.action == "exclusion" and stage.candidate is not None:
            said[stage.candidate] = f"excluded at stage {stage.number}"
        for index in stage.elected:
            said[index] = f"elected at stage {stage.number}" if len(count.stages) > 1 else "elected"
    return said


def result_table(election: Contest, count: Count) -> Markup:
    said = outcomes(election, count)
    first, last = count.stages[0].votes, most_votes(count)
    order = sorted(range(len(said)), key=lambda index: (place(index, count), -last[index], index))
    several, fractions = len(count.stages) > 1, any(votes % ONE for votes in last)
    figures = ["first preferences", "most votes held"] if several else ["votes"]
    rows = [
        [
            election.candidates[index],
            number(first[index]),
            *([number(last[index], aligned=fractions)] if several else []),
            said[index],
        ]
        for index in order
    ]
    return table(
        ["candidate", *figures, "outcome"],
        rows,
        caption="Candidates, winners first",
        numbers=range(1, len(figures) + 1),
    )


def place(index: int, count: Count) -> int:
    return count.winners.index(index) if index in count.winners else len(count.winners)


def most_votes(count: Count) -> list[int]:
    return [max(votes) for votes in zip(*(stage.votes for stage in count.stages), strict=True)]


def transfer_drawing(election: Contest, count: Count) -> Markup:
    """Draw every stage's votes, rows in the order of the final places."""
    said, order = outcomes(election, count), final_order(election, count)
    lanes = [Lane(election.candidates[index], said[index]) for index in order]
    lanes.append(Lane("not transferable", marked=False))
    columns = [
        Column(
            f"stage {stage.number}",
            [*(stage.votes[index] / ONE for index in order), lost(stage) / ONE],
        )
        for stage in count.stages
    ]
    moves = [
        list(stage_flows(before, stage, order))
        for before, stage in zip(count.stages, count.stages[1:], strict=False)
    ]
    return flows(lanes, columns, moves, title=drawing_title(count), mark=count.quota)


def lost(stage: Stage) -> int:
    return stage.not_transferable + stage.lost_to_rounding


def stage_flows(before: Stage, stage: Stage, order: list[int]) -> Iterator[Flow]:
    """Yield what moved in one stage; the last lane is what nobody received."""
    if stage.candidate is None:
        return
    source = order.index(stage.candidate)
    for at, index in enumerate(order):
        if stage.transfers.get(index):
            yield Flow(source, at, stage.transfers[index] / ONE)
    if lost(stage) > lost(before):
        yield Flow(source, len(order), (lost(stage) - lost(before)) / ONE)


def drawing_title(count: Count) -> str:
    surpluses = sum(stage.action == "surplus" for stage in count.stages)
    exclusions = sum(stage.action == "exclusion" for stage in count.stages)
    parts = [
        counted(surpluses, "surplus", "surpluses"),
        counted(exclusions, "exclusion", "exclusions"),
    ]
    return f"{' and '.join(part for part in parts if part)} decided the seats"


def counted(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}" if amount else ""


def stage_tables(election: Contest, count: Count) -> Iterator[Markup]:
    """Yield every candidate's votes at the end of every stage, a table for each dozen stages."""
    for first in range(0, len(count.stages), STAGES_A_TABLE):
        yield stage_table(election, count, count.stages[first : first + STAGES_A_TABLE])


def stage_table(election: Contest, count: Count, stages: Sequence[Stage]) -> Markup:
    fractions = any(votes % ONE for stage in count.stages for votes in stage.votes)
    columns = ["candidate", *(stage_name(stage, election) for stage in stages)]
    rows: list[list[object]] = [
        [election.candidates[index], *(cell(stage, index, aligned=fractions) for stage in stages)]
        for index in final_order(election, count)
    ]
    spent = [number(stage.not_transferable, aligned=fractions) for stage in stages]
    rows.append(["not transferable", *spent])
    if fractions:
        rows.append(
            ["lost to rounding", *(number(s.lost_to_rounding, aligned=True) for s in stages)]
        )
    span = f"stages {stages[0].number} to {stages[-1].number}"
    return table(columns, rows, caption=f"Votes at the end of each stage, {span}")


def stage_name(stage: Stage, election: Contest) -> str:
    if stage.candidate is None:
        return f"{stage.number}. {stage.action}"
    return f"{stage.number}. {stage.action} of {election.candidates[stage.candidate]}"


def cell(stage: Stage, index: int, *, aligned: bool) -> str:
    mark = "✓ " if index in stage.elected else ""
    return mark + number(stage.votes[index], aligned=aligned)


def final_order(election: Contest, count: Count) -> list[int]:
    """Return the candidates who stood, winners first in order, then by the most votes held."""
    most = most_votes(count)
    return sorted(election.standing, key=lambda index: (place(index, count), -most[index], index))


def tie_words(election: Contest, count: Count) -> Iterator[Markup]:
    """Yield how each tie was settled, in words."""
    for stage in count.stages:
        for tie in stage.ties:
            names = enumerated([election.candidates[index] for index in tie.tied])
            how = (
                "A lot, drawn from the seed below, fell on"
                if tie.stage is None
                else f"Their votes at stage {tie.stage} decided for"
            )
            yield paragraph(
                f"Stage {stage.number}, {tie.question}: {names} had equal votes. "
                f"{how} {election.candidates[tie.chosen]}."
            )


def bars_title(election: Contest, count: Count) -> str:
    """Say in a sentence what the bars show."""
    votes = count.stages[0].votes
    if count.rule == YES_NO:
        said = zip(votes, election.candidates, strict=True)
        return " and ".join(f"{number(units)} said “{name}”" for units, name in said)
    if count.stages[0].ties:
        return "Equal votes at the last seat: a lot decided"
    return f"{enumerated([election.candidates[index] for index in count.winners])} had most votes"


def enumerated(names: Sequence[str]) -> str:
    """Return “Ann, Bob and Cy”."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def vote_bars(election: Contest, count: Count, *, title: str) -> Markup:
    votes, said = count.stages[0].votes, outcomes(election, count)
    order = sorted(election.standing, key=lambda index: (-votes[index], index))
    rows = [
        Bar(
            election.candidates[index],
            votes[index] / ONE,
            note="elected" if said[index] == "elected" else "",
        )
        for index in order
    ]
    return bars(rows, title=title, unit="votes")

"""What a scan found, as text and as a page: reasons to look, never reasons to act."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hustings.algorithms.drawing import Bar, bars
from hustings.algorithms.evidence.calibration import verbal
from hustings.algorithms.evidence.channel_names import VERSION
from hustings.algorithms.evidence.votes import LEAST_COMMON
from hustings.algorithms.evidence.wording import counted
from hustings.algorithms.markup import Markup
from hustings.algorithms.report import Method, figure, page, paragraph, section, table
from hustings.evidence.explain_report import amount, delay
from hustings.evidence.scanning import ListedGroup, ListedPair, ListedText, Scan
from hustings.evidence.voting import VoteScan

METHOD = "hustings evidence scan"

MOST_NAMED = 20
MOST_TEXTS = 50
MOST_PAIRS = 100
MOST_DRAWN = 20

CLOSING = "A list is a reason to look, never a reason to act; acting in step is not one person."
STEP = (
    "These accounts were in the same threads in the same hours, or put up the same texts, more "
    "often than their activity explains. Friends, a newsroom and the readers of a breaking story "
    "do that too."
)
COPIES = (
    "Four fifths of the shorter text stand in the longer; marked quotations do not count. Press "
    "releases, petitions and forwarded messages look like this as well."
)
VOTING = (
    "They agree more often than two members of their camps with their habits of voting would. "
    "Votes alone never say more than a ratio of 10 (log10 +1)."
)


def text(found: Scan) -> str:
    """Return the scan for a terminal."""
    lines = [
        f"{compared_sentence(found)}.",
        *pairs_sentences(found),
        *(_pair_line(row) for row in found.pairs),
        "",
        f"Texts put up by several accounts: {len(found.copy_groups):,}.",
        *_text_lines(by_accounts(found.copy_groups)),
        "",
        groups_sentence(found),
        *(f"  {names(g.accounts)} ({g.shared:.1f} shared traces a pair)" for g in found.groups),
        "",
        *(_vote_lines(found.votes) if found.votes else []),
        CLOSING,
    ]
    return "\n".join(lines)


def compared_sentence(found: Scan) -> str:
    """Return how much was looked at, without a full stop."""
    return f"{counted(found.accounts, 'account')}, {counted(found.compared, 'pair')} compared"


def pairs_sentences(found: Scan) -> list[str]:
    """Return how many pairs are listed, by which rule, and how many could not be."""
    unvalidated = (
        f"Not validated, and not listed however much alike: {counted(found.unvalidated, 'pair')} "
        "(another language than most members write, or too few members to test on)."
    )
    listed = (
        f"Pairs so strong that at most {found.innocents:g} innocent ones are expected to be: "
        f"{len(found.pairs):,}."
    )
    if not found.compared:
        listed = (
            "No pairs were compared: that takes style or clock, and accounts with enough words."
        )
    return [listed, unvalidated] if found.unvalidated else [listed]


def groups_sentence(found: Scan) -> str:
    """Return how many groups were found beside how many chance alone shows."""
    return (
        f"Groups that act in step: {len(found.groups):,}; by chance alone "
        f"{found.groups_by_chance:.2f} are expected."
    )


def names(accounts: Sequence[str]) -> str:
    """Return the first accounts by name and the number of the others."""
    more = len(accounts) - MOST_NAMED
    return ", ".join(accounts[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def by_accounts(texts: Sequence[ListedText]) -> list[list[ListedText]]:
    """Gather the texts that the same accounts put up; the largest sets of accounts first."""
    gathered: dict[tuple[str, ...], list[ListedText]] = {}
    for one in texts:
        gathered.setdefault(tuple(one.accounts), []).append(one)
    return sorted(gathered.values(), key=lambda own: (-len(own[0].accounts), -len(own)))


def _text_lines(gathered: Sequence[Sequence[ListedText]]) -> list[str]:
    lines = [
        f"  {len(own):,} by {names(own[0].accounts)}, within {_usual_delay(own)}: “{own[0].begins}”"
        for own in gathered[:MOST_TEXTS]
    ]
    return [*lines, *_more(len(gathered), MOST_TEXTS)]


def _usual_delay(texts: Sequence[ListedText]) -> str:
    """Return the median time from the first to the last post of a text."""
    return delay(float(np.median([one.seconds for one in texts])))


def _more(count: int, shown: int) -> list[str]:
    return [f"  and {count - shown:,} more (--json has all)"] if count > shown else []


def _pair_line(row: ListedPair) -> str:
    e = row.evidence
    return (
        f"  {e.a}  {e.b}  log10 LR {e.shown:+.2f} ({verbal(e.shown)}); innocents as strong: "
        f"{amount(row.innocents.value)} (to {amount(row.innocents.high)})"
        + "".join(f"; {note}" for note in e.notes)
    )


def votes_sentence(votes: VoteScan) -> str:
    """Return how many pairs of voters were compared and stand out."""
    return (
        f"{counted(votes.voters, 'voter')}; {counted(votes.compared, 'pair')} voted on "
        f"{LEAST_COMMON} statements in common or more. Agreeing so often that the ratio exceeds 3: "
        f"{votes.above:,}."
    )


def _vote_lines(votes: VoteScan) -> list[str]:
    pairs = [
        f"  {v.a}  {v.b}  log10 LR {v.log10_ratio:+.2f}: {v.agreed} of {v.common} alike"
        for v in votes.pairs
    ]
    return [votes_sentence(votes), *pairs, *_more(votes.above, len(votes.pairs)), ""]


def html(found: Scan) -> str:
    """Return the scan as one page."""
    return page(
        "What is worth a look",
        kicker="Scan of a site",
        lead=f"{compared_sentence(found)}. {CLOSING}",
        sections=[
            section("Pairs", *pairs_sentences(found), *_pairs(found.pairs)),
            section("Groups in step", groups_sentence(found), *_groups(found.groups)),
            section(
                "One text, several accounts",
                f"{counted(len(found.copy_groups), 'text')} found that several accounts put up.",
                *_texts(found.copy_groups),
            ),
            *(_votes(found.votes) if found.votes else []),
        ],
        method=Method(
            METHOD,
            VERSION,
            [
                ("Accounts", f"{found.accounts:,}"),
                ("Pairs", f"{found.compared:,}"),
                ("Cut", f"{found.innocents:g} expected innocent pairs"),
            ],
        ),
    )


def _pairs(pairs: Sequence[ListedPair]) -> list[Markup]:
    if not pairs:
        return []
    rows = [
        [
            f"{row.evidence.a}, {row.evidence.b}",
            f"{row.evidence.shown:+.2f}",
            verbal(row.evidence.shown),
            amount(row.innocents.value),
            f"{amount(row.innocents.low)} to {amount(row.innocents.high)}",
            "; ".join(row.evidence.notes),
        ]
        for row in pairs[:MOST_PAIRS]
    ]
    columns = [
        "accounts",
        "log10 LR, bounded",
        "in words",
        "innocents as strong",
        "95 % interval",
        "notes",
    ]
    note = "Innocents as strong: pairs of strangers expected to look as much alike on this site."
    grid = table(columns, rows, caption="Pairs, the strongest first", numbers={1, 3, 4})
    return [_drawn_pairs(pairs), grid, paragraph(note, note=True)]


def _drawn_pairs(pairs: Sequence[ListedPair]) -> Markup:
    rows = [
        Bar(f"{row.evidence.a}, {row.evidence.b}", row.evidence.shown) for row in pairs[:MOST_DRAWN]
    ]
    title = "How strongly style and the other channels speak, after haircut and bounds"
    return figure(
        bars(rows, title=title, unit="log10 of the likelihood ratio", format=_signed), title=title
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if value else "0"


def _groups(groups: Sequence[ListedGroup]) -> list[Markup]:
    if not groups:
        return []
    rows = [
        [names(group.accounts), len(group.accounts), f"{group.shared:.1f}", f"{group.strength:.0f}"]
        for group in groups
    ]
    columns = ["accounts", "members", "traces a pair shares", "strength"]
    note = (
        "Strength: by how many powers of ten the group stands out of all groups of its size that "
        "could be picked."
    )
    grid = table(columns, rows, caption="Groups in step, the strongest first")
    return [paragraph(STEP), grid, paragraph(note, note=True)]


def _texts(texts: Sequence[ListedText]) -> list[Markup]:
    if not texts:
        return []
    gathered = by_accounts(texts)
    rows = [
        [
            names(own[0].accounts),
            len(own),
            sum(one.shared for one in own),
            _usual_delay(own),
            f"“{own[0].begins}”",
        ]
        for own in gathered[:MOST_TEXTS]
    ]
    columns = ["accounts", "texts", "posts", "usually within", "the first of them"]
    grid = table(columns, rows, caption="Texts, by who put them up", numbers={1, 2, 3})
    more = _more(len(gathered), MOST_TEXTS)
    return [paragraph(COPIES), grid, *(paragraph(line.strip(), note=True) for line in more)]


def _votes(votes: VoteScan) -> list[Markup]:
    rows = [[f"{v.a}, {v.b}", f"{v.log10_ratio:+.2f}", v.agreed, v.common] for v in votes.pairs]
    columns = ["voters", "log10 LR", "alike", "in common"]
    caption = "Pairs of voters, the strongest first"
    shown = [VOTING, table(columns, rows, caption=caption)] if rows else []
    return [section("Votes", votes_sentence(votes), *shown)]

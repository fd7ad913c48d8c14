"""What is counted (``Election``) and what a count says (``Count``).

Votes are integers of 0.00001 vote (``ONE`` is one vote), because the Scottish rules calculate to
five decimal places and a computer's fractions would not. Candidates are indices from 0.

These modules run under Python 3.9 with the standard library alone: the one-file ``recount.py`` of
every ballot bundle is made of their source text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from hustings.algorithms.counting.papers import PaperList, Papers, Ranking

ONE = 100_000  # one vote in hundred-thousandths: rule 49(3) of SSI 2011/399, "five decimal places"


class Contest(Protocol):
    """What a counter asks of an election, in whatever form its papers are kept."""

    @property
    def title(self) -> str: ...

    @property
    def candidates(self) -> tuple[str, ...]: ...

    @property
    def seats(self) -> int: ...

    @property
    def withdrawn(self) -> frozenset[int]: ...

    @property
    def standing(self) -> list[int]:
        """Return the candidates who have not withdrawn."""

    @property
    def cast(self) -> int:
        """Return how many ballots were cast, valid or not."""

    @property
    def papers(self) -> Papers:
        """Return the valid papers, without the candidates withdrawn."""


class Slate:
    """The candidates on the ballot paper, of whom some may have withdrawn."""

    candidates: tuple[str, ...]
    withdrawn: frozenset[int]

    @property
    def standing(self) -> list[int]:
        """Return the candidates who have not withdrawn."""
        return [index for index in range(len(self.candidates)) if index not in self.withdrawn]


@dataclass(frozen=True)
class Election(Slate):
    """Candidates, seats and the ballots, identical ones grouped.

    ``ballots`` maps a ranking (candidate indices, best first) to how many people gave it; for
    approval it is the set of approved candidates in any order. ``withdrawn`` are passed over.
    """

    title: str
    candidates: tuple[str, ...]
    seats: int
    ballots: Mapping[Ranking, int]
    withdrawn: frozenset[int] = frozenset()

    @property
    def cast(self) -> int:
        """Return how many ballots were cast, valid or not."""
        return sum(self.ballots.values())

    @cached_property
    def papers(self) -> Papers:
        """Return the papers without withdrawn candidates; a ballot left empty is not valid."""
        if not self.withdrawn:
            return PaperList([paper for paper in self.ballots.items() if paper[0]])
        valid: dict[Ranking, int] = {}
        for ranking, papers in self.ballots.items():
            left = tuple(index for index in ranking if index not in self.withdrawn)
            if left:
                valid[left] = valid.get(left, 0) + papers
        return PaperList(list(valid.items()))


@dataclass(frozen=True)
class Tie:
    """Candidates with equal votes, the one taken, and how: at which stage they differed, or by lot.

    ``stage`` is ``None`` where a lot was drawn.
    """

    question: str
    tied: tuple[int, ...]
    chosen: int
    stage: int | None


@dataclass(frozen=True)
class Stage:
    """One stage of a count, with every candidate's votes at its end.

    ``action`` is "first preferences", "surplus" or "exclusion" (of ``candidate``);
    ``transfers`` are what each candidate received, ``not_transferable`` the votes on papers with no
    further preference and ``lost_to_rounding`` the fractions cut off, both up to this stage.
    All amounts are in units of 1/``ONE`` vote.
    """

    number: int
    action: str
    candidate: int | None
    votes: tuple[int, ...]
    transfers: Mapping[int, int]
    not_transferable: int
    lost_to_rounding: int
    elected: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Count:
    """The result of a count: who is elected, in which order, and every stage.

    ``valid`` counts ballots; ``quota`` is in whole votes and ``None`` where the rule has none;
    ``outcome`` says in words what a list of winners cannot.
    """

    rule: str
    version: str
    seats: int
    valid: int
    quota: int | None
    winners: tuple[int, ...]
    stages: Sequence[Stage]
    outcome: str = ""


class CountRefused(ValueError):
    """The election cannot be counted by this rule; the sentence says why."""

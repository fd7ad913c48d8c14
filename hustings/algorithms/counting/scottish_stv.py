"""Scottish STV, the rules of Scotland's council elections, to read beside the law.

Source: The Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 46 to
53; the same rules were 45 to 52 of SSI 2007/42. Each method names the rule that it carries out.

    count = count_scottish_stv(election, seats=3, seed="…")
    [election.candidates[index] for index in count.winners]

Rule 53(2), as made, forbids a transfer once the last places can be filled; as amended by
SSI 2021/437 it only says that none is required, because the counting machines had always finished
the exclusion that was under way. This counter finishes it too, like the official results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hustings.algorithms.counting.election import ONE, Contest, Count, Stage, Tie
from hustings.algorithms.counting.lots import settle
from hustings.algorithms.counting.papers import Papers

SCOTTISH_STV = "scottish-stv"
SCOTTISH_STV_VERSION = "1"


def count_scottish_stv(election: Contest, *, seats: int, seed: str) -> Count:
    """Count ranked ballots; ``seed`` decides the lots of rules 50(3) and 52(2)(b)."""
    return ScottishCount(election, seats=seats, seed=seed).run()


class ScottishCount:
    """One count under way: who is still continuing, and which papers lie with whom.

    ``parcels[candidate]`` maps a value (units of 1/``ONE`` vote) to the piles received at it.
    """

    def __init__(self, election: Contest, *, seats: int, seed: str) -> None:
        self.names, self.seats, self.seed = election.candidates, seats, seed
        self.papers = election.papers
        self.valid = self.papers.number
        self.quota = self.valid // (seats + 1) + 1  # rule 47
        self.continuing = set(election.standing)
        self.elected: list[int] = []
        self.votes = [0] * len(self.names)
        self.parcels: list[dict[int, list[Papers]]] = [{} for _ in self.names]
        self.not_transferable = self.lost_to_rounding = 0
        self.stages: list[Stage] = []

    def run(self) -> Count:
        """Carry out stages until every place is filled."""
        self.first_stage()
        while self.vacancies and self.continuing:
            surplus = self.highest_surplus()
            if surplus is not None:
                self.transfer_surplus(*surplus)
            else:
                self.exclude(*self.lowest())
        return Count(
            rule=SCOTTISH_STV,
            version=SCOTTISH_STV_VERSION,
            seats=self.seats,
            valid=self.valid,
            quota=self.quota,
            winners=tuple(self.elected),
            stages=self.stages,
        )

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    def first_stage(self) -> None:
        """Rule 46: credit each candidate with one vote for each first preference."""
        received = self.sort_into_parcels(self.papers, value=ONE)
        self.end_stage("first preferences", None, received)

    def sort_into_parcels(self, papers: Papers, *, value: int) -> dict[int, int]:
        """Give each paper to the continuing candidate next preferred on it (rule 49(1)-(2), 51(2)).

        Returns the votes each received at ``value`` a paper. Papers with no such preference count
        as not transferable. Preferences for candidates elected or excluded are ignored (article 2,
        "next available preference").
        """
        piles, without_preference = papers.sort(self.continuing)
        self.not_transferable += without_preference * value
        return {index: self.credit(index, pile, value=value) for index, pile in piles.items()}

    def credit(self, candidate: int, pile: Papers, *, value: int) -> int:
        """Add a parcel of papers at ``value`` each to a candidate; return its votes."""
        self.parcels[candidate].setdefault(value, []).append(pile)
        votes = value * pile.number
        self.votes[candidate] += votes
        return votes

    def transfer_surplus(self, candidate: int, ties: tuple[Tie, ...]) -> None:
        """Rule 49: pass on the surplus, each paper at surplus times value over votes, cut to 1e-5.

        All papers of the candidate move, not only those received last; he keeps the quota.
        """
        votes, quota = self.votes[candidate], self.quota * ONE
        surplus = votes - quota
        gone_before = self.not_transferable
        received: dict[int, int] = {}
        for value, papers in self.take_parcels(candidate):
            transfer_value = surplus * value // votes  # rule 49(3)
            merge(received, self.sort_into_parcels(papers, value=transfer_value))
        self.votes[candidate] = quota
        passed_on = sum(received.values()) + self.not_transferable - gone_before
        self.lost_to_rounding += surplus - passed_on
        self.end_stage("surplus", candidate, received, ties)

    def exclude(self, candidate: int, ties: tuple[Tie, ...]) -> None:
        """Rule 51: pass on the papers of the candidate with the fewest votes at their own value."""
        self.continuing.remove(candidate)
        received: dict[int, int] = {}
        for value, papers in self.take_parcels(candidate):
            merge(received, self.sort_into_parcels(papers, value=value))  # rule 51(4)
        self.votes[candidate] = 0
        self.end_stage("exclusion", candidate, received, ties)

    def take_parcels(self, candidate: int) -> Iterator[tuple[int, Papers]]:
        """Take all papers from a candidate, those of one value as one pile."""
        parcels, self.parcels[candidate] = self.parcels[candidate], {}
        for value, (first, *others) in parcels.items():
            yield value, first.joined(others) if others else first

    def highest_surplus(self) -> tuple[int, tuple[Tie, ...]] | None:
        """Rule 50: the elected candidate whose surplus is transferred next, if there is one."""
        over = [index for index in self.elected if self.votes[index] > self.quota * ONE]
        if not over:
            return None
        most = max(self.votes[index] for index in over)
        tied = [index for index in over if self.votes[index] == most]
        return self.decide("whose surplus is transferred first", tied, pick=max)

    def lowest(self) -> tuple[int, tuple[Tie, ...]]:
        """Rules 51(1) and 52: the continuing candidate with the fewest votes."""
        fewest = min(self.votes[index] for index in self.continuing)
        tied = [index for index in sorted(self.continuing) if self.votes[index] == fewest]
        return self.decide("who is excluded", tied, pick=min)

    def decide(
        self, question: str, tied: list[int], *, pick: Callable[[Iterable[int]], int]
    ) -> tuple[int, tuple[Tie, ...]]:
        """Rules 50(2)-(3) and 52(2): among equals, earlier stages decide, and then a lot."""
        if len(tied) == 1:
            return tied[0], ()
        history = [stage.votes for stage in self.stages]
        tie = settle(question, tied, history=history, pick=pick, names=self.names, seed=self.seed)
        return tie.chosen, (tie,)

    def end_stage(
        self,
        action: str,
        candidate: int | None,
        received: dict[int, int],
        ties: tuple[Tie, ...] = (),
    ) -> None:
        """Record the stage and who is elected at its end, those with most votes first."""
        now_elected = self.reached_quota()
        if len(self.continuing) - len(now_elected) <= self.vacancies - len(now_elected):
            now_elected = self.by_votes(self.continuing)  # rule 53(1): the last vacancies
        self.elected += now_elected
        self.continuing.difference_update(now_elected)
        stage = Stage(
            number=len(self.stages) + 1,
            action=action,
            candidate=candidate,
            votes=tuple(self.votes),
            transfers=received,
            not_transferable=self.not_transferable,
            lost_to_rounding=self.lost_to_rounding,
            elected=tuple(now_elected),
            ties=ties,
        )
        self.stages.append(stage)

    def reached_quota(self) -> list[int]:
        """Rule 48(1): the continuing candidates whose votes equal or exceed the quota."""
        quota = self.quota * ONE
        return self.by_votes(index for index in self.continuing if self.votes[index] >= quota)

    def by_votes(self, candidates: Iterable[int]) -> list[int]:
        """Return them with most votes first; equal ones as they stand on the ballot paper."""
        return sorted(candidates, key=lambda index: (-self.votes[index], index))


def merge(total: dict[int, int], more: dict[int, int]) -> None:
    for candidate, votes in more.items():
        total[candidate] = total.get(candidate, 0) + votes

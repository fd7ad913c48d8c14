"""The map in sentences: what a figure shows, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hustings.algorithms.opinion.mapping import OpinionMap
from hustings.algorithms.opinion.ranks import wilson_bound
from hustings.algorithms.opinion.representative import Side
from hustings.opinion.votes import counted

MAJORITY = 0.5
FIRM, WEAK = 0.9, 0.8  # shares of readers who keep their group when half are left out
CONTROL = dict.fromkeys([*range(32), *range(127, 160)], "\ufffd")
"""Characters that could steer a terminal."""
NBSP = "\N{NO-BREAK SPACE}"
NUMBERS = ("no", "one", "two", "three", "four", "five")


def percent(share: float) -> str:
    return f"{100 * share:.0f}{NBSP}%"


def number(count: int) -> str:
    """Return a count as it stands in a sentence: small ones in letters."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def plural(count: int, noun: str) -> str:
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


@dataclass(frozen=True)
class Words:
    """Sentences about one map; ``texts`` holds what comments say, where that is known."""

    opinion_map: OpinionMap
    texts: Mapping[str, str]

    def comment(self, index: int) -> str:
        """Return what a comment says, on one line, or its number where that is not known."""
        name = self.opinion_map.matrix.comments[index]
        text = self.texts.get(name) or f"comment {name}"
        return " ".join(text.split()).translate(CONTROL)

    def common_ground(self) -> list[int]:
        """Return the comments with a sure majority in every group, best first.

        Sure: the lower Wilson bound of every group is over one half.
        """
        votes = self.opinion_map.votes
        if len(votes.seen) < 2:
            return []
        sure = np.flatnonzero((wilson_bound(votes.agree, votes.seen) > MAJORITY).all(axis=0))
        known = set(sure.tolist())
        return [c for c in self.opinion_map.ranks.order.tolist() if c in known]

    def title(self) -> str:
        groups, shared = len(self.opinion_map.names), len(self.common_ground())
        if groups == 0:
            return "Nobody has voted yet"
        if groups == 1:
            return "No groups can be told apart yet"
        found = f"{number(groups).capitalize()} groups of readers"
        every = "both agree" if groups == 2 else "all agree"
        if not shared:
            return f"{found}, and no comment on which {every} for certain"
        return f"{found}, and {plural(shared, 'comment')} on which {every}"

    def lead(self) -> str:
        matrix = self.opinion_map.matrix
        inside = sum(self.opinion_map.sizes)
        outside = len(matrix.people) - inside
        if not inside:
            return "There are no votes to draw a map from."
        votes = counted(len(matrix.votes), "vote")
        comments = counted(len(matrix.comments), "comment")
        if len(matrix.people) == 1:
            return f"One reader has voted: {votes} on {comments}."
        on_map = f"{counted(inside, 'reader')} {'is' if inside == 1 else 'are'} on the map"
        together = f"Together the {len(matrix.people):,} who voted cast {votes} on {comments}"
        sentence = f"{on_map}. {together}."
        if outside:
            sentence += f" {outside:,} voted too rarely to be placed, and change nothing here."
        return sentence

    def sizes(self) -> str:
        """Return a sentence with the groups' sizes: the title of the map's figure."""
        opinion_map = self.opinion_map
        pairs = zip(opinion_map.names, opinion_map.sizes, strict=True)
        parts = [f"group {name} has {size:,}" for name, size in pairs]
        if len(parts) < 2:
            return "All readers stand in one group" if parts else "Nobody stands on the map"
        parts[0] = f"G{parts[0][1:]} readers"
        return f"{', '.join(parts[:-1])} and {parts[-1]}"

    def firmness(self) -> str:
        """Return a sentence on how firm the borders are."""
        firmness = self.opinion_map.groups.firmness
        if len(self.opinion_map.names) < 2:
            return (
                "Two groups of at least the smallest size cannot be formed, so comments are "
                "ordered by the agreement of all readers together."
            )
        if firmness is None:
            return "How firm these groups are was not measured."
        kept = (
            f"When half of the readers are left out, {percent(firmness)} of all readers keep "
            "their group."
        )
        if firmness >= FIRM:
            return f"{kept} The borders are firm."
        if firmness >= WEAK:
            return f"{kept} Readers near a border could stand on either side of it."
        return f"{kept} The borders are weak: read the groups as tendencies, not as camps."

    def agreement(self, comment: int) -> list[str]:
        """Return each group's answer and its lower bound: "81 % of 60, at least 74 %"."""
        votes = self.opinion_map.votes
        agree, seen = votes.agree[:, comment], votes.seen[:, comment]
        least = wilson_bound(agree, seen)
        return [
            f"{percent(a / n)} of{NBSP}{n:,}, at{NBSP}least{NBSP}{percent(low)}"
            if n
            else "not seen"
            for a, n, low in zip(agree.tolist(), seen.tolist(), least.tolist(), strict=True)
        ]

    def why_here(self, comment: int) -> str:
        """Return why a comment stands where it does: every group's answer in a sentence."""
        votes = self.opinion_map.votes
        parts = []
        for group, name in enumerate(self.opinion_map.names):
            seen = int(votes.seen[group, comment])
            counts = votes.agree, votes.disagree, votes.passed
            agree, disagree, passed = (int(table[group, comment]) for table in counts)
            parts.append(
                f"group {name}: {agree:,} agree, {disagree:,} disagree, {passed:,} pass"
                if seen
                else f"group {name}: nobody saw it"
            )
        return "; ".join(parts)

    def side(self, side: Side, group: int) -> str:
        """Return what a group thinks of one of its comments, beside all others."""
        verb = "agree" if side.agrees else "disagree"
        own = side.successes / side.trials if side.trials else 0.0
        successes, trials = self.others(side, group)
        beside = (
            f"of all others {percent(successes / trials)}" if trials else "no other group saw it"
        )
        return f"{percent(own)} {verb} ({side.successes:,} of {side.trials:,}); {beside}"

    def others(self, side: Side, group: int) -> tuple[int, int]:
        votes = self.opinion_map.votes
        table = votes.agree if side.agrees else votes.disagree
        rest = np.arange(len(votes.seen)) != group
        return int(table[rest, side.comment].sum()), int(votes.seen[rest, side.comment].sum())


def bullet_list(lines: Sequence[str]) -> str:
    return "\n".join(f"  - {line}" for line in lines)


def in_words(words: Words, *, most: int = 10) -> str:
    """Return the map as plain text for a terminal."""
    opinion_map = words.opinion_map
    blocks = [words.title(), words.lead(), words.sizes() + ".", words.firmness()]
    shared = words.common_ground()[:most]
    if shared:
        lines = [f"{words.comment(comment)} ({words.why_here(comment)})" for comment in shared]
        blocks.append("Where the groups agree:\n" + bullet_list(lines))
    for group, name in enumerate(opinion_map.names if len(opinion_map.names) > 1 else ()):
        lines = [
            f"{words.comment(side.comment)}: {words.side(side, group)}"
            for side in opinion_map.representative[group]
        ]
        blocks.append(f"What sets group {name} apart:\n" + bullet_list(lines))
    return "\n\n".join(blocks)

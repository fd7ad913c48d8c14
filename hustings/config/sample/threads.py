"""Put a discussion of the sample on a site: comments, then what people did about them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hustings.accounts import actions as accounts
from hustings.accounts.models import Account
from hustings.algorithms.comment_markup import render_markdown
from hustings.config.sample.newsroom import reader_account
from hustings.config.sample.said import HELD, WITHDRAWN, Said
from hustings.config.sample.texts import CARS, HERE, NEITHER, TRAM, Reader
from hustings.discussions import actions, reads
from hustings.discussions.importing import BATCH, ImportedComment, import_comments
from hustings.discussions.models import CommentOrigin, State
from hustings.moderation import actions as moderation
from hustings.moderation.models import Measure
from hustings.moderation.rules import HOUSE_RULES

STATES = {HELD: State.HELD, WITHDRAWN: State.WITHDRAWN}
VOTES_EACH = 30
"""Votes that one of the quiet readers casts at the bridge."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a discussion's comments go, and the name that finds them again."""

    slug: str
    source: str
    site: int
    discussion: int

    def foreign_id(self, said: Said) -> str:
        return f"{self.slug}/{said.key}"


def writers(people: Iterable[Reader], *, site: int, source: str) -> dict[str, int]:
    """Return the identity of everybody who writes, by name."""
    names = {reader.name for reader in people}
    found = [accounts.ImportedWriter(foreign_id=name, name=name) for name in sorted(names)]
    return accounts.import_identities(found, site=site, source=source)


def load_comments(
    thread: Thread, said: Sequence[Said], *, identities: dict[str, int], now: datetime
) -> int:
    """Bring comments in, oldest first; return how many were new.

    What was edited comes in twice, as it was first and as it is now, so that its first version is
    kept where versions are.
    """
    dated = sorted(said, key=lambda one: (one.at, one.key))
    known: set[str] = set()
    for part in _parts(dated):
        wanted = [thread.foreign_id(one) for one in part]
        known |= set(reads.imported_digests(wanted, site=thread.site, source=thread.source))
    added = 0
    for part in _parts(dated):
        fresh = [one for one in part if thread.foreign_id(one) not in known]
        first = [_handed_over(thread, one, identities, edited=False) for one in fresh]
        added += _hand_over(thread, first, now)
    edited = [_handed_over(thread, one, identities, edited=True) for one in dated if one.earlier]
    _hand_over(thread, edited, now)
    return added


def _parts(said: Sequence[Said]) -> Iterator[Sequence[Said]]:
    for start in range(0, len(said), BATCH):
        yield said[start : start + BATCH]


def _hand_over(thread: Thread, batch: Sequence[ImportedComment], now: datetime) -> int:
    if not batch:
        return 0
    done = import_comments(discussion=thread.discussion, source=thread.source, batch=batch, now=now)
    return done.added


def _handed_over(
    thread: Thread, said: Said, identities: dict[str, int], *, edited: bool
) -> ImportedComment:
    text = said.text if edited or not said.earlier else said.earlier
    return ImportedComment(
        foreign_id=thread.foreign_id(said),
        parent=f"{thread.slug}/{said.parent}" if said.parent else None,
        identity=identities[said.who],
        text=text,
        html=render_markdown(text),
        state=STATES.get(said.state, State.PUBLISHED),
        created=said.at,
        digest=hashlib.blake2b(f"{text}\0{said.who}".encode(), digest_size=16).digest(),
        edited=said.edited if edited else None,
        up=said.up,
        down=said.down,
    )


def stored(thread: Thread) -> dict[str, int]:
    """Return the comments' ids by their keys. One query."""
    begins = f"{thread.slug}/"
    found = CommentOrigin.objects.filter(
        site=thread.site, source=thread.source, foreign_id__startswith=begins
    )
    rows = found.values_list("foreign_id", "comment_id")
    return {foreign_id.removeprefix(begins): comment for foreign_id, comment in rows}


def quiet_readers() -> list[tuple[Account, str]]:
    """Return the accounts that vote and report and do not write, with their camps."""
    lines = (HERE / "voters.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(reader_account(name), camp) for name, camp in pairs]


@transaction.atomic
def moderate(
    said: Sequence[Said], *, comments: dict[str, int], by: Account, readers: Sequence[Account]
) -> None:
    """Pin, report and remove what the sample says was pinned, reported and removed."""
    for number, one in enumerate(said):
        comment, later = comments[one.key], one.at + timedelta(minutes=20 + number % 50)
        if one.pinned:
            actions.pin_comment(actor=by, comment=comment, pinned=True, now=later)
        if one.reported:
            kind, note = one.reported
            reader = readers[number % len(readers)]
            actions.report_comment(
                account=reader, comment=comment, reason=kind, note=note, now=later
            )
        if one.removed:
            rule, reasons = one.removed
            moderation.decide(
                moderator=by,
                comment=comment,
                measure=Measure.HIDE,
                rule=_house_rule(rule),
                reasons=reasons,
                now=later,
            )


def _house_rule(written: str) -> str:
    """Return the words of "rule 3"."""
    return str(HOUSE_RULES[int(written.removeprefix("rule ")) - 1])


@transaction.atomic
def vote(
    said: Sequence[Said],
    *,
    comments: dict[str, int],
    voters: Sequence[tuple[Account, str]],
    seed: int,
) -> int:
    """Let the quiet readers vote, mostly with their camp; return how many votes were cast.

    These are votes of accounts, over and above the totals that the comments came with.
    """
    rng = random.Random(seed)
    votable = [one for one in said if one.state not in STATES and not one.removed and one.camp]
    weights = [1 + one.up for one in votable]
    cast = 0
    for account, camp in voters:
        chosen = {one.key: one for one in rng.choices(votable, weights, k=VOTES_EACH)}
        for one in chosen.values():
            value = _opinion(camp, one.camp, rng)
            if value:
                moment = one.at + timedelta(minutes=rng.randint(3, 300))
                actions.cast_vote(
                    account=account, comment=comments[one.key], value=value, now=moment
                )
                cast += 1
    return cast


def _opinion(camp: str, other: str, rng: random.Random) -> int:
    """Return a vote: for one's own camp and for those in between, now and then across."""
    if camp == other or other == NEITHER:
        return 1 if rng.random() < 0.9 else 0
    if {camp, other} == {TRAM, CARS}:
        return rng.choices((-1, 0, 1), (50, 35, 15))[0]
    return rng.choices((-1, 0, 1), (15, 35, 50))[0]

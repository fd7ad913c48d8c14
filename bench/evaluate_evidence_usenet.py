"""Evidence: newsgroups of 1993, where most strangers write about other topics.

Both halves of a person have no thread in common (the protocol), so that a topic that lasts one
thread links nobody; the harder strangers are those who share most threads with a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from evaluate_evidence import arguments
from goals import Goal, Options, not_measured

from hustings.evidence import evaluating

TITLE = "Evidence: newsgroups, across topics"

WANTED = "usenet-1993, 250 words: AUC 0.95 on all strangers, 0.90 on same-thread strangers"
ALL, CLOSE = 0.95, 0.90
WORDS, QUICK_WORDS = 250, 500


def goals(options: Options) -> Iterator[Goal]:
    """Yield the goal; a quick run takes the fewer people who have 500 words a side."""
    folder = options.dataset("usenet-1993")
    if folder is None:
        yield not_measured("E13", WANTED, why="no data")
        return
    words = QUICK_WORDS if options.quick else WORDS
    given = arguments(folder / "posts.jsonl.zst", channels="style", words=(words,))
    given.account_field = given.person_field  # no re-registrations
    (line,) = evaluating.evaluate(given, run=map)["split"]
    everybody, close = line["all"]["auc"], line["close_auc"] or 0.0
    met = everybody >= ALL and close >= CLOSE
    yield Goal(
        "E13",
        WANTED,
        reached=f"AUC {everybody:.3f} and {close:.3f}, Cllr {line['all']['cllr']:.3f}, "
        f"{line['all']['people']} people at {words} words a side",
        met=met,
        distance=""
        if met
        else f"AUC {max(0, ALL - everybody):.3f} and {max(0, CLOSE - close):.3f} too low",
    )

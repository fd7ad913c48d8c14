"""Evidence: somebody who changes how he writes for his second account.

The other road (``split_accounts``): halves of people as accounts of 1,000 words, one of the two
disguised, all pairs through ``hustings evidence compare``, style alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from disguises import SWAPS
from goals import Goal, Options, not_measured
from split_accounts import Outcome, compared

TITLE = "Evidence: disguise"

FORM_WANTED = (
    "one side lower-cased without punctuation, 1,000 words: AUC 0.93, Cllr 0.50, no same-person "
    "pair below LR 1/30"
)
SPELLING_WANTED = "spelling variants swapped on one side, 1,000 words: AUC loss at most 0.02"
LEAST_AUC, MOST_CLLR, MOST_LOSS = 0.93, 0.50, 0.02
WORDS = 1000
QUICK_PEOPLE = 80


def goals(options: Options) -> Iterator[Goal]:
    """Yield the goal on form given up and the goal on spelling."""
    folder = options.dataset("public-list-1992-2000")
    if folder is None:
        yield not_measured("E12.1", FORM_WANTED, why="no data")
        yield not_measured("E12.2", SPELLING_WANTED, why="no data")
        return
    most = QUICK_PEOPLE if options.quick else None

    def outcome(disguise: str | None) -> Outcome:
        path = folder / "posts.jsonl.zst"
        return compared(path, words=WORDS, disguise=disguise, most=most)

    plain = outcome(None)
    yield form_goal(outcome("form"), plain)
    yield spelling_goal(outcome("spelling"), plain)


def form_goal(found: Outcome, plain: Outcome) -> Goal:
    """Return what is left where one side gives up all form; undisguised for comparison."""
    m = found.measures
    short = {
        f"AUC {LEAST_AUC - m.auc:.3f} too low": m.auc < LEAST_AUC,
        f"Cllr {m.cllr - MOST_CLLR:.3f} too high": m.cllr > MOST_CLLR,
        f"{found.cleared} pairs below 1/30": found.cleared > 0,
    }
    return Goal(
        "E12.1",
        FORM_WANTED,
        reached=f"AUC {m.auc:.3f}, Cllr {m.cllr:.3f} (min {m.cllr_min:.3f}), {found.cleared} of "
        f"{m.people} same-person pairs below 1/30, lowest {found.lowest_same:+.2f}",
        met=not any(short.values()),
        baseline=f"undisguised AUC {plain.measures.auc:.3f}, Cllr {plain.measures.cllr:.3f}, "
        f"lowest {plain.lowest_same:+.2f}",
        distance=", ".join(said for said, missed in short.items() if missed),
    )


def spelling_goal(found: Outcome, plain: Outcome) -> Goal:
    """Return what swapped spellings cost."""
    m, loss = found.measures, plain.measures.auc - found.measures.auc
    return Goal(
        "E12.2",
        SPELLING_WANTED,
        reached=f"AUC {m.auc:.4f}, {loss:+.4f} lost, Cllr {m.cllr:.3f}; {m.people} people, "
        f"{len(SWAPS) // 2} pairs of spellings, either way",
        met=loss <= MOST_LOSS,
        baseline=f"as written AUC {plain.measures.auc:.4f}, Cllr {plain.measures.cllr:.3f}",
        distance="" if loss <= MOST_LOSS else f"{loss - MOST_LOSS:.3f} too much",
    )

"""The split-account protocol on a file whose persons are known: the table of the method page.

Persons are split in time with disjoint threads; all first halves meet all second halves; every
pair is scored by a model that saw neither person. Persons with several accounts make the harder
test: real re-registrations.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from hustings.algorithms.evidence.calibration import HAIRCUT
from hustings.algorithms.evidence.compare import score_pairs
from hustings.algorithms.evidence.measures import cllr, performance
from hustings.algorithms.evidence.network import sharing_rare_values
from hustings.algorithms.evidence.sampling import CUTS, Plan, Run, site_vocabulary
from hustings.algorithms.evidence.selftest import SplitTest, split_test, table_line
from hustings.algorithms.evidence.site import Site, make_site
from hustings.evidence.lines import numbered_lines
from hustings.evidence.reading import Columns, read_posts
from hustings.progress import progress

RE_REGISTRATION_WORDS = (500, 1000)
FEWEST_RE_REGISTRATIONS = 10

HEADER = (
    " words people    AUC   EER   c@1 Brier  Cllr   min   TPR 1e-2 / 1e-3 / 1e-4    MRR   R@8"
    "   co-thread: AUC  TPR 1e-2 / 1e-3"
)

UNSHARED = "without strangers who share a network value that at most five have"

NOBODY = (
    "Nothing to measure: too few persons have two halves of so many words in different threads."
)


def evaluate(arguments: argparse.Namespace, *, run: Run) -> dict[str, Any]:
    """Return every line of the table as plain values."""
    network = tuple(arguments.network_field)
    posts = read_posts(arguments.posts, columns=Columns(arguments.person_field, network)).posts
    site = make_site(posts, run=run)
    vocabulary = site_vocabulary(site, run=run)
    plan = Plan(
        arguments.channels,
        folds=arguments.folds,
        most_people=len(site.accounts),
        seed=arguments.seed,
        run=run,
        progress=progress,
    )
    lines = []
    for words in arguments.words:
        test = split_test(site, words=words, plan=plan, vocabulary=vocabulary)
        if test is not None:
            lines.append(_line(test) | _unshared(test, site))
    return {
        "channels": list(arguments.channels),
        "split": lines,
        "re_registrations": re_registrations(arguments, run=run),
    }


def _line(test: SplitTest) -> dict[str, Any]:
    return asdict(table_line(test)) | {"honesty": _honesty(test)}


def _unshared(test: SplitTest, site: Site) -> dict[str, Any]:
    """Return the line without strangers who share a rare network value, where the file has any.

    People of a real site write under several names. Those the file does not know of are found by
    a good test and counted as its errors.
    """
    doubtful = sharing_rare_values(site.networks, test.names)
    if not doubtful.any():
        return {}
    sharing = replace(test, strangers=doubtful)
    return {"unshared": _line(test.without(doubtful)), "sharing": _counts(sharing.different)}


def _honesty(test: SplitTest) -> dict[str, Any]:
    """Return how many strangers reach each printed ratio: all, and those in the same threads."""
    return {
        name: _counts(values)
        for name, values in (("strangers", test.different), ("co_thread", test.close))
    }


def _counts(ratios: np.ndarray) -> dict[str, int]:
    """Return how many of some pairs reach each printed ratio."""
    return {f"{k}": int((ratios > np.log(k)).sum()) for k in (10, 100, 1000)} | {"of": len(ratios)}


def persons_of_accounts(arguments: argparse.Namespace) -> Mapping[str, str]:
    """Return the person behind each account, where the file names both."""
    people: dict[str, str] = {}
    for _, line in numbered_lines(arguments.posts):
        record = json.loads(line)
        account, person = record.get(arguments.account_field), record.get(arguments.person_field)
        if account is not None and person is not None:
            people[str(account)] = str(person)
    return people


def re_registrations(arguments: argparse.Namespace, *, run: Run) -> list[dict[str, Any]]:
    """Test real second accounts: persons with two accounts that both have enough words."""
    if arguments.account_field == arguments.person_field:
        return []
    people = persons_of_accounts(arguments)
    if len(set(people.values())) == len(people):
        return []
    columns = Columns(arguments.account_field)
    site = make_site(read_posts(arguments.posts, columns=columns).posts, run=run)
    lines = []
    for words in RE_REGISTRATION_WORDS:
        couples = _couples(site, people, words=words)
        if len(couples) >= FEWEST_RE_REGISTRATIONS:
            lines.append(_re_registered(site, couples, words, arguments.channels, run=run))
    return lines


def _couples(site: Site, people: Mapping[str, str], *, words: int) -> list[tuple[str, str]]:
    """Return the two largest accounts of each person who has two with enough words."""
    accounts: dict[str, list[str]] = {}
    for name in site.accounts:
        if site.account_words[name] >= words and name in site.comparable:
            accounts.setdefault(people[name], []).append(name)
    ranked = (
        sorted(own, key=lambda name: (-site.account_words[name], name))
        for _, own in sorted(accounts.items())
    )
    return [(own[0], own[1]) for own in ranked if len(own) > 1]


def _re_registered(
    site: Site,
    couples: Sequence[tuple[str, str]],
    words: int,
    channels: Sequence[str],
    *,
    run: Run,
) -> dict[str, Any]:
    names = [name for couple in couples for name in couple]
    one, two = np.meshgrid(2 * np.arange(len(couples)), 2 * np.arange(len(couples)) + 1)
    scores = score_pairs(
        site,
        names,
        one.T.ravel(),
        two.T.ravel(),
        plan=Plan(channels, most_words=words, cuts=CUTS, run=run, progress=progress),
    )
    ratios = (scores.style + scores.clock).reshape(len(couples), len(couples))
    same, different = np.diag(ratios), ratios[~np.eye(len(couples), dtype=bool)]
    shown = cllr(HAIRCUT * same, HAIRCUT * different)
    return {"words": words} | asdict(performance(same, different)) | {"cllr_haircut": shown}


def text(found: Mapping[str, Any]) -> str:
    """Return the table for a terminal."""
    lines = [f"channels: {', '.join(found['channels'])}"]
    if not found["split"] and not found["re_registrations"]:
        return "\n".join([*lines, NOBODY])
    lines += [HEADER, *(_row(line) for line in found["split"])]
    if found["re_registrations"]:
        lines += ["", "re-registrations (one person, two accounts)"]
        lines += [
            f"{line['words']:6,} {line['people']:6}  AUC {line['auc']:.3f}  Cllr {line['cllr']:.2f}"
            f"  Cllr min {line['cllr_min']:.2f}  after the haircut {line['cllr_haircut']:.2f}"
            for line in found["re_registrations"]
        ]
    lines += ["", "strangers above each printed ratio (all; in the same threads)"]
    lines += [_honesty_row(line) for line in found["split"]]
    if any("unshared" in line for line in found["split"]):
        lines += ["", UNSHARED, HEADER, *_unshared_rows(found["split"])]
    return "\n".join(lines)


def _unshared_rows(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    shared = [line for line in lines if "unshared" in line]
    yield from (_row(line["unshared"]) for line in shared)
    yield from (_honesty_row(line["unshared"]) for line in shared)
    yield "the pairs left out:"
    for line in shared:
        yield f"{line['words']:6,}  {_shares(line['sharing'])}"


def _row(line: Mapping[str, Any]) -> str:
    a = line["all"]
    close = "–"
    if line["close_auc"] is not None:
        found = f"{line['close_found_1e2']:.2f} / {line['close_found_1e3']:.2f}"
        close = f"{line['close_auc']:.3f}  {found}"
    return (
        f"{line['words']:6,} {a['people']:6}  {a['auc']:.4f} {a['eer']:.3f} {a['c_at_1']:.3f} "
        f"{a['brier']:.3f} {a['cllr']:.3f} {a['cllr_min']:.3f}   {a['found_1e2']:.3f} / "
        f"{a['found_1e3']:.3f} / {a['found_1e4']:.3f}   {line['reciprocal_rank']:.3f} "
        f"{line['within_8']:.3f}   {close}"
    )


def _honesty_row(line: Mapping[str, Any]) -> str:
    parts = (_shares(line["honesty"][name]) for name in ("strangers", "co_thread"))
    return f"{line['words']:6,}  " + ";  ".join(parts)


def _shares(counts: Mapping[str, int]) -> str:
    total = max(counts["of"], 1)
    shares = [f"LR > {k}: {counts[k] / total:.5f}" for k in ("10", "100", "1000")]
    return f"{counts['of']:,} pairs " + ", ".join(shares)

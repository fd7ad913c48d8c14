"""Attack the verifier: tamper with an open bundle at random and see that each time it shows.

Ballots are changed, added, dropped and swapped, the log is reordered, files and single bytes are
changed; by careless forgers, by careful ones who make every hash anew, and by ones who sign with a
key of their own. Ends with 1 if one tampering is not found, or a clean bundle is called bad.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import TypeVar

from hustings.algorithms.counting.bundle import ClosedBallot, bundle_files
from hustings.algorithms.counting.check import check_bundle
from hustings.algorithms.counting.container import NotABundle, pack_bundle, unpack_bundle
from hustings.algorithms.counting.ed25519 import public_key_of
from hustings.algorithms.counting.made_up import made_up_election, made_up_receipts
from hustings.algorithms.counting.receipts import OPEN, SEALED
from hustings.algorithms.counting.result import json_text
from hustings.algorithms.counting.tamper import passes, tamperings
from hustings.ballots.reading import read_bytes
from hustings.ballots.recount_source import recount_source
from hustings.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="an open bundle that holds")
    parser.add_argument(
        "--runs", type=int, default=1000, metavar="N", help="tamperings to try (1000)"
    )
    parser.add_argument(
        "--clean", type=int, default=0, metavar="N", help="clean bundles to make and check"
    )
    parser.add_argument(
        "--seed", default="1", metavar="TEXT", help="another seed, other tamperings"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    if arguments.runs < 0 or arguments.clean < 0:
        raise BadInput("--runs and --clean are numbers from 0 on.")
    random = Random(arguments.seed)
    archive = read_bytes(arguments.bundle)
    tried, missed = attack(archive, random=random, runs=arguments.runs, name=arguments.bundle)
    bundles = with_progress(range(arguments.clean), "Clean bundles", total=arguments.clean)
    alarms = sum(false_alarm(random) for _ in bundles)
    if arguments.json:
        facts = {"tried": sum(tried.values()), "missed": sum(missed.values())}
        more = {"clean": arguments.clean, "false_alarms": alarms}
        print(json_text({**facts, **more, "kinds": kind_facts(tried, missed)}), end="")
    else:
        for (kind, depth), number in sorted(tried.items()):
            print(f"{kind:<20} {depth:<9} {number:>5} tried {missed[kind, depth]:>5} missed")
        print(f"{sum(tried.values())} tamperings, {sum(missed.values())} missed")
        print(f"{arguments.clean} clean bundles, {alarms} false alarms")
    return 1 if missed or alarms else 0


Tally = Counter[tuple[str, str]]
Step = TypeVar("Step")


def attack(archive: bytes, *, random: Random, runs: int, name: Path) -> tuple[Tally, Tally]:
    """Return how often each kind and depth was tried, and how often it was missed."""
    try:
        verdict = check_bundle(unpack_bundle(archive))
        if verdict.problems:
            raise BadInput(f"{name}: this bundle does not hold before anybody touches it.")
        tried: Tally = Counter()
        missed: Tally = Counter()
        changed = tamperings(archive, random=random, runs=runs)
        for tampering in with_progress(changed, "Tampering", total=runs):
            tried[tampering.kind, tampering.depth] += 1
            if passes(tampering.archive, key=verdict.signer):
                missed[tampering.kind, tampering.depth] += 1
    except (NotABundle, ValueError) as failure:
        raise BadInput(f"{name}: {failure}.") from failure
    return tried, missed


def with_progress(steps: Iterable[Step], what: str, *, total: int) -> Iterable[Step]:
    """Pass the steps on, showing at a terminal how far they are."""
    from rich.console import Console  # slow to load, and a count must start at once
    from rich.progress import track

    return track(steps, what, total=total, console=Console(stderr=True), transient=True)


def kind_facts(tried: Tally, missed: Tally) -> list[dict[str, object]]:
    return [
        {"kind": kind, "depth": depth, "tried": number, "missed": missed[kind, depth]}
        for (kind, depth), number in sorted(tried.items())
    ]


def false_alarm(random: Random) -> bool:
    """Tell whether a clean bundle is called bad."""
    archive, key = clean_bundle(random)
    return not passes(archive, key=key)


def clean_bundle(random: Random) -> tuple[bytes, str]:
    """Return the archive of a made-up ballot, and the key it is signed with."""
    election = made_up_election(random, most=120)
    secret = random.getrandbits(256).to_bytes(32, "big")
    rule = random.choice(["scottish-stv", "irv", "approval"])
    closed = ClosedBallot(
        ballot_id=f"made-up-{random.randrange(10**6)}",
        election=election,
        receipts=made_up_receipts(random, election),
        rule=rule,
        seats=1 if rule == "irv" else election.seats,
        roll=sum(election.ballots.values()) + random.randrange(100),
        mode=random.choice([OPEN, SEALED]),
    )
    archive = pack_bundle(bundle_files(closed, secret=secret, recount=recount_source()))
    return archive, public_key_of(secret).hex()

"""Goals B1 to B4 and B7 of the ballots, and their speed."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from goals import ROOT, Goal, Options, baseline_python, not_measured
from scottish_wards import Ward, official_stages, wards

sys.path.insert(0, str(ROOT))

from hustings.algorithms.counting import (
    ONE,
    Count,
    Election,
    count_election,
    parse_blt,
    write_blt,
)
from hustings.algorithms.counting.bundle import ClosedBallot, bundle_files
from hustings.algorithms.counting.container import pack_bundle
from hustings.algorithms.counting.ed25519 import public_key_of
from hustings.algorithms.counting.made_up import made_up_election, made_up_receipts
from hustings.algorithms.counting.tamper import passes, tamperings
from hustings.ballots.recount_source import recount_source
from hustings.ballots.tamper_command import false_alarm
from tests.algorithms.counting.agreement import differences
from tests.algorithms.counting.word_reader import read_words

TITLE = "Ballots (spec: opinion.md, goals B1 to B4 and B7)"
DATASET = "scot-elex"
BASELINES = ["votekit==3.5.0", "pyrankvote==2.0.6"]
SLIPS = {  # cells of the official file that its README lists as wrong: (file, stage, name)
    ("glasgow_2017_ward1.csv", 3, "Alan Digney"),
    ("midlothian_2017_ward1.csv", 3, "Joe Wallace"),
}
SECRET = bytes(range(32))


def goals(options: Options) -> Iterator[Goal]:
    yield from official_goals(options)
    yield second_counter(options)
    yield from recount_goals(options)
    yield tampering(options)
    yield from million_goals()


def scottish(election: Election, *, seed: str = "") -> Count:
    return count_election(election, rule="scottish-stv", seats=election.seats, seed=seed)


def official_goals(options: Options) -> Iterator[Goal]:
    """Yield what needs the real wards: B1, B7 and the time for one ward."""
    directory = options.dataset(DATASET)
    wanted = "2017: 351 of 351 official winners, every stage cell to the printed decimals"
    if directory is None:
        yield not_measured("B1", wanted, why=f"{options.data / DATASET} is not there")
        return
    everyone = list(wards(directory))
    counts = [scottish(ward.election) for ward in everyone]
    yield official_results(everyone, counts, wanted, options)
    yield blt_round_trips(everyone, counts)
    yield ward_speed(everyone)
    yield fingerprints(everyone)


def fingerprints(everyone: list[Ward], *, sample: int = 200) -> Goal:
    """Measure how many ballots bear a ranking that nobody else in the ward gave."""
    random, ballots, alone, sampled_alone = Random(200), 0, 0, 0
    for ward in everyone:
        rankings, papers = zip(*ward.election.ballots.items(), strict=True)
        ballots += sum(papers)
        alone += papers.count(1)
        drawn = Counter(random.sample(rankings, sample, counts=papers))
        sampled_alone += list(drawn.values()).count(1)
    return Goal(
        "privacy",
        "how many ballots can be told from all others by their ranking (no goal: a limit to state)",
        reached=f"{alone / ballots:.1%} of {ballots} ballots within their ward; "
        f"{sampled_alone / (sample * len(everyone)):.0%} among {sample} voters",
        met=None,
    )


def official_results(
    everyone: list[Ward], counts: list[Count], wanted: str, options: Options
) -> Goal:
    right = sum(set(c.winners) == w.elected for w, c in zip(everyone, counts, strict=True))
    cells, wrong = 0, []
    for ward, count in zip(everyone, counts, strict=True):
        for stage, candidate, votes in official_stages(ward):
            cells += 1
            if not printed_alike(count, stage, candidate, votes):
                wrong.append((ward.name, stage, ward.official[candidate]["candidate"]))
    unlisted = [cell for cell in wrong if cell not in SLIPS]
    return Goal(
        "B1",
        wanted,
        reached=f"{right} of {len(everyone)} winners; {cells - len(wrong)} of {cells} cells, "
        f"{len(wrong) - len(unlisted)} listed slips, {len(unlisted)} others",
        met=right == len(everyone) and not unlisted,
        baseline=library_results(everyone, options),
    )


def printed_alike(count: Count, stage: int, candidate: int, official: Decimal) -> bool:
    """Tell whether our votes are the official ones as far as those are printed.

    Five decimals must be equal; where three or four are printed, the rest may be cut off; where two
    or fewer are, they may be rounded (35 wards; the data set's README allows 0.0051).
    """
    if stage > len(count.stages):
        return False
    ours = Decimal(count.stages[stage - 1].votes[candidate]) / ONE
    exponent = official.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    allowed = {3: Decimal("0.001"), 4: Decimal("0.0001"), 5: Decimal(0)}
    return abs(ours - official) <= allowed.get(places, Decimal("0.0051"))


def library_results(everyone: list[Ward], options: Options) -> str:
    """Return how many wards other libraries count right, on the same ballots."""
    if options.baselines is None:
        return ""
    python = baseline_python(options.baselines, "ballots", BASELINES)
    given = [
        {
            "candidates": len(ward.election.candidates),
            "seats": ward.election.seats,
            "ballots": [[papers, ranking] for ranking, papers in ward.election.ballots.items()],
        }
        for ward in everyone
    ]
    script = Path(__file__).with_name("baseline_ballots.py")
    done = subprocess.run(
        [python, script], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    said = []
    for name, result in json.loads(done.stdout).items():
        found = zip(result["winners"], everyone, strict=True)
        right = sum(winners is not None and set(winners) == ward.elected for winners, ward in found)
        each = 1000 * result["seconds"] / len(everyone)
        said.append(f"{name} {right} of {len(everyone)}, {each:.1f} ms a ward")
    return "; ".join(said)


def blt_round_trips(everyone: list[Ward], counts: list[Count]) -> Goal:
    """B7: read back by our reader, and by a reader of words as Droop's is."""
    same = 0
    for ward, count in zip(everyone, counts, strict=True):
        text = write_blt(ward.election)
        again = parse_blt(text)
        _, _, ballots, names = read_words(text)
        alike = again == ward.election and ballots == dict(ward.election.ballots)
        named = names == [*ward.election.candidates, ward.election.title]
        same += alike and named and scottish(again).winners == count.winners
    return Goal(
        "B7",
        "BLT opens in Droop-compatible tools; winners equal",
        reached=f"{same} of {len(everyone)} wards read back alike by our reader and by a reader of "
        "words as Droop documents it, same winners (Droop itself was not run)",
        met=same == len(everyone),
    )


def ward_speed(everyone: list[Ward]) -> Goal:
    """Time one count of each ward, the best of five, from grouped ballots."""
    times = []
    for ward in everyone:
        best = min(timed(ward.election) for _ in range(5))
        times.append(1000 * best)
    times.sort()
    mean = sum(times) / len(times)
    return Goal(
        "speed",
        "a ward under 1 ms",
        reached=f"mean {mean:.2f} ms, median {times[len(times) // 2]:.2f}, slowest {times[-1]:.2f} "
        "(count only; ballots grouped)",
        met=mean < 1,
        distance=f"{sum(time >= 1 for time in times)} of {len(times)} wards take longer",
    )


def timed(election: Election) -> float:
    begun = time.perf_counter()
    scottish(election)
    return time.perf_counter() - begun


def second_counter(options: Options) -> Goal:
    """B2: both counters on made-up elections full of ties."""
    number = 1000 if options.quick else 10_000
    differing = ties = lots = 0
    for seed in range(number):
        election = made_up_election(Random(seed))
        differing += bool(differences(election, seed=f"seed {seed}"))
        settled = [tie for s in scottish(election, seed=f"seed {seed}").stages for tie in s.ties]
        ties += bool(settled)
        lots += any(tie.stage is None for tie in settled)
    return Goal(
        "B2",
        "10,000 made-up elections full of ties equal to a second, independent counter",
        reached=f"{number - differing} of {number} equal in quota, winners and every stage; "
        f"{ties} had ties, {lots} needed a lot",
        met=not differing and number >= 10_000 if not options.quick else None,
    )


def closed(election: Election, *, seed: int) -> ClosedBallot:
    receipts = made_up_receipts(Random(seed), election)
    return ClosedBallot(
        "evaluation", election, receipts, "scottish-stv", election.seats, len(receipts), "open"
    )


def many_ballots(number: int, *, candidates: int = 8) -> Election:
    """Return an election of ``number`` ballots, half of them short, some rankings common."""
    random = Random(number)
    ballots: dict[tuple[int, ...], int] = {}
    for _ in range(number):
        length = min(candidates, 1 + int(random.expovariate(0.5)))
        ranking = tuple(random.sample(range(candidates), length))
        ballots[ranking] = ballots.get(ranking, 0) + 1
    names = tuple(f"Candidate {index + 1}" for index in range(candidates))
    return Election("Many ballots", names, 3, ballots)


def recount_goals(options: Options) -> Iterator[Goal]:
    """B3: the one file alone, on every Python that is here, 100,000 ballots."""
    number = 10_000 if options.quick else 100_000
    files = bundle_files(
        closed(many_ballots(number), seed=1), secret=SECRET, recount=recount_source()
    )
    names = [f"python3.{minor}" for minor in range(9, 15)]
    pythons = {name: path for name in names if (path := shutil.which(name)) and starts(path)}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        runs = {name: run_recount(path, Path(folder)) for name, path in pythons.items()}
    said = ", ".join(f"{name} {took}" for name, (took, _) in runs.items())
    same = all(result == files["result.json"] for _, result in runs.values())
    slowest = max(took.wall for took, _ in runs.values())
    yield Goal(
        "B3",
        "recount.py alone gives a byte-identical result; 100,000 ballots within 2 s all told",
        reached=f"{'identical' if same else 'NOT IDENTICAL'}; {number} ballots: {said}",
        met=same and slowest <= 2 if not options.quick else None,
    )


def starts(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Took:
    """Seconds on the clock and of the processor; on a busy machine the clock says more."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.processor:.2f} s of processor time)"


def children_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_recount(python: str, folder: Path) -> tuple[Took, bytes]:
    """Return the time of the whole process and the result that it wrote."""
    out = folder / "mine.json"
    begun, used = time.perf_counter(), children_time()
    subprocess.run(
        [python, "-I", "-S", folder / "recount.py", "--out", out], check=True, capture_output=True
    )
    took = Took(time.perf_counter() - begun, children_time() - used)
    content = out.read_bytes()
    out.unlink()
    return took, content


def tampering(options: Options) -> Goal:
    """B4: tamperings over ten bundles, and clean bundles in every mode."""
    runs, clean = (100, 100) if options.quick else (1000, 1000)
    random, missed = Random(4), 0
    key = public_key_of(SECRET).hex()
    for seed in range(10):
        election = many_ballots(60 + 20 * seed, candidates=3 + seed % 4)
        archive = pack_bundle(
            bundle_files(closed(election, seed=seed), secret=SECRET, recount=recount_source())
        )
        for change in tamperings(archive, random=random, runs=runs // 10):
            missed += passes(change.archive, key=key)
    alarms = sum(false_alarm(random) for _ in range(clean))
    return Goal(
        "B4",
        "1,000 random tamperings all found, no false alarm in 1,000 clean bundles",
        reached=f"{runs - missed} of {runs} found; {alarms} false alarms in {clean} "
        "(the verifier knows the publisher's key)",
        met=not missed and not alarms if not options.quick else None,
    )


def million_goals() -> Iterator[Goal]:
    """Time a million ballots as a BLT file of a million lines: the whole command, to its JSON."""
    for name, candidates, full in [
        ("8 candidates, rankings of mixed length", 8, False),
        ("10 candidates, every ranking full and random", 10, True),
    ]:
        lines = million_lines(candidates, full=full)
        took = timed_command(million_file(lines, candidates))
        yield Goal(
            "speed",
            f"1,000,000 ranked ballots under 1 s ({name})",
            reached=f"{took}, from starting the command to its end; "
            f"{len(set(lines)):,} different rankings",
            met=took.wall < 1,
            distance="" if took.wall < 1 else f"{took.wall - 1:.1f} s too slow",
        )


def timed_command(text: str) -> Took:
    """Return the time that ``hustings ballots count`` takes from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "million.blt")
        path.write_text(text)
        command = [sys.executable, "-m", "hustings.config.cli", "ballots", "count", "--json"]
        begun, used = time.perf_counter(), children_time()
        subprocess.run(
            [*command, "--rule", "scottish-stv", path], check=True, capture_output=True, cwd=ROOT
        )
        return Took(time.perf_counter() - begun, children_time() - used)


def million_lines(candidates: int, *, full: bool) -> list[str]:
    random = Random(1)
    numbers = range(1, candidates + 1)
    lines = []
    for _ in range(1_000_000):
        length = candidates if full else min(candidates, 1 + int(random.expovariate(0.5)))
        lines.append(" ".join(["1", *map(str, random.sample(numbers, length)), "0"]))
    return lines


def million_file(lines: list[str], candidates: int) -> str:
    names = "\n".join(f'"Candidate {number}"' for number in range(1, candidates + 1))
    return f"{candidates} 3\n" + "\n".join(lines) + f'\n0\n{names}\n"Million"\n'

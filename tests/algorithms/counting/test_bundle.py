"""Bundles: what is in them, what the check accepts, and every way in which it must say no."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from hustings.algorithms.counting import parse_blt
from hustings.algorithms.counting.bundle import bundle_files, signed
from hustings.algorithms.counting.check import check_bundle
from hustings.algorithms.counting.manifest import BadManifest, Manifest, parse_manifest
from hustings.algorithms.counting.receipts import OPEN, SEALED, commitment, receipt_code
from tests.algorithms.counting.ballots import (
    KEY,
    RECOUNT,
    SECRET,
    STRANGER,
    bundle,
    closed_ballot,
)

Files = dict[str, bytes]


def manifest_of(files: Files) -> Manifest:
    return parse_manifest(files["manifest.json"])


@pytest.mark.parametrize("mode", [OPEN, SEALED])
def test_a_clean_bundle_holds_and_is_counted_again(mode: str) -> None:
    files = bundle(mode=mode)
    verdict = check_bundle(files, key=KEY, root=manifest_of(files).log_root)
    assert verdict.problems == ()
    assert verdict.signer == KEY
    assert verdict.result is not None
    assert verdict.result.encode() == files["result.json"]


def test_the_files_say_what_the_design_asks_for() -> None:
    files, closed = bundle(), closed_ballot()
    manifest = manifest_of(files)
    assert (manifest.ballots, manifest.roll, manifest.seats) == (60, 65, 2)
    root = bytes.fromhex(manifest.log_root)
    assert manifest.seed == hashlib.sha256(root + b"autumn-vote").hexdigest()
    assert parse_blt(files["ballots.blt"].decode()).ballots == closed.election.ballots
    rows = files["ballots.csv"].decode().splitlines()
    assert rows[0] == "receipt,ranking"
    assert rows[1:] == sorted(rows[1:])
    assert len(rows) == 61
    code, ranking = closed.receipts[7]
    assert files["log.txt"].decode().split()[7] == commitment("autumn-vote", code, ranking)


def test_a_sealed_bundle_shows_no_ranking_beside_a_code() -> None:
    files = bundle(mode=SEALED)
    rows = files["ballots.csv"].decode().splitlines()
    assert rows[0] == "receipt"
    assert all(len(row) == len(receipt_code(0)) for row in rows[1:])


@pytest.mark.parametrize(("ballots", "published"), [(49, False), (50, True)])
def test_under_fifty_ballots_there_are_totals_and_the_log_only(
    ballots: int, published: bool
) -> None:
    files = bundle(ballots=ballots)
    assert ("ballots.csv" in files, "ballots.blt" in files) == (published, published)
    result = json.loads(files["result.json"])
    assert (len(result["stages"]) == 1) == (not published)
    verdict = check_bundle(files, key=KEY)
    assert verdict.problems == ()
    assert (verdict.result is not None) == published


def test_the_same_ballot_gives_the_same_bytes() -> None:
    assert bundle() == bundle()


def forged(files: Files, /, **changes: object) -> Files:
    """Return the bundle with another manifest, signed by the publisher himself."""
    body = {n: c for n, c in files.items() if n not in ("manifest.json", "signature.json")}
    return signed(body, replace(manifest_of(files), **changes), secret=SECRET)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"roll": 59}, "only 59 people could vote"),
        ({"ballots": 61}, "root and the number"),
        ({"log_root": "0" * 64}, "root and the number"),
        ({"seed": "0" * 64}, "seed for lots"),
        ({"ballot": "other"}, "seed for lots"),
        ({"seats": 1}, "title, candidates or seats"),
        ({"title": "Other"}, "title, candidates or seats"),
        ({"withdrawn": [1]}, "withdrawals"),
        ({"rule": "approval"}, "counted again"),
        ({"rule": "borda"}, "cannot be counted"),
        ({"quorum": 5}, "cannot be counted"),
        ({"rule_version": "0"}, "version 0 of the rule"),
        ({"published": "totals"}, "does not belong"),
        ({"published": "nothing"}, "kind of bundle"),
        ({"commitments": "sealed"}, "not written as in this format"),
        ({"files": {}}, "was changed after"),
    ],
)
def test_a_publisher_who_signs_a_contradiction_is_found(
    changes: dict[str, object], problem: str
) -> None:
    verdict = check_bundle(forged(bundle(), **changes), key=KEY)
    assert problem in " ".join(verdict.problems)


def rehashed(change: Callable[[Files], None]) -> Files:
    """Return a bundle whose files were changed, with hashes and signature made anew."""
    files = bundle()
    change(files)
    body = {n: c for n, c in files.items() if n not in ("manifest.json", "signature.json")}
    hashes = {name: hashlib.sha256(body[name]).hexdigest() for name in sorted(body)}
    return signed(body, replace(manifest_of(files), files=hashes), secret=SECRET)


def swap_rankings(files: Files) -> None:
    """Exchange the rankings of the first two rows that differ; BLT and result stay right."""
    head, *rows = files["ballots.csv"].decode().splitlines()
    other = next(at for at, row in enumerate(rows) if row[29:] != rows[0][29:])
    rows[0], rows[other] = rows[0][:29] + rows[other][29:], rows[other][:29] + rows[0][29:]
    files["ballots.csv"] = "\n".join([head, *rows, ""]).encode()


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (swap_rankings, "does not hold the ballots that the log committed to"),
        (replace_in("result.json", b'"Ann"', b'"Cy"'), "counted again"),
        (replace_in("ballots.blt", b"10 1 2 0", b"11 1 2 0"), "withdrawals or number"),
        (replace_in("ballots.blt", b"10 1 2 0", b"5 1 2 0\n5 1 2 0"), "order of its rankings"),
        (
            replace_in("ballots.blt", b"10 1 2 0", b"10 1 2 2 0"),
            "line 3: candidate 2 is ranked twice",
        ),
        (replace_in("ballots.blt", b'"Ann"', b"\xff"), "ballots.blt"),
        (replace_in("ballots.csv", b",1 2\n", b",2 1\n"), "does not have"),
        (replace_in("ballots.csv", b",1 2\n", b",3\n"), "do not hold the same ballots"),
        (replace_in("ballots.csv", b"receipt,ranking\n", b"receipt,vote\n"), "not written as"),
        (replace_in("log.txt", b"\n", b"\n\n"), "one commitment a line"),
        (replace_in("log.txt", b"a", b"A"), "one commitment a line"),
    ],
)
def test_a_publisher_who_changes_a_file_and_signs_anew_is_found(
    change: Callable[[Files], None], problem: str
) -> None:
    verdict = check_bundle(rehashed(change), key=KEY)
    assert problem in " ".join(verdict.problems)


def test_the_receipts_stand_in_the_order_of_their_codes() -> None:
    def exchange(files: Files) -> None:
        head, one, two, *rest = files["ballots.csv"].decode().splitlines()
        files["ballots.csv"] = "\n".join([head, two, one, *rest, ""]).encode()

    assert "order of its receipt codes" in check_bundle(rehashed(exchange)).problems[0]


@pytest.mark.parametrize("name", sorted(bundle()))
def test_a_missing_file_and_a_changed_file_are_found(name: str) -> None:
    files = bundle()
    del files[name]
    assert check_bundle(files, key=KEY).problems
    files = bundle()
    files[name] += b" "
    assert check_bundle(files, key=KEY).problems


def test_a_file_too_many_is_found() -> None:
    assert check_bundle({**bundle(), "notes.txt": b""}).problems == (
        "notes.txt does not belong in a bundle",
    )


def test_a_stranger_s_bundle_shows_only_when_the_key_or_the_root_is_known() -> None:
    """The limit that the documentation states: a bundle cannot prove who made it."""
    files = bundle(secret=STRANGER)
    assert check_bundle(files).problems == ()
    assert "not with the publisher's" in check_bundle(files, key=KEY).problems[0]
    assert "not the one shown" in check_bundle(files, root="0" * 64).problems[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        bundle()["manifest.json"].replace(b'"seats": 2', b'"seats": "2"'),
        bundle()["manifest.json"].replace(b'"seats": 2', b'"seats": true'),
        bundle()["manifest.json"].replace(b'"seats": 2', b'"seats": -2'),
        bundle()["manifest.json"].replace(b'"seats": 2', b'"seats":  2'),
        bundle()["manifest.json"].replace(b"hustings ballots 1", b"hustings ballots 9"),
        bundle()["manifest.json"].replace(b"autumn", b"\\ud800"),
        bundle()["manifest.json"].replace(b'"candidates": [', b'"candidates": [1, '),
    ],
)
def test_a_manifest_that_cannot_be_understood_is_refused(content: bytes) -> None:
    with pytest.raises(BadManifest):
        parse_manifest(content)
    assert check_bundle({**bundle(), "manifest.json": content}).problems


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"public_key": "zz", "signature": ""}', b"\xff"]
)
def test_a_signature_that_cannot_be_read_is_refused(content: bytes) -> None:
    assert "signature.json" in check_bundle({**bundle(), "signature.json": content}).problems[0]


def test_a_bundle_under_another_rule_holds_too() -> None:
    for rule in ("approval", "irv"):
        closed = replace(closed_ballot(rule=rule), seats=1)
        files = bundle_files(closed, secret=SECRET, recount=RECOUNT)
        assert check_bundle(files, key=KEY).problems == ()

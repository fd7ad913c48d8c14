"""``key``, ``bundle``, ``verify``, ``tamper``: publishing a ballot and checking it, on files."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hustings.algorithms.counting.container import unpack_bundle
from hustings.algorithms.counting.receipts import receipt_code
from hustings.ballots.recount import recount_main


@pytest.fixture
def key(hustings: Callable, tmp_path: Path) -> tuple[Path, str]:
    """A key file and its public key."""
    path = tmp_path / "key"
    return path, hustings("key", path).out.strip()


@pytest.fixture
def published(hustings: Callable, many: Path, key: tuple[Path, str], tmp_path: Path) -> Path:
    out = tmp_path / "bundle.zip"
    ran = hustings(
        "bundle", "--rule", "scottish-stv", "--roll", 100, "--key", key[0], "--out", out, many
    )
    assert ran.status == 0
    assert key[1] in ran.out
    return out


def test_a_key_is_for_its_owner_alone_and_is_never_overwritten(
    hustings: Callable, key: tuple[Path, str]
) -> None:
    path, public = key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(public) == 64
    secret = path.read_text()
    assert hustings("key", path).status == 2
    assert path.read_text() == secret


def test_a_published_ballot_is_verified(
    hustings: Callable, published: Path, key: tuple[Path, str]
) -> None:
    ran = hustings("verify", published, "--key", key[1])
    assert ran.status == 0
    assert "74 of 100 people voted" in ran.out
    assert "Everything holds." in ran.out


def test_an_unpacked_bundle_is_verified_and_other_files_beside_it_do_not_matter(
    hustings: Callable, published: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, content in unpack_bundle(published.read_bytes()).items():
        (folder / name).write_bytes(content)
    (folder / "notes of my own.txt").write_text("x")
    assert hustings("verify", folder).status == 0
    (folder / "log.txt").write_text("")
    assert hustings("verify", folder).status == 1


def test_another_key_ends_with_1(hustings: Callable, published: Path) -> None:
    ran = hustings("verify", published, "--key", "0" * 64, "--json")
    assert ran.status == 1
    assert json.loads(ran.out)["holds"] is False


def test_a_damaged_archive_cannot_be_read_and_ends_with_2_as_in_recount_py(
    hustings: Callable, published: Path
) -> None:
    changed = bytearray(published.read_bytes())
    changed[len(changed) // 2] ^= 1
    published.write_bytes(changed)
    ran = hustings("verify", published, "--json")
    assert (ran.status, ran.out) == (2, "")
    assert "the archive is damaged" in ran.err
    assert recount_main([str(published)]) == 2


def test_a_receipt_is_found_with_its_ranking_and_a_wrong_one_is_not(
    hustings: Callable, published: Path
) -> None:
    rows = unpack_bundle(published.read_bytes())["ballots.csv"].decode().splitlines()
    code = next(row for row in rows if row.endswith(",1 2")).split(",")[0]
    ran = hustings("verify", published, "--receipt", code.lower())
    assert ran.status == 0
    assert "of 74 in the log" in ran.out
    assert "it says: Ann, Bob" in ran.out
    missing = hustings("verify", published, "--receipt", receipt_code(5))
    assert missing.status == 1
    assert f"PROBLEM:   there is no receipt {receipt_code(5)}" in missing.out


def test_a_receipt_is_part_of_the_json(hustings: Callable, published: Path) -> None:
    row = unpack_bundle(published.read_bytes())["ballots.csv"].decode().splitlines()[1]
    ran = hustings("verify", published, "--json", "--receipt", row.split(",")[0])
    receipt = json.loads(ran.out)["receipt"]
    assert receipt["code"] == row.split(",")[0]
    assert 1 <= receipt["entry"] <= receipt["entries"] == 74
    names = ["Ann", "Bob", "Cy", "Dée <Day>"]
    assert receipt["says"] == [names[int(place) - 1] for place in row.split(",")[1].split()]
    missing = hustings("verify", published, "--json", "--receipt", receipt_code(5))
    assert missing.status == 1
    assert json.loads(missing.out)["receipt"] is None


def test_what_a_bundle_shows_without_a_key_is_said(
    hustings: Callable, published: Path, key: tuple[Path, str]
) -> None:
    known = hustings("verify", published, "--key", key[1])
    alone = hustings("verify", published)
    assert "agrees with itself" not in known.out
    assert "agrees with itself" in alone.out
    assert "signed by" not in hustings("verify", published, "--key", "0" * 64).out


def test_a_sealed_receipt_is_in_the_log_but_says_nothing(
    hustings: Callable, many: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sealed.zip"
    hustings("bundle", "--rule", "scottish-stv", "--mode", "sealed", "--out", out, many)
    code = unpack_bundle(out.read_bytes())["ballots.csv"].decode().splitlines()[1]
    ran = hustings("verify", out, "--receipt", code)
    assert ran.status == 0
    assert "of 74 in the log" in ran.out
    assert "it says" not in ran.out


def test_receipts_of_the_site_keep_the_order_of_the_log(
    hustings: Callable, ward: Path, tmp_path: Path
) -> None:
    rankings = ["1 2"] * 6 + ["2"] * 3 + ["3 2"] * 2 + ["4 3"] * 3
    receipts = tmp_path / "receipts.csv"
    rows = [f"{receipt_code(number)},{text}" for number, text in enumerate(rankings)]
    receipts.write_text("\n".join(["receipt,ranking", *rows, ""]))
    command = ("bundle", "--rule", "scottish-stv", "--receipts", receipts, "--out")
    first, second = tmp_path / "one.zip", tmp_path / "two.zip"
    assert hustings(*command, first, ward).status == 0
    assert hustings(*command, second, ward).status == 0
    logs = [unpack_bundle(path.read_bytes())["log.txt"] for path in (first, second)]
    assert logs[0] == logs[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("receipt,ranking\n", "not the ballots"),
        ("code,ranking\n", "line 1"),
        ("receipt,ranking\nABC,1 2\n", "line 2"),
        (f"receipt,ranking\n{receipt_code(1)},9\n", "line 2"),
        (f"receipt,ranking\n{receipt_code(1)},1\n{receipt_code(1)},1\n", "twice"),
    ],
)
def test_receipts_that_do_not_fit_are_refused(
    hustings: Callable, ward: Path, tmp_path: Path, content: str, reason: str
) -> None:
    receipts, out = tmp_path / "receipts.csv", tmp_path / "bundle.zip"
    receipts.write_text(content)
    ran = hustings(
        "bundle", "--rule", "irv", "--seats", 1, "--receipts", receipts, "--out", out, ward
    )
    assert ran.status == 2
    assert reason in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rule", "scottish-stv", "--roll", "3"),
        ("--rule", "irv", "--seats", "2"),
        ("--rule", "scottish-stv", "--key", "no-such-key"),
    ],
)
def test_a_bundle_that_cannot_be_made_writes_nothing(
    hustings: Callable, ward: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    out = tmp_path / "bundle.zip"
    ran = hustings("bundle", *arguments, "--out", out, ward)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert not out.exists()


def test_a_small_ballot_publishes_totals_only_and_says_so(
    hustings: Callable, ward: Path, tmp_path: Path
) -> None:
    out = tmp_path / "small.zip"
    ran = hustings("bundle", "--rule", "scottish-stv", "--out", out, ward)
    assert "only totals and the log" in ran.out
    assert "ballots.csv" not in unpack_bundle(out.read_bytes())
    ran = hustings("verify", out)
    assert ran.status == 0
    assert "nobody else can count" in ran.out
    ran = hustings("verify", out, "--receipt", receipt_code(1))
    assert (ran.status, ran.out) == (2, "")
    assert "no receipt can be found" in ran.err


def test_tampering_is_tried_and_told(hustings: Callable, published: Path) -> None:
    ran = hustings("tamper", published, "--runs", 60, "--clean", 10, "--json")
    facts = json.loads(ran.out)
    assert ran.status == 0
    assert (facts["tried"], facts["missed"]) == (60, 0)
    assert (facts["clean"], facts["false_alarms"]) == (10, 0)
    assert sum(kind["tried"] for kind in facts["kinds"]) == 60


def test_a_person_at_a_terminal_sees_how_far_a_bundle_is(
    hustings: Callable, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("bundle", "--rule", "scottish-stv", "--out", tmp_path / "bundle.zip", many)
    assert hustings(*command).err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    steps = hustings(*command).err.splitlines()
    assert [step.split(" of ")[0] for step in steps[:2]] == ["… receipt codes", "… log and count"]
    assert steps[2].startswith("… writing")


def test_what_is_no_bundle_is_told(hustings: Callable, ward: Path, tmp_path: Path) -> None:
    assert hustings("verify", ward).status == 2
    assert hustings("verify", tmp_path / "nothing.zip").status == 2
    assert hustings("tamper", ward).status == 2
    assert hustings("tamper", ward, "--runs", -1).status == 2
    assert hustings("verify", ward, "--key", "abc").status == 2


def test_a_bundle_is_never_written_over_the_key_or_the_ballots(
    hustings: Callable, ward: Path, key: tuple[Path, str]
) -> None:
    command = ("bundle", "--rule", "scottish-stv", "--key", key[0], "--out")
    for place in (key[0], ward):
        before = place.read_bytes()
        ran = hustings(*command, place, ward)
        assert ran.status == 2
        assert "it is a file to be read" in ran.err
        assert place.read_bytes() == before

"""``hustings ballots count``: the stable JSON, the page, and refusals that write nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def test_json_has_the_stable_shape(hustings: Callable, ward: Path) -> None:
    ran = hustings("count", "--rule", "scottish-stv", "--seats", 2, ward, "--json")
    result = json.loads(ran.out)
    assert ran.status == 0
    assert result["rule"] == "scottish-stv"
    assert result["winners"] == ["Ann", "Bob"]
    assert result["quota"] == 5
    assert result["candidates"][3] == "Dée <Day>"
    assert [stage["action"] for stage in result["stages"]] == [
        "first preferences",
        "surplus",
        "exclusion",
    ]
    assert result["stages"][1]["votes"] == [5, 3.99996, 2, 3]


def test_text_names_winners_and_every_stage(hustings: Callable, ward: Path) -> None:
    ran = hustings("count", "--rule", "scottish-stv", ward)
    assert "elected: Ann, Bob" in ran.out
    assert "stage 2: surplus of Ann" in ran.out
    assert "3.99996  Bob" in ran.out


@pytest.mark.parametrize(
    ("rule", "seats", "winner"),
    [("irv", 1, "Ann"), ("approval", 1, "Bob"), ("scottish-stv", 1, "Ann")],
)
def test_every_rule_counts(
    hustings: Callable, ward: Path, rule: str, seats: int, winner: str
) -> None:
    ran = hustings("count", "--rule", rule, "--seats", seats, ward, "--json")
    assert json.loads(ran.out)["winners"] == [winner]


def test_a_question_with_a_quorum(hustings: Callable, tmp_path: Path) -> None:
    path = tmp_path / "question.blt"
    path.write_text('2 1\n3 1 0\n2 2 0\n0\n"Yes"\n"No"\n"Leave?"\n')
    ran = hustings("count", "--rule", "yes-no", "--quorum", 6, "--json", path)
    assert json.loads(ran.out)["winners"] == []
    assert "quorum is 6" in json.loads(ran.out)["outcome"]


def test_the_seed_decides_lots_and_is_in_the_result(hustings: Callable, tmp_path: Path) -> None:
    path = tmp_path / "tie.blt"
    path.write_text('2 1\n1 1 0\n1 2 0\n0\n"Ann"\n"Bob"\n"Tie"\n')
    seen = set()
    for seed in range(20):
        result = json.loads(
            hustings("count", "--rule", "scottish-stv", "--seed", seed, "--json", path).out
        )
        assert result["seed"] == str(seed)
        assert result["stages"][-1]["ties"][0]["by"] == "lot"
        seen.add(result["winners"][0])
    assert seen == {"Ann", "Bob"}


@pytest.mark.parametrize("rule", ["scottish-stv", "irv", "approval"])
def test_the_page_is_written_and_closed_to_the_outside(
    hustings: Callable, ward: Path, tmp_path: Path, rule: str
) -> None:
    out = tmp_path / "report.html"
    ran = hustings("count", "--rule", rule, "--seats", 1, ward, "--html", out)
    page = out.read_text(encoding="utf-8")
    assert ran.status == 0
    assert "Dée &lt;Day&gt;" in page
    assert "<Day>" not in page
    assert "Ward 5 &amp; more" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert set(tmp_path.iterdir()) == {ward, out}


BAD = {
    "missing": None,
    "empty": b"",
    "not text": b'4 2\n1 1 0\n0\n"Ann\xff"\n',
    "utf-16": "4 2\n".encode("utf-16"),
    "cut": b"4 2\n1 1 2 0\n1 1",
    "doubled rank": b'2 1\n1 1 1 0\n0\n"A"\n"B"\n"T"\n',
    "skipped rank": b'2 1\n1 1 - 2 0\n0\n"A"\n"B"\n"T"\n',
    "too many names": b'1 1\n1 1 0\n0\n"A"\n"B"\n"T"\n',
    "no ballots": b'2 1\n0\n"A"\n"B"\n"T"\n',
    "only withdrawn": b'2 1\n-1\n3 1 0\n0\n"A"\n"B"\n"T"\n',
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_line_status_2_and_nothing_written(
    hustings: Callable, tmp_path: Path, name: str
) -> None:
    path, out = tmp_path / "bad.blt", tmp_path / "report.html"
    if BAD[name] is not None:
        path.write_bytes(BAD[name])
    before = set(tmp_path.iterdir())
    ran = hustings("count", "--rule", "scottish-stv", path, "--html", out, "--json")
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert "bad.blt" in ran.err
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rule", "scottish-stv", "--seats", "9"),
        ("--rule", "scottish-stv", "--seats", "0"),
        ("--rule", "irv", "--seats", "2"),
        ("--rule", "yes-no", "--seats", "1"),
        ("--rule", "approval", "--quorum", "3"),
        ("--rule", "borda"),
        (),
    ],
)
def test_impossible_arguments_are_refused(
    hustings: Callable, ward: Path, arguments: tuple[str, ...]
) -> None:
    ran = hustings("count", ward, *arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err


def test_a_place_that_cannot_be_written_is_refused(hustings: Callable, ward: Path) -> None:
    ran = hustings("count", "--rule", "irv", "--seats", 1, ward, "--html", ward.parent / "no" / "x")
    assert ran.status == 2
    assert ran.err.count("\n") == 1


def test_a_byte_order_mark_is_no_mistake(hustings: Callable, ward: Path) -> None:
    ward.write_bytes(b"\xef\xbb\xbf" + ward.read_bytes())
    assert hustings("count", "--rule", "scottish-stv", ward).status == 0


def test_counting_starts_neither_django_nor_numpy(ward: Path) -> None:
    program = (
        "import sys; from hustings.config.cli import main; "
        f"status = main(['ballots', 'count', '--rule', 'scottish-stv', {str(ward)!r}]); "
        "sys.exit(status or bool({'django', 'numpy', 'wagtail'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["count", "key", "bundle", "verify", "tamper"])
def test_every_subcommand_explains_itself(hustings: Callable, name: str) -> None:
    ran = hustings(name, "--help")
    assert ran.status == 0
    assert ran.out.startswith(f"usage: hustings ballots {name}")


@pytest.mark.parametrize("place", [".", "ward.blt", "ward.blt/x"])
def test_a_report_is_never_written_over_the_ballots_or_a_directory(
    hustings: Callable, ward: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(ward.parent)
    before = ward.read_bytes()
    ran = hustings("count", "--rule", "irv", "--seats", 1, ward, "--html", place)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert ward.read_bytes() == before

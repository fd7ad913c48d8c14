"""The commands on invented writers, end to end and without Django."""

import csv
import json
import random
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from hustings.algorithms.evidence.sides import FEATURES
from hustings.config.cli import main
from tests.evidence import writers

POST = {"id": "1", "account": "ann", "t": "2024-05-01T12:00:00Z", "thread": "t", "text": "Hello."}


@pytest.fixture(autouse=True)
def small_sketches(monkeypatch):
    """Invented writers need few features; the engine is the same."""
    for family, most in {"masked": 600, "chars": 1500, "pairs": 600, "plain": 600}.items():
        monkeypatch.setitem(FEATURES, family, most)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """66 writers; w000 and z000 are one person, w001 has written little."""
    rows = writers.posts(66, words=640)
    rows += writers.posts(1, words=640, seed=9, prefix="z")
    rows = [row for row in rows if row["account"] != "w001" or str(row["id"]).endswith("-1")]
    path = tmp_path_factory.mktemp("site") / "posts.jsonl"
    path.write_text(writers.as_lines(rows))
    return path


def scores(site, tmp_path, pairs, *arguments):
    listed, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    listed.write_text("a,b\n" + "".join(f"{a},{b}\n" for a, b in pairs))
    files = ["--pairs", str(listed), "--out", str(out)]
    assert main(["evidence", "compare", str(site), *files, "--jobs", "1", *arguments]) == 0
    with out.open() as source:
        return list(csv.DictReader(source))


def test_compare_writes_parts_that_add_up_and_finds_the_second_account(site, tmp_path):
    strangers = [("w000", f"w{n:03}") for n in range(2, 12)]
    rows = scores(
        site, tmp_path, [("w000", "z000"), *strangers, ("w000", "w001"), ("w002", "w002")]
    )
    assert ",".join(rows[0]) == (
        "a,b,words_a,words_b,log10_lr,log10_lr_bound,style,clock,copies,threads,network,"
        "validated,note"
    )
    for row in rows:
        parts = sum(float(row[k]) for k in ("style", "clock", "copies", "threads", "network"))
        assert parts == pytest.approx(float(row["log10_lr"]), abs=0.005)
        assert abs(float(row["log10_lr_bound"])) <= abs(float(row["log10_lr"])) + 1e-9
    ratios = [float(row["log10_lr"]) for row in rows]
    assert ratios[0] > 0.5 > max(ratios[1:11])
    assert rows[0]["validated"] == "yes"
    short, same = rows[11:]
    assert float(short["log10_lr"]) == float(same["log10_lr"]) == 0
    assert "too little text: w001" in short["note"]
    assert "same account" in same["note"]


def test_compare_keeps_the_order_of_the_pairs(site, tmp_path):
    """Rows are written as they are made; every pair has its own row, also if it comes twice."""
    pairs = [("w009", "w003"), ("w001", "w002"), ("w003", "w009"), ("w009", "w003")]
    rows = scores(site, tmp_path, pairs, "--channels", "style")
    assert [(row["a"], row["b"]) for row in rows] == pairs
    assert rows[0]["log10_lr"] == rows[3]["log10_lr"]
    assert float(rows[1]["log10_lr"]) == 0


def test_somebody_who_gave_up_all_form_is_compared_by_letters(tmp_path):
    """One half of w000 in lower case without marks: style may not speak loudly against it."""
    rows = writers.posts(70, words=640)
    half = [row for row in rows if row["account"] == "w000"][1::2]
    for row in half:
        row["account"], row["text"] = "y000", re.sub(r"[^\w\s]", "", str(row["text"]).lower())
    path = tmp_path / "posts"
    path.write_text(writers.as_lines(rows))
    others = [("y000", f"w{n:03}") for n in range(1, 9)]
    same, *different = scores(path, tmp_path, [("y000", "w000"), *others], "--channels", "style")
    assert all("letters only" in row["note"] for row in (same, *different))
    assert float(same["log10_lr"]) > max(float(row["log10_lr"]) for row in different)
    assert min(float(row["log10_lr"]) for row in different) >= -1.48


def test_pairs_may_be_compared_without_style_and_clock(site, tmp_path, capsys):
    """Nothing is fitted then, and nothing is validated; the other channels are as ever."""
    (row,) = scores(site, tmp_path, [("w000", "w002")], "--channels", "copies,threads")
    assert "neither style nor clock" in row["note"]
    assert (row["style"], row["clock"], row["validated"]) == ("0.0", "0.0", "no")
    total = float(row["copies"]) + float(row["threads"])
    assert float(row["log10_lr"]) == pytest.approx(total, abs=0.005)
    assert total != 0
    capsys.readouterr()
    pair = ["evidence", "explain", str(site), "w000", "w002", "--channels", "copies,threads"]
    assert main([*pair, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["evidence"]["log10_ratio"] == float(row["log10_lr"])
    assert found["habits"] == []


def test_few_posts_are_noted_where_the_clock_is_asked(tmp_path):
    path = tmp_path / "posts"
    rows = writers.posts(1, words=300, first=50)
    long = POST | {"id": "long", "account": "w000", "text": " ".join(str(r["text"]) for r in rows)}
    path.write_text(writers.as_lines([long, *writers.posts(2, words=300, first=1)]))
    for channels, noted in (("style,clock", True), ("clock", True), ("style", False)):
        (row,) = scores(path, tmp_path, [("w000", "w001")], "--channels", channels)
        assert ("under 5 posts" in row["note"]) == noted


def test_explain_quotes_habits_and_never_a_percentage_of_guilt(site, tmp_path, capsys):
    page = tmp_path / "pair.html"
    arguments = ["evidence", "explain", str(site), "w000", "z000", "--jobs", "1"]
    assert main([*arguments, "--json", "--html", str(page)]) == 0
    found = json.loads(capsys.readouterr().out)
    evidence = found["evidence"]
    assert sum(evidence["parts"].values()) == pytest.approx(evidence["log10_ratio"], abs=0.005)
    style_and_clock = evidence["parts"]["style"] + evidence["parts"]["clock"]
    assert sum(evidence["views"].values()) == pytest.approx(style_and_clock, abs=0.005)
    assert len(found["habits"]) == 10
    assert {"name", "rate_a", "rate_b", "site", "factor"} <= set(found["habits"][0])
    assert found["innocents"]["low"] <= found["innocents"]["high"]
    html = page.read_text()
    assert html.count("<svg") >= 2
    assert "no probability of guilt" in html


def test_selftest_reports_each_word_class(site, tmp_path, capsys):
    page = tmp_path / "test.html"
    assert (
        main(["evidence", "selftest", str(site), "--jobs", "1", "--json", "--html", str(page)]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert [line["words"] for line in found["classes"]] == [250]
    assert found["classes"][0]["all"]["auc"] > 0.95
    assert found["classes"][0]["validated"] is True
    assert "Tippett plot" in page.read_text()


def test_scan_lists_the_second_account_and_the_expected_innocents(site, tmp_path, capsys):
    page = tmp_path / "scan.html"
    arguments = ["evidence", "scan", str(site), "--jobs", "1", "--shuffles", "3", "--json"]
    assert main([*arguments, "--innocents", "5", "--html", str(page)]) == 0
    found = json.loads(capsys.readouterr().out)
    listed = {(row["evidence"]["a"], row["evidence"]["b"]) for row in found["pairs"]}
    assert ("w000", "z000") in listed
    assert all(row["innocents"]["value"] <= 5 for row in found["pairs"])
    assert found["groups"] == []
    html = page.read_text()
    assert "w000, z000" in html
    assert html.count("<svg") == 1
    assert "never a reason to act" in html


def test_scan_lists_no_pair_that_no_self_test_stands_behind(site, tmp_path, capsys):
    """Neither writers of another language, nor anybody where too few members can be split."""

    def scanned(rows, *arguments):
        path = tmp_path / "posts"
        path.write_text(writers.as_lines(rows))
        command = ["evidence", "scan", str(path), "--jobs", "1", "--shuffles", "1", *arguments]
        assert main([*command, "--innocents", "1000000"]) == 0
        return capsys.readouterr().out

    chance = random.Random(5)
    rows = [json.loads(line) for line in site.read_text().splitlines()]
    rows += [
        POST | {"id": f"{who}{n}", "account": who, "thread": f"{who}{n}", "text": text}
        for who in ("anna", "boris", "vera")
        for n in range(12)
        for text in [" ".join("".join(chance.choices("абвгдежз", k=7)) for _ in range(40)) + "."]
    ]
    found = json.loads(scanned(rows, "--json"))
    listed = {row["evidence"]["a"] for row in found["pairs"]}
    listed |= {row["evidence"]["b"] for row in found["pairs"]}
    assert "w000" in listed
    assert listed.isdisjoint({"anna", "boris", "vera"})
    assert found["unvalidated"] == 3 * 66 + 3
    assert all(row["evidence"]["validated"] for row in found["pairs"])
    few = scanned(writers.posts(24, words=520))
    assert "are expected to be: 0." in few
    assert "Not validated, and not listed however much alike: 276 pairs" in few


@pytest.fixture
def brigade(site, tmp_path):
    """The site, six members of whom put up one text in twelve threads of others within an hour."""
    rows = [json.loads(line) for line in site.read_text().splitlines()]
    begun = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(12):
        moment = begun + timedelta(days=3 * number, hours=9)
        rows += [
            {
                "id": f"b{number}-{who}",
                "account": f"w{who:03}",
                "t": (moment + timedelta(minutes=5 * who)).isoformat(),
                "thread": f"story{number}",
                "text": f"Number {'abcdefghijkl'[number]}: the ferry must stay because the harbour "
                "needs it and the council promised it in spring",
            }
            for who in range(10, 16)
        ]
    path = tmp_path / "brigade.jsonl"
    path.write_text(writers.as_lines(rows))
    return path


def test_scan_without_style_lists_groups_and_copies_alone(brigade, tmp_path, capsys):
    votes, page = tmp_path / "votes.csv", tmp_path / "scan.html"
    rows = [f"{v},{c},{1 if (v * c) % 7 % 2 else -1}" for v in range(40) for c in range(30)]
    rows += [f"{v},{c},{1 if c * c % 11 % 2 else -1}" for v in (90, 91) for c in range(30)]
    votes.write_text("voter-id,comment-id,vote\n" + "\n".join(rows) + "\n")
    arguments = ["evidence", "scan", str(brigade), "--channels", "copies,threads"]
    files = ["--votes", str(votes), "--html", str(page)]
    assert main([*arguments, *files, "--jobs", "1", "--shuffles", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    accounts = [f"w{who:03}" for who in range(10, 16)]
    assert (found["compared"], found["pairs"]) == (0, [])
    assert [group["accounts"] for group in found["groups"]] == [accounts]
    assert found["groups_by_chance"] == 0
    (text,) = found["copy_groups"]
    assert text["accounts"] == accounts
    assert len(text["posts"]) == text["shared"] == 72
    assert found["votes"]["voters"] == 42
    assert all(pair["log10_ratio"] <= 1 for pair in found["votes"]["pairs"])
    assert "One text, several accounts" in page.read_text()
    assert main([*arguments, "--jobs", "1", "--shuffles", "2"]) == 0
    printed = capsys.readouterr().out
    assert "1 by w010, w011, w012, w013, w014, w015, within" in printed
    assert "Groups that act in step: 1; by chance alone 0.00" in printed


def test_evaluate_prints_the_table(site, capsys):
    arguments = ["evidence", "evaluate", str(site), "--jobs", "1", "--words", "250"]
    assert main([*arguments, "--channels", "style", "--folds", "3", "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["split"]
    assert line["words"] == 250
    assert line["all"]["cllr"] < 0.5
    assert "unshared" not in line


def test_evaluate_sets_strangers_apart_who_share_a_rare_host(site, tmp_path, capsys):
    """w000 and z000 are one person: what the file does not know, their host gives away."""
    rows = [json.loads(line) for line in site.read_text().splitlines()]
    for row in rows:
        row["host"] = "one" if row["account"] in ("w000", "z000") else row["account"]
    path = tmp_path / "posts"
    path.write_text(writers.as_lines(rows))
    arguments = ["evidence", "evaluate", str(path), "--person-field", "account", "--jobs", "1"]
    arguments += ["--network-field", "host", "--channels", "style", "--folds", "3"]
    assert main([*arguments, "--words", "250", "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["split"]
    assert line["sharing"]["of"] == 2
    assert line["sharing"]["10"] > 0
    every, left = line["honesty"]["strangers"], line["unshared"]["honesty"]["strangers"]
    assert every["of"] - left["of"] == 2
    assert every["10"] - left["10"] == line["sharing"]["10"]
    assert main([*arguments, "--words", "250"]) == 0
    printed = capsys.readouterr().out
    assert "without strangers who share a network value that at most five have" in printed
    assert "the pairs left out:\n   250  2 pairs" in printed


def test_a_small_site_is_told_that_nothing_is_validated(tmp_path, capsys):
    path = tmp_path / "posts"
    path.write_text(writers.as_lines(writers.posts(3, words=300)))
    assert main(["evidence", "selftest", str(path), "--jobs", "1"]) == 0
    assert "Not validated here" in capsys.readouterr().out
    assert main(["evidence", "evaluate", str(path), "--words", "250", "--jobs", "1"]) == 0
    assert "Nothing to measure" in capsys.readouterr().out
    (row,) = scores(path, tmp_path, [("w000", "w001")])
    assert row["validated"] == "no"
    assert float(row["log10_lr_bound"]) == 0


def test_bad_input_is_one_line_exit_two_and_nothing_written(tmp_path, capsys):
    path, out = tmp_path / "posts", tmp_path / "out.csv"
    path.write_text('{"account": "a", "te')
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("a,b\nx,y\n")
    arguments = ["evidence", "compare", str(path), "--pairs", str(pairs), "--out", str(out)]
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
    rows = writers.posts(2, words=30)
    path.write_text(writers.as_lines([*rows, rows[0], POST | {"t": "yesterday"}]))
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"hustings: {pairs}, line 2: no account 'x' in the posts.\n"
    assert main([*arguments[:-1], str(tmp_path / "no" / "out.csv")]) == 2
    for place in (path, pairs, tmp_path):
        assert main([*arguments[:-1], str(place)]) == 2
        assert "cannot be written" in capsys.readouterr().err
    assert pairs.read_text() == "a,b\nx,y\n"
    assert main([*arguments, "--channels", "palm-reading"]) == 2
    assert capsys.readouterr().err == (
        "hustings: --channels: no channel palm-reading; there are style, clock, copies, threads, "
        "network.\n"
    )
    assert main(["evidence", "evaluate", str(path), "--seed", "-1"]) == 2
    assert "--seed: a whole number" in capsys.readouterr().err
    assert main(["evidence", "evaluate", str(path), "--folds", "2"]) == 2
    assert "--folds: at least 3" in capsys.readouterr().err
    for wrong in (["--innocents", "nan"], ["--shuffles", "0"], ["--votes", str(tmp_path)]):
        assert main(["evidence", "scan", str(path), *wrong]) == 2
        assert capsys.readouterr().err.strip()
    assert not out.exists()


def test_what_was_left_out_is_told_when_the_command_has_ended_well(tmp_path, capsys):
    path = tmp_path / "posts"
    rows = writers.posts(2, words=30)
    path.write_text(writers.as_lines([*rows, rows[0], POST | {"t": "yesterday"}]))
    scores(path, tmp_path, [("w000", "w001")])
    assert capsys.readouterr().err.splitlines() == [
        "hustings: 1 post kept without a time: none that can be read.",
        "hustings: 1 post left out: the id stands in the file twice.",
    ]


def test_names_cannot_steer_the_terminal(tmp_path, capsys):
    path = tmp_path / "posts"
    text = "one sentence of far more than twelve words that two accounts put up for everybody"
    rows = [
        POST | {"id": who, "account": f"\x1b[2J{who}", "thread": who, "text": f"\x1b[31m{text}"}
        for who in ("ann", "bob")
    ]
    path.write_text(writers.as_lines(rows))
    arguments = ["evidence", "scan", str(path), "--channels", "copies", "--jobs", "1"]
    assert main([*arguments, "--shuffles", "1"]) == 0
    printed = capsys.readouterr().out
    assert "ann" in printed
    assert "\x1b" not in printed


def test_strange_accounts_are_compared_or_explained_but_break_nothing(tmp_path):
    """Empty, quoted, Cyrillic, identical, timeless and out-of-order accounts in one file."""
    rows = writers.posts(24, words=520)
    cyrillic = "Это совершенно другое письмо о гавани, о реке и о старом мосту. "
    rows += [
        row | {"account": "twin", "id": f"x{row['id']}", "t": "2030-01-01T00:00:00Z"}
        for row in rows[::-1]
        if row["account"] == "w005"
    ]
    rows += [POST | {"id": "e", "account": "empty", "text": ""}]
    rows += [POST | {"id": "q", "account": "quoted", "text": "> quoted only\n" * 300}]
    rows += [
        POST | {"id": f"c{n}", "account": "cyrillic", "t": None, "text": f"{n} {cyrillic * 3}{n}"}
        for n in range(15)
    ]
    path = tmp_path / "posts"
    path.write_text(writers.as_lines(rows))
    pairs = [("w005", name) for name in ("twin", "empty", "quoted", "cyrillic")]
    found = {row["b"]: row for row in scores(path, tmp_path, pairs, "--channels", "style,copies")}
    assert "copies" in found["twin"]["note"]
    assert float(found["twin"]["style"]) == 0
    for name in ("empty", "quoted"):
        assert "has 0" in found[name]["note"]
    assert found["cyrillic"]["validated"] == "no"
    assert all(float(row["clock"]) == float(row["threads"]) == 0 for row in found.values())


def test_a_command_imports_neither_django_nor_what_another_needs():
    script = (
        "import sys, hustings.evidence.files, hustings.evidence.explain_command;"
        "unwanted = {'django', 'wagtail', 'hustings.evidence.scanning'};"
        "sys.exit(not unwanted.isdisjoint(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

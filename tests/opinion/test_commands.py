"""The commands on files: what they print, write and refuse."""

import gzip
import json
import subprocess
import sys

import pytest


@pytest.fixture
def votes_file(votes, put, long_text):
    return put(long_text(votes))


def test_map_prints_its_stable_shape(opinion, votes_file):
    status, out, _ = opinion("map", "--votes", votes_file, "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["k"] == 2
    assert {group["id"]: group["size"] for group in answer["groups"]} == {"A": 30, "B": 30}
    assert answer["participants"]["0"] != answer["participants"]["1"]
    assert len(answer["comments"]) == 14
    assert {"id", "rank", "bridging", "floor", "consensus", "votes"} <= answer["comments"][0].keys()
    assert {comment["id"] for comment in answer["comments"][:4]} == {"0", "1", "2", "3"}
    assert len(answer["snapshot"]["input_sha256"]) == 64


def test_map_says_the_same_of_the_wide_file(opinion, votes, votes_file, put, wide_text):
    wide = put(gzip.compress(wide_text(votes).encode()), "wide.csv.gz")
    first, second = (opinion("map", "--votes", f, "--json")[1] for f in (votes_file, wide))
    assert first == second


def test_map_in_words_names_common_ground_and_firmness(opinion, votes_file):
    _, out, _ = opinion("map", "--votes", votes_file)
    assert out.startswith("Two groups of readers, and four comments on which both agree")
    assert "Where the groups agree" in out
    assert "keep their group" in out


def test_a_restart_gives_the_same_bytes(votes_file):
    command = [sys.executable, "-m", "hustings.config.cli", "opinion", "map", "--json", "--votes"]
    outputs = {
        subprocess.run([*command, votes_file], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(outputs) == 1


def test_the_commands_start_without_django():
    code = "import sys, hustings.opinion.files; sys.exit(any(m in sys.modules for m in ('django',"
    code += "'wagtail', 'pandas', 'sklearn')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_html_escapes_what_readers_wrote_and_asks_nobody(opinion, votes_file, put, tmp_path):
    rows = ["comment-id,moderated,comment-body", '0,1,"<script>alert(1)</script> & more"']
    rows += [f"{comment},1,Made up {comment}" for comment in range(1, 14)]
    comments = put("\n".join(rows) + "\n", "comments.csv")
    page = tmp_path / "map.html"
    status, out, _ = opinion("map", "--votes", votes_file, "--comments", comments, "--html", page)
    html = page.read_text()
    assert (status, out) == (0, "")
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert "default-src &#x27;none&#x27;" in html
    assert "<title>Two groups of readers, and four comments on which both agree</title>" in html
    assert html.count("<svg") == 2


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([], "Nobody has voted yet"),
        (["1,1,1"], "No groups can be told apart yet"),
        ([f"{c},{p},1" for c in range(9) for p in range(30)], "No groups can be told apart yet"),
    ],
)
def test_hardly_any_votes_and_full_agreement_make_a_page_that_says_so(
    opinion, put, tmp_path, lines, title
):
    votes = put("\n".join(["comment-id,voter-id,vote", *lines]) + "\n")
    page = tmp_path / "map.html"
    assert opinion("map", "--votes", votes, "--html", page)[0] == 0
    assert f"<title>{title}</title>" in page.read_text()
    assert opinion("map", "--votes", votes, "--json")[0] == 0
    assert opinion("rank", "--votes", votes)[0] == 0
    assert opinion("attack", "--votes", votes)[0] == 0


def test_rank_shows_all_ranks_side_by_side(opinion, votes_file):
    status, out, _ = opinion("rank", "--votes", votes_file, "--top", "3")
    assert status == 0
    assert all(name in out for name in ("bridging", "floor", "consensus", "wilson", "intercept"))
    assert out.count("group A:") == 3
    records = json.loads(opinion("rank", "--votes", votes_file, "--json")[1])["comments"]
    assert [record["rank"] for record in records] == list(range(1, 15))


def test_a_snapshot_is_recomputed_and_a_changed_one_is_found_out(opinion, votes_file, tmp_path):
    snapshot = tmp_path / "snapshot.json"
    opinion("map", "--votes", votes_file, "--snapshot", snapshot, "--json")
    status, out, _ = opinion("recompute", snapshot, "--votes", votes_file)
    assert status == 0
    assert out.startswith("The same, byte for byte")
    snapshot.write_bytes(snapshot.read_bytes().replace(b"0+ ", b"0- ", 1))
    status, out, _ = opinion("recompute", snapshot)
    assert status == 1
    assert out.startswith("Differs: line ")


def test_a_snapshot_of_other_votes_is_told(opinion, votes_file, put, tmp_path):
    snapshot = tmp_path / "snapshot.json.gz"
    opinion("map", "--votes", votes_file, "--snapshot", snapshot)
    other = put("comment-id,voter-id,vote\n1,1,1\n", "other.csv")
    status, out, _ = opinion("recompute", snapshot, "--votes", other)
    assert (status, "made of other votes" in out) == (1, True)


def test_an_update_keeps_the_names_of_the_map_before(opinion, votes, put, long_text, tmp_path):
    snapshot = tmp_path / "before.json"
    opinion("map", "--votes", put(long_text(votes)), "--snapshot", snapshot)
    before = json.loads(snapshot.read_bytes())["result"]["participants"]
    camp = {voter for voter, name in before.items() if name == "B"}
    more = [(f"9{p}", c, v) for p, c, v in votes if str(p) in camp]
    grown = put(long_text(votes + more), "grown.csv")
    after = json.loads(opinion("map", "--votes", grown, "--previous", snapshot, "--json")[1])
    assert {voter: after["participants"][voter] for voter in before} == before
    assert after["groups"][1]["size"] == 60


def test_compat_says_that_it_promises_nothing(opinion, votes_file):
    status, out, err = opinion("map", "--votes", votes_file, "--compat", "--json")
    assert status == 0
    assert "depend on the order of its rows" in err
    assert json.loads(out)["k"] == 2


def test_groups_of_a_wide_file_get_polis_statistics(opinion, votes, votes_file, put, wide_text):
    groups = {person: person % 3 for person in range(60)}
    wide = put(wide_text(votes, groups=groups), "wide.csv")
    out = opinion("map", "--votes", votes_file, "--groups", wide, "--json")[1]
    assert [(g["id"], g["size"]) for g in json.loads(out)["groups"]] == [
        ("0", 20),
        ("1", 20),
        ("2", 20),
    ]


def test_attack_reports_every_attack(opinion, votes_file):
    status, out, _ = opinion("attack", "--votes", votes_file, "--targets", "2", "--json")
    outcomes = json.loads(out)["outcomes"]
    assert status == 0
    assert len(outcomes) == 10
    kinds = {(o["attack"]["kind"], o["attack"]["assigned"]) for o in outcomes}
    assert len(kinds) == 5
    text = opinion("attack", "--votes", votes_file, "--targets", "2")[1]
    assert "promote, drive-by" in text


def test_export_rebuilds_the_wide_file_to_the_byte(
    opinion, votes, votes_file, put, wide_text, tmp_path
):
    groups = {person: person % 2 for person in range(60)}
    first = {p: min(c for q, c, _ in votes if q == p) for p in range(60)}
    text = wide_text(votes, groups=groups).splitlines(keepends=True)
    rows = sorted(text[1:], key=lambda row: (first[int(row.split(",")[0])], int(row.split(",")[0])))
    wide = put(text[0] + "".join(rows), "wide.csv")
    out = tmp_path / "participants-votes.csv"
    assert opinion("export", "--votes", votes_file, "--groups", wide, "--out", out)[0] == 0
    assert out.read_bytes() == wide.read_bytes()


def test_export_and_import_lose_no_vote(opinion, votes_file, tmp_path):
    wide, long = tmp_path / "wide.csv.gz", tmp_path / "long.csv"
    opinion("export", "--votes", votes_file, "--out", wide)
    opinion("export", "--votes", wide, "--long", "--out", long)
    digests = {
        json.loads(opinion("map", "--votes", f, "--json")[1])["snapshot"]["input_sha256"]
        for f in (votes_file, wide, long)
    }
    assert len(digests) == 1


def test_an_id_that_a_spreadsheet_would_run_is_made_harmless(opinion, put, tmp_path):
    votes = put('comment-id,voter-id,vote\n@SUM(A1),"=HYPERLINK(""x"")",1\n')
    out = tmp_path / "out.csv"
    opinion("export", "--votes", votes, "--out", out)
    lines = out.read_text().splitlines()
    assert lines[0].endswith(",'@SUM(A1)")
    assert lines[1].startswith("\"'=HYPERLINK(")


@pytest.mark.parametrize(
    "arguments",
    [
        ["map", "--votes", "{bad}", "--html", "{out}", "--snapshot", "{out}2"],
        ["map", "--votes", "{good}", "--comments", "{bad}", "--html", "{out}"],
        ["map", "--votes", "{good}", "--previous", "{bad}", "--html", "{out}"],
        ["map", "--votes", "{good}", "--groups", "{good}", "--html", "{out}"],
        ["map", "--votes", "{good}", "--compat", "--snapshot", "{out}"],
        ["export", "--votes", "{bad}", "--out", "{out}"],
        ["rank", "--votes", "{bad}"],
        ["attack", "--votes", "{bad}"],
        ["rank", "--votes", "{good}", "--top", "0"],
        ["attack", "--votes", "{good}", "--share", "-3"],
        ["attack", "--votes", "{good}", "--share", "nan"],
        ["recompute", "{bad}"],
        ["recompute", "{bad}.missing"],
    ],
)
def test_bad_input_is_one_line_and_status_two_and_nothing_written(
    opinion, votes_file, put, tmp_path, arguments
):
    bad = put(b"x\x80\xff,\n", "bad")
    names = {"bad": bad, "good": votes_file, "out": tmp_path / "written"}
    before = sorted(tmp_path.iterdir())
    status, out, err = opinion(*(argument.format(**names) for argument in arguments))
    assert (status, out) == (2, "")
    assert err.startswith("hustings: ")
    assert err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_page_that_cannot_be_written_is_refused(opinion, votes_file, tmp_path):
    status, _, err = opinion("map", "--votes", votes_file, "--html", tmp_path / "no" / "map.html")
    assert status == 2
    assert "cannot be written" in err


def test_nothing_is_written_where_one_of_two_results_cannot_be(opinion, votes_file, tmp_path):
    places = (tmp_path / "no" / "map.html", votes_file, tmp_path / "snapshot.json")
    for place in places:
        snapshot = tmp_path / "snapshot.json"
        status, out, err = opinion(
            "map", "--votes", votes_file, "--snapshot", snapshot, "--html", place
        )
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert list(tmp_path.iterdir()) == [votes_file]


def test_a_snapshot_is_checked_against_votes_as_they_were_read(
    opinion, votes, put, long_text, tmp_path
):
    """Signs and the list of comments decide what a map was made of."""
    turned, snapshot = put(long_text(votes, agree=-1), "turned.csv"), tmp_path / "snapshot.json"
    comments = put("comment-id,comment-body\n" + "".join(f"{c},x\n" for c in range(10)), "comments")
    how = ("--votes", turned, "--agree", "-1", "--comments", comments)
    assert opinion("map", *how, "--snapshot", snapshot)[0] == 0
    assert opinion("recompute", snapshot, *how)[0] == 0
    assert opinion("recompute", snapshot, "--votes", turned)[0] == 1
    status, out, err = opinion("recompute", snapshot, "--agree", "-1")
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "There are no votes to draw a map from."),
        (["1,1,1"], "One reader has voted: 1 vote on 1 comment."),
        (
            ["1,1,1", "2,2,1"],
            "2 readers are on the map. Together the 2 who voted cast 2 votes on 2",
        ),
    ],
)
def test_hardly_any_votes_are_told_in_whole_sentences(opinion, put, lines, says):
    votes = put("\n".join(["comment-id,voter-id,vote", *lines]) + "\n")
    assert says in opinion("map", "--votes", votes)[1]


def test_what_comments_say_stands_on_one_line_and_cannot_steer_the_terminal(
    opinion, votes_file, put
):
    rows = "".join(f'{c},"two\nlines \x1b[2J {c}"\n' for c in range(14))
    comments = put("comment-id,comment-body\n" + rows, "comments.csv")
    for command in ("map", "rank"):
        out = opinion(command, "--votes", votes_file, "--comments", comments)[1]
        assert "two lines \ufffd[2J" in out
        assert "\x1b" not in out

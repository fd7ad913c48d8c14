"""Results are written whole or not at all, and never over what they were made from."""

import os
from pathlib import Path

import pytest

from hustings.errors import BadInput
from hustings.whole_files import require_writable, write_whole


def test_text_bytes_and_parts_are_written_and_replace_what_was_there(tmp_path):
    path = tmp_path / "result"
    for content in (b"caf\xc3\xa9\n", "café\n", iter(["caf", "é\n"])):
        path.write_text("before")
        write_whole(path, content)
        assert path.read_bytes() == b"caf\xc3\xa9\n"
    assert list(tmp_path.iterdir()) == [path]


def test_what_stops_half_way_leaves_the_old_file_and_nothing_beside(tmp_path):
    def parts():
        yield "half"
        raise KeyboardInterrupt

    path = tmp_path / "result"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, parts())
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_leads_to_the_new_file(tmp_path):
    path, link = tmp_path / "result", tmp_path / "link"
    link.symlink_to(path)
    write_whole(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_places_that_cannot_be_written_are_refused_with_the_reason(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    pipe, round_trip = tmp_path / "pipe", tmp_path / "round"
    os.mkfifo(pipe)
    round_trip.symlink_to(round_trip)
    reasons = {
        tmp_path: "it is a directory",
        Path("."): "it is a directory",
        tmp_path / "no" / "x": "there is no such directory",
        file / "x": "there is no such directory",
        pipe: "it is no plain file",
        tmp_path / ("x" * 300): "name too long",
        round_trip: "",
    }
    for path, reason in reasons.items():
        with pytest.raises(BadInput, match=r"cannot be written \(") as refused:
            write_whole(path, "x")
        assert reason.lower() in str(refused.value).lower()
    assert file.read_text() == ""
    assert pipe.is_fifo()


def test_an_input_is_never_replaced_whatever_it_is_called(tmp_path):
    given, link = tmp_path / "votes.csv", tmp_path / "link"
    given.write_text("x")
    link.symlink_to(given)
    for output in (given, link, tmp_path / "." / "votes.csv"):
        with pytest.raises(BadInput, match="a file to be read"):
            require_writable(output, inputs=[None, given])
    require_writable(tmp_path / "other", None, inputs=[given, tmp_path / "missing"])


def test_two_results_need_two_places(tmp_path):
    with pytest.raises(BadInput, match="two results"):
        require_writable(tmp_path / "a", tmp_path / "b", tmp_path / "a")

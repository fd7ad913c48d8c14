"""``explain --fitted DIR``: what was fitted is kept, and answers as if it had been fitted anew."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hustings.algorithms.evidence.sides import Vocabulary
from hustings.config.cli import main
from hustings.errors import BadInput
from hustings.evidence import explain_command, explaining
from hustings.evidence.fitted_files import fitted_files
from tests.evidence import writers

VOCABULARY = Vocabulary(frozenset({"of", "the"}), {"chars": np.arange(7, dtype=np.int64)})
OTHER = Vocabulary(frozenset({"and"}), {"chars": np.arange(5, dtype=np.int64)})


def refuse(*_, **__):
    raise AssertionError("fitted anew")


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text(writers.as_lines(writers.posts(22, words=520)))
    return path


@pytest.fixture
def kept(tmp_path, posts):
    """A directory that holds a vocabulary of the posts."""
    files = fitted_files(tmp_path / "kept", posts=posts, options=["account"])
    files.vocabulary(lambda: VOCABULARY)
    return files


def same(one, two):
    return one.kept_words == two.kept_words and all(
        np.array_equal(one.buckets[family], two.buckets[family]) for family in two.buckets
    )


def test_kept_answers_equal_fresh_ones(posts, tmp_path, monkeypatch, capsys):
    def explained(*options, pair):
        command = ["evidence", "explain", str(posts), *pair, "--jobs", "1", "--json", *options]
        assert main([*command, "--channels", "style"]) == 0
        return capsys.readouterr()

    directory = "--fitted", str(tmp_path / "kept")
    first, second = ("w000", "w001"), ("w007", "w003")
    fresh = explained(pair=second)
    explained(*directory, pair=first)
    monkeypatch.setattr(explain_command, "loaded_site", refuse)
    monkeypatch.setattr(explaining, "site_vocabulary", refuse)
    monkeypatch.setattr(explaining, "fit_for_any_pair", refuse)
    assert explained(*directory, pair=second) == fresh
    assert json.loads(fresh.out)["evidence"]["parts"]["style"] != 0


def test_what_another_file_left_is_never_used(posts, tmp_path, capsys):
    def explained(path, directory, *pair):
        command = ["evidence", "explain", str(path), *pair, "--jobs", "1", "--json"]
        assert main([*command, "--channels", "style", "--fitted", str(tmp_path / directory)]) == 0
        return capsys.readouterr()

    other = tmp_path / "other.jsonl"
    other.write_text(writers.as_lines(writers.posts(22, words=520, first=50)))
    explained(other, "kept", "w050", "w051")
    found = explained(posts, "kept", "w007", "w003")
    assert found == explained(posts, "fresh", "w007", "w003")
    assert json.loads(found.out)["evidence"]["parts"]["style"] != 0


def test_what_is_kept_is_not_fitted_again(kept):
    assert same(kept.vocabulary(refuse), VOCABULARY)


def test_other_posts_or_options_are_fitted_anew(kept, posts):
    options = fitted_files(kept.directory, posts=posts, options=["author"])
    assert same(options.vocabulary(lambda: OTHER), OTHER)
    posts.write_text(posts.read_text() + "\n")
    changed = fitted_files(kept.directory, posts=posts, options=["author"])
    assert same(changed.vocabulary(lambda: VOCABULARY), VOCABULARY)
    assert same(changed.vocabulary(refuse), VOCABULARY)


def cut(part):
    part.write_bytes(part.read_bytes()[:-7])


def change(part):
    whole = bytearray(part.read_bytes())
    whole[whole.index(VOCABULARY.buckets["chars"].tobytes())] ^= 1
    part.write_bytes(whole)


class Trap:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, sprung):
        self.sprung = sprung

    def __reduce__(self):
        return self.sprung.touch, ()


def pickle(part):
    trap = Trap(part.with_name("sprung"))
    with np.load(part) as found:
        arrays = dict(found)
    np.savez(part, **arrays | {"chars": np.array([trap], dtype=object)})


def scribble(part):
    part.write_text("{")


def rewrite(part):
    part.write_bytes(part.read_bytes().replace(b'"the"', b'"thy"'))


@pytest.mark.parametrize("harm", [cut, change, pickle, scribble, rewrite])
def test_a_damaged_part_is_named_and_fitted_anew(kept, harm, capsys):
    part = kept.directory / "vocabulary.npz"
    harm(part)
    assert same(kept.vocabulary(lambda: OTHER), OTHER)
    message = capsys.readouterr().err
    assert message.startswith(f"hustings: {part}: damaged")
    assert message.count("\n") == 1
    assert not (kept.directory / "sprung").exists()
    assert same(kept.vocabulary(refuse), OTHER)


def test_a_part_that_is_gone_is_fitted_anew_without_a_word(kept, capsys):
    (kept.directory / "vocabulary.npz").unlink()
    assert same(kept.vocabulary(lambda: OTHER), OTHER)
    assert capsys.readouterr().err == ""


def test_a_directory_with_other_files_is_refused(tmp_path, posts):
    with pytest.raises(BadInput, match="holds other files"):
        fitted_files(tmp_path, posts=posts, options=[])
    assert [path.name for path in tmp_path.iterdir()] == ["posts.jsonl"]


@pytest.mark.parametrize("place", ["no/such", "posts.jsonl"])
def test_a_directory_that_cannot_be_made_is_refused(tmp_path, posts, place):
    with pytest.raises(BadInput, match=place):
        fitted_files(tmp_path / place, posts=posts, options=[])


def test_a_wrong_account_is_named_whether_the_site_is_kept_or_not(tmp_path, posts, capsys):
    directory = tmp_path / "kept"
    command = ["evidence", "explain", str(posts), "w000", "nobody", "--fitted", str(directory)]
    for _ in range(2):
        assert main(command) == 2
        assert "no account 'nobody'" in capsys.readouterr().err

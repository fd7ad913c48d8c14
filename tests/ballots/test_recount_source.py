"""``recount.py``: one file, made of the counter's own source, giving the very same result."""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from hustings.algorithms.counting.bundle import bundle_files
from hustings.algorithms.counting.container import pack_bundle
from hustings.ballots.recount_source import COUNTING, ENTRY, MODULES, module_source, recount_source
from tests.algorithms.counting.ballots import SECRET, closed_ballot

OLDEST = (3, 9)
OTHERS = [
    path
    for minor in range(9, 16)
    if (path := shutil.which(f"python3.{minor}")) and minor != sys.version_info[1]
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack_bundle(real_bundle()))
    return path


def real_bundle(mode: str = "open") -> dict[str, bytes]:
    return bundle_files(closed_ballot(mode=mode), secret=SECRET, recount=recount_source())


def top_level_names(tree: ast.Module) -> list[str]:
    names = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
        elif isinstance(node, ast.Assign):
            names += [
                n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)
            ]
    return names


def test_no_two_modules_share_a_name() -> None:
    names = Counter(top_level_names(ast.parse(recount_source())))
    assert [name for name, times in names.items() if times > 1] == []


def test_the_file_imports_the_standard_library_alone_and_every_module_is_in_it() -> None:
    tree = ast.parse(recount_source())
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names}
    inside = set(top_level_names(tree))
    for package, name in [*((COUNTING, name) for name in MODULES), ENTRY]:
        assert set(top_level_names(ast.parse(module_source(package, name)))) <= inside


def test_the_syntax_is_that_of_python_3_9() -> None:
    ast.parse(recount_source(), feature_version=OLDEST)


def run_recount(python: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    program = folder / "recount.py"
    return subprocess.run(
        [python, "-I", "-S", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.parametrize("mode", ["open", "sealed"])
def test_the_unpacked_bundle_counts_itself_to_the_same_bytes(tmp_path: Path, mode: str) -> None:
    for name, content in real_bundle(mode).items():
        (tmp_path / name).write_bytes(content)
    ran = run_recount(sys.executable, tmp_path, "--out", tmp_path / "mine.json")
    assert ran.returncode == 0, ran.stderr
    assert "Everything holds." in ran.stdout
    assert (tmp_path / "mine.json").read_bytes() == (tmp_path / "result.json").read_bytes()


@pytest.mark.parametrize("python", OTHERS)
def test_other_pythons_of_this_machine_agree(tmp_path: Path, archive: Path, python: str) -> None:
    works = subprocess.run([python, "-c", ""], capture_output=True, check=False)
    if works.returncode:
        pytest.skip(f"{python} does not start")
    (tmp_path / "recount.py").write_text(recount_source(), encoding="utf-8")
    ran = run_recount(python, tmp_path, archive, "--out", tmp_path / "mine.json")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "mine.json").read_bytes() == real_bundle()["result.json"]


def test_a_changed_ballot_ends_with_1_and_writes_no_result(tmp_path: Path) -> None:
    for name, content in real_bundle().items():
        (tmp_path / name).write_bytes(content)
    blt = tmp_path / "ballots.blt"
    blt.write_bytes(blt.read_bytes().replace(b"10 1 2 0", b"10 2 1 0"))
    ran = run_recount(sys.executable, tmp_path, "--out", tmp_path / "mine.json")
    assert ran.returncode == 1
    assert "ballots.blt was changed" in ran.stdout
    assert not (tmp_path / "mine.json").exists()


def test_what_is_no_bundle_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "recount.py").write_text(recount_source(), encoding="utf-8")
    (tmp_path / "bundle.zip").write_bytes(b"no")
    ran = run_recount(sys.executable, tmp_path, tmp_path / "bundle.zip")
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("place", ["no/mine.json", "."])
def test_a_result_that_cannot_be_written_ends_with_2_in_one_line(
    tmp_path: Path, archive: Path, place: str
) -> None:
    (tmp_path / "recount.py").write_text(recount_source(), encoding="utf-8")
    ran = run_recount(sys.executable, tmp_path, archive, "--out", tmp_path / place)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert "Traceback" not in ran.stderr


def test_an_empty_folder_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "recount.py").write_text(recount_source(), encoding="utf-8")
    ran = run_recount(sys.executable, tmp_path)
    assert ran.returncode == 1
    assert "manifest.json is missing" in ran.stdout

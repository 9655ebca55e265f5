"""Where the tests stand and how they are run: `make test` does what is wanted of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support import TESTS as HERE

COMMAND = re.compile(r"-m pytest (.*) \$\(ARGS\)")
OPTIONS = """
def pytest_addoption(parser):
    for name in ("--slow", "--all"):
        parser.addoption(name, action="store_true")
"""
TESTS = """
import os
from pathlib import Path

import pytest


@pytest.mark.parametrize("number", range(6))
def test_where(number):
    with Path("seen").open("a") as seen:
        print(Path(__file__).stem, os.environ["PYTEST_XDIST_WORKER"], file=seen)
"""


def folders(package: str, within: Path) -> set[str]:
    """The folders that hold modules of a package, by their paths in it."""
    found = (path.parent for path in (within / package).rglob("*.py"))
    return {str(folder.relative_to(within / package)) for folder in found}


@pytest.mark.parametrize("package", ["autograder", "course_utils"])
def test_tests_stand_where_the_rooms_stand(package: str) -> None:
    assert folders(package, HERE) <= folders(package, ROOT)


def test_every_room_of_the_autograder_has_tests() -> None:
    rooms = {name for name in folders("autograder", ROOT) if "/" not in name}
    assert rooms <= folders("autograder", HERE)


def test_every_folder_of_tests_is_a_package_so_that_names_may_repeat() -> None:
    within = {path.parent for path in HERE.rglob("test_*.py")}
    assert [folder for folder in within if not (folder / "__init__.py").is_file()] == []


def test_the_tests_of_a_file_are_run_in_one_process_where_they_share_fixtures(
    tmp_path: Path,
) -> None:
    commands = set(COMMAND.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert len(commands) == 3  # test, test-quick, test-all
    (tmp_path / "conftest.py").write_text(OPTIONS)
    names = [f"test_{letter}" for letter in "abcd"]
    for name in names:
        (tmp_path / f"{name}.py").write_text(TESTS)
    options = max(commands, key=len).split()
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    seen = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert len(seen) == 6 * len(names)
    assert len({name for name, _ in seen}) == len({tuple(pair) for pair in seen}) == len(names)
    assert len({worker for _, worker in seen}) == 2

"""How `make test` runs the tests: what it says to pytest does what is wanted of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT

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

"""The later files of a long lesson run alone, and no file is too long to find one's way in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.lesson.parts import part_files
from tests.support import ROOT

FILES = [path for folder in sorted((ROOT / "solutions").iterdir()) for path in part_files(folder)]
LATER = [path for path in FILES if path.name != "lesson.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_has_fewer_than_2500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 2500


@pytest.mark.long
@pytest.mark.parametrize("path", LATER, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_later_file_runs_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_COURSE", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "agg")
    command = [sys.executable, "-B", path.name]
    ran = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]

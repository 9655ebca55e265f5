"""A student's notebook is checked by its lesson, and where no course is, by itself."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.cli.main import main
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson


@pytest.fixture
def nameless(tiny: Lesson, tmp_path: Path) -> Path:
    """A solved notebook whose cells have lost their names."""
    notebook = solved_notebook(tiny)
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"x{number}"
    path = tmp_path / "mine.ipynb"
    nbformat.write(notebook, path)
    return path


def test_in_a_course_a_notebook_is_put_in_order_first(
    nameless: Path, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(nameless)]) == 0
    said = capsys.readouterr().out
    assert "5 of 5 exercises pass" in said
    assert "note: its cells had lost their names" in said


def test_without_a_course_a_notebook_is_what_it_says_itself(
    nameless: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(nameless)]) == 2
    assert "mine.ipynb holds no tests" in capsys.readouterr().err

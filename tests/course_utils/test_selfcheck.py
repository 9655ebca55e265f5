"""Students can check their own notebook, with nothing of the instructor's."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from course_utils.selfcheck import SelfCheckError, check_notebook, main
from tests.support import TINY_COURSE


@pytest.fixture(scope="module")
def tiny() -> Lesson:
    return Course(TINY_COURSE).lesson("1")


def saved(folder: Path, text: str) -> Path:
    path = folder / "mine.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_finished_notebook_passes_all_visible_tests(
    tiny: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, nbformat.writes(solved_notebook(tiny)))
    before = path.read_bytes()
    assert main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "✓ double\n" in said
    assert "5 of 5 exercises pass their visible tests." in said
    assert "hidden tests try more" in said
    assert path.read_bytes() == before


def test_a_mistake_and_a_gap_are_one_line_each(tiny: Lesson, tmp_path: Path) -> None:
    notebook = nbformat.reads(release_text(tiny), as_version=4)
    for cell in notebook.cells:
        if cell.id == "double":
            cell.source = "def double(x):\n    return x"
    results = check_notebook(saved(tmp_path, nbformat.writes(notebook))).results
    lines = {result.exercise: result.line() for result in results}
    assert lines["double"].startswith("✗ double: double([1, 2]) came out")
    assert lines["apply_twice"] == "✗ apply_twice: not answered yet"


def test_a_first_cell_that_fails_is_told_instead(tiny: Lesson, tmp_path: Path) -> None:
    notebook = solved_notebook(tiny)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = "import no_such_module"
    with pytest.raises(
        SelfCheckError, match=r"cell that the lesson gives .* fails .*: is the workbook installed"
    ):
        check_notebook(saved(tmp_path, nbformat.writes(notebook)))


@pytest.mark.parametrize("text", ["", "{", '{"cells": [], "metadata": {}}'])
def test_what_is_no_lesson_is_one_sentence(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(saved(tmp_path, text))]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_notebook_without_tests_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, nbformat.writes(nbformat.v4.new_notebook()))
    with pytest.raises(SelfCheckError, match="holds no tests"):
        check_notebook(path)

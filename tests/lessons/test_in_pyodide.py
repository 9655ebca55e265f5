"""The solved lessons in the Python of a browser, under Node: every visible test passes there."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from tests.support import ROOT
from tests.support.lite import Came, or_skip, python_folder, run_in_pyodide
from tests.support.needs import why_no_node

COURSE = Course(ROOT)
SHORT = "04_backprop_circuits"  # the quickest of those with many exercises
ALL = [lesson.name for lesson in COURSE.all_lessons()]

pytestmark = pytest.mark.skipif(why_no_node() is not None, reason=str(why_no_node()))


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pyodide and `course_utils`, as the site has them."""
    with or_skip():
        return python_folder(COURSE, tmp_path_factory.mktemp("pyodide") / "python")


def failures(lesson: Lesson, cells: list[str], came: list[Came]) -> list[str]:
    """The cells of a solved lesson that failed, and the tests that did not say that they passed."""
    wrong = [
        f"{cell[:60]!r}: {result.error}"
        for cell, result in zip(cells, came, strict=True)
        if result.status != "ok"
    ]
    said = "".join(result.output for result in came)
    if lesson.exercises and "To hand in: Download my work" not in said:
        wrong.append("the summary")
    return wrong + [name for name in (e.name for e in lesson.exercises) if f"✓ {name}" not in said]


@pytest.mark.slow
@pytest.mark.parametrize(
    "names", [[SHORT], pytest.param(ALL, marks=pytest.mark.long)], ids=["one", "all"]
)
def test_solved_lessons_run_in_a_browsers_python(
    names: list[str], python: Path, tmp_path: Path
) -> None:
    lessons = [COURSE.lesson(name) for name in names]
    notebooks = [
        [cell.source for cell in solved_notebook(lesson).cells if cell.cell_type == "code"]
        for lesson in lessons
    ]
    came = run_in_pyodide(python, notebooks, tmp_path)
    for lesson, cells, results in zip(lessons, notebooks, came, strict=True):
        assert failures(lesson, cells, results) == [], lesson.name


@pytest.mark.slow
def test_a_cell_that_fails_and_a_mistake_are_seen_there_as_at_home(
    python: Path, tmp_path: Path
) -> None:
    lesson = COURSE.lesson("01_logistic_regression")
    exercise = lesson.exercise("sigmoid")
    mistake = exercise.misconceptions[0]
    code = [cell for cell in solved_notebook(lesson).cells if cell.cell_type == "code"]
    tests = {cell.grade_id for cell in exercise.tests}
    cells = [code[0].source, mistake.source, *(c.source for c in code if c.id in tests), "1 / 0"]
    ((_, answer, test, last),) = run_in_pyodide(python, [cells], tmp_path)
    assert answer.status == "ok"
    assert " ".join(mistake.sentence.split()) in " ".join(test.error.split())
    assert test.status == "error"
    assert "ZeroDivisionError" in last.error

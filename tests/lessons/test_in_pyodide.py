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
OVERFLOW = "check.no_warnings(lambda z: 1 / (1 + np.exp(-z)), np.array([-1000.0]))"

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


def cells_of(lesson: Lesson) -> list[str]:
    """The code of the solved lesson."""
    return [cell.source for cell in solved_notebook(lesson).cells if cell.cell_type == "code"]


@pytest.mark.slow
def test_a_solved_lesson_and_a_known_mistake_run_in_a_browsers_python(
    python: Path, tmp_path: Path
) -> None:
    short, lesson = COURSE.lesson(SHORT), COURSE.lesson("01_logistic_regression")
    exercise = lesson.exercise("sigmoid")
    mistake = exercise.misconceptions[0]
    code = [cell for cell in solved_notebook(lesson).cells if cell.cell_type == "code"]
    (test,) = (cell.source for cell in code if cell.id == exercise.tests[0].grade_id)
    wrong = [code[0].source, mistake.source, test, "1 / 0", OVERFLOW]
    right, came = run_in_pyodide(python, [cells_of(short), wrong], tmp_path)
    assert failures(short, cells_of(short), right) == []
    assert came[1].status == "ok"
    assert came[2].status == "error"
    assert " ".join(mistake.sentence.split()) in " ".join(came[2].error.split())
    assert "ZeroDivisionError" in came[3].error
    assert "gives a warning: overflow encountered in exp" in came[4].error
    assert failures(lesson, wrong, came)


@pytest.mark.long
def test_all_solved_lessons_run_in_a_browsers_python(python: Path, tmp_path: Path) -> None:
    lessons = COURSE.all_lessons()
    came = run_in_pyodide(python, [cells_of(lesson) for lesson in lessons], tmp_path)
    for lesson, results in zip(lessons, came, strict=True):
        assert failures(lesson, cells_of(lesson), results) == [], lesson.name

"""What is written into an argument costs one part: at home, judged, and in stock nbgrader alike.

Every answer of a lesson is right, and spoils what a test gave it once it has its result.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.common.files import write_aside
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, grade
from autograder.judge.judge import Judge
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.demo import demo_course
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from course_utils.notebook.outline import Outline
from course_utils.selfcheck import check_notebook
from tests.support import ROOT
from tests.support.stock import put_stock_execution_back, run_nbgrader

COURSE = Course(ROOT)
SPOILING = """\
import copy as _copy

_deep = []


def _spoil(value):
    if isinstance(value, np.ndarray) and value.flags.writeable and value.dtype.kind in "iufb":
        value[...] = ~value if value.dtype.kind == "b" else value + 1
    elif isinstance(value, list) and all(type(part) in (int, float, str) for part in value):
        value[:1] = [part + type(part)(1) for part in value[:1]]
    elif isinstance(value, (list, tuple)):
        for part in value:
            _spoil(part)


def _spoiling(function):
    def call(*args, **kwargs):
        _deep.append(function)
        try:
            result = _copy.deepcopy(function(*args, **kwargs))
        finally:
            _deep.pop()
        if not _deep:
            _spoil([*args, *kwargs.values()])
        return result

    call.__name__ = function.__name__
    return call
"""


def spoilt(lesson: Lesson) -> tuple[Any, set[str]]:
    """The solved notebook with answers that spoil their arguments, and the tests that say no."""
    asked = {
        test.key: test.grade_id
        for exercise in lesson.exercises
        for test in exercise.tests
        if "keeps_arguments" in test.source
    }
    answers = {
        exercise.name: exercise.cell.solved
        + "".join(f"\n{name} = _spoiling({name})" for name in exercise.asks)
        for exercise in lesson.exercises
        if exercise.name in asked
    }
    notebook = solved_notebook(lesson, answers)
    first = next(n for n, cell in enumerate(notebook.cells) if cell.get("id") in answers)
    notebook.cells.insert(first, nbformat.v4.new_code_cell(SPOILING))
    return notebook, set(asked.values())


LESSONS = [
    pytest.param(lesson.name, marks=() if lesson.name[:2] == "02" else pytest.mark.long)
    for lesson in COURSE.all_lessons()
    if any("keeps_arguments" in test.source for test in lesson.tests.values())
]


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_it_costs_the_part_that_asks_for_it_and_no_other(name: str, tmp_path: Path) -> None:
    lesson = COURSE.lesson(name)
    notebook, due = spoilt(lesson)
    with Sandbox(trusted=True) as sandbox:
        judged = Judge(lesson, sandbox, seed=4, seconds=120.0).judge(Submission(notebook))
    assert {test.grade_id for test in judged.tests if test.verdict != "pass"} == due
    for test in judged.tests:
        assert test.grade_id not in due or "in place" in test.failures[0].sentence

    def outline(_: object) -> Outline:
        return replace(lesson.outline, released=released_notebook(lesson))

    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    home = check_notebook(tmp_path / f"{name}.ipynb", find=outline)
    assert lesson.tests.keys() - home.passed == due


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("name", LESSONS)
def test_stock_nbgrader_takes_the_same_points(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = demo_course(COURSE, tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    lesson = course.lesson(name)
    notebook, due = spoilt(lesson)
    path = course.grading / "submitted" / "spoils" / name / f"{name}.ipynb"
    write_aside(path, nbformat.writes(notebook))
    grade(Order(course, lesson, workers=1, seed=1))
    ours = gradebook.scores(course, name)
    lost = sum(float(lesson.tests[test].options["points"]) for test in due)
    written = sum(float(cell.options["points"]) for cell in lesson.written)
    assert ours["spoils"]["score"] == ours["spoils"]["max_score"] - written - lost
    put_stock_execution_back(course)
    run_nbgrader(course, name)
    assert gradebook.scores(course, name) == ours

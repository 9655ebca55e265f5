"""Honest students get the same marks from our judge and from stock nbgrader, in every lesson."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder import gradebook
from autograder.build import solved_notebook
from autograder.course import Course
from autograder.demo import demo_course
from autograder.files import write_aside
from autograder.grade import Order, grade
from autograder.lesson import Lesson
from autograder.samples import Sample, sample_class
from tests.stock import ROOT, put_stock_execution_back, run_nbgrader

SEVERAL = 5  # more than the one of each lesson: stock nbgrader takes many seconds for one
GRADED = [path.stem for path in Course(ROOT).sources() if Course(ROOT).lesson(path.stem).exercises]


def a_mistake_in_every_exercise(lesson: Lesson) -> Sample:
    answers = {e.name: e.misconceptions[0].source for e in lesson.exercises if e.misconceptions}
    return Sample("all-wrong", nbformat.writes(solved_notebook(lesson, answers)))


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("name", GRADED)
def test_our_marks_are_those_of_stock_nbgrader(
    name: str, everything: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = demo_course(Course(ROOT), tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    lesson = course.lesson(name)
    chosen = [a_mistake_in_every_exercise(lesson)]
    if everything:
        honest = [sample for sample in sample_class(lesson) if sample.honest]
        chosen += honest[:: len(honest) // SEVERAL]
    for sample in chosen:
        folder = course.grading / "submitted" / sample.student / name
        write_aside(folder / f"{name}.ipynb", sample.notebook)
    grade(Order(course, lesson, workers=1, seed=1))
    ours = gradebook.scores(course, name)
    assert len(ours) == len(chosen)
    put_stock_execution_back(course)
    run_nbgrader(course, name)
    assert gradebook.scores(course, name) == ours

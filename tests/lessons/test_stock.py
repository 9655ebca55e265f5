"""Honest students get the same marks from our judge, without a sandbox, and from stock nbgrader.

And whoever lost marks is told why: a sentence, an input, what came out, the cause; and nothing that
is not for students.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import nbformat
import pytest

from autograder.common.files import write_aside
from autograder.feedback import view as feedback_view
from autograder.feedback.feedback import page_path, write_feedback
from autograder.gradebook import gradebook
from autograder.gradebook.marks import Mark
from autograder.grading.grade import Order, grade
from autograder.grading.records import read_record
from autograder.judge.verdict import Verdict
from autograder.lesson.build import release_text, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.demo import demo_course
from tests.support import ROOT
from tests.support.honest import Student, honest_class
from tests.support.stock import put_stock_execution_back, run_nbgrader

GRADED = [path.name for path in Course(ROOT).sources() if Course(ROOT).lesson(path.name).exercises]
MANY, PARTS = 20, 4  # students of each lesson: stock nbgrader takes many seconds for one
NOT_FOR_STUDENTS = re.compile(r"Traceback|<test>|site-packages|solutions/|\.py\", line|reference\.")
SHOWN = re.compile(r"came out as|\(.*\)|found |The answer could not be used")
NO_MARK = Mark(0.0, 0.0, waits=False, by_hand=False)


def usual(name: str) -> object:
    """The lesson that is quickest to run always, the others for `--all`."""
    return pytest.param(name, marks=() if name[:2] == "02" else pytest.mark.long)


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("name", [usual(name) for name in GRADED])
def test_who_is_wrong_everywhere_gets_the_marks_of_stock_nbgrader(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Course(ROOT).lesson(name)
    answers = {e.name: e.misconceptions[0].source for e in lesson.exercises if e.misconceptions}
    wrong = Student("all-wrong", nbformat.writes(solved_notebook(lesson, answers)))
    compare(name, [wrong], tmp_path, monkeypatch)


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", GRADED)
def test_twenty_students_a_lesson_get_the_marks_of_stock_nbgrader(
    name: str, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    students = honest_class(Course(ROOT).lesson(name), MANY)[part::PARTS]
    compare(name, students, tmp_path, monkeypatch)


def compare(
    name: str, students: list[Student], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grade students in the three ways, and read what they are told."""
    course = demo_course(Course(ROOT), tmp_path / "course")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.root))
    lesson = course.lesson(name)
    for student in students:
        folder = course.grading / "submitted" / student.name / name
        write_aside(folder / f"{name}.ipynb", student.notebook)
    grade(Order(course, lesson, workers=1, seed=1))
    ours = gradebook.scores(course, name)
    assert sorted(ours) == sorted(student.name for student in students)
    assert not write_feedback(course, lesson).problems
    for student in students:
        assert_is_told_why(course, lesson, student.name)
    grade(Order(course, lesson, workers=1, seed=1, trusted=True, force=True))
    assert gradebook.scores(course, name) == ours
    put_stock_execution_back(course)
    run_nbgrader(course, name)
    assert gradebook.scores(course, name) == ours


def assert_is_told_why(course: Course, lesson: Lesson, student: str) -> None:
    """Every failing test cell says what is wrong, with what, and why if it is a known mistake."""
    record = read_record(course, lesson.name, student)
    assert record is not None
    failed = {e["name"]: e for e in record.judgement["exercises"] if e["verdict"] == Verdict.FAIL}
    page = course.grading / "autograded" / student / lesson.name / f"{lesson.name}.ipynb"
    told: set[str] = set()
    for cell in nbformat.read(page, as_version=4).cells:
        test = lesson.tests.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if test is not None:
            view = feedback_view.read_verdict(cell.outputs, NO_MARK)
            if view.verdict is Verdict.FAIL:
                assert_says_enough(view, known=failed[test.key]["misconception"] is not None)
                told.add(test.key)
    assert told == set(failed)
    text = html.unescape(page_path(course, lesson.name, student).read_text(encoding="utf-8"))
    assert str(course.root) not in text
    assert str(ROOT) not in text
    assert hidden_lines(lesson).isdisjoint(line.strip() for line in text.split("\n"))


def assert_says_enough(view: feedback_view.TestView, *, known: bool) -> None:
    assert view.checks
    shown = any(check.details or SHOWN.search(check.sentence) for check in view.checks)
    assert shown or view.cause, view  # of what is drawn at random there may be nothing to show
    assert view.cause or not known or view.message, view
    for check in view.checks:
        said = " ".join([check.sentence, *(value for _, value in check.details)])
        assert check.sentence.rstrip()[-1] in ".!?)", check
        assert not NOT_FOR_STUDENTS.search(said), said


def hidden_lines(lesson: Lesson) -> set[str]:
    """The lines that only hidden tests and answers hold, long enough to be nobody else's."""
    released = release_text(lesson)
    lines = {
        line.strip()
        for cell in lesson.cells
        for line in cell.only("HIDDEN TESTS")
        if len(line.strip()) > 30
    }
    found = {line for line in lines if line.replace('"', '\\"') not in released}
    assert found
    return found

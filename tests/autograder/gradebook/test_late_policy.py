"""nbgrader's plug-in for late work, as its manual has it: a file beside nbgrader_config.py."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from autograder.database.place import GradebookError
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, grade
from autograder.lesson.course import Course
from tests.support.classes import LESSON, hand_in, run_in, solved
from tests.support.stock import ROOT

POLICY = """
from nbgrader.plugins import LateSubmissionPlugin


class Tenth(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 10
"""
SETTING = "\nc.AssignLatePenalties.plugin_class = 'latepolicy.Tenth'\n"


@pytest.fixture
def late(course: Course) -> Course:
    """A course with a lesson that was due before two of three students handed it in."""
    lesson = course.lesson(LESSON)
    for student, time in (("in-time", "2026-10-12 20:00:00 UTC"), ("late", "2026-10-13 UTC")):
        path = hand_in(course, student, solved(lesson))
        (path.parent / "timestamp.txt").write_text(time)
    path = hand_in(course, "nested", solved(lesson), f"work/{LESSON}.ipynb")
    (path.parent.parent / "timestamp.txt").write_text("2026-10-14 UTC")
    (path.parent / "timestamp.txt").write_text("2026-10-01 UTC")  # the student's own
    gradebook.prepare(course, lesson)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.update_or_create_assignment(LESSON, duedate="2026-10-12 21:59:00 UTC")
    course.config.write_text(course.config.read_text() + SETTING)
    return course


def run(course: Course, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_COURSE": str(course.root), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


GRADE = ("autograder", "grade", LESSON, "--trusted", "--workers", "1")
AUTOGRADE = ("nbgrader", "autograde", LESSON, "--JudgeCells.trusted=True")
BOTH_DOORS = pytest.mark.parametrize(
    "command", [pytest.param(GRADE, marks=pytest.mark.long), AUTOGRADE]
)


@BOTH_DOORS
def test_both_doors_use_the_plug_in(command: tuple[str, ...], late: Course) -> None:
    (late.root / "latepolicy.py").write_text(POLICY)
    done = run(late, *command)
    assert done.returncode == 0, done.stderr
    marks = gradebook.marks(late, LESSON)
    assert {who: mark.score for who, mark in marks.items()} == {
        "in-time": 10,
        "late": 9,
        "nested": 9,
    }


@BOTH_DOORS
def test_a_plug_in_that_is_not_there_is_one_sentence(
    command: tuple[str, ...], late: Course
) -> None:
    done = run(late, *command)
    assert done.returncode > 0
    assert "the late policy 'latepolicy.Tenth' in nbgrader_config.py cannot be" in done.stderr
    assert "No module named 'latepolicy'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("module", "text", "reason"),
    [
        ("policy_of_nothing", "", "ImportError: No module named Tenth"),
        ("policy_that_fails", "1 / 0", "ZeroDivisionError: division by zero"),
        ("policy_of_another_kind", "class Tenth: ...", "TraitError: .*BasePlugin"),
    ],
)
def test_a_plug_in_that_is_none_is_told_with_the_reason(
    module: str, text: str, reason: str, late: Course
) -> None:
    (late.root / f"{module}.py").write_text(text)
    late.config.write_text(late.config.read_text().replace("latepolicy", module))
    with pytest.raises(GradebookError, match=rf"{module}.* cannot be used \({reason}"):
        grade(Order(late, late.lesson(LESSON), workers=1, trusted=True))


def test_a_file_beside_the_configuration_takes_no_librarys_place(course: Course) -> None:
    (course.root / "numpy.py").write_text("raise SystemExit('not this one')")
    hand_in(course, "ann", solved(course.lesson(LESSON)))
    run_in(course, *GRADE)

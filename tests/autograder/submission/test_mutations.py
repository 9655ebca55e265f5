"""However a submission is damaged, it ends in a mark or in one sentence, never in a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.common.files import write_aside
from autograder.feedback.feedback import write_feedback
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, grade
from autograder.grading.records import read_records
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.report.report import class_report
from autograder.submission.collect import collect
from autograder.submission.repair import repair
from autograder.submission.submission import Submission
from tests.support import ROOT, TINY_COURSE
from tests.support.mutations import mutated

LESSONS = [course.name for course in Course(ROOT).sources()[1:]]
TINY = "09_tiny"
READ, JUDGED, CHUNK = 200, 60, 50
CHUNKS = {  # 2,000 in all; fewer of the lessons that take long to judge
    **dict(zip(LESSONS, (20, 6, 2, 4, 2, 2), strict=True)),
    TINY: 4,
}
LONG = [(name, number) for number in range(20) for name in CHUNKS if number < CHUNKS[name]]
FAULTS = re.compile(r"Traceback|Error\b.*look at it by hand|judging it failed|nbgrader stopped")


def assert_is_a_sentence(problem: str) -> None:
    assert problem
    assert len(problem) < 700
    assert "\n" not in problem
    assert str(ROOT) not in problem
    assert not FAULTS.search(problem), problem


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """All lessons, and the tiny one, in a course of their own."""
    root = tmp_path / "course"
    shutil.copytree(ROOT / "solutions", root / "solutions")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    tiny = root / "solutions" / TINY / "lesson.py"
    shutil.copytree(TINY_COURSE / "solutions" / "01_tiny", tiny.parent)
    tiny.write_text(tiny.read_text().replace("01_tiny", TINY))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    return Course(root)


def hand_in(course: Course, name: str, numbers: range) -> list[str]:
    """Damaged submissions of a lesson; returns who handed them in."""
    perfect: Any = solved_notebook(course.lesson(name))
    students = []
    for number in numbers:
        students.append(f"mutant-{number:04d}")
        path = course.grading / "submitted" / students[-1] / name / f"{name}.ipynb"
        write_aside(path, mutated(perfect, number))
    return students


@pytest.mark.parametrize("name", LESSONS)
def test_damaged_submissions_are_read_or_told(name: str, course: Course) -> None:
    lesson = course.lesson(name)
    released = released_notebook(lesson)
    first = LESSONS.index(name) * 10_000
    students = hand_in(course, name, range(first, first + READ // len(LESSONS)))
    read = 0
    for student in students:
        handed_in = collect(course, lesson, student)
        if handed_in.problem:
            assert_is_a_sentence(handed_in.problem)
            continue
        read += 1
        notebook = nbformat.reads(handed_in.text, as_version=4)
        nbformat.validate(notebook)
        assert not repair(notebook, lesson, released)
        steps = list(Submission(notebook).steps(lesson.outline))
        assert sorted(s.test for s in steps if s.test) == sorted(lesson.tests)
    assert read > len(students) / 2


@pytest.mark.sandbox
def test_damaged_submissions_end_in_a_mark_or_a_sentence(course: Course) -> None:
    hand_in(course, TINY, range(JUDGED))
    judge_all(course, TINY, JUDGED)


@pytest.mark.sandbox
@pytest.mark.long
@pytest.mark.parametrize(("name", "number"), LONG)
def test_two_thousand_damaged_submissions_end_in_a_mark_or_a_sentence(
    name: str, number: int, course: Course
) -> None:
    assert len(LONG) * CHUNK == 2000
    first = 100_000 + 1000 * LONG.index((name, number))
    hand_in(course, name, range(first, first + CHUNK))
    judge_all(course, name, CHUNK)


def judge_all(course: Course, name: str, count: int) -> None:
    """Grade everybody for real, and write a page for some."""
    lesson = course.lesson(name)
    outcome = grade(Order(course, lesson, workers=1, seed=2))
    assert len(outcome.graded) + len(outcome.problems) == count
    for problem in outcome.problems.values():
        assert_is_a_sentence(problem)
    assert len(outcome.graded) > count / 2
    scores = gradebook.scores(course, name)
    judgements = {r.student: r.judgement for r in read_records(course, name) if not r.problem}
    assert set(judgements) == set(outcome.graded) == set(scores)
    for student, judgement in judgements.items():
        assert scores[student]["score"] == judgement["score"] <= judgement["max_score"]
        told = [*judgement["notes"], *(each["message"] for each in judgement["exercises"])]
        assert not any("Traceback" in text or str(course.root) in text for text in told)
    assert not write_feedback(course, lesson, outcome.graded[::10]).problems
    assert len(class_report(course, lesson).students) == count

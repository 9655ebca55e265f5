"""`mistakes.py`: a heading for each exercise, and a file that runs by itself."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson

ROOT = Path(__file__).resolve().parents[2]
COURSES = (Course(ROOT), Course(ROOT / "tests" / "fixtures" / "course"))
LESSONS = [lesson for course in COURSES for lesson in course.all_lessons() if lesson.mistakes]
every = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


@every
def test_the_mistakes_stand_under_their_exercises_in_the_order_of_the_lesson(
    lesson: Lesson,
) -> None:
    exercises = [e.name for e in lesson.exercises if e.misconceptions]
    headings = [cell.source for cell in lesson.mistakes if cell.kind == "prose"]
    assert headings[1:] == [f"## `{name}`" for name in exercises]
    under = ""
    for cell in lesson.mistakes:
        if cell.kind == "prose":
            under = cell.source
        elif cell.kind == "misconception":
            assert under == f"## `{cell.key}`", cell.where()


@every
def test_the_mistakes_run_as_python_and_leave_the_last_of_them(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_COURSE", str(lesson.folder.parents[1]))
    names = runpy.run_path(str(lesson.folder / "mistakes.py"))
    for exercise in lesson.exercises:
        if exercise.misconceptions:
            assert set(exercise.defines) <= names.keys()

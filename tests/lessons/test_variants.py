"""Right answers in other styles get full marks: a test must not ask for the author's way.

All of one file of `tests/corpora/variants/` are put into the solved notebook together and judged
as one submission.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import nbformat
import pytest

from autograder.judge.verdict import Verdict
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.repair import repair
from autograder.workers.task import task
from autograder.workers.workers import judge_task
from tests.corpora.variants import VARIANTS, answers
from tests.support import ROOT

COURSE = Course(ROOT)
LESSONS = {path.name[:2]: path.name for path in COURSE.sources()}
GRADED = [name for name in LESSONS.values() if COURSE.lesson(name).exercises]
OTHER_STYLES = 2  # of every main exercise, at least


def lesson_of(path: Path) -> Lesson:
    """The lesson that a file of variants belongs to, by the number that its name starts with."""
    return COURSE.lesson(LESSONS[path.name[:2]])


def usual(path: Path) -> object:
    """Loops in Python take long."""
    slow = path.stem in ("03_loops", "04_loops", "05_loops", "06_loops")
    return pytest.param(path, marks=pytest.mark.long if slow else (), id=path.stem)


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("path", [usual(path) for path in VARIANTS])
def test_right_answers_in_another_style_get_full_marks(path: Path) -> None:
    lesson = lesson_of(path)
    notebook = solved_notebook(lesson, answers(path))
    repair(notebook, lesson, released_notebook(lesson))  # given helpers come back
    judgement = judge_task(task(lesson, nbformat.writes(notebook), seed=7))
    refused = {
        result.name: (result.verdict.value, result.message)
        for result in judgement.exercises
        if result.verdict not in (Verdict.PASS, Verdict.MANUAL)
    }
    assert refused == {}


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
def test_variants_answer_exercises_of_their_lesson(path: Path) -> None:
    exercises = {exercise.name for exercise in lesson_of(path).exercises}
    assert set(answers(path)) <= exercises


@pytest.mark.parametrize("name", GRADED)
def test_every_main_exercise_is_answered_in_two_other_styles(name: str) -> None:
    styles = Counter(
        exercise for path in VARIANTS if lesson_of(path).name == name for exercise in answers(path)
    )
    main = [e for e in COURSE.lesson(name).exercises if e.cell.source.lstrip()[:1] != "#"]
    assert [e.name for e in main if styles[e.name] < OTHER_STYLES] == []

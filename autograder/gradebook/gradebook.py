"""nbgrader's converters and gradebook, one submission at a time, in the main process only.

All settings are those of the course's nbgrader_config.py, so that nbgrader's own commands and
formgrader work on the very same gradebook.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config import Config

from autograder.common.logs import Collected, collected_log
from autograder.common.storage import explain
from autograder.database.opening import look
from autograder.database.place import GradebookError, place, settings, told
from autograder.database.rows import opened
from autograder.gradebook.converting.cells import SaveChangedCells
from autograder.gradebook.converting.converters import GenerateFeedback
from autograder.gradebook.converting.preprocessors import JudgeCells
from autograder.gradebook.converting.source import write_source
from autograder.gradebook.marks import Marks, read_marks
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.collect import STAGED


class NotebookError(GradebookError):
    """nbgrader could not take this one student's notebook; the text says why."""


def prepare(course: Course, lesson: Lesson) -> None:
    """Make sure that the gradebook knows the lesson as its source has it now."""
    known = _in_gradebook(course, lesson.name)
    if not write_source(course, lesson) and known:
        return
    (course.grading / "submitted").mkdir(parents=True, exist_ok=True)
    _convert(course, GenerateAssignment, lesson.name, student=None)


def autograde(course: Course, lesson: str, student: str, judgement: Judgement) -> None:
    """Take a staged submission and its judgement through nbgrader's autograding."""
    JudgeCells.known[(lesson, student)] = judgement
    try:
        _convert(course, Autograde, lesson, student, submitted_directory=STAGED)
    finally:
        del JudgeCells.known[(lesson, student)]


def feedback(course: Course, lesson: str, student: str) -> Path:
    """Write the student's feedback page; returns where."""
    _convert(course, GenerateFeedback, lesson, student)
    return course.grading / "feedback" / student / lesson / f"{lesson}.html"


def scores(course: Course, lesson: str) -> dict[str, dict[str, Any]]:
    """Each student's score, largest score and open manual marking, from the gradebook."""
    with _gradebook(course) as gradebook:
        return {
            submission.student.id: {
                "score": submission.score,
                "max_score": submission.max_score,
                "needs_manual_grade": bool(submission.needs_manual_grade),
                "late_penalty": submission.late_submission_penalty,
            }
            for submission in _submissions(gradebook, lesson)
        }


def marks(course: Course, lesson: str, student: str | None = None) -> dict[str, Marks]:
    """The marks and comments of each graded student (or of `student` only), cell by cell."""
    with _gradebook(course) as gradebook:
        return read_marks(gradebook, lesson, student)


def students(course: Course) -> set[str]:
    """Who is in the gradebook."""
    with _gradebook(course) as gradebook:
        return {student.id for student in gradebook.students}


def _submissions(gradebook: Any, lesson: str) -> Iterable[Any]:
    try:
        return list(gradebook.assignment_submissions(lesson))
    except MissingEntry:
        return []


def _in_gradebook(course: Course, lesson: str) -> bool:
    with _gradebook(course) as gradebook:
        try:
            return bool(gradebook.find_assignment(lesson).notebooks)
        except MissingEntry:
            return False


@contextmanager
def _gradebook(course: Course) -> Iterator[Any]:
    """The open gradebook; GradebookError when it cannot be opened or asked."""
    found = place(course)
    look(course, found)
    with told("the gradebook cannot be used"):
        course.grading.mkdir(exist_ok=True)
        with opened(found) as gradebook:
            yield gradebook


def _convert(
    course: Course, kind: Any, lesson: str, student: str | None, **directories: str
) -> Collected:
    """Run one of nbgrader's converters quietly; GradebookError with its last word if it fails."""
    config = Config(_cached_settings(course, course.config.stat().st_mtime_ns))
    config.CourseDirectory.assignment_id = lesson
    if student is not None:
        config.CourseDirectory.student_id = student
    config.CourseDirectory.update(directories)
    converter = kind(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    if kind is GenerateAssignment:
        steps = converter.preprocessors
        converter.preprocessors = [SaveChangedCells if s is SaveCells else s for s in steps]
    with collected_log(converter.log) as messages, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's models, under SQLAlchemy 2.1
        try:
            converter.start()
        except (NbGraderException, SQLAlchemyError, OSError) as error:
            who = f" for {student}" if student else ""
            if isinstance(error.__context__ or error, SQLAlchemyError | OSError):
                about = f"nbgrader stopped{who}"
                raise GradebookError(f"{about}: {explain(error.__context__ or error)}") from error
            reason = messages.last() or str(error)
            one = student is not None and isinstance(error, NbGraderException)
            kind_of_error = NotebookError if one else GradebookError
            raise kind_of_error(f"nbgrader stopped{who}: {reason}") from error
    return messages


@lru_cache(maxsize=4)
def _cached_settings(course: Course, changed: int) -> Config:
    return settings(course)

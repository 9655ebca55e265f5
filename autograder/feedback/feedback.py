"""Feedback pages for a class: a page is made again only when something on it has changed.

A page ends with a line that says what it was made from: the autograded notebook, the marks and
comments in the gradebook, the lesson, and the templates. A page that was cut off has no such line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.feedback.page import TEMPLATES
from autograder.gradebook import gradebook
from autograder.gradebook.gradebook import GradebookError
from autograder.gradebook.marks import Marks
from autograder.grading.records import read_record
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson

Progress = Callable[[str], None]


@dataclass
class FeedbackOutcome:
    """What a run did, by student; `problems` holds a sentence for each page not written."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def write_feedback(
    course: Course,
    lesson: Lesson,
    students: Sequence[str] = (),
    *,
    force: bool = False,
    progress: Progress = lambda student: None,
) -> FeedbackOutcome:
    """Write the pages of `students` (default: all who are graded) that are not up to date.

    `progress` is called with each student that is done. Raises GradebookError when the gradebook
    cannot be read; what goes wrong for one student only is a sentence in the outcome.
    """
    marks = gradebook.marks(course, lesson.name)
    outcome = FeedbackOutcome()
    for student in students or sorted(marks):
        problem = _write_one(course, lesson, student, marks.get(student), outcome, force=force)
        if problem:
            outcome.problems[student] = problem
        progress(student)
    return outcome


def page_path(course: Course, lesson: str, student: str) -> Path:
    """Where a student's page is, or will be."""
    return course.grading / "feedback" / student / lesson / f"{lesson}.html"


def _write_one(
    course: Course,
    lesson: Lesson,
    student: str,
    marks: Marks | None,
    outcome: FeedbackOutcome,
    *,
    force: bool,
) -> str:
    """Bring one page up to date; returns why not, if it cannot be done."""
    source = course.grading / "autograded" / student / lesson.name / f"{lesson.name}.ipynb"
    if marks is None or not source.is_file():
        return f"is not graded yet; run: autograder grade {lesson.name}"
    made_from = _made_from(course, lesson, student, marks, source)
    page = page_path(course, lesson.name, student)
    if not force and _ends_with(page, made_from):
        outcome.kept.append(student)
        return ""
    try:
        gradebook.feedback(course, lesson.name, student)
    except GradebookError as error:
        return str(error)
    with page.open("a", encoding="utf-8") as file:
        file.write(made_from)
    outcome.written.append(student)
    return ""


def _made_from(course: Course, lesson: Lesson, student: str, marks: Marks, source: Path) -> str:
    record = read_record(course, lesson.name, student)
    notes = record.judgement.get("notes", []) if record else []
    about = repr((lesson.digest, sorted(marks.cells.items()), sorted(marks.comments.items())))
    parts = (_page_maker(), about, repr((marks.late_penalty, notes)))
    digest = hashlib.sha256("\0".join(parts).encode())
    digest.update(source.read_bytes())
    return f"\n<!-- made from {digest.hexdigest()[:32]} -->\n"


def _ends_with(page: Path, line: str) -> bool:
    try:
        with page.open("rb") as file:
            file.seek(-len(line.encode()), 2)
            return file.read() == line.encode()
    except OSError:
        return False


@cache
def _page_maker() -> str:
    """Changes whenever the templates or the code that fills them change."""
    files = [*TEMPLATES.glob("*"), *Path(__file__).parent.glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(file for file in files if file.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()

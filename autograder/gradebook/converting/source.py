"""A lesson's source where nbgrader looks for it, made from the course's own."""

from __future__ import annotations

import nbformat

from autograder.common.files import write_aside
from autograder.lesson.build import instructor_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson


def write_source(course: Course, lesson: Lesson) -> bool:
    """Write `grading/source/<lesson>/`; returns whether another one, or none, was there."""
    source = course.grading / "source" / lesson.name / f"{lesson.name}.ipynb"
    text = nbformat.writes(instructor_notebook(lesson)) + "\n"
    if source.is_file() and source.read_text(encoding="utf-8") == text:
        return False
    write_aside(source, text)
    return True

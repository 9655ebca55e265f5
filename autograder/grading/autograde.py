"""`nbgrader autograde` and formgrader's button: the class run of `autograder grade`, asked for by
nbgrader's converter, with its settings, in its log."""

from __future__ import annotations

import os
import random

from autograder.common.storage import StorageError
from autograder.common.text import plain
from autograder.database.place import GradebookError, settings
from autograder.gradebook import gradebook
from autograder.gradebook.converting.converters import Autograde
from autograder.gradebook.converting.preprocessors import JudgeCells
from autograder.gradebook.nbgrader import STEPS
from autograder.grading.grade import GradeError, Order, grade
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson, LessonError
from autograder.sandbox.unavailable import SandboxUnavailable

_EXPECTED = (GradebookError, GradeError, LessonError, SandboxUnavailable, StorageError)


def grade_for_nbgrader(converter: Autograde, course: Course, lesson: Lesson) -> None:
    """Grade whom the converter is asked for, as `autograder grade` does.

    Raises NbGraderException, its reasons logged, when not all of them could be graded.
    """
    _require_the_courses_settings(converter, course)
    students = converter.asked_for(course, lesson)
    about = JudgeCells(parent=converter)  # its settings may be given to nbgrader's commands
    seed = random.SystemRandom().randrange(2**31) if about.seed is None else about.seed
    problems = {}
    if not converter.create_student:
        known = gradebook.students(course)
        unknown = [student for student in students if student not in known]
        problems = dict.fromkeys(unknown, "is not in the gradebook")
        students = [student for student in students if student not in problems]
    try:
        order = Order(
            course,
            lesson,
            tuple(students),
            workers=min(len(students), os.cpu_count() or 1) or 1,
            force=converter.force,
            trusted=about.trusted,
            figures=about.figures,
            seed=seed,
        )
        outcome = grade(order, lambda student: converter.log.info("Done: %s", plain(student)))
    except _EXPECTED as error:
        raise converter.refused(str(error)) from error
    graded, kept = len(outcome.graded), len(outcome.kept)
    converter.log.info("%d graded, %d were graded already", graded, kept)
    problems |= outcome.problems
    if problems:
        raise converter.refused(
            *(f"{plain(student)}: {plain(said)}" for student, said in sorted(problems.items()))
        )


def _require_the_courses_settings(converter: Autograde, course: Course) -> None:
    """Grading reads nbgrader_config.py; an option of the command may not name another place."""
    asked, ours = converter.coursedir, settings(course).CourseDirectory
    names = ("db_url", *(f"{step}_directory" for step in STEPS))
    for name in names:
        if name in ours and getattr(asked, name) != ours[name]:
            raise converter.refused(
                f"{name} is {getattr(asked, name)!r} here and {ours[name]!r} in nbgrader_config.py;"
                " set it there"
            )

"""Whose hand-ins are graded: those of students on the roster, where there is one."""

from __future__ import annotations

import difflib
from functools import cached_property

from autograder.gradebook.roll.classbook import admitted
from autograder.gradebook.roll.opened import opened
from autograder.lesson.course import Course


class Admission:
    """The roster of a course, asked when it is first needed: it brings nbgrader with it."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def refusal(self, student: str) -> str:
        """Why a hand-in is held aside, and how to admit it; empty where it is graded.

        Raises GradebookError.
        """
        if self._admitted is None or student in self._admitted:
            return ""
        close = difflib.get_close_matches(student, self._admitted, n=1, cutoff=0.8)
        meant = f" (is it {close[0]}? then rename the folder)" if close else ""
        return (
            f"held aside, not graded: {student!r} is not on the roster{meant};"
            f" to admit: autograder students add {student!r}"
        )

    @cached_property
    def _admitted(self) -> set[str] | None:
        with opened(self._course) as connection:
            return admitted(connection)
